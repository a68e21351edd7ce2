"""A published vintage: its city, policies, areas and supported measures."""

import datetime as dt
import json
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from queries import warehouse
from queries.declared.fields import lacking_in
from queries.declared.measures import Event, Measure, events_of, measures
from queries.declared.policy import Policy, read_policy
from queries.errors import NoAnswer, Unreadable
from queries.manifest import City, DatasetSpan, Layer, Manifest
from queries.sql_text import read_sql
from queries.stored.reader import Reader
from queries.texts import Texts, as_cells
from queries.vintage.answers import Answers, once_per_vintage
from queries.vintage.older import add_lacking

PLACED_SHARE = 0.5
"""Minimum share of records with an area; below it a dataset is shown for the whole city only."""

UNKNOWN = "unknown"

ALWAYS = {("complaints", "received_on")}
"""Fields that every record had in vintages which do not count in how many records they are."""


@dataclass(eq=False)  # two openings of one vintage differ: each has its own answers
class Vintage:
    """One published build, opened read-only; safe to share between threads.

    `made` names the marts that it lacks, which are made of its tables whenever they are asked for.
    """

    city_id: str
    vintage: str
    manifest: Manifest
    reader: Reader
    answers: Answers = field(default_factory=Answers)
    made: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, ...]:
        """Empty: a question about the whole vintage needs no further key (see `Subject`)."""
        return ()

    @property
    def city(self) -> City:
        """The public part of the city's pack."""
        return self.manifest.city

    @property
    def city_name(self) -> Texts:
        """The city's name in each language."""
        return self.city.name_by_language

    def ask(
        self, name: str, values: dict[str, Any] | None = None, folder: str = "pages"
    ) -> pl.DataFrame:
        """Return the result of the query sql/<folder>/<name>.sql with bound values."""
        query = read_sql(folder, name, self.lacking)
        return self.reader.frame(query, values)

    @cached_property
    def policies(self) -> list[Policy]:
        """The register, oldest first."""
        return [read_policy(entry) for entry in self.ask("policies")["entry"]]

    @cached_property
    def month_notes(self) -> pl.DataFrame:
        """Notes on single months for charts: month, text (queries.texts.as_cells), measure, source.

        Measure and source are null where a note names none.
        """
        notes = self.ask("month_notes")
        entries = [json.loads(entry) for entry in notes["entry"]]
        return notes.select("month").with_columns(
            text=as_cells(entry["text"] for entry in entries),
            measure=pl.Series([entry.get("measure") for entry in entries], dtype=pl.String),
            source=pl.Series([entry.get("source") for entry in entries], dtype=pl.String),
        )

    def policy(self, policy_id: str) -> Policy:
        """Return one policy; raise NoAnswer if it is not in the register."""
        for policy in self.policies:
            if policy.id == policy_id:
                return policy
        ids = ", ".join(policy.id for policy in self.policies) or "none"
        raise NoAnswer("no_such_policy", policy=policy_id, known=ids)

    def layer(self, layer_id: str | None = None) -> Layer:
        """Return a layer (default: the one for the public); raise NoAnswer for an unknown id."""
        for layer in self.city.layers:
            if layer_id in (None, layer.id):
                return layer
        names = ", ".join(layer.id for layer in self.city.layers)
        raise NoAnswer("no_such_layer", layer=layer_id, known=names)

    @once_per_vintage
    def areas(self, layer_id: str) -> pl.DataFrame:
        """Return area_id, name, population, valid_from, valid_until, geometry, … by name."""
        return self.ask("areas", {"layer": layer_id})

    @once_per_vintage
    def populations(self, layer_id: str) -> pl.DataFrame:
        """Return area_id, year, n: residents at each census."""
        return self.ask("populations", {"layer": layer_id})

    def measures(self, layer_id: str) -> list[Measure]:
        """Return the measures that the vintage supports for the whole city."""
        return [measure for measure in measures().values() if self.lack(measure, layer_id) is None]

    def measures_by_area(self, layer_id: str) -> list[Measure]:
        """Return the measures that the vintage supports by area of a layer."""
        return [measure for measure in self.measures(layer_id) if self.is_placed(measure, layer_id)]

    def missing(self, layer_id: str) -> list[tuple[Measure, Texts | str]]:
        """Return the measures not supported by area, each with a caveat code or a reason."""
        lacks = [(measure, self.lack(measure, layer_id)) for measure in measures().values()]
        return [
            (measure, lack if lack is not None else "not_placed")
            for measure, lack in lacks
            if lack is not None or not self.is_placed(measure, layer_id)
        ]

    def is_placed(self, measure: Measure, layer_id: str) -> bool:
        """Return whether enough of a measure's records have an area of the layer."""
        return all(
            self._placed_share.get((event.dataset, layer_id), 0) >= PLACED_SHARE
            for event in events_of(measure)
        )

    def places(self, dataset: str, layer_id: str) -> bool:
        """Return whether any record of a dataset has an area of a layer."""
        return self._placed_share.get((dataset, layer_id), 0) > 0

    @cached_property
    def lacking(self) -> frozenset[tuple[str, str]]:
        """Dataset and name of declared fields that the vintage lacks because it is older."""
        rows = self.reader.rows("select table_name, column_name from information_schema.columns")
        return lacking_in(rows)

    def lacks(self, dataset: str, field: str) -> bool:
        """Return whether the vintage lacks a field because it was built before its declaration."""
        return (dataset, field) in self.lacking

    def publishes(self, dataset: str, field: str) -> bool:
        """Return whether any record of a dataset has a value in a field."""
        return self._filled.get((dataset, field), (dataset, field) in ALWAYS)

    def is_monthly(self, measure: Measure) -> bool:
        """Return whether records of a measure are dated only by month."""
        return any(span.is_monthly for span in self.spans(measure))

    def spans(self, measure: Measure) -> list[DatasetSpan]:
        """Return the spans of a measure's datasets."""
        return [self.manifest.datasets[event.dataset] for event in events_of(measure)]

    def measure(self, measure_id: str, layer_id: str) -> Measure:
        """Return one measure; raise NoAnswer if it is unknown or not supported here."""
        names = ", ".join(supported.id for supported in self.measures(layer_id))
        if measure_id not in measures():
            raise NoAnswer("no_such_measure", measure=measure_id, known=names)
        lack = self.lack(measures()[measure_id], layer_id)
        if lack is not None:
            raise NoAnswer("measure_missing", measure=measure_id, reason=lack, known=names)
        return measures()[measure_id]

    def span(self, measure: Measure) -> tuple[dt.date, dt.date]:
        """Return the first and last settled day that all datasets of a measure cover."""
        spans = self.spans(measure)
        settled = min(span.settled_to for span in spans)
        first = max(span.first_on for span in spans)
        return first, settled - dt.timedelta(days=measure.matures_days)

    def gaps(self, measure: Measure) -> list[tuple[dt.date, dt.date]]:
        """Return the gaps, first and last day, in which a dataset of the measure has no records."""
        return sorted({gap for span in self.spans(measure) for gap in span.unrecorded})

    def stretch(self, measure: Measure, day: dt.date) -> tuple[dt.date, dt.date]:
        """Return the span of settled days around `day` without a gap.

        Raises NoAnswer if the day itself lies in a gap.
        """
        first, last = self.span(measure)
        for start, end in self.gaps(measure):
            if start <= day <= end:
                raise NoAnswer("in_gap", first=start, last=end)
            if end < day:
                first = max(first, end + dt.timedelta(days=1))
            else:
                last = min(last, start - dt.timedelta(days=1))
        return first, last

    def unit(self, measure: Measure) -> str:
        """Return the noun (a key of [nouns] in the words) of a measure's numerator."""
        noun = events_of(measure)[0].noun
        return self.city.unit(noun)

    def lack(self, measure: Measure, layer_id: str) -> Texts | str | None:
        """Return the reason why a measure is not supported in a layer, or None."""
        if measure.needs and self.city.settings[measure.needs] is None:
            return "no_target"
        if measure.denominator == "residents" and not self.layer(layer_id).population_years:
            return "no_residents"
        lacks = (self._event_lack(event) for event in events_of(measure))
        lack = next((lack for lack in lacks if lack is not None), None)
        if lack is None and self.span(measure)[0] > self.span(measure)[1]:
            return "no_common_time"
        return lack

    def _event_lack(self, event: Event) -> Texts | str | None:
        span = self.manifest.datasets.get(event.dataset)
        access = self.city.access.get(event.dataset, {})
        if span is None and access and access["format"] != "none":
            return "not_at_hand"
        if span is None:
            return "not_published"
        if event.field and self.lacks(event.dataset, event.field):
            return "not_in_vintage"
        needed = [name for name in (event.field, event.day) if name]
        if not all(self.publishes(event.dataset, name) for name in needed):
            return "not_published"
        return None if span.rates else span.rates_reason

    @cached_property
    def _filled(self) -> dict[tuple[str, str], bool]:
        rows = self.ask("filled_fields")
        return {(dataset, field): is_filled for dataset, field, is_filled in rows.iter_rows()}

    @cached_property
    def _placed_share(self) -> dict[tuple[str, str], float]:
        counts = pl.DataFrame(list(self.manifest.placed))
        shares = counts.group_by("dataset", "layer").agg(
            share=pl.col("records").filter(pl.col("placed_by") != "unplaced").sum()
            / pl.col("records").sum()
        )
        by_layer: dict[tuple[str, str], float] = {
            (row["dataset"], row["layer"]): row["share"] for row in shares.to_dicts()
        }
        return by_layer


def cities() -> dict[str, Texts]:
    """Return the names of the cities that have a published vintage, by id.

    No table is opened: a city whose tables are damaged is among them. One whose manifest or
    pointer is damaged is left out.
    """
    return {city: found.city.name_by_language for city, found in manifests().items()}


def published() -> dict[str, City]:
    """Return the public part of the pack of each city that `cities` names, by id."""
    return {city: found.city for city, found in manifests().items()}


def cities_with(dataset: str) -> list[Texts]:
    """Return the names of the cities that have records of a dataset, without opening a table."""
    return [
        found.city.name_by_language for found in manifests().values() if dataset in found.datasets
    ]


def is_damaged(city_id: str) -> bool:
    """Return whether a city has something published that cannot be read now."""
    return city_id in warehouse.cities() and warehouse.lost(city_id) is not None


def served_and_damaged() -> tuple[list[str], list[str]]:
    """Return the ids of the published cities that can be served, and of those that cannot.

    Manifests are read and the sizes of tables compared; no table is opened.
    """
    damaged = [city for city in warehouse.cities() if _is_cut(city)]
    served = [city for city in warehouse.published_cities() if city not in damaged]
    return served, damaged


def _is_cut(city_id: str) -> bool:
    """Return whether the manifest, the pointer or a table of what is published is damaged."""
    name = warehouse.current(city_id)
    if name is None:
        return is_damaged(city_id)
    try:
        return bool(warehouse.lost_tables(city_id, name))
    except Unreadable:  # damaged since it was listed
        return True


def manifests() -> dict[str, Manifest]:
    """Return the manifest of the published vintage of each city that `cities` names, by id."""
    found = {}
    for city in warehouse.published_cities():
        name = warehouse.current(city)
        with suppress(Unreadable):  # damaged since it was listed
            found[city] = warehouse.manifest(city, name or "")
    return found


def open_city(city_id: str, vintage: str | None = None) -> Vintage:
    """Return a newly opened vintage, by default the published one.

    Raises NoAnswer if there is none, and Unreadable if it is damaged.
    """
    name = vintage or warehouse.current(city_id)
    if name is None and (lost := warehouse.lost(city_id)):
        raise Unreadable(city_id, lost)
    if name is None or name not in warehouse.vintages(city_id):
        raise NoAnswer("no_vintage", city=city_id, known=", ".join(cities()) or "none")
    reader = warehouse.open_vintage(city_id, name)
    return Vintage(
        city_id=city_id,
        vintage=name,
        manifest=warehouse.manifest(city_id, name),
        reader=reader,
        made=add_lacking(reader.con),
    )
