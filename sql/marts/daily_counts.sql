-- One row per layer, area, day and event that happened: the only table comparisons read.
with force_days as (
    select
        places.layer,
        places.area_id,
        incidents.occurred_on as day,
        count(*) as "force",
        count(incidents.is_person_injured) as force_person_injury_known,
        count(*) filter (where incidents.is_person_injured) as force_person_injured,
        count(incidents.is_officer_injured) as force_officer_injury_known,
        count(*) filter (where incidents.is_officer_injured) as force_officer_injured,
        count(incidents.force_level) as force_level_known,
        count(*) filter (
            where incidents.force_level >= settings.high_force_level
        ) as force_high_level,
        count(incidents.is_deescalation_attempted) as force_deescalation_known,
        count(*) filter (where incidents.is_deescalation_attempted) as force_deescalation,
        count(incidents.is_behavioral_crisis) as force_crisis_known,
        count(*) filter (where incidents.is_behavioral_crisis) as force_crisis,
        count(*) filter (where incidents.is_firearm_pointed) as force_firearm_pointed,
    from core.force_incidents as incidents
    cross join core.settings as settings
    inner join core.places as places on incidents.place_id = places.place_id
    group by places.layer, places.area_id, incidents.occurred_on
),

complaint_days as (
    select
        places.layer,
        places.area_id,
        complaints.received_on as day,
        count(*) as complaints,
        count(complaints.is_force_alleged) as complaints_force_known,
        count(*) filter (where complaints.is_force_alleged) as complaints_force,
        -- only complaints that have had the 180 days can be closed within them
        count(*) filter (
            where datediff('day', complaints.received_on, span.last_on) >= 180
        ) as complaints_due_180,
        count(*) filter (
            where
            datediff('day', complaints.received_on, span.last_on) >= 180
            and complaints.days_open <= 180
        ) as complaints_closed_180,
    from core.complaints as complaints
    cross join (select max(received_on) as last_on from core.complaints) as span
    inner join core.places as places on complaints.place_id = places.place_id
    group by places.layer, places.area_id, complaints.received_on
),

decision_days as (
    select
        places.layer,
        places.area_id,
        complaints.closed_on as day,
        count(*) as complaints_decided,
        count(*) filter (where complaints.disposition = 'sustained') as complaints_sustained,
    from core.complaints as complaints
    inner join core.places as places on complaints.place_id = places.place_id
    where complaints.closed_on is not null and complaints.disposition <> 'unknown'
    group by places.layer, places.area_id, complaints.closed_on
),

call_days as (
    select
        places.layer,
        places.area_id,
        cast(calls.received_at as date) as day,
        count(*) as calls,
        count(*) filter (where calls.initiated_by <> 'unknown') as calls_initiator_known,
        count(*) filter (where calls.initiated_by = 'public') as calls_public,
        count(*) filter (where calls.category <> 'unknown') as calls_category_known,
        count(*) filter (where calls.category = 'behavioral_crisis') as calls_crisis,
        count(*) filter (
            where calls.priority <= settings.response_priority and calls.response_s is not null
        ) as calls_priority_timed,
        count(*) filter (
            where
            calls.priority <= settings.response_priority
            and calls.response_s <= settings.response_target_s
        ) as calls_priority_on_time,
    from core.calls as calls
    cross join core.settings as settings
    inner join core.places as places on calls.place_id = places.place_id
    group by places.layer, places.area_id, cast(calls.received_at as date)
),

counted as (
    select * from (
        unpivot force_days on columns(* exclude (layer, area_id, day)) into name event value n
    )
    union all
    select * from (
        unpivot complaint_days on columns(* exclude (layer, area_id, day)) into name event value n
    )
    union all
    select * from (
        unpivot decision_days on columns(* exclude (layer, area_id, day)) into name event value n
    )
    union all
    select * from (
        unpivot call_days on columns(* exclude (layer, area_id, day)) into name event value n
    )
)

select
    layer,
    area_id,
    day,
    event,
    cast(n as bigint) as n,
from counted
where n > 0
