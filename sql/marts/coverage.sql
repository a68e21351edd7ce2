-- One row per dataset, month and field: how many records there are, and how many hold the field.
with force_months as (
    select
        date_trunc('month', occurred_on) as month,
        count(*) as rows_n,
        count(nullif(area_id, 'unknown')) as area_id,
        count(occurred_at) as occurred_at,
        count(reason) as reason,
        count(force_level) as force_level,
        count(force_types) as force_types,
        count(nullif(persons_n, 0)) as persons_n,
        count(nullif(officers_n, 0)) as officers_n,
        count(is_person_injured) as is_person_injured,
        count(is_person_killed) as is_person_killed,
        count(is_officer_injured) as is_officer_injured,
        count(is_firearm_pointed) as is_firearm_pointed,
        count(is_deescalation_attempted) as is_deescalation_attempted,
        count(is_behavioral_crisis) as is_behavioral_crisis,
        count(is_arrest_made) as is_arrest_made,
        count(person_weapon) as person_weapon,
        count(officer_weapon) as officer_weapon,
        count(has_camera_footage) as has_camera_footage,
        count(disposition) as disposition,
    from core.force_incidents
    group by date_trunc('month', occurred_on)
),

person_months as (
    select
        date_trunc('month', incidents.occurred_on) as month,
        count(*) as rows_n,
        count(nullif(persons.race, 'unknown')) as race,
        count(nullif(persons.sex, 'unknown')) as sex,
        count(nullif(persons.age_group, 'unknown')) as age_group,
        count(persons.is_injured) as is_injured,
        count(persons.is_hospitalized) as is_hospitalized,
        count(persons.is_arrested) as is_arrested,
        count(persons.is_armed) as is_armed,
        count(persons.resistance) as resistance,
    from core.force_persons as persons
    inner join core.force_incidents as incidents using (incident_id)
    group by date_trunc('month', incidents.occurred_on)
),

complaint_months as (
    select
        date_trunc('month', received_on) as month,
        count(*) as rows_n,
        count(nullif(area_id, 'unknown')) as area_id,
        count(occurred_on) as occurred_on,
        count(closed_on) as closed_on,
        count(nullif(complaint_source, 'unknown')) as complaint_source,
        count(category) as category,
        count(nullif(allegations_n, 0)) as allegations_n,
        count(is_force_alleged) as is_force_alleged,
        count(nullif(disposition, 'unknown')) as disposition,
        count(complainant_race) as complainant_race,
        count(complainant_sex) as complainant_sex,
        count(complainant_age_group) as complainant_age_group,
    from core.complaints
    group by date_trunc('month', received_on)
),

allegation_months as (
    select
        date_trunc('month', complaints.received_on) as month,
        count(*) as rows_n,
        count(allegations.allegation) as allegation,
        count(nullif(allegations.finding, 'unknown')) as finding,
        count(allegations.discipline) as discipline,
        count(nullif(allegations.officer_race, 'unknown')) as officer_race,
        count(nullif(allegations.officer_sex, 'unknown')) as officer_sex,
    from core.allegations as allegations
    inner join core.complaints as complaints using (complaint_id)
    group by date_trunc('month', complaints.received_on)
),

call_months as (
    select
        date_trunc('month', received_at) as month,
        count(*) as rows_n,
        count(nullif(area_id, 'unknown')) as area_id,
        count(call_type) as call_type,
        count(nullif(category, 'unknown')) as category,
        count(priority) as priority,
        count(nullif(initiated_by, 'unknown')) as initiated_by,
        count(dispatched_at) as dispatched_at,
        count(arrived_at) as arrived_at,
        count(closed_at) as closed_at,
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
    select 'allegations' as dataset, * from (
        unpivot allegation_months
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
