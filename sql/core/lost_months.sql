-- One row per dataset and month whose records the pack declares lost, with the reason.
create table core.lost_months (
    dataset varchar,
    month date,
    reason varchar
);
