-- letters: the households that each campaign wrote to, with the campaign's days, which stand in a table of their own.
-- A mapping sees one file, so the two are joined before: `duckdb < convert.sql`, in the folder of this file.
copy (
    select
        campaigns.campaign_id,
        campaigns.household_id,
        descriptions.campaign_type,
        descriptions.start_date,
        descriptions.end_date,
    from 'data/cj_campaigns.parquet' as campaigns
    inner join 'data/cj_campaign_descriptions.parquet' as descriptions
        on cast(campaigns.campaign_id as varchar) = cast(descriptions.campaign_id as varchar)
) to 'data/cj_letters.parquet' (format parquet)
