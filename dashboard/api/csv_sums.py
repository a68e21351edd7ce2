"""The SHA-256 sum of the CSV of records: of the file that is kept, or of one made to be summed."""

import hashlib

from dashboard.api.kept import kept
from queries.records import extracts, files
from queries.records.filters import Filter
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage


def csv_sum(vintage: Vintage, selection: Filter, most: int) -> tuple[str, int] | None:
    """Return the sum and the bytes of the file of a filter.

    None where the file is not kept and has more than `most` records, which take long to read.
    """
    if selection == extracts.whole(vintage, selection.dataset):
        file = kept(vintage).get((selection.dataset, "csv"))
        if file is not None:
            return file.sha256, file.path.stat().st_size
    if extracts.matched(vintage, selection) > most:
        return None
    return _made(vintage, selection)


@once_per_vintage
def _made(vintage: Vintage, selection: Filter) -> tuple[str, int]:
    """Return the sum and the bytes of a file that is made for them."""
    total, size = hashlib.sha256(), 0
    for piece in files.csv(vintage, selection):
        total.update(piece)
        size += len(piece)
    return total.hexdigest(), size
