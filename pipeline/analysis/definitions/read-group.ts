// A group as a user writes it: an object, or YAML on one line such as `{ where: { channel: web }, from: 2026-01-01 }`.
import { PolkuError } from "../../../models/errors.ts";
import { group as groupSchema, type Group } from "../../../models/analyses/group.ts";
import { suggestion } from "../../config/nearest.ts";
import { issueProblems } from "../../config/issue-text.ts";
import { readYaml } from "../../config/yaml-source.ts";

const keys = ["where", "from", "until", "identity"] as const;

const refused = (option: string, problems: readonly string[]): PolkuError =>
  new PolkuError("usage", { problem: `${option} is not understood: ${[...new Set(problems)].join("; ")}.` });

/** Throws usage, with everything that is wrong. */
export const readGroup = (value: unknown, option: string): Group => {
  const result = groupSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" && issue.path.length === 0
      ? issue.keys.map((key) => `${key} is an unknown key; ${suggestion(key, keys)}`)
      : issueProblems(issue, value).map(({ path, text }) =>
          [path.join("."), text].filter(Boolean).join(": "),
        ),
  );
  throw refused(option, problems);
};

/** Reads one line of YAML. Throws usage. */
export const parseGroup = (text: string, option: string): Group => {
  const source = readYaml(text);
  if (Array.isArray(source))
    throw refused(
      option,
      source.map((problem) => problem.text),
    );
  return readGroup(source.value, option);
};

export const isEmpty = (group: Group): boolean => Object.keys(group).length === 0;
