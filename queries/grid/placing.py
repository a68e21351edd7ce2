"""The share of a measure's records that have an area, before and after.

If records of one period have a place more often than records of the other, every area seems to
change although nothing happened.
"""

from dataclasses import dataclass

from queries.declared.measures import Measure, events_of
from queries.grid.counts import area_ids, grids
from queries.grid.windows import Windows
from queries.stats.constants import ABOUT_SAME
from queries.vintage.catalog import PLACED_SHARE, Vintage


@dataclass(frozen=True)
class Placing:
    """The shares of a measure's records that have an area: (before, after) per event."""

    shares: tuple[tuple[float, float], ...]

    @property
    def is_enough(self) -> bool:
        """Whether enough records have an area to show areas at all."""
        return all(share >= PLACED_SHARE for pair in self.shares for share in pair)

    @property
    def bias(self) -> float:
        """The ratio that the difference in placing alone gives an area without any change."""
        ratios = [after / before if before else 1.0 for before, after in self.shares]
        return ratios[0] / ratios[1] if len(ratios) > 1 and ratios[1] else ratios[0]

    @property
    def is_shifted(self) -> bool:
        """Whether the difference in placing alone looks like a change that matters."""
        return not ABOUT_SAME[0] <= self.bias <= ABOUT_SAME[1]


def placing_of(vintage: Vintage, measure: Measure, layer: str, windows: Windows) -> Placing:
    """Return the placing of a measure's records in a layer and in both windows."""
    counts = grids(vintage, layer, area_ids(vintage, layer, windows), windows)
    shares = []
    for event in events_of(measure):
        pair = []
        for part in counts[event.id]:
            total = float(part.sum())
            pair.append(1 - float(part[-1].sum()) / total if total else 1.0)
        shares.append((pair[0], pair[1]))
    return Placing(tuple(shares))
