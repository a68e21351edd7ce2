"""What differs between two vintages of a city: records, fields, and what may be said."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from queries.change.compare import Comparison, compare
from queries.declared.fields import every_field
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.stored.versions import Kind
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest
from queries.vintage.pairs import changed_months
from queries.vintage.recording import CHANGES


@dataclass(frozen=True)
class ChangedVerdict:
    """A comparison whose verdict for the whole city differs; None where there was no answer."""

    policy: str
    measure: str
    before: Comparison | None
    now: Comparison | None


@dataclass(frozen=True)
class Parted:
    """What came and what went, by name."""

    added: list[str]
    removed: list[str]


@dataclass(frozen=True)
class Changes:
    """What a later vintage has otherwise than an earlier one.

    `months` has dataset, month, before, now, added, removed, altered: the records of each month
    that differs. An area is named LAYER/AREA, a field DATASET.FIELD. `units_changed` are nouns
    that the city counts otherwise; `recording_changed` are policies that the register newly says
    changed what is recorded. `is_read_otherwise`: settled months differ, and the rows are read by
    other rules, so that the source need not have changed them.
    """

    months: pl.DataFrame
    fields: Parted
    measures: Parted
    layers: Parted
    areas: Parted
    units_changed: list[str]
    recording_changed: list[str]
    is_read_otherwise: bool

    @property
    def kind(self) -> Kind:
        """The part of the version that the changes raise.

        Major where a number can mean something else: another unit or recording, something that is
        gone, or settled months that differ because rows are read otherwise; minor where something
        is new; else patch.
        """
        parts = (self.fields, self.measures, self.layers, self.areas)
        is_major = (
            any(part.removed for part in parts)
            or self.units_changed
            or self.recording_changed
            or self.is_read_otherwise
        )
        is_minor = any(part.added for part in parts)
        return "major" if is_major else "minor" if is_minor else "patch"


def changes(earlier: Vintage, later: Vintage) -> Changes:
    """Return what differs between two vintages of one city."""
    layers = _parted(_layers(earlier), _layers(later))
    shared = [layer for layer in _layers(later) if layer not in layers.added]
    units = earlier.city.units, later.city.units
    months = changed_months(earlier, later)
    return Changes(
        months=months,
        fields=_parted(_fields(earlier), _fields(later)),
        measures=_parted(_measures(earlier, shared), _measures(later, shared)),
        layers=layers,
        areas=_parted(_areas(earlier, shared), _areas(later, shared)),
        units_changed=sorted(
            noun for noun in {*units[0], *units[1]} if units[0].get(noun) != units[1].get(noun)
        ),
        recording_changed=_parted(_recording(earlier), _recording(later)).added,
        is_read_otherwise=_is_read_otherwise(earlier, later, months),
    )


def changed_verdicts(earlier: Vintage, later: Vintage) -> list[ChangedVerdict]:
    """Return the verdicts for the whole city that differ between two vintages.

    They are those of the measures that a policy was meant to move. They are kept with the later
    vintage.
    """

    def compare_all() -> list[ChangedVerdict]:
        pairs = [(policy, measure) for policy in later.policies for measure in policy.measures]
        verdicts = [
            ChangedVerdict(
                policy.id,
                measure,
                _city(earlier, measure, policy),
                _city(later, measure, policy),
            )
            for policy, measure in pairs
        ]
        return [change for change in verdicts if _verdict(change.before) != _verdict(change.now)]

    verdicts: list[ChangedVerdict] = later.answers.once((__name__, earlier.vintage), compare_all)
    return verdicts


def _parted(before: Sequence[str], now: Sequence[str]) -> Parted:
    return Parted(
        [name for name in now if name not in before], [name for name in before if name not in now]
    )


def _fields(vintage: Vintage) -> list[str]:
    return [
        ".".join(field.key)
        for field in every_field()
        if field.is_public
        and field.dataset in vintage.manifest.datasets
        and vintage.publishes(*field.key)
    ]


def _layers(vintage: Vintage) -> list[str]:
    return [layer.id for layer in vintage.city.layers]


def _measures(vintage: Vintage, layers: Sequence[str]) -> list[str]:
    """Return the measures that a vintage supports in any of the layers."""
    names = [measure.id for layer in layers for measure in vintage.measures(layer)]
    return list(dict.fromkeys(names))


def _areas(vintage: Vintage, layers: Sequence[str]) -> list[str]:
    """Return the areas on the latest map of each layer."""
    return [
        f"{layer}/{area}"
        for layer in layers
        for area in vintage.areas(layer).filter(is_latest())["area_id"]
    ]


def _recording(vintage: Vintage) -> list[str]:
    """Return the policies that changed what is recorded."""
    return [policy.id for policy in vintage.policies if policy.recording in CHANGES]


def _is_read_otherwise(earlier: Vintage, later: Vintage, months: pl.DataFrame) -> bool:
    """Return whether other rules read the rows, and any settled month has other records."""
    return earlier.manifest.read_as != later.manifest.read_as and any(
        month <= earlier.manifest.datasets[dataset].settled_to
        for dataset, month in months.select("dataset", "month").iter_rows()
        if dataset in earlier.manifest.datasets
    )


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
