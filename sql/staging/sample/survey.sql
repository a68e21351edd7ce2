-- One row per wave, topic and district, or of the whole city.
select
    raw.source_file,
    raw.source_row,
    coalesce(
        date_fault(raw."Wave Start"),
        date_fault(raw."Wave End"),
        case when try_cast(raw."Agree Percent" as double) is null then 'score_missing' end
    ) as set_aside,

    ---------- when and where
    cast(parse_time(raw."Wave Start") as date) as starts_on,
    cast(parse_time(raw."Wave End") as date) as ends_on,
    case when not is_blank(raw.district) then 'district' end as place_kind,
    nullif(trim(raw.district), '') as place_name,

    ---------- what was asked
    lower(trim(raw.topic)) as topic,
    raw.question,

    ---------- the value, and how sure it is
    'share' as statistic,
    try_cast(raw."Agree Percent" as double) as value,
    0.0 as scale_from,
    100.0 as scale_to,
    try_cast(raw.respondents as integer) as n,
    try_cast(raw."Design Effect" as double) as design_effect,
    answer_key(raw."Wave Start", raw."Wave End", raw.district, raw.topic, null) as answer_id,
from raw
