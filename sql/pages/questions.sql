-- One row per question, in the order in which they are shown.
select entry
from questions
order by position
