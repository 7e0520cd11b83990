// An identifier as a person writes it.
import type { StatedIdentifier } from "../../models/identity/statement.ts";

/** `NAMESPACE:VALUE`; the value may hold colons. Undefined where it has not that form. */
export const identifierOf = (text: string): StatedIdentifier | undefined => {
  const colon = text.indexOf(":");
  if (colon < 1 || colon === text.length - 1) return undefined;
  return { namespace: text.slice(0, colon), value: text.slice(colon + 1) };
};
