// What a person should know of a run in which nothing failed: what was found, where, and what to do about it.
import type { AuditOutcome } from "../../models/manifest.ts";
import { plural } from "../commands/terminal/figures.ts";

/** A snapshot that was not whole any more was published again. */
export const republishedText = (snapshotId: string, fault: string): string =>
  `the snapshot ${snapshotId} was not whole: ${fault}. A new one was published from the tables of the store; ` +
  "no source was read again.";

interface UnknownNamespace {
  readonly namespace: string;
  readonly identifiers: number;
}

/** Other names are not shown: a producer that takes values for names puts personal data there. */
const namespaceName = /^[a-z][a-z0-9_]{0,39}$/i;

/** Identifiers that link nobody because the configuration does not know their namespaces. */
export const unknownNamespaceTexts = (found: readonly UnknownNamespace[]): string[] => {
  const named = found.filter(({ namespace }) => namespaceName.test(namespace));
  const others = found.filter(({ namespace }) => !namespaceName.test(namespace));
  const texts = named.map(
    ({ namespace, identifiers }) =>
      `${plural(identifiers, "identifier links", "identifiers link")} nobody in the namespace ${namespace}, because ` +
      "identity.namespaces does not name it. Add it there, or leave it out of the events.",
  );
  if (others.length === 0) return texts;
  const identifiers = others.reduce((sum, other) => sum + other.identifiers, 0);
  return [
    ...texts,
    `${plural(identifiers, "identifier links", "identifiers link")} nobody, because the namespace is empty or is no name (letters, ` +
      "digits and _). Correct the mapping or the producer of the events: a namespace is named as in identity.namespaces.",
  ];
};

/** Groups of identifiers that are so large that a shared value is the likeliest cause. */
export const oversizedTexts = (components: number, maxLinks: number): string[] =>
  components === 0
    ? []
    : [
        `${plural(components, "group")} of linked identifiers broke a rule with more than ${plural(maxLinks, "link")} ` +
          "(identity.max_component_links). A value that many people share is the usual cause: " +
          '`polku query "select rule, namespace_a, count(*) from identity_refusals group by all order by all"` ' +
          "shows where links were refused; block such values under identity.namespaces, or give the namespace a " +
          "smaller max_profiles.",
      ];

/** What a warning of an audit means to its reader, by the audit's name. */
const auditMeanings: Readonly<Record<string, (rows: number) => string>> = {
  assert_one_currency: (rows) =>
    `${plural(rows, "touchpoint has", "touchpoints have")} a value in another currency than the workspace's; each ` +
    "keeps it in fct_touchpoints and counts in no sum. Set `currency` in the configuration if the workspace's is " +
    'another; `polku query "select currency, count(*) from fct_touchpoints group by all"` shows which there are.',
  assert_sums_fit: (rows) =>
    `${plural(rows, "session or journey has", "sessions and journeys have")} values whose sum is beyond ` +
    "9999999999999999.99; its value is null, and fct_touchpoints holds each value. So large an amount is seldom money: " +
    '`polku query "select source, event_type, max(abs(value)) from fct_touchpoints group by all order by 3 desc"` ' +
    "shows which mapping gives it.",
};

/** Audits of severity warn that found something. */
export const auditTexts = (audits: readonly AuditOutcome[]): string[] =>
  audits
    .filter(({ severity, rows }) => severity === "warn" && rows > 0)
    .map(
      ({ name, rows }) =>
        auditMeanings[name]?.(rows) ??
        `the audit ${name} found ${plural(rows, "row")}; sql/audits says what it looks for.`,
    );
