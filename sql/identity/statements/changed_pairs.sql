-- changed_pairs: pairs of which the statements say something else than when identities were resolved last.
-- grain: namespace_a, value_a, namespace_b, value_b
with

news as (
    from id_stated_pairs_now
    except
    from stated_pairs
),

gone as (
    from stated_pairs
    except
    from id_stated_pairs_now
),

final as (
    select namespace_a, value_a, namespace_b, value_b from news
    union
    select namespace_a, value_a, namespace_b, value_b from gone
)

select * from final
