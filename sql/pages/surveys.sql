-- One row per period, place, question and group of a survey.
select
    starts_on,
    ends_on,
    place_kind,
    place_name,
    layer,
    area_id,
    topic,
    question,
    group_kind,
    group_name,
    statistic,
    value,
    scale_from,
    scale_to,
    n,
    standard_deviation,
    design_effect,
    margin,
    source,
from surveys
order by topic, starts_on, ends_on, place_kind, place_name, group_kind, group_name
