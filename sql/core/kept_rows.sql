-- One row per record of a core table: the raw row that keeps it.
create view core.kept_rows as
select 'force' as dataset, row_key from core.force_incidents
union all
select 'complaints' as dataset, row_key from core.complaints
union all
select 'allegations' as dataset, row_key from core.allegations
union all
select 'calls' as dataset, row_key from core.calls
union all
-- a raw row may hold the values of several groups
select distinct 'surveys' as dataset, row_key from core.surveys;
