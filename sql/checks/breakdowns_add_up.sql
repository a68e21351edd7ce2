-- error: in every layer, the values of each field add up to the incidents, or to more if they list
with totals as (
    select
        layer,
        sum(incidents_n) as n,
    from marts.force_totals
    group by layer
),

sums as (
    select
        layer,
        field,
        sum(incidents_n) as n,
    from marts.force_breakdowns
    group by layer, field
)

select
    sums.layer,
    sums.field,
    sums.n as in_breakdown,
    totals.n as incidents,
from sums
inner join totals on sums.layer = totals.layer
where
    sums.n < totals.n
    or (
        sums.n > totals.n
        {%- for field in fields("force") if field.section and field.kind == "list" %}
        and sums.field <> '{{ field.name }}'
        {%- endfor %}
    )
union all
select
    totals.layer,
    'incidents' as field,
    totals.n as in_breakdown,
    core_total.n as incidents,
from totals
cross join (select count(*) as n from core.force_incidents) as core_total
where totals.n <> core_total.n
