// The identity configuration as rows, for the statements of sql/identity to join.
import { PolkuError } from "../../../models/errors.ts";
import type { NamespaceRule } from "../../../models/identity/namespaces.ts";
import { blanks } from "../../identity/blanks.ts";
import { anyOf, blockedExpressions } from "../../identity/blocked-values.ts";
import type { PolicyRules } from "../../identity/policies/policy.ts";
import { normalisePhone } from "../../identity/phone-number.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { Parameter, Session } from "../../warehouse/session.ts";

/** What identity reads of a configuration. */
export type IdentityContext = Pick<RunContext, "config" | "namespaces">;

const byStrength = (one: NamespaceRule, other: NamespaceRule): number =>
  one.rank - other.rank || Buffer.compare(Buffer.from(one.namespace), Buffer.from(other.namespace));

/** The rules by namespace order: rank, then name. */
export const orderedRules = (namespaces: readonly NamespaceRule[]): readonly NamespaceRule[] =>
  namespaces.toSorted(byStrength);

const microsPerDay = 86_400_000_000;

/** The rules that a policy asks, by namespace order. */
export const policyRules = ({ config, namespaces }: IdentityContext): PolicyRules => {
  const rules = orderedRules(namespaces);
  const orderOf = new Map(rules.map(({ namespace }, order) => [namespace, order]));
  const directions = rules.flatMap(({ max_per }, namespace) =>
    Object.entries(max_per).flatMap(([other, most]) => {
      const per = orderOf.get(other);
      return per === undefined ? [] : [{ namespace, per, most }];
    }),
  );
  return {
    ranks: Int32Array.from(rules, ({ rank }) => rank),
    limits: Int32Array.from(rules, ({ limit }) => limit ?? 0),
    windows: Float64Array.from(rules, ({ window_days }) => (window_days ?? 0) * microsPerDay),
    directions,
    refusesClaims: config.identity.refuse_claims,
  };
};

/** In one statement, for each is planned and run by itself. */
const insertRows = async (
  session: Session,
  table: string,
  rows: readonly (readonly Parameter[])[],
): Promise<void> => {
  if (rows.length === 0) return;
  const places = rows.map(
    (row, at) => `(${row.map((_, column) => `$${String(at * row.length + column + 1)}`).join(", ")})`,
  );
  await session.run(`insert into ${table} values ${places.join(", ")}`, rows.flat());
};

const writeNamespaces = async (session: Session, rules: readonly NamespaceRule[]): Promise<void> => {
  await session.run(
    `create or replace temp table cfg_identity_namespaces (
      namespace_order integer, namespace varchar, rank integer, kind varchar,
      value_limit integer, max_profiles integer, window_days double
    )`,
  );
  const rows = rules.map((rule, order) => [
    order,
    rule.namespace,
    rule.rank,
    rule.kind,
    rule.limit,
    rule.max_profiles,
    rule.window_days,
  ]);
  await insertRows(session, "cfg_identity_namespaces", rows);
};

const writeDirections = async (session: Session, rules: PolicyRules): Promise<void> => {
  await session.run(
    `create or replace temp table cfg_identity_directions (
      namespace_order integer, per_order integer, most integer
    )`,
  );
  const rows = rules.directions.map(({ namespace, per, most }) => [namespace, per, most]);
  await insertRows(session, "cfg_identity_directions", rows);
};

/** A blocked expression by its number in `cfg_identity_blocked`. */
export interface BlockedExpression {
  readonly number: number;
  readonly expression: string;
}

/** Whether an expression can be read never changes. */
const readable = new Set<string>();

const refuseUnreadable = async (session: Session, namespace: string, expression: string): Promise<void> => {
  if (readable.has(expression)) return;
  try {
    await session.run("select regexp_matches('', $1, 'is')", [expression]);
    readable.add(expression);
  } catch (cause) {
    throw new PolkuError(
      "config_invalid",
      {
        file: "The configuration",
        problems: `- identity.namespaces.${namespace}.blocked: ${expression} is no expression of the RE2 syntax`,
      },
      { cause },
    );
  }
};

const normaliserOf = (namespace: string, country: string | undefined) => (value: string) => {
  if (namespace === "phone") return normalisePhone(value, country);
  return namespace === "loyalty_card" ? value.replaceAll(/[ -]/g, "") : null;
};

const writeBlocked = async (
  session: Session,
  context: IdentityContext,
  rules: readonly NamespaceRule[],
): Promise<BlockedExpression[]> => {
  const numbers = new Map<string, number>();
  await session.run(
    "create or replace temp table cfg_identity_blocked (namespace_order integer, expression_number integer)",
  );
  const country = context.config.identity.phone.default_country;
  const rows: (readonly Parameter[])[] = [];
  for (const [order, rule] of rules.entries()) {
    const isNormalised = context.config.identity.values === "normalised";
    const normalise = isNormalised ? normaliserOf(rule.namespace, country) : () => null;
    const expressions = blockedExpressions(rule, normalise, isNormalised);
    for (const expression of expressions) {
      await refuseUnreadable(session, rule.namespace, expression);
    }
    const expression = anyOf(expressions);
    if (expression === null) continue;
    const number = numbers.get(expression) ?? numbers.size;
    numbers.set(expression, number);
    rows.push([order, number]);
  }
  await insertRows(session, "cfg_identity_blocked", rows);
  return [...numbers].map(([expression, number]) => ({ number, expression }));
};

/** Writes the configuration to temporary tables and gives the expressions that block values. */
export const writeSettings = async (
  session: Session,
  context: IdentityContext,
): Promise<BlockedExpression[]> => {
  const rules = orderedRules(context.namespaces);
  await writeNamespaces(session, rules);
  await writeDirections(session, policyRules(context));
  const { values, refuse_claims, attribution } = context.config.identity;
  await session.run(
    `create or replace temp table cfg_identity_settings as
    select
      $1::boolean as is_as_given, $2::boolean as is_refusing_claims, $3::varchar as blanks, $4::varchar as attribution`,
    [values === "as_given", refuse_claims, blanks, attribution],
  );
  return writeBlocked(session, context, rules);
};
