"""What differs between two vintages of a city: months, fields, and what may be said."""

from dataclasses import dataclass
from typing import Literal, TypeVar

import polars as pl

from queries.change.compare import Comparison, compare
from queries.declared.fields import every_field
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage

T = TypeVar("T")
Kind = Literal["patch", "minor", "major"]


@dataclass(frozen=True)
class ChangedVerdict:
    """A comparison whose verdict for the whole city differs; None where there was no answer."""

    policy: str
    measure: str
    before: Comparison | None
    now: Comparison | None


@dataclass(frozen=True)
class Changes:
    """What a later vintage has otherwise than an earlier one.

    `months` has dataset, month, before and now: the records of each month whose count differs.
    `kind` is major where a number can mean something else: another unit, a field, measure or layer
    that is gone, or settled months that count otherwise because rows are read otherwise; minor
    where something is new; else patch.
    """

    kind: Kind
    months: pl.DataFrame
    fields_added: list[tuple[str, str]]
    fields_removed: list[tuple[str, str]]
    measures_added: list[str]
    measures_removed: list[str]
    layers_added: list[str]
    layers_removed: list[str]
    units_changed: list[str]
    is_read_otherwise: bool
    verdicts: list[ChangedVerdict]


def changes(earlier: Vintage, later: Vintage) -> Changes:
    """Return what differs between two vintages of one city.

    Verdicts are those of the measures that a policy was meant to move.
    """
    fields_added, fields_removed = _parted(_fields(earlier), _fields(later))
    layer = later.layer().id
    layers_added, layers_removed = _parted(_layers(earlier), _layers(later))
    measures_added, measures_removed = (
        _parted(_measures(earlier, layer), _measures(later, layer))
        if layer not in layers_added
        else ([], [])
    )
    units = earlier.city.units, later.city.units
    units_changed = sorted(
        noun for noun in {*units[0], *units[1]} if units[0].get(noun) != units[1].get(noun)
    )
    months = _months(earlier, later)
    is_read_otherwise = earlier.manifest.read_as != later.manifest.read_as and any(
        month <= earlier.manifest.datasets[dataset].settled_to
        for dataset, month in months.select("dataset", "month").iter_rows()
        if dataset in earlier.manifest.datasets
    )
    is_gone = fields_removed or layers_removed or measures_removed
    is_new = fields_added or layers_added or measures_added
    is_major = is_gone or units_changed or is_read_otherwise
    return Changes(
        kind="major" if is_major else "minor" if is_new else "patch",
        months=months,
        fields_added=fields_added,
        fields_removed=fields_removed,
        measures_added=measures_added,
        measures_removed=measures_removed,
        layers_added=layers_added,
        layers_removed=layers_removed,
        units_changed=units_changed,
        is_read_otherwise=is_read_otherwise,
        verdicts=_verdicts(earlier, later),
    )


def _parted(before: list[T], now: list[T]) -> tuple[list[T], list[T]]:
    """Return what is new, and what is gone."""
    return [item for item in now if item not in before], [
        item for item in before if item not in now
    ]


def _fields(vintage: Vintage) -> list[tuple[str, str]]:
    return [
        field.key
        for field in every_field()
        if field.is_public
        and field.dataset in vintage.manifest.datasets
        and vintage.publishes(*field.key)
    ]


def _layers(vintage: Vintage) -> list[str]:
    return [layer.id for layer in vintage.city.layers]


def _measures(vintage: Vintage, layer: str) -> list[str]:
    return [measure.id for measure in vintage.measures(layer)]


def _months(earlier: Vintage, later: Vintage) -> pl.DataFrame:
    before, now = (
        vintage.ask("placed_months")
        .filter(layer=vintage.layer().id)
        .select("dataset", "month", pl.col("rows_n").alias(name))
        for vintage, name in ((earlier, "before"), (later, "now"))
    )
    both = before.join(now, on=["dataset", "month"], how="full", coalesce=True)
    return (
        both.with_columns(pl.col("before", "now").fill_null(0))
        .filter(pl.col("before") != pl.col("now"))
        .sort("dataset", "month")
    )


def _verdicts(earlier: Vintage, later: Vintage) -> list[ChangedVerdict]:
    changed = []
    for policy in later.policies:
        for measure in policy.measures:
            before, now = (_city(vintage, measure, policy) for vintage in (earlier, later))
            if _verdict(before) != _verdict(now):
                changed.append(ChangedVerdict(policy.id, measure, before, now))
    return changed


def _city(vintage: Vintage, measure: str, policy: Policy) -> Comparison | None:
    try:
        return compare(vintage, measure, None, policy.id)
    except NoAnswer:
        return None


def _verdict(comparison: Comparison | None) -> str | None:
    if comparison is None:
        return None
    verdict: str | None = comparison.table["verdict"][0]
    return verdict
