"""`make mutations`: raw files of the sample city spoiled at random, and what a build makes of each.

Each case spoils one thing in a small copy of the city's files, builds it and compares the records
of every month with those of the sound files. A record that is gone has to be accounted for: by a
row set aside, or by a row that was taken out on purpose. The same seed spoils the same thing.
"""

import argparse
import csv
import json
import os
import shutil
import tempfile
import traceback
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from data import build, publish, sample
from data.check import failures
from data.errors import BuildRefused, MachineFault
from queries import warehouse
from queries.errors import BadInput

EQUAL, ACCOUNTED = "published with equal counts", "published, rows set aside and counted"
REFUSED, CHECKED = "refused with a message", "refused by a check"
TRACEBACK, SILENT = "traceback", "silent loss or gain"
OUTCOMES = (EQUAL, ACCOUNTED, REFUSED, CHECKED, TRACEBACK, SILENT)

PRINTED_WIDTH = 200
"""Columns of a table that goes to a file."""

KEPT_ONE_IN = 8
"""Cases of force and complaints that the small city keeps."""

Rng = np.random.Generator
Rows = list[list[str]]
Months = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """One spoiled delivery: what was spoiled, what became of it, and the words of the refusal."""

    seed: int
    mutation: str
    outcome: str
    words: str = ""


@dataclass(frozen=True)
class Sound:
    """The sound files and a home where they are published: rows, set aside, records by month."""

    raw: Path
    home: Path
    rows: int
    set_aside: int
    months: Months


def thin(raw: Path, folder: Path) -> None:
    """Copy the sample's raw files with every eighth case of force and complaints."""
    shutil.copytree(raw, folder)
    for name in ("force.csv", "complaints.csv"):
        header, *rows = _rows(folder / name)
        rows = [row for row in rows if zlib.crc32(row[0].encode()) % KEPT_ONE_IN == 0]
        _write(folder / name, [header, *rows])


def sound(raw: Path, home: Path) -> Sound:
    """Build and publish the sound files in `home`, and count what they hold."""
    os.environ["ACCORD_HOME"] = str(home)
    vintage = build.build("sample", raw)
    publish.publish("sample")
    return Sound(raw, home, *_counts(vintage))


def run(seed: int, base: Sound, folder: Path, name: str | None = None) -> Case:
    """Spoil a copy of the sound files by a seed, and build it in a home of its own.

    Every second seed builds on a published vintage, the others for the first time.
    """
    rng = np.random.default_rng(seed)
    mutation = name or sorted(MUTATIONS)[int(rng.integers(len(MUTATIONS)))]
    raw, home = folder / "raw", folder / "home"
    for target in (raw, home):
        shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(base.raw, raw)
    if seed % 2:
        shutil.copytree(base.home, home)
    os.environ["ACCORD_HOME"] = str(home)
    change = MUTATIONS[mutation](rng, raw)
    before = warehouse.vintages("sample")
    try:
        vintage = build.build("sample", raw)
        failed = failures(warehouse.checks("sample", vintage))
        if failed:
            rules = "; ".join(check["rule"] for check in failed)
            return Case(seed, mutation, CHECKED, rules)
        publish.publish("sample")
        rows, set_aside, months = _counts(vintage)
    except (BadInput, BuildRefused, MachineFault) as error:
        is_clean = warehouse.vintages("sample") == before
        return Case(seed, mutation, REFUSED if is_clean else SILENT, str(error))
    except Exception:  # what the campaign looks for
        return Case(seed, mutation, TRACEBACK, traceback.format_exc())
    lost = sum((base.months - months).values())
    gained = sum((months - base.months).values())
    put_aside = set_aside - base.set_aside
    if rows != base.rows + change or gained or lost > max(0, put_aside) + max(0, -change):
        words = f"rows {base.rows} → {rows}, lost {lost}, gained {gained}, set aside {put_aside}"
        return Case(seed, mutation, SILENT, words)
    return Case(seed, mutation, ACCOUNTED if lost or put_aside else EQUAL)


def _counts(vintage: str) -> tuple[int, int, Months]:
    """Return the rows accounted for, the rows set aside and the records by dataset and month."""
    manifest = warehouse.manifest("sample", vintage)
    path = warehouse.city_folder("sample") / vintage / "daily_counts.parquet"
    months = duckdb.execute(
        "select event, cast(date_trunc('month', day) as varchar), cast(sum(n) as bigint) "
        "from read_parquet(?) where layer = 'neighborhood' "
        "and event in ('force', 'complaints', 'calls') group by all",
        [str(path)],
    ).fetchall()
    return (
        sum(
            file.kept + sum(file.set_aside.values()) + sum(file.merged.values())
            for file in manifest.files
        ),
        sum(rows for file in manifest.files for rows in file.set_aside.values()),
        Counter({(event, month): n for event, month, n in months}),
    )


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _any_file(rng: Rng, raw: Path) -> Path:
    """Return a file of records; each dataset is as likely."""
    year = int(rng.integers(2016, 2024))
    names = ("force.csv", "complaints.csv", f"calls_{year}.csv")
    return raw / names[int(rng.integers(3))]


def _some(rng: Rng, rows: Rows) -> list[int]:
    """Return numbers of some rows: one, a few, or up to all."""
    share = float(rng.choice([0.0, 0.01, 0.05, 0.3, 1.0]))
    size = max(1, round(share * (len(rows) - 1)))
    return [int(number) for number in rng.choice(np.arange(1, len(rows)), size, replace=False)]


def _spoil_column(rng: Rng, raw: Path, position: int, words: list[str]) -> int:
    path = _any_file(rng, raw)
    rows = _rows(path)
    word = str(rng.choice(words))
    for number in _some(rng, rows):
        rows[number][position] = word
    _write(path, rows)
    return 0


def spoil_ids(rng: Rng, raw: Path) -> int:
    """Put a spreadsheet's error or a word for nothing in the place of record numbers."""
    words = ["#REF!", "#N/A", "#VALUE!", "2.018E+11", "N/A", "", "NULL", "-", "########", "none"]
    return _spoil_column(rng, raw, 0, words)


def spoil_dates(rng: Rng, raw: Path) -> int:
    """Put what is no date in the place of dates."""
    return _spoil_column(rng, raw, 1, ["", "unknown", "31/31/2018", "2018", "43215", "#REF!"])


def future_dates(rng: Rng, raw: Path) -> int:
    """Put days that have not come yet, or were long ago, in the place of dates."""
    return _spoil_column(rng, raw, 1, ["2099-01-01 00:00:00", "1900-01-01 00:00:00"])


def cut_ids(rng: Rng, raw: Path) -> int:
    """Cut record numbers short, so that they stand for several records."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    for row in rows[1:]:
        row[0] = row[0][:3]
    _write(path, rows)
    return 0


def pad_ids(rng: Rng, raw: Path) -> int:
    """Put spaces around record numbers."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    for number in _some(rng, rows):
        rows[number][0] = f" {rows[number][0]} "
    _write(path, rows)
    return 0


def _redate(rng: Rng, raw: Path, written: Callable[[str, str, str], str]) -> int:
    """Write the day of every date of a file of calls in another way, from year, month and day."""
    path = raw / f"calls_{int(rng.integers(2016, 2024))}.csv"
    rows = _rows(path)
    for row in rows[1:]:
        day, _, time = row[1].partition(" ")
        parts = day.split("-")
        if len(parts) == 3:
            row[1] = f"{written(*parts)} {time}"
    _write(path, rows)
    return 0


def swap_days(rng: Rng, raw: Path) -> int:
    """Swap month and day in one file."""
    return _redate(rng, raw, lambda year, month, day: f"{year}-{day}-{month}")


def other_dates(rng: Rng, raw: Path) -> int:
    """Write the dates of one file in another form."""
    return _redate(rng, raw, lambda year, month, day: f"{day}.{month}.{year}")


def drop_column(rng: Rng, raw: Path) -> int:
    """Leave a column out."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    position = int(rng.integers(len(rows[0])))
    _write(path, [row[:position] + row[position + 1 :] for row in rows])
    return 0


def rename_column(rng: Rng, raw: Path) -> int:
    """Give a column another name, or one that the build uses itself."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    rows[0][int(rng.integers(len(rows[0])))] = str(rng.choice(["Other", "row_key", "", "ID"]))
    _write(path, rows)
    return 0


def repeat_column_name(rng: Rng, raw: Path) -> int:
    """Give a column the name of another."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    first, second = rng.choice(len(rows[0]), 2, replace=False)
    rows[0][second] = rows[0][first]
    _write(path, rows)
    return 0


def reorder_columns(rng: Rng, raw: Path) -> int:
    """Put the columns in another order."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    order = rng.permutation(len(rows[0]))
    _write(path, [[row[place] for place in order] for row in rows])
    return 0


def reorder_rows(rng: Rng, raw: Path) -> int:
    """Put the rows in another order."""
    path = _any_file(rng, raw)
    header, *rows = _rows(path)
    _write(path, [header, *(rows[place] for place in rng.permutation(len(rows)))])
    return 0


def delete_rows(rng: Rng, raw: Path) -> int:
    """Take rows out of a file."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    gone = set(rng.choice(np.arange(1, len(rows)), int(rng.integers(1, 9)), replace=False))
    _write(path, [row for number, row in enumerate(rows) if number not in gone])
    return -len(gone)


def paste_rows(rng: Rng, raw: Path) -> int:
    """Paste a stretch of rows, or all of them, a second time."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    size = int(rng.choice([30, 100, len(rows) - 1]))
    first = int(rng.integers(1, len(rows) - size + 1))
    _write(path, rows + rows[first : first + size])
    return size


def copy_file(rng: Rng, raw: Path) -> int:
    """Give a file of calls a second time, as it is or in another order."""
    path = raw / f"calls_{int(rng.integers(2016, 2024))}.csv"
    header, *rows = _rows(path)
    if rng.random() < 0.5:
        rows = [rows[place] for place in rng.permutation(len(rows))]
    _write(raw / "calls_copy.csv", [header, *rows])
    return len(rows)


def repeat_header(rng: Rng, raw: Path) -> int:
    """Put the header among the records again."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    rows.insert(int(rng.integers(1, len(rows))), rows[0])
    _write(path, rows)
    return 1


def blank_lines(rng: Rng, raw: Path) -> int:
    """Put a blank line before the header, among the records or at the end."""
    path = _any_file(rng, raw)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(int(rng.choice([0, len(lines) // 2, len(lines)])), "\n")
    path.write_text("".join(lines), encoding="utf-8")
    return 0


def stray_quotes(rng: Rng, raw: Path) -> int:
    """Put a quote before a value of one row, and after the same value of another or not at all."""
    path = _any_file(rng, raw)
    header, *rows = _rows(path)
    rows = [[value.replace(",", ";") for value in row] for row in rows]
    lines = [",".join(row) for row in (header, *rows)]
    first = int(rng.integers(1, len(rows)))
    position = int(rng.integers(len(header)))
    second = min(len(rows), first + int(rng.choice([1, 2, 10, 91])))
    for number, before in ((first, True), (second, False)):
        values = lines[number].split(",")
        values[position] = f'"{values[position]}' if before else f'{values[position]}"'
        if before or rng.random() < 0.8:
            lines[number] = ",".join(values)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def truncate(rng: Rng, raw: Path) -> int:
    """Cut a file off in the middle of a row."""
    path = _any_file(rng, raw)
    content = path.read_bytes()
    start = content.index(b"\n", int(len(content) * rng.uniform(0.3, 0.9))) + 1
    path.write_bytes(content[: start + int(rng.integers(3, 15))])
    return 0


def empty(rng: Rng, raw: Path) -> int:
    """Leave the header alone, or nothing at all."""
    path = _any_file(rng, raw)
    _write(path, _rows(path)[: int(rng.integers(2))])
    return 0


def encode(rng: Rng, raw: Path) -> int:
    """Save a file in another encoding, with a letter that tells it; a mark in front is none."""
    path = _any_file(rng, raw)
    text = path.read_text(encoding="utf-8").replace("sample city", "ciudad Peña")
    path.write_bytes(text.encode(str(rng.choice(["utf-8-sig", "latin-1", "utf-16"]))))
    return 0


def end_lines(rng: Rng, raw: Path) -> int:
    """End lines as Windows does."""
    path = _any_file(rng, raw)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return 0


def other_delimiter(rng: Rng, raw: Path) -> int:
    """Separate values by semicolons or tabs."""
    path = _any_file(rng, raw)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=str(rng.choice([";", "\t"]))).writerows(rows)
    return 0


def zero_bytes(rng: Rng, raw: Path) -> int:
    """Overwrite a piece of a file with zero bytes."""
    path = _any_file(rng, raw)
    content = bytearray(path.read_bytes())
    first = int(rng.integers(len(content) - 600))
    content[first : first + 500] = bytes(500)
    path.write_bytes(bytes(content))
    return 0


def shift_values(rng: Rng, raw: Path) -> int:
    """Add a value in the middle of some rows."""
    path = _any_file(rng, raw)
    rows = _rows(path)
    for number in _some(rng, rows)[:50]:
        rows[number].insert(int(rng.integers(1, len(rows[0]))), "x")
    _write(path, rows)
    return 0


def spoil_counts(rng: Rng, raw: Path) -> int:
    """Spoil a file of residents or arrests."""
    path = raw / str(rng.choice(["population.csv", "arrests.csv", "district_population.csv"]))
    rows = _rows(path)
    position = next(place for place, name in enumerate(rows[0]) if name in ("POP_2010", "ARRESTS"))
    kind = int(rng.integers(3))
    if kind == 0:
        rows = rows[:1]
    else:
        rows[1][position] = ("²³", "many")[kind - 1]
    _write(path, rows)
    return 0


def spoil_map(rng: Rng, raw: Path) -> int:
    """Swap axes, move, shrink or cover the areas of a map, or make a point of one."""
    path = raw / str(rng.choice(["neighborhoods.geojson", "districts.geojson"]))
    shapes = json.loads(path.read_text(encoding="utf-8"))
    features = shapes["features"]
    kind = int(rng.integers(5))
    x0, y0 = features[0]["geometry"]["coordinates"][0][0]
    if kind == 0:
        _move(features, lambda x, y: [y, x])
    elif kind == 1:
        _move(features, lambda x, y: [x + 3, y])
    elif kind == 2:
        _move(features[:1], lambda x, y: [x0 + (x - x0) * 1e-6, y0 + (y - y0) * 1e-6])
    elif kind == 3:
        _move(features[:1], lambda x, y: [x0 + (x - x0) * 30, y0 + (y - y0) * 30])
    else:
        features[0]["geometry"] = {"type": "Point", "coordinates": [x0, y0]}
    path.write_text(json.dumps(shapes), encoding="utf-8")
    return 0


def _move(
    features: list[dict[str, dict[str, list[list[list[float]]]]]],
    moved: Callable[[float, float], list[float]],
) -> None:
    for feature in features:
        rings = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [[moved(x, y) for x, y in ring] for ring in rings]


MUTATIONS: dict[str, Callable[[Rng, Path], int]] = {
    mutation.__name__: mutation
    for mutation in (
        blank_lines, copy_file, cut_ids, delete_rows, drop_column, empty, encode, end_lines,
        future_dates, other_dates, other_delimiter, pad_ids, paste_rows, rename_column,
        reorder_columns, reorder_rows, repeat_column_name, repeat_header, shift_values,
        spoil_counts, spoil_dates, spoil_ids, spoil_map, stray_quotes, swap_days, truncate,
        zero_bytes,
    )
}  # fmt: skip
"""By name; each spoils the files and returns how many rows it added, or took away."""


def main() -> None:
    """Print the outcomes by mutation, and every case that must not be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations")
    parser.add_argument("--count", type=int, default=500, help="how many cases")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    options = parser.parse_args()
    console = Console(width=None if Console().is_terminal else PRINTED_WIDTH)
    counts: dict[str, Counter[str]] = {name: Counter() for name in MUTATIONS}
    faults: list[Case] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample.generate(folder / "whole", calls=1_600)
        thin(folder / "whole", folder / "sound")
        base = sound(folder / "sound", folder / "published")
        seeds = range(options.first, options.first + options.count)
        for seed in track(seeds, "mutations", console=console, transient=True):
            case = run(seed, base, folder)
            counts[case.mutation][case.outcome] += 1
            if case.outcome in (TRACEBACK, SILENT):
                faults.append(case)
                console.print(f"{case.seed} {case.mutation}: {case.outcome}\n{case.words}")
    table = Table("mutation", *OUTCOMES, title=f"{options.count} deliveries spoiled")
    for mutation in sorted(counts):
        table.add_row(mutation, *(str(counts[mutation][outcome] or "") for outcome in OUTCOMES))
    totals = sum(counts.values(), Counter[str]())
    table.add_row("all", *(str(totals[outcome]) for outcome in OUTCOMES), style="bold")
    console.print(table)
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
