// How figures are written for people: groups of thousands, shares in percent, seconds as durations.
import type { Cell, PictureColumn } from "./picture.ts";

const counts = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });

const units = [
  { seconds: 86_400, name: "d" },
  { seconds: 3600, name: "h" },
  { seconds: 60, name: "min" },
  { seconds: 1, name: "s" },
] as const;

/** The two largest units that say something: `2 d 3 h`, `45 s`. */
export const durationText = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return "";
  let rest = Math.round(Math.abs(seconds));
  const first = units.findIndex((unit) => rest >= unit.seconds);
  if (first < 0) return "0 s";
  const parts: string[] = [];
  for (const { seconds: size, name } of units.slice(first, first + 2)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(`${String(whole)} ${name}`);
  }
  return (seconds < 0 ? "−" : "") + parts.join(" ");
};

export const countText = (count: number): string => counts.format(count);

/** With one digit, and two where the whole would hide what there is. */
export const shareText = (share: number): string =>
  `${(share * 100).toFixed(share !== 0 && Math.abs(share) < 0.001 ? 2 : 1)} %`;

/** How a column of an answer is written, by its name. */
export const columnKind = (name: string, isNumeric: boolean): PictureColumn["kind"] => {
  if (!isNumeric) return name.endsWith("_at") ? "time" : "text";
  if (/seconds/.test(name)) return "seconds";
  return /share|rate|conversion/.test(name) ? "share" : "number";
};

const writers: Readonly<Record<PictureColumn["kind"], (cell: string | number) => string>> = {
  text: String,
  count: (cell) => (typeof cell === "number" ? countText(cell) : cell),
  share: (cell) => (typeof cell === "number" ? shareText(cell) : cell),
  seconds: (cell) => (typeof cell === "number" ? durationText(cell) : cell),
  number: (cell) => (typeof cell === "number" ? numbers.format(cell) : cell),
  money: String,
  time: (cell) =>
    String(cell)
      .replace("T", " ")
      .replace(/(:\d\d)\.\d+Z$|Z$/, "$1"),
};

/** An empty text for null. */
export const cellText = (cell: Cell, kind: PictureColumn["kind"]): string => {
  if (cell === null) return "";
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return writers[kind](cell);
};
