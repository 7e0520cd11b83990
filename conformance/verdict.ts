// What came of a case, and the line that says so.

export type Verdict =
  | { readonly kind: "ok" }
  /** What was expected and what was found. */
  | { readonly kind: "failed"; readonly reasons: readonly string[] }
  /** Nothing of ours answers such a case. */
  | { readonly kind: "unsupported"; readonly reason: string };

export const verdictOf = (reasons: readonly string[]): Verdict =>
  reasons.length === 0 ? { kind: "ok" } : { kind: "failed", reasons };

export const lineOf = (id: string, verdict: Verdict): string => {
  if (verdict.kind === "ok") return `ok ${id}`;
  if (verdict.kind === "unsupported") return `unsupported ${id}: ${verdict.reason}`;
  return `FAILED ${id}: ${verdict.reasons.join("; ")}`;
};
