// Phone numbers as E.164. Distinct values only: this is the one normalisation that is not done in SQL.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";

/**
 * E.164 of a number as someone typed it, or null where it is malformed: not a number at all, or of a length
 * that its country does not have. National numbers need `country` (ISO 3166 alpha-2).
 */
export const normalisePhone = (value: string, country: string | undefined): string | null => {
  const known: CountryCode | undefined =
    country !== undefined && isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(value, known);
  return parsed?.isPossible() === true ? parsed.number : null;
};
