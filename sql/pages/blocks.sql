-- One row per block whose name holds a word beginning with each of the words asked for, by street.
with words as (
    select unnest($words) as word
),

named as (
    select
        layer,
        block,
        area_id,
        ' ' || strip_accents(lower(regexp_replace(block, '[^\pL\pN]+', ' ', 'g'))) as folded,
    from blocks
    where layer = $layer
)

select
    named.block,
    named.area_id,
from named
inner join words on contains(named.folded, ' ' || words.word)
inner join areas on named.layer = areas.layer and named.area_id = areas.area_id
where areas.valid_until is null
group by named.block, named.area_id
having count(*) = (select count(*) from words)
order by regexp_replace(named.block, '^[0-9]*X+ ', ''), length(named.block), named.block
limit $most
