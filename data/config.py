"""A city's configuration: the build reads it from the pack and checks it first."""

import datetime as dt
import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from data import process
from queries.declared.licences import licences
from queries.declared.reading import read_toml
from queries.errors import BadInput
from queries.manifest import ComplaintProcess
from queries.paths import PACKS, SQL
from queries.texts import Texts

DATASETS = ("force", "complaints", "allegations", "calls")
SURVEYS = "surveys"
COLUMN_KINDS = ("text", "number", "date")
RESOLUTIONS = ("day", "month")
STATUSES = ("run", "catalogue", "drafted", "reviewed")
COMPLAINT_DAYS = ("received_on", "occurred_on", "closed_on")
ANSWERS = ("yes", "partly", "no", "unknown")
LEAST_SMALLEST_CELL = 3  # with 2, a suppressed cell could only be 1
LICENSED_BY = ("publisher", "keeper")
MOST_FALSE_ALARMS = 12  # one every month, of all measures and areas, is news to nobody
BENCHMARK_KINDS = ("residents", "events")
ACCESS_KEYS = {"easily_found", "downloadable", "format", "documented", "evidence"}


@dataclass(frozen=True)
class Population:
    """A file of residents per area of one layer, in one census year."""

    year: int
    file: str
    id_column: str
    count_column: str


@dataclass(frozen=True)
class EarlierMap:
    """An earlier map of a layer; `until` is the first day of the next map."""

    until: dt.date
    file: str
    id_column: str
    name_column: str
    crs: str | None = None


@dataclass(frozen=True)
class Layer:
    """A set of polygons that partition the city, and the names that sources use for them.

    `file` is the map in force now, `earlier` holds the maps that it replaced. A layer without a
    file has no areas: the city is shown as a whole. `parts` is for a map that draws only smaller
    areas: it gives the area of each polygon, by the polygon's id. A record may name its area by
    the id of a part. `holds` is another layer whose areas each lie in one area of this: a record
    that names such an area is placed in both.
    """

    id: str
    name: Texts
    names: Texts
    file: str | None = None
    id_column: str = ""
    name_column: str = ""
    crs: str | None = None
    is_repaired: bool = False
    population: tuple[Population, ...] = ()
    not_areas: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    holds: str | None = None
    earlier: tuple[EarlierMap, ...] = ()

    @property
    def maps(self) -> list[tuple["Layer", dt.date | None, dt.date | None]]:
        """The layer with each of its maps, oldest first: (layer, from, until); None: no limit.

        A record belongs to the map that was in force on its date.
        """
        drawings: list[tuple[Layer, dt.date | None, dt.date | None]] = []
        start: dt.date | None = None
        for earlier_map in sorted(self.earlier, key=lambda map_: map_.until):
            layer = replace(
                self,
                file=earlier_map.file,
                id_column=earlier_map.id_column,
                name_column=earlier_map.name_column,
                crs=earlier_map.crs,
                earlier=(),
            )
            drawings.append((layer, start, earlier_map.until))
            start = earlier_map.until
        return [*drawings, (replace(self, earlier=()), start, None)]


@dataclass(frozen=True)
class Portal:
    """One dataset of an open-data portal, by its names in openpolicedata's catalogue.

    `years` is the first and the last year to fetch, both inclusive; None fetches all.
    """

    source: str
    table: str
    state: str | None = None
    id: str | None = None
    url: str | None = None
    years: tuple[int, int] | None = None


@dataclass(frozen=True)
class Source:
    """One raw file, or one file per year, and the datasets in it.

    `sheets` of a workbook are read one after the other, `other_sheets` are left out. With
    `has_groups` the row above the header names groups of columns (Officer, Subject).
    A build leaves out an optional source without files. If it has files, the build leaves out the
    sources that it `replaces`.
    """

    id: str
    file: str
    origin: str
    retrieved_on: dt.date
    date_formats: tuple[str, ...]
    staging: dict[str, str]
    columns: dict[str, str]
    place_layers: tuple[str, ...] = ()
    crs: str = "EPSG:4326"
    encoding: str = "utf-8"
    delimiter: str = ","
    title_rows: int = 0
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    has_groups: bool = False
    resolution: str = "day"
    supersedes: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    rates: bool = True
    rates_reason: Texts | None = None
    notes: Texts | None = None
    licence: dict[str, str] | None = None
    portal: Portal | None = None
    is_optional: bool = False

    @property
    def accounted_as(self) -> str:
        """The dataset used for the row accounting of this source: the first in `staging`."""
        return next(iter(self.staging))

    @property
    def has_records(self) -> bool:
        """Whether the source holds records, not only answers to a survey."""
        return set(self.staging) != {SURVEYS}


@dataclass(frozen=True)
class RaceBenchmark:
    """A file of residents at a census, or of events in a year, by race: one row per count.

    `races` maps each race in the file to a word of the dictionary. The year is in `year_column`,
    or is `year` for the whole file.
    """

    id: str
    kind: str
    name: Texts
    per: Texts
    file: str
    race_column: str
    count_column: str
    races: dict[str, str]
    year_column: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Tracts:
    """A file of census tracts with their residents, and the years of its lines and counts."""

    file: str
    id_column: str
    year: int
    population_column: str
    population_year: int
    crs: str | None = None


@dataclass(frozen=True)
class City:
    """A city as its pack declares it.

    A complaint counts by the first day it has among `complaint_days`; the first of them is the
    rule, the others are exceptions whose share every page tells.
    """

    id: str
    name: str
    state: str
    time_zone: str
    is_real: bool
    public_decimals: int
    layers: tuple[Layer, ...]
    sources: tuple[Source, ...]
    name_in: Texts = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    cautions: dict[str, str] = field(default_factory=dict)
    complaint_days: tuple[str, ...] = ("received_on",)
    provisional_months: dict[str, int] = field(default_factory=dict)
    response_target: dict[str, int] = field(default_factory=dict)
    high_force_level: int = 3
    smallest_cell: int = 5
    false_alarms_a_year: int | None = None
    lost_months: dict[str, str] = field(default_factory=dict)
    spoiled_files: dict[str, str] = field(default_factory=dict)
    access: dict[str, dict[str, Any]] = field(default_factory=dict)
    begins_on: dt.date = dt.date(1990, 1, 1)
    status: str = "run"
    reviewed: dict[str, Any] | None = None
    race_benchmarks: tuple[RaceBenchmark, ...] = ()
    complaint_process: ComplaintProcess | None = None
    tracts: Tracts | None = None

    @property
    def folder(self) -> Path:
        """The pack's folder."""
        return pack_folder(self.id)

    @property
    def redrawn_on(self) -> list[dt.date]:
        """The days on which a layer was redrawn, in order."""
        return sorted({earlier_map.until for layer in self.layers for earlier_map in layer.earlier})

    def with_sources(self, sources: tuple[Source, ...]) -> "City":
        """Return the city with these sources only; references to other sources are dropped."""
        ids = {source.id for source in sources}
        return replace(
            self,
            sources=tuple(
                replace(
                    source, supersedes=tuple(older for older in source.supersedes if older in ids)
                )
                for source in sources
            ),
        )


def packs() -> list[str]:
    """Return the ids of all cities that have a pack."""
    own_folder = own_packs()
    folders = [PACKS, own_folder / "data" / "cities"] if own_folder else [PACKS]
    return sorted({path.parent.name for folder in folders for path in folder.glob("*/city.toml")})


def own_packs() -> Path | None:
    """Return the folder that ACCORD_PACKS names; it holds data/cities/ and sql/staging/.

    Packs are written there if the installation of Accord itself is not writable.
    """
    value = os.environ.get("ACCORD_PACKS")
    return Path(value).resolve() if value else None


def pack_folder(city: str) -> Path:
    """Return the folder of a city's pack: in ACCORD_PACKS if it is there, else in the project."""
    own_folder = own_packs()
    if own_folder and (own_folder / "data" / "cities" / city / "city.toml").is_file():
        return own_folder / "data" / "cities" / city
    return PACKS / city


def read_city(city: str) -> City:
    """Return the pack of `city`; raise BadInput if there is none or it is not well formed."""
    path = pack_folder(city) / "city.toml"
    if not path.is_file():
        near = difflib.get_close_matches(city, packs(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise BadInput(
            f"There is no city {city!r}{hint}",
            expected=f"one of: {', '.join(packs())}",
            remedy="name one of these, or write a pack: see docs/adding_a_city.md",
        )
    raw = read_toml(path)
    try:
        pack = City(
            **{
                **raw,
                "complaint_days": tuple(raw.get("complaint_days", City.complaint_days)),
                "layers": tuple(_layer(layer) for layer in raw.get("layers", [])),
                "sources": tuple(_source(source) for source in raw.get("sources", [])),
                "race_benchmarks": tuple(
                    RaceBenchmark(**entry) for entry in raw.get("race_benchmarks", [])
                ),
                "tracts": Tracts(**raw["tracts"]) if "tracts" in raw else None,
                "complaint_process": (
                    ComplaintProcess(**raw["complaint_process"])
                    if "complaint_process" in raw
                    else None
                ),
            }
        )
    except TypeError as error:  # a missing or unknown key
        raise BadInput(
            f"A key is missing or unknown: {error}",
            file=path,
            expected="the keys described in docs/adding_a_city.md",
            remedy="correct the key's name or add it",
        ) from error
    _check(pack, path)
    return pack


def need_texts(path: Path, of_what: str, texts: Mapping[str, object]) -> None:
    """Raise BadInput unless each of `texts` (by its key in the file) is a table of languages.

    One language is enough: the pages fall back to it. None means no text.
    """
    for key, table in texts.items():
        is_text = isinstance(table, dict) and all(
            isinstance(text, str) and text.strip() for text in table.values()
        )
        if table is not None and not (table and is_text):
            raise BadInput(
                f"{of_what} has a text that is no table of languages: {key}",
                file=path,
                actual=repr(table),
                expected=f'{key} = {{ en = "…", es = "…" }}; one language is enough',
                remedy="write the text under the code of its language",
            )


def not_written(what: str, path: Path, error: OSError) -> BadInput:
    """Return why something cannot be written into a pack, and what to do."""
    return BadInput(
        f"{what} cannot be written",
        file=path,
        actual=error.strerror or str(error),
        remedy="free some space if the disk is full; else copy the city's pack to a folder of "
        "yours and name that in ACCORD_PACKS (docs/adding_a_city.md)",
    )


def staging_file(city: str, name: str) -> Path:
    """Return the path of one of the city's staging queries."""
    own_folder = own_packs()
    is_own = own_folder is not None and pack_folder(city).is_relative_to(own_folder)
    return (own_folder / "sql" if own_folder and is_own else SQL) / "staging" / city / f"{name}.sql"


def _layer(raw: dict[str, Any]) -> Layer:
    population = tuple(Population(**entry) for entry in raw.get("population", []))
    earlier = tuple(EarlierMap(**entry) for entry in raw.get("earlier", []))
    not_areas = tuple(raw.get("not_areas", []))
    return Layer(**{**raw, "population": population, "not_areas": not_areas, "earlier": earlier})


def _source(raw: dict[str, Any]) -> Source:
    layers = raw.get("place_layer", [])
    tuples = {
        "date_formats": tuple(raw.get("date_formats", [])),
        "supersedes": tuple(raw.get("supersedes", [])),
        "replaces": tuple(raw.get("replaces", [])),
        "sheets": tuple(raw.get("sheets", [])),
        "other_sheets": tuple(raw.get("other_sheets", [])),
        "place_layers": (layers,) if isinstance(layers, str) else tuple(layers),
    }
    portal = _portal(raw["portal"]) if "portal" in raw else None
    values = {key: value for key, value in raw.items() if key != "place_layer"}
    return Source(**{**values, **tuples, "portal": portal})


def _portal(raw: dict[str, Any]) -> Portal:
    years = tuple(raw["years"]) if "years" in raw else None
    return Portal(**{**raw, "years": years})


def _check(city: City, path: Path) -> None:
    def need(holds: bool, problem: str, actual: str, expected: str) -> None:
        if not holds:
            raise BadInput(
                problem, file=path, actual=actual, expected=expected, remedy="correct the pack"
            )

    need(bool(city.layers), "A city needs a layer of areas", "no [[layers]]", "at least one")
    need(
        any(source.has_records for source in city.sources),
        "A city needs a source of records",
        f"{len(city.sources)} sources, none of them with records",
        "at least one of [[sources]] that delivers records",
    )
    need(
        city.status in STATUSES,
        "The pack has an unknown status",
        city.status,
        f"one of {list(STATUSES)}",
    )
    is_signed = city.reviewed is not None and (
        set(city.reviewed) == {"by", "on"}
        and isinstance(city.reviewed["on"], dt.date)
        and bool(str(city.reviewed["by"]).strip())
    )
    need(
        is_signed if city.status == "reviewed" else city.reviewed is None,
        "The pack does not say who reviewed it",
        f"status = {city.status!r}, reviewed = {city.reviewed}",
        'status = "reviewed" and reviewed = { by = "the role of who did it", on = 2026-01-31 }',
    )
    need(
        bool(city.complaint_days)
        and set(city.complaint_days) <= set(COMPLAINT_DAYS)
        and len(set(city.complaint_days)) == len(city.complaint_days),
        "Complaints have no usable days to count by",
        f"complaint_days = {list(city.complaint_days)}",
        f"some of {list(COMPLAINT_DAYS)}, each once, the usual first",
    )
    need(
        city.smallest_cell >= LEAST_SMALLEST_CELL,
        "The smallest cell is too small to suppress a count",
        str(city.smallest_cell),
        f"{LEAST_SMALLEST_CELL} or more",
    )
    need(
        city.false_alarms_a_year is None
        or city.false_alarms_a_year in range(1, MOST_FALSE_ALARMS + 1),
        "The month cannot keep to so many false alarms a year",
        repr(city.false_alarms_a_year),
        f"a whole number from 1 to {MOST_FALSE_ALARMS}",
    )
    for layer in city.layers:
        need_texts(path, f"Layer {layer.id!r}", {"name": layer.name, "names": layer.names})
    for dataset, entry in city.access.items():
        need(
            dataset in DATASETS
            and set(entry) == ACCESS_KEYS
            and {entry[key] for key in ("easily_found", "downloadable", "documented")}
            <= set(ANSWERS),
            f"The access of {dataset!r} is not fully described",
            ", ".join(f"{key}={value}" for key, value in sorted(entry.items())),
            f"{', '.join(sorted(ACCESS_KEYS))}; answers one of {list(ANSWERS)}",
        )
        need_texts(path, f"The access of {dataset!r}", {"evidence": entry["evidence"]})
    for benchmark in city.race_benchmarks:
        need_texts(
            path, f"Benchmark {benchmark.id!r}", {"name": benchmark.name, "per": benchmark.per}
        )
        need(
            benchmark.kind in BENCHMARK_KINDS,
            f"Benchmark {benchmark.id!r} is of an unknown kind",
            benchmark.kind,
            f"one of {list(BENCHMARK_KINDS)}",
        )
        need(
            (benchmark.year_column is None) != (benchmark.year is None),
            f"Benchmark {benchmark.id!r} needs its year once",
            f"year_column={benchmark.year_column}, year={benchmark.year}",
            "either year_column or year",
        )
    if city.complaint_process is not None:
        texts = {name: getattr(city.complaint_process, name) for name in process.TEXTS}
        need_texts(path, "complaint_process", texts)
        process.check_process(city.complaint_process, need)
    layers = {layer.id for layer in city.layers}
    for layer in city.layers:
        need(
            layer.holds is None or (layer.holds in layers - {layer.id} and not layer.earlier),
            f"Layer {layer.id!r} cannot hold the areas of another",
            f"holds = {layer.holds!r}, {len(layer.earlier)} earlier maps",
            f"one of {sorted(layers - {layer.id})}, and no earlier map",
        )
    sources = {source.id for source in city.sources}
    for source in city.sources:
        need_texts(
            path,
            f"Source {source.id!r}",
            {"notes": source.notes, "rates_reason": source.rates_reason},
        )
        need(
            set(source.place_layers) <= layers,
            f"Source {source.id!r} names a layer that does not exist",
            ", ".join(source.place_layers),
            f"one of {sorted(layers)}",
        )
        need(
            set(source.supersedes) <= sources,
            f"Source {source.id!r} supersedes a source that does not exist",
            ", ".join(source.supersedes),
            f"among {sorted(sources)}",
        )
        need(
            set(source.replaces) <= sources - {source.id},
            f"Source {source.id!r} replaces a source that does not exist",
            ", ".join(source.replaces),
            f"among {sorted(sources - {source.id})}",
        )
        need(
            bool(source.staging) and set(source.staging) <= {*DATASETS, SURVEYS},
            f"Source {source.id!r} delivers an unknown dataset",
            ", ".join(source.staging) or "nothing",
            f"among {[*DATASETS, SURVEYS]}",
        )
        need(
            source.resolution in RESOLUTIONS,
            f"Source {source.id!r} has an unknown resolution of its dates",
            source.resolution,
            f"one of {list(RESOLUTIONS)}",
        )
        need(
            set(source.columns.values()) <= set(COLUMN_KINDS),
            f"Source {source.id!r} has a column of unknown kind",
            ", ".join(sorted(set(source.columns.values()))),
            f"among {list(COLUMN_KINDS)}",
        )
        need(
            source.licence is None
            or (
                set(source.licence) == {"id", "by"}
                and source.licence["id"] in licences()
                and source.licence["by"] in LICENSED_BY
            ),
            f"Source {source.id!r} has an unknown licence",
            str(source.licence),
            f"{{ id = one of {list(licences())}, by = one of {list(LICENSED_BY)} }}; "
            "none where the source states none",
        )
        if source.portal is not None:
            _check_portal(source.id, source.portal, need)
        for name in source.staging.values():
            need(
                staging_file(city.id, name).is_file(),
                f"Source {source.id!r} names a staging query that does not exist",
                name,
                f"a file {staging_file(city.id, name)}",
            )


def _check_portal(
    source_id: str, portal: Portal, need: Callable[[bool, str, str, str], None]
) -> None:
    names = {
        "source": portal.source,
        "table": portal.table,
        "state": portal.state,
        "id": portal.id,
        "url": portal.url,
    }
    for key, value in names.items():
        need(
            value is None or (isinstance(value, str) and bool(value.strip())),
            f"The portal of source {source_id!r} has no usable {key!r}",
            repr(value),
            "text, as the catalogue of openpolicedata writes it",
        )
    years = portal.years
    need(
        years is None
        or (len(years) == 2 and all(type(year) is int for year in years) and years[0] <= years[1]),
        f"The portal of source {source_id!r} has no usable 'years'",
        repr(years),
        "the first and the last year, such as [2016, 2020]",
    )
