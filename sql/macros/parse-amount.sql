-- parse_amount: an amount of money, exact, or null where the text is none. A comma is a decimal sign where one or
-- two digits follow it; anything that could be a thousands separator, a currency sign or an exponent is refused.
create macro parse_amount(amount_text) as
case
    when regexp_full_match(amount_text, '\s*[+-]?\d{1,16}(?:\.\d{1,20}|,\d{1,2})?\s*') then
        try_cast(replace(amount_text, ',', '.') as decimal(18, 2))
end;
