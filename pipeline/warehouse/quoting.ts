// Names and texts as SQL writes them.

/** A name, quoted. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text, quoted. */
export const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
