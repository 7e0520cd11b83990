-- example_profiles: the profiles that would merge or split with most identifiers. $1: how many of each kind.
-- grain: kind, profile_id
with

merging as (
    select 'merged' as kind, later_id as profile_id, count(*) as parts, sum(identifiers)::bigint as identifiers
    from id_passages
    group by later_id
    having count(*) > 1
),

splitting as (
    select 'split' as kind, earlier_id as profile_id, count(*) as parts, sum(identifiers)::bigint as identifiers
    from id_passages
    group by earlier_id
    having count(*) > 1
),

candidates as (
    select kind, profile_id, parts, identifiers from merging
    union all
    select kind, profile_id, parts, identifiers from splitting
),

final as (
    select kind, profile_id, parts, identifiers
    from candidates
    qualify row_number() over (partition by kind order by identifiers desc, parts desc, profile_id) <= $1::bigint
)

select * from final
