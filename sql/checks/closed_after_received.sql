-- error: no complaint is closed before it was received, or after the day of retrieval
select
    complaints.source_file,
    complaints.source_row,
    complaints.received_on,
    complaints.closed_on,
from core.complaints as complaints
cross join core.settings as settings
where complaints.closed_on < complaints.received_on or complaints.closed_on > settings.ends_on
