"""The latest settled month of each dataset, beside the same month a year before."""

import polars as pl

from queries.grid.series import monthly
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.recording import BREAKS, recording_changes

SCHEMA = {"dataset": pl.String, "month": pl.Date, "events": pl.Int64, "year_before": pl.Int64}


@once_per_vintage
def latest_months(vintage: Vintage) -> pl.DataFrame:
    """Return dataset, month, events and year_before, in the city's order of datasets.

    `events` counts the records of the whole city in the last settled month; `year_before` those
    twelve months before it, null where the records do not reach back, a gap lies there, or what is
    recorded changed in between: the two would not count the same. A dataset that no measure
    counts has no row.
    """
    counting = {
        measure.numerator: measure for measure in reversed(vintage.measures(vintage.layer().id))
    }
    rows = []
    for dataset in vintage.manifest.datasets:
        if dataset not in counting:
            continue
        settled = monthly(vintage, counting[dataset].id).filter(
            ~pl.col("is_provisional") & pl.col("events").is_not_null()
        )
        last = settled.tail(1).select("month", "events").rows()
        for month, events in last:
            before = month.replace(year=month.year - 1)
            is_alike = not recording_changes(vintage, (dataset,), before, month, BREAKS)
            then = settled.filter(pl.col("month") == before)["events"].to_list()
            rows.append((dataset, month, events, then[0] if then and is_alike else None))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
