"""Faults of real exports: invalid points and rows that cannot be used."""

from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from data.sample.draw import Flags, Ints, Texts
from data.sample.ground import Blocks

FAR_AWAY = (-75.5, 12.25)
IMPOSSIBLE_DAYS = ("1900-01-01", "2203-06-15")


def faults(rng: np.random.Generator, counts: dict[str, int], size: int) -> Texts:
    """Return the fault of each record's point, or an empty text, for `size` records."""
    point_faults = np.full(size, "", dtype="U8")
    positions = rng.permutation(size)[: sum(counts.values())]
    point_faults[positions] = np.repeat(list(counts), list(counts.values()))
    return point_faults


def shares_of(rng: np.random.Generator, size: int, shares: dict[str, float]) -> dict[str, int]:
    """Return the number of `size` records for each share."""
    return {reason: int(rng.binomial(size, share)) for reason, share in shares.items()}


def coordinates(blocks: Blocks, block: Ints, point_faults: Texts) -> tuple[pl.Series, pl.Series]:
    """Return longitude and latitude as in the file, with the faults."""
    kinds: list[Flags] = [
        point_faults == "zero",
        point_faults == "swapped",
        point_faults == "far_away",
        point_faults == "blank",
    ]
    longitude, latitude = blocks.longitude[block], blocks.latitude[block]
    published = (
        np.select(kinds, [0.0, latitude, FAR_AWAY[0], np.nan], longitude),
        np.select(kinds, [0.0, longitude, FAR_AWAY[1], np.nan], latitude),
    )
    return pl.Series(published[0], nan_to_null=True), pl.Series(published[1], nan_to_null=True)


def with_spoilt(
    rng: np.random.Generator, good: pl.DataFrame, counts: dict[str, int], time: str = ""
) -> pl.DataFrame:
    """Return the good rows, followed by spoilt copies: `counts` of each kind.

    The first column is the id, the second the date (`time` is added to an impossible date). For
    `columns_shifted`, all columns from the fourth must be text.
    """
    columns = good.columns
    number = pl.int_range(pl.len())
    another_id = pl.concat_str(columns[0], pl.lit("B"))
    early, late = (pl.lit(day + time) for day in IMPOSSIBLE_DAYS)
    spoilt: dict[str, list[pl.Expr]] = {
        "duplicate": [],
        "id_missing": [pl.lit(None, pl.String).alias(columns[0])],
        "test_record": [pl.concat_str(pl.lit("TEST"), number).alias(columns[0])],
        # a spreadsheet changed the number to a date
        "id_mangled": [pl.concat_str(number + 1, pl.lit("-Feb")).alias(columns[0])],
        "date_missing": [another_id, pl.lit(None, pl.String).alias(columns[1])],
        "date_impossible": [
            another_id,
            pl.when(number % 2 == 0).then(early).otherwise(late).alias(columns[1]),
        ],
        # one value too many: the following values are one column further right
        "columns_shifted": [
            another_id,
            *(pl.col(source).alias(target) for source, target in pairwise(columns[3:-1])),
        ],
    }
    copies = [
        good[rng.integers(good.height, size=count)].with_columns(spoilt[reason])
        for reason, count in counts.items()
    ]
    return pl.concat([good, *copies])


def account(
    rows: int, kept_n: int, spoilt: dict[str, int], unplaceable: dict[str, int]
) -> dict[str, Any]:
    """Return the row accounting: rows = kept + set aside + merged (duplicates, same record)."""
    set_aside = {reason: count for reason, count in spoilt.items() if reason != "duplicate"}
    return {
        "rows": rows,
        "kept": kept_n,
        "set_aside": set_aside,
        "merged": rows - kept_n - sum(set_aside.values()),
        "duplicate_rows": spoilt["duplicate"],
        "unplaceable": dict(unplaceable),
    }


def placed(total: int, by_point: int, by_field: int = 0) -> dict[str, int]:
    """Return the numbers of records placed by point, by a named area, or not placed."""
    return {"point": by_point, "field": by_field, "unplaced": total - by_point - by_field}
