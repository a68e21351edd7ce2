-- One row per policy of the pack; `entry` is the whole entry as JSON.
create table core.policies (
    policy_id varchar,
    effective_on date,
    recording varchar,  -- unchanged, caution, breaks
    entry varchar
);
