-- One row per area, period and month inside the two windows, and event, for one layer: what
-- period_counts gives for windows of whole months, without their days.
select
    area_id,
    case when month <= $before_to then 'before' else 'after' end as period,
    datediff(
        'month',
        case when month <= $before_to then $before_from::date else $after_from::date end,
        month
    ) as month_no,
    event,
    n,
from monthly_counts
where
    layer = $layer
    and (month between $before_from and $before_to or month between $after_from and $after_to)
