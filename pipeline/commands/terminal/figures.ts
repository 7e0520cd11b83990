// Numbers as people read them.

/** 1234567 → 1,234,567. */
export const countText = (count: number): string => Math.round(count).toLocaleString("en-US");

const byteUnits = ["B", "kB", "MB", "GB", "TB"] as const;

/** 1234567 → 1.2 MB. */
export const byteText = (bytes: number): string => {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), byteUnits.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? String(Math.round(value)) : value.toFixed(1)} ${byteUnits[power] ?? ""}`;
};

/** Seconds → 0.4 s, 12 s, 3 min 20 s, 2 h 5 min. */
export const durationText = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${String(whole)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(whole % 60)} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
};

/** 0.123 → 12.3 %. */
export const shareText = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `1 profile`, `2 profiles`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;
