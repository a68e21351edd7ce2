-- One row per policy of the register, oldest first.
select entry
from policies
order by effective_on, policy_id
