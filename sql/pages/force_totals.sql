-- One row: incidents of one area, or of the whole city, in a period, with whom they hold.
select
    coalesce(sum(incidents_n), 0)::bigint as incidents_n,
    coalesce(sum(persons_published_n), 0)::bigint as persons_published_n,
    sum(persons_n)::bigint as persons_n,
    coalesce(sum(officers_published_n), 0)::bigint as officers_published_n,
    sum(officers_n)::bigint as officers_n,
    coalesce(sum(rows_n), 0)::bigint as rows_n,
from force_totals
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
