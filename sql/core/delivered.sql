-- One row per dataset that a source of the build delivers: its records, and whether all that is
-- known of their dates is the month.
create table core.delivered (
    dataset varchar,
    records_n bigint,
    is_monthly boolean
);
