"""The shared vocabulary of calls: what a city's types are mapped to, and what may be compared.

docs/call_vocabulary.md says what each category holds. Shares are of calls that are not known to be
an officer's own, as bounds: the lower end takes no call without a category to be of the category,
the upper end takes all of them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from queries.declared import dictionary
from queries.declared.fields import field
from queries.declared.measures import Measure, events_of
from queries.records.calls import OTHER
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

NO_CATEGORY_MOST = 0.1
"""Largest share of calls without a category with which a year can stand beside other cities."""

STARTER_UNKNOWN_MOST = 0.1
"""Largest share of calls of unknown starter with which a year can stand beside other cities."""

DATASET, FIELD = "calls", "category"
OFFICER = "officer"
PROACTIVE = "proactive"


@dataclass(frozen=True)
class CallYear:
    """A year of a city's settled calls, and why it cannot stand beside other cities' years.

    `unknown` counts calls of types that the mapping lacks, `other` those of types that it puts in
    no category, `starter_unknown` those of which nobody knows who began them. `reasons` are codes,
    empty if the year can be compared.
    """

    year: int
    calls: int
    unknown: int
    other: int
    starter_unknown: int
    reasons: tuple[str, ...]

    @property
    def without_category(self) -> float:
        """The share of calls of types without a category."""
        return (self.unknown + self.other) / self.calls

    @property
    def has_many_without(self) -> bool:
        """Whether more calls than NO_CATEGORY_MOST have no category."""
        return self.without_category > NO_CATEGORY_MOST


@cache
def categories() -> tuple[str, ...]:
    """Return the categories that say what a call is about, in the order of the dictionary."""
    vocabulary = field(DATASET, FIELD).vocabulary or ""
    return tuple(word for word in dictionary.vocabulary(vocabulary) if word not in (OTHER, UNKNOWN))


def rests_on(measure: Measure) -> bool:
    """Return whether a measure counts calls by the shared vocabulary."""
    return any(
        event.dataset == DATASET and FIELD in (*event.where, *event.holds)
        for event in events_of(measure)
    )


@once_per_vintage
def years(vintage: Vintage) -> list[CallYear]:
    """Return the years of the settled calls, oldest first; none where the city has no calls."""
    span = vintage.manifest.datasets.get(DATASET)
    if span is None:
        return []
    counts = _counts(vintage)
    sums = counts.group_by("year").agg(
        calls=pl.col("n").sum(),
        unknown=_sum(pl.col("category") == UNKNOWN),
        other=_sum(pl.col("category") == OTHER),
        starter_unknown=_sum(pl.col("initiated_by") == UNKNOWN),
    )
    return [
        CallYear(**row, reasons=_reasons(vintage, row["year"]))
        for row in sums.sort("year").to_dicts()
    ]


@once_per_vintage
def shares(vintage: Vintage, year: int) -> pl.DataFrame:
    """Return category, calls, low, high of a year's calls not known to be started by an officer.

    There are no rows where the records are not a fair sample of the city's calls.

    low and high bound the share by the calls without a category. They are null in categories to
    which no type of the city leads: its calls of that kind stand under other types. Calls started
    by officers are left out, and so is their category.
    """
    if not vintage.manifest.datasets[DATASET].rates:
        return pl.DataFrame(schema=SHARES)
    counts = _of_public(vintage, year)
    total = int(counts["n"].sum())
    by_category = dict(counts.group_by("category").agg(pl.col("n").sum()).iter_rows())
    open_calls = sum(by_category.get(name, 0) for name in (OTHER, UNKNOWN))
    reached = set(call_types(vintage)["category"])
    rows = []
    for name in categories():
        n = by_category.get(name, 0)
        is_told = name in reached and total > 0
        rows.append(
            {
                "category": name,
                "calls": n,
                "low": n / total if is_told else None,
                "high": (n + open_calls) / total if is_told else None,
            }
        )
    return pl.DataFrame(rows, schema=SHARES).filter(pl.col("category") != PROACTIVE)


SHARES: dict[str, type[pl.DataType]] = {
    "category": pl.String,
    "calls": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
}


@once_per_vintage
def call_types(vintage: Vintage) -> pl.DataFrame:
    """Return call_type, category, calls, share, most calls first, of all records.

    A type in category unknown is one that the mapping lacks.
    """
    types = vintage.ask("call_types")
    return types.select("call_type", "category", calls="n", share=pl.col("n") / pl.col("n").sum())


@once_per_vintage
def codes(vintage: Vintage) -> pl.DataFrame:
    """Return code, label, category: the mapping that the build used.

    It has no rows in a vintage that was built before mappings were kept, or without one.
    """
    if "call_codes" not in vintage.manifest.tables:
        return pl.DataFrame(schema=dict.fromkeys(("code", "label", "category"), pl.String))
    return vintage.ask("call_codes")


def mapping(vintage: Vintage) -> pl.DataFrame:
    """Return code, call_type, category, type_calls: every code, and every type without one.

    Codes share a type's name where the city writes one type in several ways; type_calls counts the
    calls of the type, under all its codes.
    """
    named = codes(vintage).rename({"label": "call_type"})
    keys = ["call_type", "category"]
    counted = call_types(vintage).select(*keys, type_calls="calls")
    return (
        named.join(counted, on=keys, how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.col("type_calls").fill_null(0))
        .select("code", *keys, "type_calls")
        .sort("code", "call_type", nulls_last=True)
    )


def comparable_years(vintage: Vintage) -> list[int]:
    """Return the years that can stand beside other cities' years."""
    return [entry.year for entry in years(vintage) if not entry.reasons]


def why_not(entries: Sequence[CallYear]) -> tuple[str, ...]:
    """Return the codes of all reasons that keep years from being compared, each once."""
    return tuple(dict.fromkeys(code for entry in entries for code in entry.reasons))


@once_per_vintage
def _counts(vintage: Vintage) -> pl.DataFrame:
    """Return year, category, initiated_by, n of the calls in settled months."""
    span = vintage.manifest.datasets[DATASET]
    settled_to = span.settled_to.replace(day=1)
    return vintage.ask("call_years", {"layer": vintage.layer().id, "settled_to": settled_to})


def _of_public(vintage: Vintage, year: int) -> pl.DataFrame:
    counts = _counts(vintage)
    return counts.filter((pl.col("year") == year) & (pl.col("initiated_by") != OFFICER))


def _reasons(vintage: Vintage, year: int) -> tuple[str, ...]:
    """Return the codes of what keeps a year from being compared with other cities' years."""
    if not vintage.publishes(DATASET, FIELD):
        return ("no_mapping",)
    span = vintage.manifest.datasets[DATASET]
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    is_whole = span.first_on <= first and span.settled_to >= last
    has_gap = any(start <= last and end >= first for start, end in span.unrecorded)
    rows = _counts(vintage).filter(pl.col("year") == year)
    no_category = _share(_of_public(vintage, year), pl.col("category").is_in((OTHER, UNKNOWN)))
    no_starter = _share(rows, pl.col("initiated_by") == UNKNOWN)
    reasons = {
        "made_up": not vintage.city.is_real,
        "part_of_calls": not span.rates,
        "part_of_year": not is_whole or has_gap,
        "no_category": no_category > NO_CATEGORY_MOST,
        "no_starter": no_starter > STARTER_UNKNOWN_MOST,
    }
    return tuple(code for code, holds in reasons.items() if holds)


def _share(rows: pl.DataFrame, condition: pl.Expr) -> float:
    """Return the share of calls that meet a condition; 1 where there are no calls."""
    total = int(rows["n"].sum())
    return int(rows.filter(condition)["n"].sum()) / total if total else 1.0


def _sum(condition: pl.Expr) -> pl.Expr:
    return pl.col("n").filter(condition).sum()
