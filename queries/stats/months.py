"""A record by month, and the two windows of a comparison inside it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from queries.stats import Array


@dataclass(frozen=True)
class Record:
    """Events and exposure, rows × consecutive calendar months; nan where a row has no record.

    `first` is the calendar month of the first column, 0 for January. `is_before` and `is_after`
    mark the months of the two windows. `is_share`: events are a part of the exposure.
    """

    events: Array
    exposure: Array
    first: int
    is_before: NDArray[np.bool_]
    is_after: NDArray[np.bool_]
    is_share: bool = False

    @property
    def calendar(self) -> NDArray[np.int64]:
        """Return the calendar month of each column, 0 to 11."""
        return (self.first + np.arange(self.events.shape[1])) % 12

    @property
    def is_since(self) -> NDArray[np.bool_]:
        """Return the months from the first one after the change on."""
        return np.asarray(np.logical_or.accumulate(self.is_after))

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Return, rows × months, whether a row has a record with exposure."""
        return np.asarray(
            np.isfinite(self.events) & np.isfinite(self.exposure) & (self.exposure > 0)
        )

    def rows(self, chosen: NDArray[np.bool_] | slice) -> "Record":
        """Return some of the rows."""
        return Record(
            self.events[chosen],
            self.exposure[chosen],
            self.first,
            self.is_before,
            self.is_after,
            self.is_share,
        )
