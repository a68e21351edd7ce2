-- warning: every policy says which measures it was meant to move, or that it was none
select
    policy_id,
    effective_on,
from core.policies
where json_extract(entry, '$.measures') is null
