-- One row: how many blocks of a layer can be found by name.
select count(*) as n
from blocks
where layer = $layer
