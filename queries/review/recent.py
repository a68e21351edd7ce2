"""The last two years of a measure in the whole city, in the month's own unit, for a small line."""

import datetime as dt

from queries.review.usual_months import usual_months
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

RECENT_MONTHS = 24


@once_per_vintage
def recent_months(
    vintage: Vintage, measure_id: str, layer_id: str, month: dt.date
) -> list[tuple[dt.date, float | None]]:
    """Return the first day and the value of the months that end with `month`, oldest first.

    The value is a count of records, or of a share its rate per its scale; None in a gap.
    """
    months = usual_months(vintage, layer_id, measure_id, "", month)
    return list(months.tail(RECENT_MONTHS).select("month", "value").iter_rows())
