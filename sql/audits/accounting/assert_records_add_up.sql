-- assert_records_add_up: every record was mapped or set aside whole: records = mapped + quarantined_records, per source.
select source, sum(records)::bigint as records, sum(mapped + quarantined_records)::bigint as accounted_for
from accounting_entries
group by source
having sum(records) <> sum(mapped + quarantined_records)
