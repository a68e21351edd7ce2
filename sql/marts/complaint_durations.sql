-- One row per layer, area, month received, source, days watched and month closed (null: open).
-- Days watched are null where the day received is not known: the month is that which it counts in.
--
-- Every complaint is watched from the day it was received to the day it was closed or, if it is
-- open, to the last day that its source tells of. A complaint that has an outcome but no closing
-- day cannot be watched and is left out.
with dated as (
    select
        complaints.place_id,
        complaints.complaint_source,
        complaints.counted_on,
        complaints.received_on,
        complaints.closed_on,
        complaints.disposition,
        files.source,
    from core.complaints as complaints
    inner join core.files as files on file_of(complaints.row_key) = files.file_no
),

reach as (
    select
        source,
        max(coalesce(closed_on, received_on)) as last_closed_on,
        max(received_on) as last_received_on,
    from dated
    group by source
),

watched as (
    select
        dated.place_id,
        dated.complaint_source,
        coalesce(dated.received_on, dated.counted_on) as begun_on,
        dated.closed_on,
        datediff(
            'day',
            dated.received_on,
            coalesce(dated.closed_on, greatest(reach.last_closed_on, reach.last_received_on))
        ) as days,
    from dated
    inner join reach on dated.source = reach.source
    where dated.closed_on is not null or dated.disposition = 'open'
)

select
    places.layer,
    places.area_id,
    cast(date_trunc('month', watched.begun_on) as date) as month,
    watched.complaint_source,
    watched.days,
    cast(date_trunc('month', watched.closed_on) as date) as closed_month,
    count(*) as n,
from watched
inner join core.places as places on watched.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', watched.begun_on),
    watched.complaint_source,
    watched.days,
    date_trunc('month', watched.closed_on)
