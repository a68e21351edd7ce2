"""Releases: the tables by race, sex and age that a vintage publishes after those published before.

The tables of the first vintage are protected alone (queries.records.disclosure). Each later vintage
keeps what was told: the same people are counted, and the same cells suppressed. New values come in
once a year, when a year has ended and is settled, as far as they give nobody away
(queries.stats.release); until then these people are counted as unknown. People whose record has
changed or is gone since stay counted as before, because the difference would tell their value.

Tables start anew, as those of a first vintage, where the areas or the smallest cell are others, or
where more than LOST_SHARE of the people are no longer in the record as they were told.
"""

import datetime as dt
import io
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from queries.errors import NoAnswer
from queries.records import benchmarks, disclosure, persons, released
from queries.stats.release import NewPeople, Table, release
from queries.stats.suppression import UNBOUNDED, Counts
from queries.vintage.catalog import UNKNOWN, Vintage

LOST_SHARE = 0.05
"""Largest share of people, changed or gone, beside whom the others still are the same record."""

CROSSED = ("year", "area")
"""The tables to which new people are added; those of periods are sums of years."""

DATED_BY = {"persons": "force", "complaints": "complaints", "allegations": "complaints"}
"""The dataset whose dates place the people of a dataset in years."""

KEY = ["record", "value", "turn"]
"""What tells a person from all others: `turn` counts those of one value in one record."""


class Cell(NamedTuple):
    """A published cell: its row and column, what is shown, and the interval this stands for."""

    part_of: str
    part: str
    value: str
    n: int | None
    shown: str
    low: int
    high: int


@dataclass(frozen=True)
class Release:
    """The people who are counted, one row each, and the cells that are published.

    Columns as in queries.records.released, save that a person is a row.
    """

    people: pl.DataFrame
    cells: pl.DataFrame


def files(vintage: Vintage, previous: Vintage | None) -> dict[str, bytes]:
    """Return the files, by name, that keep in a vintage what its publication tells.

    `previous` is the vintage whose tables were published last. Empty without any people.
    """
    people, cells = [], []
    incidents_of = vintage
    for dataset in disclosure.ATTRIBUTES:
        if DATED_BY[dataset] not in vintage.manifest.datasets:
            continue
        for attribute in disclosure.attributes(vintage, dataset):
            keys = {"dataset": dataset, "attribute": attribute}
            following = _following(previous, vintage, dataset, attribute) if previous else None
            if previous and following and keys == {"dataset": "persons", "attribute": "race"}:
                incidents_of = previous
            current = following or _first(vintage, dataset, attribute)
            names = [pl.lit(value).alias(name) for name, value in keys.items()]
            counted = current.people.group_by(
                "record", "value", "year", "area", "in_area", maintain_order=True
            ).agg(n=pl.len().cast(pl.Int64))
            people.append(counted.select(*names, pl.all()))
            cells.append(current.cells.select(*names, pl.all()))
    if not people:
        return {}
    frames = {
        released.PEOPLE: pl.concat(people).with_row_index("position"),
        released.CELLS: pl.concat(cells).with_row_index("position"),
        released.INCIDENTS: _incidents(incidents_of),
    }
    return {f"{name}.parquet": _parquet(frame) for name, frame in frames.items()}


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _incidents(vintage: Vintage) -> pl.DataFrame:
    """Return the incidents by race of the years compared; none where no ratio is published."""
    published = released.incidents(vintage)
    if published is not None:
        return published
    months = pl.DataFrame(
        schema={
            "month": pl.Date,
            "value": pl.String,
            "incidents_n": pl.Int64,
            "total_n": pl.Int64,
        }
    )
    if DATED_BY["persons"] not in vintage.manifest.datasets:
        return months
    try:
        years = persons.disparities(vintage).years
    except NoAnswer:
        return months
    counted = vintage.ask("person_values", {"field": "race"})
    return counted.filter(pl.col("month").dt.year().is_in(years)).select(
        "month",
        "value",
        pl.col("incidents_n").cast(pl.Int64),
        total_n=pl.lit(persons.incidents(vintage, years), dtype=pl.Int64),
    )


def _published(vintage: Vintage, dataset: str, attribute: str) -> Release | None:
    """Return what a vintage published of an attribute; None if it told nothing."""
    if not released.has_release(vintage):
        is_told = attribute in disclosure.attributes(vintage, dataset)
        return _first(vintage, dataset, attribute) if is_told else None
    cells = released.cells(vintage, dataset, attribute)
    people = released.people(vintage, dataset, attribute)
    return None if cells.is_empty() else Release(_each(people), cells)


def _first(vintage: Vintage, dataset: str, attribute: str) -> Release:
    """Return the release of a vintage before which nothing was published."""
    tables = disclosure.first_tables(vintage, dataset, attribute)
    people = _known(vintage, dataset, attribute).drop("turn")
    people = people.with_columns(in_area=pl.lit("area" in tables))
    cells = [
        Cell(part_of, part, value, n, shown, *disclosure.interval(shown))
        for part_of, table in tables.items()
        for part, value, n, shown in table.iter_rows()
    ]
    return Release(people, _frame(cells, _ended(vintage, dataset)))


def _following(previous: Vintage, vintage: Vintage, dataset: str, attribute: str) -> Release | None:
    """Return the release after that of a previous vintage; None if tables start anew."""
    before = _published(previous, dataset, attribute)
    known = _known(vintage, dataset, attribute)
    if before is None or not _is_comparable(previous, vintage, before, known):
        return None
    parts_of = [by for by in CROSSED if by in before.cells["part_of"]]
    ended, through = _ended(vintage, dataset), int(before.cells["through"][0])
    people = before.people
    if ended > through:
        through = ended
        is_ended = pl.col("year").cast(pl.Int32) <= ended
        waiting = known.join(_turned(people), on=KEY, how="anti", maintain_order="left")
        new = _added(before, waiting.filter(is_ended), parts_of, vintage.city.smallest_cell)
        people = pl.concat([people, new.select(people.columns)])
    tables = _Tables(before, people, _everyone(vintage, dataset, attribute))
    smallest = vintage.city.smallest_cell
    cells = [cell for by in parts_of for cell in tables.cells(by, smallest)]
    if "is_latest" in before.cells["part_of"]:
        latest, was_latest = benchmarks.latest_years(vintage), benchmarks.latest_years(previous)
        tables = tables.by_period(latest)
        period = (
            tables.cells("is_latest", smallest)
            if latest == was_latest
            else _sums(cells, tables, latest, smallest)
        )
        if not _has_small(period, smallest):
            cells += period
    compared = before.cells.filter(part_of="is_compared").drop("through")
    cells += [Cell(*row) for row in compared.iter_rows()]
    return Release(people, _frame(cells, through))


def _is_comparable(
    previous: Vintage, vintage: Vintage, before: Release, known: pl.DataFrame
) -> bool:
    """Return whether two vintages count people of the same record by the same areas."""
    areas = {*vintage.areas(vintage.layer().id)["area_id"], *known["area"], UNKNOWN}
    lost = _turned(before.people).join(known, on=KEY, how="anti").height
    return (
        previous.layer().id == vintage.layer().id
        and previous.city.smallest_cell == vintage.city.smallest_cell
        and set(before.people["area"]) <= areas
        and lost <= LOST_SHARE * before.people.height
        and not set(CROSSED).isdisjoint(before.cells["part_of"])
    )


def _added(
    before: Release, waiting: pl.DataFrame, parts_of: list[str], smallest: int
) -> pl.DataFrame:
    """Return the people who wait and can be counted now, with in_area."""
    values = sorted({*before.people["value"], *waiting["value"]})
    tables = {by: _table(before, waiting, by, values) for by in parts_of}
    column = _codes(waiting["value"], values)
    records = np.unique(waiting["record"].to_numpy(), return_inverse=True)[1].astype(np.int64)
    first, *rest = tables.values()
    is_counted, in_area = release(
        NewPeople(column, records), first, rest[0] if rest else None, smallest
    )
    if parts_of == ["area"]:
        in_area = is_counted
    return waiting.with_columns(in_area=pl.Series(in_area)).filter(pl.Series(is_counted))


def _table(before: Release, waiting: pl.DataFrame, by: str, values: list[str]) -> Table:
    """Return a table as it was published, with a row for each part of the waiting people."""
    published = before.cells.filter(pl.col("part_of") == by, pl.col("value").is_in(values))
    parts = sorted({*published["part"], *waiting[by]})
    counts = np.zeros((len(parts), len(values)), dtype=np.int64)
    counted = before.people.filter(pl.col("in_area") | (by != "area"))
    np.add.at(counts, (_codes(counted[by], parts), _codes(counted["value"], values)), 1)
    hidden = np.zeros(counts.shape, dtype=bool)
    suppressed = published.filter(pl.col("low") < pl.col("high"))
    hidden[_codes(suppressed["part"], parts), _codes(suppressed["value"], values)] = True
    return Table(counts, hidden, _codes(waiting[by], parts))


@dataclass(frozen=True)
class _Tables:
    """What is published of people: those counted before, those counted now, and everyone."""

    before: Release
    people: pl.DataFrame
    everyone: pl.DataFrame

    def by_period(self, latest: Sequence[int]) -> "_Tables":
        """Return the tables with a column is_latest."""
        is_latest = pl.col("year").cast(pl.Int32).is_in(list(latest)).cast(pl.String)
        before, people, everyone = (
            frame.with_columns(is_latest=is_latest)
            for frame in (self.before.people, self.people, self.everyone)
        )
        return _Tables(Release(before, self.before.cells), people, everyone)

    def sizes(self, by: str) -> dict[tuple[str, str], int]:
        """Return the people who are counted now, by part and value, and the others as UNKNOWN."""
        counted = _sizes(self.people, by)
        told = Counter[str]()
        for (part, _), n in counted.items():
            told[part] += n
        whole = dict(self.everyone.group_by(by).len().iter_rows())
        unknown = {(part, UNKNOWN): n - told[part] for part, n in whole.items() if n > told[part]}
        return {**counted, **unknown}

    def cells(self, by: str, smallest: int) -> list[Cell]:
        """Return the cells of a table; who is not counted is among the unknown.

        A cell that was suppressed stays so. Its interval moves with the people who are added, whose
        number anyone could know.
        """
        published = {
            (part, value): (low, high)
            for part, value, low, high in self.before.cells.filter(part_of=by)
            .select("part", "value", "low", "high")
            .iter_rows()
        }
        sizes, then = self.sizes(by), _sizes(self.before.people, by)
        unknown = self.everyone.filter(value=UNKNOWN).group_by(by).len()
        is_unknown = dict(unknown.iter_rows())
        parts = sorted({part for part, _ in (*published, *sizes)})
        values = sorted({value for _, value in (*published, *sizes)})
        cells = []
        for part in parts:
            is_whole = sizes.get((part, UNKNOWN), 0) <= is_unknown.get(part, 0)
            for value in values:
                n = sizes.get((part, value), 0)
                low, high = published.get((part, value), (0, 0))
                if low < high:
                    low, high = _widened(low, high, n - then.get((part, value), 0), smallest)
                    cells.append(_suppressed(by, part, value, low, high))
                elif n == 0 and not is_whole:
                    # that nobody is counted yet does not say that there is nobody
                    cells.append(Cell(by, part, value, None, disclosure.LOST, 0, 0))
                else:
                    cells.append(Cell(by, part, value, n, str(n), n, n))
        return cells


def _suppressed(part_of: str, part: str, value: str, low: int, high: int) -> Cell:
    return Cell(part_of, part, value, None, disclosure.cell_text(low, high), low, high)


def _widened(low: int, high: int, added: int, smallest: int) -> tuple[int, int]:
    """Return the interval of a suppressed cell after people were added to it."""
    if added == 0:
        return low, high
    return (smallest if low + added >= smallest else 0), UNBOUNDED


def _sums(cells: list[Cell], tables: _Tables, latest: Sequence[int], smallest: int) -> list[Cell]:
    """Return the cells of the table of the latest years, as sums of cells of the table by year.

    What protects a suppressed cell are exchanges between cells by year that are suppressed too. A
    sum of years can be shown if it holds all or none of those: no exchange changes it.
    """
    period = {str(year): "true" for year in latest}
    sizes = tables.sizes("is_latest")
    by_year = [cell for cell in cells if cell.part_of == "year"]
    sums = []
    for part, value in itertools.product(
        sorted({period.get(cell.part, "false") for cell in by_year}),
        sorted({cell.value for cell in by_year}),
    ):
        column = [cell for cell in by_year if cell.value == value]
        hidden = {period.get(cell.part, "false") for cell in column if cell.low < cell.high}
        if len(hidden) > 1:
            lowest = sum(cell.low for cell in column if period.get(cell.part, "false") == part)
            low = smallest if lowest >= smallest else 0
            sums.append(_suppressed("is_latest", part, value, low, UNBOUNDED))
        else:
            n = sizes.get((part, value), 0)
            sums.append(Cell("is_latest", part, value, n, str(n), n, n))
    return sums


def _has_small(cells: list[Cell], smallest: int) -> bool:
    """Return whether a period that is not all years shows a small count."""
    is_crossed = len({cell.part for cell in cells}) > 1
    return is_crossed and any(
        cell.n is not None and 0 < cell.n < smallest for cell in cells if cell.value != UNKNOWN
    )


def _everyone(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    """Return record, value, year and area of all people, a row each."""
    people = disclosure.people(vintage, dataset)
    return _each(people.select("record", pl.col(attribute).alias("value"), "year", "area", "n"))


def _known(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    """Return record, value, year, area, turn of everyone whose value is known, a row each."""
    known = _everyone(vintage, dataset, attribute).filter(pl.col("value") != UNKNOWN)
    return _turned(known.sort("record", "value", "year", "area"))


def _each(people: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each of n people."""
    return people.select(pl.exclude("n").repeat_by("n").explode())


def _turned(people: pl.DataFrame) -> pl.DataFrame:
    """Return people with `turn`, which tells those of one value in one record apart."""
    return people.with_columns(turn=pl.int_range(pl.len()).over("record", "value"))


def _sizes(people: pl.DataFrame, by: str) -> dict[tuple[str, str], int]:
    counted = people.filter(pl.col("in_area") | (by != "area")).group_by(by, "value").len()
    return {(part, value): n for part, value, n in counted.iter_rows()}


def _codes(column: pl.Series, names: list[str]) -> Counts:
    """Return the position of each entry among sorted names."""
    positions: Counts = np.searchsorted(np.array(names), column.to_numpy()).astype(np.int64)
    return positions


def _frame(cells: list[Cell], through: int) -> pl.DataFrame:
    kinds = {
        "part_of": pl.String,
        "part": pl.String,
        "value": pl.String,
        "n": pl.Int64,
        "shown": pl.String,
        "low": pl.Int64,
        "high": pl.Int64,
    }
    frame = pl.DataFrame(cells, schema=kinds, orient="row")
    return frame.select(pl.lit(through, dtype=pl.Int32).alias("through"), pl.all())


def _ended(vintage: Vintage, dataset: str) -> int:
    """Return the last year whose days are all settled."""
    settled = vintage.manifest.datasets[DATED_BY[dataset]].settled_to
    return (settled + dt.timedelta(days=1)).year - 1
