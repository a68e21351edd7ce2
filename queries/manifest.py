"""The manifest of a vintage as types: its city, datasets, sources and row accounting.

`data/manifest.py` writes it. Unknown keys are ignored and missing keys have defaults, so that
manifests of newer and older releases stay readable.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypedDict

import msgspec

from queries.dates import DateRange
from queries.texts import ANY, Texts

Gap = TypedDict("Gap", {"from": dt.date, "to": dt.date})
"""The first and last day of a gap, in which nothing was recorded."""


@dataclass(frozen=True)
class Layer:
    """A layer of areas: its name, the plural of its areas (by language) and its census years."""

    id: str
    name: Texts
    names: Texts
    population_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Licence:
    """A licence of data/licences.toml, and whether the publisher or a copy's keeper states it."""

    id: str
    by: Literal["publisher", "keeper"]


@dataclass(frozen=True)
class Source:
    """The origin of raw files, the day of retrieval, and their datasets; `notes` by language.

    `licence` is None where none is stated.
    """

    id: str
    origin: str
    retrieved_on: dt.date
    datasets: tuple[str, ...]
    notes: Texts | None = None
    licence: Licence | None = None


@dataclass(frozen=True)
class Reviewed:
    """Who reviewed a drafted pack (a role, no name) and on which day."""

    by: str
    on: dt.date


@dataclass(frozen=True)
class RaceBenchmark:
    """A denominator of counts by race; `kind` is residents or events."""

    id: str
    kind: str
    name: Texts
    per: Texts


@dataclass(frozen=True)
class ComplaintProcess:
    """The way of a complaint in the city's own rules; a text that is None is not given.

    `decides` is who looks into complaints and who decides, `time` how long it should take, `file`
    and `appeal` how to do so. `source` is where that is written, read on the day `read_on`.
    """

    source: str
    read_on: dt.date
    decides: Texts | None = None
    time: Texts | None = None
    file: Texts | None = None
    file_link: str | None = None
    appeal: Texts | None = None
    appeal_link: str | None = None
    link: str | None = None


@dataclass(frozen=True)
class Priority:
    """A concern of a whole city, or of an area of a layer, as its source says it.

    `on` is the last day of the survey, or the day of the meeting. `rank` is the concern's place
    among those named, `share` the part of the `n` people asked who named it, from 0 to 1. The
    concern is answered by a `measure`, or `no_record` says why no record can show it.
    """

    concern: Texts
    on: dt.date
    source: str
    layer: str | None = None
    area: str | None = None
    rank: int | None = None
    share: float | None = None
    n: int | None = None
    link: str | None = None
    measure: str | None = None
    no_record: Texts | None = None


@dataclass(frozen=True)
class City:
    """The public part of a city's pack; data/config.py describes its keys.

    `guesses` counts the guesses of `accord new-city` that were open at the build.
    """

    id: str
    name: str
    state: str
    time_zone: str
    is_real: bool
    status: str
    layers: tuple[Layer, ...]
    sources: tuple[Source, ...]
    settings: dict[str, int | None]
    smallest_cell: int
    public_decimals: int
    name_in: Texts = field(default_factory=dict)
    access: dict[str, dict[str, Any]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    cautions: dict[str, str] = field(default_factory=dict)
    complaint_days: tuple[str, ...] = ("received_on",)
    race_benchmarks: tuple[RaceBenchmark, ...] = ()
    spoiled_files: dict[str, str] = field(default_factory=dict)
    guesses: int = 0
    reviewed: Reviewed | None = None
    complaint_process: ComplaintProcess | None = None
    priorities: tuple[Priority, ...] = ()

    @property
    def name_by_language(self) -> Texts:
        """The city's name by language; most cities have one for all languages."""
        return {ANY: self.name, **self.name_in}

    def unit(self, noun: str) -> str:
        """Return the city's own noun (a key of [nouns] in the words) for a noun of a dataset."""
        return self.units.get(noun, noun)


@dataclass(frozen=True)
class DatasetSpan:
    """The time span of a dataset, the resolution of its dates, and whether rates are meaningful.

    `settled_to` is the last settled day; later days are provisional. `resolution` is day or month.
    `rates` is false where the records are not a fair sample, with the reason in `rates_reason` (by
    language).
    """

    rows: int
    first_on: dt.date
    last_on: dt.date
    settled_to: dt.date
    resolution: str = "day"
    provisional_months: int = 0
    gaps: tuple[Gap, ...] = ()
    rates: bool = True
    rates_reason: Texts | None = None

    @property
    def unrecorded(self) -> list[DateRange]:
        """The gaps, first and last day."""
        return [(gap["from"], gap["to"]) for gap in self.gaps]

    @property
    def is_monthly(self) -> bool:
        """Whether records are dated only by month."""
        return self.resolution == "month"


@dataclass(frozen=True)
class SourceFile:
    """A raw file and the accounting of its rows: kept, set aside and merged (by reason).

    `lost_days` counts days of records that stand under the number of a record of another day.
    """

    file: str
    source: str
    rows_read: int
    kept: int
    set_aside: dict[str, int]
    merged: dict[str, int]
    lost_days: int = 0
    sha256: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class AbsentSource:
    """A source of the pack that the build did not read: its files were absent or replaced."""

    source: str
    file: str
    origin: str
    datasets: tuple[str, ...]


@dataclass(frozen=True)
class PlacedCount:
    """The number of a dataset's records that `placed_by` assigned to areas of a layer."""

    dataset: str
    layer: str
    placed_by: str
    records: int


@dataclass(frozen=True)
class DrawnMap:
    """A map of a layer; in force from `valid_from` to before `valid_until` (None: no limit)."""

    layer: str
    file: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    areas: int
    repaired: int


@dataclass(frozen=True)
class Manifest:
    """The manifest: `read_as` is a hash of the code and settings that read the raw rows.

    `tables` has the number of rows by table. `number` counts the builds of a city; it is 0 in
    manifests of releases that did not count. `is_sealed` says that a seal lies beside the manifest.
    `inputs` is a hash of all that was read; it is empty in manifests of releases that kept none.
    """

    vintage: str
    format: int
    city: City
    datasets: dict[str, DatasetSpan]
    built_at: dt.datetime
    number: int = 0
    is_sealed: bool = False
    previous: str | None = None
    read_as: str = ""
    inputs: str = ""
    is_read_as_before: bool = True
    files: tuple[SourceFile, ...] = ()
    placed: tuple[PlacedCount, ...] = ()
    maps: tuple[DrawnMap, ...] = ()
    absent: tuple[AbsentSource, ...] = ()
    tables: dict[str, int] = field(default_factory=dict)


def read_manifest(path: Path) -> Manifest:
    """Return the manifest in a file.

    Raises msgspec.ValidationError, naming the key, where a key is missing or has the wrong type,
    and msgspec.DecodeError for a file that is not JSON.
    """
    return msgspec.json.decode(path.read_bytes(), type=Manifest)
