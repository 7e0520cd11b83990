// An explanation as a person reads it: short, the answer first.
import type { ExplainResult } from "../../../models/results/identity.ts";
import { alignedTable } from "../terminal/aligned-table.ts";
import { plural } from "../terminal/figures.ts";

const shownRows = 20;

const texts = (names: readonly string[]) => names.map((name) => ({ name, isNumeric: name === "events" }));

const section = (
  title: string,
  columns: readonly string[],
  rows: readonly string[][],
  width: number | undefined,
): string => {
  if (rows.length === 0) return "";
  const rest = rows.length - shownRows;
  const more = rest > 0 ? `… and ${plural(rest, "more row")}: --json gives all.\n` : "";
  return `\n${title}\n${alignedTable(texts(columns), rows.slice(0, shownRows), width)}${more}`;
};

const named = (namespace: string | null, value: string | null): string =>
  namespace === null ? "" : `${namespace}:${value ?? ""}`;

type Link = ExplainResult["links"][number];

const evidence = ({ source, event_id, statement_id }: Link): string =>
  statement_id === null ? `${source ?? ""}:${event_id ?? ""}` : `statement ${statement_id}`;

const linkColumns = ["from", "to", "first event", "occurred_at", "events"];

const linkRow = (link: Link): string[] => [
  link.from,
  link.to,
  evidence(link),
  link.occurred_at,
  link.statement_id === null ? String(link.events) : "",
];

const bridgeRow = (bridge: ExplainResult["bridges"][number]): string[] => {
  const [from = "", ...others] = bridge.identifiers;
  return linkRow({ ...bridge, from, to: others.join(", ") });
};

const changeRow = (change: ExplainResult["history"][number]): string[] => [
  change.cause,
  change.profile_id,
  change.other_profile_id ?? "",
  change.source === null ? "" : `${change.source}:${change.event_id ?? ""}`,
  change.run_id,
];

const changeColumns = ["cause", "profile_id", "other_profile_id", "event", "run_id"];

const belonging = (event: NonNullable<ExplainResult["event"]>): string => {
  if (event.is_future) return "It is later than the end of data: no evidence yet.\n";
  if (event.profile_id === null)
    return "It belongs to no profile: it carries no identifier that can be used.\n";
  const by = event.is_shared ? "the shared device" : "";
  return `It belongs to ${event.profile_id} by ${by === "" ? "" : `${by} `}${event.matched_by ?? ""}.\n`;
};

const eventText = (event: ExplainResult["event"], width: number | undefined): string => {
  if (event === null) return "";
  const { first_evidence: first, changes, only_evidence_of: only } = event;
  const rows = first.map(({ from, to, is_refused }) => [from, to, is_refused ? "refused" : ""]);
  return [
    `Event ${event.source}:${event.event_id} of ${event.occurred_at}\n`,
    belonging(event),
    only.length === 0 ? "" : "It is the only evidence of a bridge: without it the profile would be two.\n",
    section("It was the first to show:", ["from", "to", ""], rows, width),
    section("It changed:", changeColumns, changes.map(changeRow), width),
    "\n",
  ].join("");
};

const headline = ({ profile_id, id_chain: ids }: ExplainResult): string => {
  const went = ids.length > 1 ? `${ids.join(" → ")}\n` : "";
  if (profile_id !== null) return `${went}Profile ${profile_id}\n`;
  return ids.length > 0
    ? `${went}This id is held no more, and its anchor belongs to no profile.\n`
    : "It belongs to no profile.\n";
};

/** Says so where two that were asked for are not together; the refusals, where there are any, say why. */
const apart = ({ profile_id, another, refusals }: ExplainResult): string => {
  if (another === null || (profile_id !== null && another.profile_id === profile_id)) return "";
  const where = another.profile_id === null ? "belongs to no profile" : `is in profile ${another.profile_id}`;
  const why =
    refusals.length > 0 ? "" : " No refused link touches either: nothing ever led from one to the other.";
  return `Not together: the other ${where}.${why}\n`;
};

/** `width`: of the terminal; unlimited where undefined. */
export const explanationText = (result: ExplainResult, width: number | undefined): string =>
  [
    eventText(result.event, width),
    headline(result),
    apart(result),
    section(
      "It holds:",
      ["identifier", "kind", ""],
      result.identifiers.map(({ namespace, value, kind, is_anchor }) => [
        named(namespace, value),
        kind,
        is_anchor ? "anchor" : "",
      ]),
      width,
    ),
    section("First seen together:", linkColumns, result.chain.map(linkRow), width),
    section("Without any one of these it would be two:", linkColumns, result.bridges.map(bridgeRow), width),
    section(
      "Refused:",
      ["rule", "identifier", "with", "event", "detail"],
      result.refusals.map((refusal) => [
        refusal.rule,
        named(refusal.namespace_a, refusal.value_a),
        named(refusal.namespace_b, refusal.value_b),
        `${refusal.source}:${refusal.event_id}`,
        refusal.detail ?? "",
      ]),
      width,
    ),
    section("What became of ids:", changeColumns, result.history.map(changeRow), width),
  ].join("");
