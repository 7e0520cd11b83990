-- parse_instant: the instant that a text names, as a timestamp in UTC; null where it names none or might name two.
-- Reads ISO 8601 (any offset or none, up to nine decimals, cut to microseconds), a date as its first moment, unix
-- time in seconds, milliseconds, microseconds or nanoseconds told apart by size, RFC 5322 dates, 2026/11/25 9:10
-- and 25.11.2026 9.10. A text without an offset is read in `zone` (null: UTC): a time that the clocks skipped with
-- the offset before the jump, a time that they showed twice as the later one. Refused: 01/02/2026, 20261125 (a
-- date, or seconds?), 24:00, a 61st second, words such as `now`, years before 1900 and after 2200.

create macro instant_in_zone(local_text, zone) as
case
    when coalesce(zone, 'UTC') = 'UTC' then try_cast(local_text as timestamp)
    -- By microseconds: a cast from timestamptz to timestamp would walk through the calendar.
    else make_timestamp(epoch_us(timezone(zone, try_cast(local_text as timestamp))))
end;

create macro iso_date_pattern() as '(?:(?:19|20|21)\d\d|2200)-\d\d-\d\d';
create macro iso_minute_pattern() as '[T ](?:[01]\d|2[0-3]):[0-5]\d';
create macro iso_second_pattern() as ':[0-5]\d(?:[.,]\d{1,9})?';

-- The casts are lenient; the patterns are not.
create macro iso_instant(iso_text, zone) as
case
    when
        regexp_full_match(
            iso_text, iso_date_pattern() || '(?:' || iso_minute_pattern() || '(?:' || iso_second_pattern() || ')?)?'
        ) then
        instant_in_zone(replace(iso_text, ',', '.'), zone)
    when
        regexp_full_match(
            iso_text,
            iso_date_pattern() || iso_minute_pattern() || iso_second_pattern()
            || '(?:Z|[+-](?:0\d|1[0-8])(?::?[0-5]\d)?)'
        ) then
        make_timestamp(epoch_us(try_cast(replace(iso_text, ',', '.') as timestamptz)))
end;

-- Seconds are below 10^10, milliseconds below 10^13, microseconds below 10^16, as far back as 1900.
-- In whole numbers: a wide decimal takes fifty times as long to read. No cast may fail: beside an unnest, branches
-- that are not taken were seen to be computed.
create macro unix_microseconds(whole, fraction) as
case
    when whole < 10000000000 then whole * 1000000 + try_cast(rpad(left(fraction, 6), 6, '0') as bigint)
    when whole < 10000000000000 then whole * 1000 + try_cast(rpad(left(fraction, 3), 3, '0') as bigint)
    when whole < 10000000000000000 then whole
    else whole // 1000
end;

create macro unix_instant(number_text) as
list_transform(
    [
        case when starts_with(number_text, '-') then -1 else 1 end
        * unix_microseconds(
            try_cast(split_part(ltrim(number_text, '+-'), '.', 1) as bigint), split_part(number_text, '.', 2)
        ),
    ],
    lambda microseconds: case
        when microseconds between -2208988800000000 and 7289654399999999 then make_timestamp(microseconds)
    end
)[1];

create macro month_names() as
['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
create macro month_digits(month_text) as
lpad(coalesce(cast(list_position(month_names(), lower(month_text)) as varchar), month_text), 2, '0');

-- `list_transform([x], lambda name: …)[1]` names a value: a macro writes its argument out wherever it is used.
create macro iso_from_parts(match) as
list_transform([match], lambda parts: concat(
    parts.year, '-', month_digits(parts.month), '-', lpad(parts.day, 2, '0'),
    case
        when parts.hour <> '' then
            concat(' ', lpad(parts.hour, 2, '0'), ':', parts.minute, ':', coalesce(nullif(parts.second, ''), '00'))
    end,
    case when upper(parts.shift) in ('Z', 'UTC', 'GMT', 'UT') then 'Z' else parts.shift end
))[1];

-- Each in one piece: regexp_extract takes names for the groups of a literal only.
create macro dashed_pattern() as
'^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d(?:[.,]\d+)?))?)? ?([A-Za-z]+|[+-][\d:]+)?$';
create macro slashed_pattern() as
'^(\d{4})/(\d\d?)/(\d\d?)(?:[Tt ](\d\d?):(\d\d)(?::(\d\d(?:[.,]\d+)?))?)? ?([A-Za-z]+|[+-][\d:]+)?$';
create macro compact_pattern() as
'^(\d{4})(\d\d)(\d\d)[Tt](\d\d)(\d\d)(\d\d(?:[.,]\d+)?)?([A-Za-z]+|[+-][\d:]+)?$';
create macro dotted_pattern() as
'^(\d\d?)\.(\d\d?)\.(\d{4})(?:,? (?:klo )?(\d\d?)[.:](\d\d)(?:[.:](\d\d))?)?()$';
create macro rfc_pattern() as
'^(?:[A-Za-z]{3}, ?)?(\d\d?) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([A-Za-z]+|[+-]\d{4})(?: \([^)]*\))?$';

-- Other ways to write a time, as ISO 8601 with seconds. A text of no known shape stays as it is, to be refused.
create macro instant_as_iso(instant_text) as
case
    when regexp_matches(instant_text, dashed_pattern()) then
        iso_from_parts(regexp_extract(
            instant_text, dashed_pattern(), ['year', 'month', 'day', 'hour', 'minute', 'second', 'shift']
        ))
    when regexp_matches(instant_text, slashed_pattern()) then
        iso_from_parts(regexp_extract(
            instant_text, slashed_pattern(), ['year', 'month', 'day', 'hour', 'minute', 'second', 'shift']
        ))
    when regexp_matches(instant_text, compact_pattern()) then
        iso_from_parts(regexp_extract(
            instant_text, compact_pattern(), ['year', 'month', 'day', 'hour', 'minute', 'second', 'shift']
        ))
    when regexp_matches(instant_text, dotted_pattern()) then
        iso_from_parts(regexp_extract(
            instant_text, dotted_pattern(), ['day', 'month', 'year', 'hour', 'minute', 'second', 'shift']
        ))
    when regexp_matches(instant_text, rfc_pattern()) then
        iso_from_parts(regexp_extract(
            instant_text, rfc_pattern(), ['day', 'month', 'year', 'hour', 'minute', 'second', 'shift']
        ))
    else instant_text
end;

-- A year or a date, or a number of seconds?
create macro ambiguous_number_pattern() as
'(?:19|20|21)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?)?';

create macro other_instant(instant_text, zone) as
case
    when regexp_full_match(instant_text, ambiguous_number_pattern()) then null
    when regexp_full_match(instant_text, '[+-]?\d{1,19}(?:\.\d*)?') then unix_instant(instant_text)
    when regexp_full_match(instant_text, '[+-]?\d\.?\d*[eE]\+?\d\d?') then
        unix_instant(cast(try_cast(instant_text as decimal(38, 9)) as varchar))
    else list_transform([instant_as_iso(instant_text)], lambda iso_text: iso_instant(iso_text, zone))[1]
end;

create macro parse_instant(instant_text, zone) as
case
    -- The shapes of nearly all records go the short way. The comparison refuses 24:00 and a blank for a digit.
    when
        (instant_text like '20__-__-__T__:__:__.___Z' or instant_text like '20__-__-__T__:__:__Z')
        and substr(instant_text, 12, 2) between '00' and '23' then
        make_timestamp(epoch_us(try_cast(instant_text as timestamptz)))
    when regexp_full_match(instant_text, '1\d{9}') then make_timestamp(try_cast(instant_text as bigint) * 1000000)
    when regexp_full_match(instant_text, '1\d{12}') then make_timestamp(try_cast(instant_text as bigint) * 1000)
    else
        coalesce(
            iso_instant(instant_text, zone),
            list_transform([trim(instant_text)], lambda trimmed: other_instant(trimmed, zone))[1]
        )
end;
