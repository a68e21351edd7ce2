"""The crosswalk between the areas of a vintage and census tracts."""

import polars as pl

from queries.errors import NoAnswer
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage


@once_per_vintage
def crosswalk(vintage: Vintage) -> pl.DataFrame:
    """Return a row per area and tract: ids, residents and weights, as docs/census.md says.

    Raises NoAnswer where no tracts were at hand, or the vintage is older than the crosswalk.
    """
    rows = vintage.manifest.tables.get("crosswalk", 0)
    if not rows:
        raise NoAnswer("no_tracts")
    return vintage.ask("crosswalk")
