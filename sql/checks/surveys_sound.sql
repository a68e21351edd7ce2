-- error: every value of a survey lies on its scale and in its period, and is measured as it says
with faults as (
    select
        source_file,
        source_row,
        topic,
        case
            when topic is null then 'no topic'
            when statistic is null then 'neither a mean nor a share'
            when scale_from is null or scale_to is null or scale_from >= scale_to then 'no scale'
            when value is null or not value between scale_from and scale_to
                then 'a value outside its scale'
            when ends_on is null or ends_on < starts_on then 'it ends before it begins'
            when starts_on < (select settings.begins_on from core.settings as settings)
                then 'a period before the first day of the city'
            when n <= 0 then 'fewer than one person answered'
            when standard_deviation <= 0 then 'a standard deviation that is not above 0'
            when design_effect <= 0 then 'a design effect that is not above 0'
            when margin <= 0 then 'a margin that is not above 0'
            when group_kind <> 'all' and group_name is null then 'a group without a name'
            when group_kind = 'all' and group_name is not null then 'a group named as everyone'
            when place_kind = 'city' and place_name is not null then 'an area named as the city'
            when place_kind <> 'city' and place_name is null then 'an area without a name'
            when area_id = 'unknown' then 'an area that is not on the map'
        end as fault,
    from core.surveys
)

select *
from faults
where fault is not null
order by source_file, source_row
