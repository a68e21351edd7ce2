-- One row per dataset, month and field: how many records there are, and how many hold the field.
with force_months as (
    select
        date_trunc('month', occurred_on) as month,
        count(*) as rows_n,
        count(nullif(area_id, 'unknown')) as area_id,
        count(is_person_injured) as is_person_injured,
        count(is_officer_injured) as is_officer_injured,
        count(force_level) as force_level,
        count(is_deescalation_attempted) as is_deescalation_attempted,
        count(is_firearm_pointed) as is_firearm_pointed,
        count(is_behavioral_crisis) as is_behavioral_crisis,
        count(reason) as reason,
    from core.force_incidents
    group by date_trunc('month', occurred_on)
),

person_months as (
    select
        date_trunc('month', force.occurred_on) as month,
        count(*) as rows_n,
        count(nullif(persons.race, 'unknown')) as race,
        count(nullif(persons.sex, 'unknown')) as sex,
        count(nullif(persons.age_group, 'unknown')) as age_group,
    from core.force_persons as persons
    inner join core.force_incidents as force using (incident_id)
    group by date_trunc('month', force.occurred_on)
),

complaint_months as (
    select
        date_trunc('month', received_on) as month,
        count(*) as rows_n,
        count(nullif(area_id, 'unknown')) as area_id,
        count(is_force_alleged) as is_force_alleged,
        count(nullif(disposition, 'unknown')) as disposition,
        count(closed_on) as closed_on,
        count(nullif(complaint_source, 'unknown')) as complaint_source,
    from core.complaints
    group by date_trunc('month', received_on)
),

call_months as (
    select
        date_trunc('month', received_at) as month,
        count(*) as rows_n,
        count(nullif(area_id, 'unknown')) as area_id,
        count(nullif(category, 'unknown')) as category,
        count(priority) as priority,
        count(nullif(initiated_by, 'unknown')) as initiated_by,
        count(response_s) as response_s,
        count(outcome) as outcome,
        count(nullif(responder, 'unknown')) as responder,
    from core.calls
    group by date_trunc('month', received_at)
),

filled as (
    select 'force' as dataset, * from (
        unpivot force_months on columns(* exclude (month, rows_n)) into name field value filled_n
    )
    union all
    select 'persons' as dataset, * from (
        unpivot person_months on columns(* exclude (month, rows_n)) into name field value filled_n
    )
    union all
    select 'complaints' as dataset, * from (
        unpivot complaint_months
        on columns(* exclude (month, rows_n)) into name field value filled_n
    )
    union all
    select 'calls' as dataset, * from (
        unpivot call_months on columns(* exclude (month, rows_n)) into name field value filled_n
    )
)

select
    dataset,
    cast(month as date) as month,
    field,
    rows_n,
    filled_n,
from filled
