-- revision_order: a text whose byte order is the order of revisions: null, then other text by bytes, then
-- decimal numbers by value, then ISO times by instant. Digits of negative numbers are inverted, so that the
-- larger magnitude comes first.
create macro revision_order(revision) as
case
    when revision is null then '0'
    when regexp_full_match(revision, '-?\d{1,300}(\.\d{1,300})?') then
        case
            when not starts_with(revision, '-') then
                '2p' || lpad(ltrim(split_part(revision, '.', 1), '0'), 300, '0')
                || '.' || rtrim(split_part(revision, '.', 2), '0')
            when regexp_full_match(revision, '-[0.]+') then '2p' || repeat('0', 300) || '.'
            else
                '2n' || translate(
                    lpad(ltrim(split_part(revision[2:], '.', 1), '0'), 300, '0')
                    || '.' || rtrim(split_part(revision[2:], '.', 2), '0'),
                    '0123456789',
                    '9876543210'
                ) || '~'
        end
    when regexp_full_match(revision, '\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?')
        and try_cast(revision as timestamptz) is not null then
        '3' || lpad(cast(epoch_us(try_cast(revision as timestamptz)) + 100000000000000000 as varchar), 20, '0')
    else '1' || revision
end;
