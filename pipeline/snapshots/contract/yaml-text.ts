// Writes plain objects as YAML, block by block. For files that are written with every snapshot: the reader's package builds a
// document first, which took a hundred times as long.

export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml };

/** What needs no quotes: it begins with a letter, and nothing in it means something to YAML. */
const plain = /^[A-Za-z](?:[\w ./()*'<>=+%|;-]|,(?!$)|:(?=[^ ]))*$/;
const words = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

const scalar = (value: string | number | boolean): string =>
  typeof value === "string" && plain.test(value) && !value.endsWith(" ") && !words.test(value)
    ? value
    : JSON.stringify(value);

const isList = (value: Yaml): value is readonly Yaml[] => Array.isArray(value);

const below = (value: Yaml, indent: string): string => {
  if (typeof value !== "object") return ` ${scalar(value)}\n`;
  if (isList(value)) return value.length === 0 ? " []\n" : `\n${listText(value, indent)}`;
  return Object.keys(value).length === 0 ? " {}\n" : `\n${objectText(value, indent)}`;
};

const objectText = (value: { readonly [key: string]: Yaml }, indent: string): string =>
  Object.entries(value)
    .map(([key, member]) => `${indent}${scalar(key)}:${below(member, `${indent}  `)}`)
    .join("");

const listText = (list: readonly Yaml[], indent: string): string =>
  list
    .map((item) => {
      const text = below(item, `${indent}  `);
      // The first line of a block stands behind its dash.
      return `${indent}-${text.startsWith("\n") ? ` ${text.slice(indent.length + 3)}` : text}`;
    })
    .join("");

/** The text of a document; what is read back equals what was given. */
export const yamlText = (value: Yaml): string => below(value, "").replace(/^[ \n]/, "");
