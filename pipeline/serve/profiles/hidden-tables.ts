// SELECTs that are read in the place of tables: so that a model's own text answers for one profile.

/**
 * The SELECT over these instead of the tables and views of the same names. Each may read the ones before it, and the
 * table that it stands for as `main.<name>`.
 */
export const hiding = (tables: Readonly<Record<string, string>>, select: string): string => {
  const parts = Object.entries(tables).map(([name, text]) => `${name} as (${text}\n)`);
  return `with ${parts.join(",\n")}\nselect * from (${select}\n)`;
};
