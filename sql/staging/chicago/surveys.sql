-- One row per score of everyone; of the city as a whole also one per score of a group.
--
-- Taken are the scores of months. Those of weeks (until May 2019, some of them twice) are of the
-- city, where they lie across months that have a score of their own, and of three areas of the
-- police that were redrawn since. Below the city, scores of groups are left out: nothing says how
-- few people stand behind one.
with scores as (
    select
        raw.*,
        unnest(
            [['all', null, raw."OVERALL SENTIMENT SCORE"]]
            || case
                when raw.org_level = 'City'
                    then [
                        ['race', raw."RACE (AA)", raw."SCORE (AA)"],
                        ['race', raw."RACE (Asian)", raw."SCORE  (Asian)"],
                        ['race', raw."RACE (Hispanic)", raw."SCORE (Hispanic)"],
                        ['race', raw."RACE (White)", raw."SCORE (White)"],
                        ['race', raw."RACE (Other)", raw."SCORE (Other)"],
                        ['age', raw."AGE (Age Low)", raw."SCORE (Age Low)"],
                        ['age', raw."AGE (Age Medium)", raw."SCORE (Age Medium)"],
                        ['age', raw."AGE (Age High)", raw."SCORE (Age High)"],
                        ['sex', raw."GENDER (Female)", raw."SCORE (Female)"],
                        ['sex', raw."GENDER (Male)", raw."SCORE (Male)"],
                        [
                            'education',
                            raw."EDUCATION (Low Education)",
                            raw."SCORE (Low Education)"
                        ],
                        [
                            'education',
                            raw."EDUCATION (Medium Education)",
                            raw."SCORE (Medium Education)"
                        ],
                        [
                            'education',
                            raw."EDUCATION (High Education)",
                            raw."SCORE (High Education)"
                        ],
                        ['income', raw."INCOME (Income Low)", raw."SCORE (Income Low)"],
                        ['income', raw."INCOME (Income Medium)", raw."SCORE (Income Medium)"],
                        ['income', raw."INCOME (Income High)", raw."SCORE (Income High)"]
                    ]
                else []
            end
        ) as shown,  -- kind of group, group, score
        case raw.org_level
            when 'Area' then raw.area
            when 'District' then raw.district
            when 'Sector' then raw.sector
        end as place,
        case raw."OVERALL SENTIMENT TYPE"
            when 'Listen' then 'voice'
            else lower(raw."OVERALL SENTIMENT TYPE")
        end as topic,
    from raw
)

select
    scores.source_file,
    scores.source_row,
    coalesce(
        date_fault(scores.start_date),
        date_fault(scores.end_date),
        case
            when parse_time(scores.end_date) < parse_time(scores.start_date) + interval 27 days
                then 'other_period'
            when try_cast(scores.shown[3] as double) is null then 'score_missing'
        end
    ) as set_aside,

    ---------- when and where
    cast(parse_time(scores.start_date) as date) as starts_on,
    cast(parse_time(scores.end_date) as date) as ends_on,
    -- areas of the police, not community areas
    case scores.org_level
        when 'Area' then 'police area'
        when 'District' then 'police district'
        when 'Sector' then 'police sector'
    end as place_kind,
    scores.place as place_name,

    ---------- what was asked, and whom
    scores.topic,
    case scores.topic
        when 'safety'
            then 'When it comes to the threat of crime, how safe do you feel in your neighborhood?'
        when 'voice'
            then
                'The police in my neighborhood listen to and take into account the concerns of '
                || 'local residents.'
        when 'respect' then 'The police in my neighborhood treat local residents with respect.'
        when 'trust' then 'No question of its own: the mean of listening and respect.'
    end as question,
    scores.shown[1] as group_kind,
    scores.shown[2] as group_name,

    ---------- the value
    'mean' as statistic,
    try_cast(scores.shown[3] as double) as value,
    0.0 as scale_from,
    100.0 as scale_to,
    answer_key(
        scores.start_date,
        scores.end_date,
        scores.org_level || ' ' || coalesce(scores.place, ''),
        scores.topic,
        scores.shown[1] || ' ' || scores.shown[2]
    ) as answer_id,
from scores
