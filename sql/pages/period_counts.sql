-- One row per area, period and month inside the two windows, and event, for one layer.
select
    area_id,
    case when day <= $before_to then 'before' else 'after' end as period,
    -- months counted from the start of each window, so that both hold the same number
    datediff(
        'month',
        case when day <= $before_to then $before_from::date else $after_from::date end,
        day - (
            dayofmonth(
                case when day <= $before_to then $before_from::date else $after_from::date end
            ) - 1
        )::integer
    ) as month_no,
    event,
    sum(n)::bigint as n,
from daily_counts
where
    layer = $layer
    and (day between $before_from and $before_to or day between $after_from and $after_to)
group by all
