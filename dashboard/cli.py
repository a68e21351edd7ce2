"""The command line: fetch, build, check and publish a city; ask for a comparison; open the site."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from dashboard import answers, quality_tables, review_tables, serving, trends, words
from dashboard.words import designs as design_words
from dashboard.words import trends as trend_words
from data import build as builder
from data import check as checker
from data import config
from data import fetch as fetcher
from data import publish as publisher
from data import sample as sampler
from data.config import DATASETS, Portal, Source, packs, read_city
from data.errors import BadInput, BuildRefused
from data.new_city import new_city
from data.new_city.plan import Plan
from data.snapshot import Snapshot
from data.undecided import guesses_left, words_to_review
from queries import warehouse
from queries.catalog import Vintage, open_city
from queries.compare import Comparison
from queries.compare import compare as compare_periods
from queries.designs import Designs, designs
from queries.errors import NoAnswer
from queries.monitoring import review as review_month
from queries.trend import Trend
from queries.trend import trend as trend_around
from queries.warehouse import vintages
from queries.windows import DEFAULT_MONTHS, Period

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Accord: what changed after a police policy did, and how sure anyone can be.",
)
out = Console()
err = Console(stderr=True)

BAD_INPUT = 2
CHECKS_FAILED = 3

PORTAL = "'force=Cincinnati/USE OF FORCE'"
REVIEWED = 10
"""Words to review that are named in the terminal; the file holds them all."""

City = Annotated[str, typer.Argument(help="A city's id, such as chicago.")]


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    json = "json"
    csv = "csv"


@app.command()
def fetch(
    city: City,
    since: Annotated[int | None, typer.Option(help="The first year to fetch.")] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Only this dataset (such as force), or this source.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be fetched.")
    ] = False,
) -> None:
    """Fetch what a city's portals publish into raw snapshots that never change."""
    failed = False
    with _told():
        for source in fetcher.sources(read_city(city), dataset):
            try:
                _fetch(city, source, since, dry_run=dry_run)
            except (BadInput, BuildRefused) as error:  # the other sources are fetched all the same
                err.print(str(error), markup=False, highlight=False, soft_wrap=True)
                failed = True
    if failed:
        raise typer.Exit(BAD_INPUT)


@app.command()
def build(
    city: City,
    raw: Annotated[Path | None, typer.Option(help="The folder of the raw files.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Only what had been retrieved by this day, as 2018-12-31.")
    ] = None,
) -> None:
    """Build a draft vintage of a city from its raw files, and check it."""
    with _told():
        vintage = _build(city, raw, _day(as_of) if as_of else None)
        results = warehouse.checks(city, vintage)
    _print_accounting(city, vintage)
    _print_checks(results)
    _print_left(read_city(city))
    if checker.failures(results):
        err.print(f"Draft {vintage} is not fit to publish: `accord check {city}` shows why.")
        raise typer.Exit(CHECKS_FAILED)
    out.print(f"Draft [bold]{vintage}[/bold] is ready: accord publish {city}")


Files = Annotated[
    list[str] | None, typer.Option(help="A file or a pattern such as 'force_*.csv'; repeatable.")
]


@app.command("new-city")
def draft(
    name: Annotated[str | None, typer.Option(help="The city's name, as people write it.")] = None,
    state: Annotated[str | None, typer.Option(help="The state's two letters.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Such as America/Chicago.")] = None,
    origin: Annotated[str | None, typer.Option(help="Who published the files, and where.")] = None,
    city_id: Annotated[str | None, typer.Option("--id", help="Default: from the name.")] = None,
    force: Files = None,
    complaints: Files = None,
    allegations: Files = None,
    calls: Files = None,
    areas: Files = None,
    portal: Annotated[
        list[str] | None,
        typer.Option(help="DATASET=SOURCE/TABLE of openpolicedata's catalogue; repeatable."),
    ] = None,
    retrieved_on: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day the files were downloaded."),
    ] = None,
    replace: Annotated[bool, typer.Option(help="Write a pack anew that is there.")] = False,
) -> None:
    """Draft the pack of a new city from its files; docs/new_city.md walks through one."""
    given = {"force": force, "complaints": complaints, "allegations": allegations, "calls": calls}
    named = _asked(name, "--name", "The city's name")
    if not any(given.values()) and not portal and sys.stdin.isatty():
        for dataset in ("force", "complaints", "calls"):
            answer = typer.prompt(f"Files of {dataset} (a path or pattern; empty: none)", "")
            given[dataset] = answer.split() or None
        areas = typer.prompt("Polygons of areas (empty: none)", "").split()
    plan = Plan(
        id=city_id or "_".join(named.lower().replace(".", "").replace("-", " ").split()),
        name=named,
        state=_asked(state, "--state", "The state's two letters").upper(),
        time_zone=_asked(time_zone, "--time-zone", "The time zone, such as America/Chicago"),
        origin=_asked(origin, "--origin", "Who published the files, and where"),
        files={dataset: _found(patterns) for dataset, patterns in given.items() if patterns},
        areas=_found(areas or []),
        retrieved_on=retrieved_on.date() if retrieved_on else None,
        portals=dict(_portal(one) for one in portal or []),
    )
    with _told(), err.status("looking at the files"):
        written = new_city(plan, is_replaced=replace)
    out.print(f"The pack of {plan.name} is drafted. Read it, line by line:", highlight=False)
    for path in (written.pack, written.staging):
        for file in sorted(one for one in path.rglob("*") if one.is_file()):
            out.print(f"  {file}", highlight=False, soft_wrap=True)
    out.print(f"Then: accord build {plan.id} --raw {written.raw}", highlight=False, soft_wrap=True)


@app.command()
def check(city: City) -> None:
    """Run every check again on a city's newest vintage, and show the rows that break one."""
    with _told():
        there = vintages(city)
        if not there:
            raise BuildRefused(f"There is no vintage of {city}.\n  what to do: accord build {city}")
        results = checker.check_vintage(city, there[-1])
    _print_checks(results)
    for one in results:
        for example in one["examples"]:
            out.print(f"  {one['name']}: " + ", ".join(f"{k}={v}" for k, v in example.items()))
    if checker.failures(results):
        raise typer.Exit(CHECKS_FAILED)


@app.command()
def publish(city: City) -> None:
    """Make a city's newest vintage the one that is served, if its checks found no error."""
    with _told():
        out.print(f"{city}: vintage [bold]{publisher.publish(city)}[/bold] is published.")


@app.command()
def rollback(city: City) -> None:
    """Go back to the vintage before the published one."""
    with _told():
        out.print(f"{city}: back to vintage [bold]{publisher.rollback(city)}[/bold].")


@app.command()
def status(city: Annotated[str | None, typer.Argument(help="One city, or all.")] = None) -> None:
    """List vintages, which one is published, and how far its data reach."""
    found = [(one, vintage) for one in ([city] if city else packs()) for vintage in vintages(one)]
    for one, vintage in found:
        mark = " [bold]published[/bold]" if vintage == warehouse.current(one) else ""
        out.print(f"{one} {vintage}{mark}", highlight=False)
        for dataset, span in warehouse.manifest(one, vintage)["datasets"].items():
            reach = f"{span['first_on']} to {span['last_on']}, settled to {span['settled_to']}"
            out.print(f"  {dataset:<11} {span['rows']:>11,}  {reach}", highlight=False)
    if not found:
        out.print("Nothing is built yet: accord demo")


@app.command()
def compare(
    city: City,
    measure: Annotated[str, typer.Option(help="A measure's id, such as force.")],
    policy: Annotated[str | None, typer.Option(help="A policy's id.")] = None,
    layer: Annotated[
        str | None, typer.Option(help="A layer of areas (default: the first).")
    ] = None,
    before: Annotated[str | None, typer.Option(help="FROM:TO, both days inclusive.")] = None,
    after: Annotated[str | None, typer.Option(help="FROM:TO, both days inclusive.")] = None,
    months: Annotated[int, typer.Option(help="Months on each side, in whole years.")] = (
        DEFAULT_MONTHS
    ),
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
    language: Annotated[str, typer.Option(help="Language of sentences: en or es.")] = "en",
) -> None:
    """Compare a measure before and after a policy, in the city and in every area."""
    with _told():
        if (before is None) != (after is None):
            raise typer.BadParameter("give both --before and --after, or neither")
        if policy is None and before is None:
            raise typer.BadParameter("give --policy, or --before and --after")
        found = compare_periods(
            open_city(city),
            measure,
            layer,
            policy,
            before=_period(before) if before else None,
            after=_period(after) if after else None,
            months=months,
        )
        spoken = words.load(language)
        if form is Format.json:
            sys.stdout.write(
                json.dumps(answers.as_json(found, spoken), ensure_ascii=False, indent=1)
            )
            sys.stdout.write("\n")
        elif form is Format.csv:
            answers.as_table(found, spoken).write_csv(sys.stdout)
        else:
            _print_comparison(found, spoken)


@app.command()
def trend(
    city: City,
    measure: Annotated[str, typer.Option(help="A measure's id, such as force.")],
    policy: Annotated[str | None, typer.Option(help="A policy's id.")] = None,
    on: Annotated[str | None, typer.Option(help="A day of your own, as 2018-12-31.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
    language: Annotated[str, typer.Option(help="Language of sentences: en or es.")] = "en",
) -> None:
    """Say what the whole city's months would have been had nothing changed at a policy."""
    with _told():
        if (policy is None) == (on is None):
            raise typer.BadParameter("give --policy, or a day of your own with --on")
        opened, spoken = open_city(city), words.load(language)
        day = _day(on) if on else None
        found = trend_around(opened, measure, None, policy, on=day)
        if form is Format.csv:
            trends.monthly_table(found, spoken).write_csv(sys.stdout)
            return
        try:
            plain: Comparison | NoAnswer = compare_periods(opened, measure, None, policy, on=day)
        except NoAnswer as error:
            plain = error
        try:
            places = designs(opened, measure, policy) if policy else None
        except NoAnswer:
            places = None
        if form is Format.json:
            told = trends.as_json(found, plain, places, spoken)
            sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
            return
        _print_trend(found, plain, spoken)
        if places is not None:
            _print_places(places, opened, spoken)


@app.command()
def quality(
    city: City,
    vintage: Annotated[
        str | None, typer.Option(help="A vintage (default: the published one).")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
    language: Annotated[str, typer.Option(help="Language: en or es.")] = "en",
) -> None:
    """Say how complete, how fresh and how changed a city's data are."""
    with _told():
        if form is Format.csv:
            raise typer.BadParameter("these are several tables: choose table or json")
        opened = open_city(city, vintage)
        spoken = words.load(language)
        told = {
            name: quality_tables.table(name, opened, spoken) for name in quality_tables.EVERYTHING
        }
        if form is Format.json:
            rows = {name: table.to_dicts() for name, table in told.items()}
            sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n")
            return
        for name, table in told.items():
            if table.is_empty():
                out.print(f"{spoken.text(f'quality.titles.{name}')}: ", end="")
                out.print(spoken.text(f"quality.none.{name}"))
            else:
                _print_table(spoken.text(f"quality.titles.{name}"), table)


@app.command()
def review(
    city: City,
    month: Annotated[
        str | None, typer.Option(help="As 2023-09 (default: the latest that is settled).")
    ] = None,
    layer: Annotated[
        str | None, typer.Option(help="A layer of areas (default: the one with the fewest).")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
    language: Annotated[str, typer.Option(help="Language of sentences: en or es.")] = "en",
) -> None:
    """Say what stood out in a month, beyond the ups and downs that every month has."""
    with _told():
        opened = open_city(city)
        found = review_month(opened, layer, _day(f"{month}-01") if month else None)
        spoken = words.load(language)
        if form is Format.json:
            told = review_tables.as_json(found, opened, spoken)
            sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
            return
        table = review_tables.signals_table(found, spoken)
        if form is Format.csv:
            table.write_csv(sys.stdout)
            return
        out.print(review_tables.headline(found, spoken), highlight=False)
        out.print(review_tables.by_chance(found, spoken), highlight=False)
        notes = review_tables.remarks(found, opened, spoken)
        for text in (*notes, *review_tables.cautions(found, spoken)):
            out.print(f"- {text}", highlight=False)
        if len(table):
            brief = [spoken.text(f"review.columns.{name}") for name in review_tables.BRIEF]
            _print_table(spoken.text("review.signals"), table.select(brief))


@app.command()
def sample(
    folder: Annotated[Path | None, typer.Option(help="Where to write.")] = None,
    calls: Annotated[int, typer.Option(help="How many calls for service.")] = 300_000,
) -> None:
    """Write the raw files of the sample city, which is not real."""
    target = folder or warehouse.raw_folder("sample")
    sampler.generate(target, calls=calls)
    out.print(f"The sample city's raw files are in {target}")


@app.command()
def serve(port: Annotated[int, typer.Option(help="Port to serve on.")] = 8501) -> None:
    """Open the site on what is published."""
    serving.serve(port)


@app.command()
def demo(port: Annotated[int, typer.Option(help="Port to serve on.")] = 8501) -> None:
    """Build and publish the sample city if that was not done yet, then open the site."""
    with _told():
        if warehouse.current("sample") is None:
            with err.status("writing the sample city's raw files"):
                sampler.generate(warehouse.raw_folder("sample"))
            vintage = _build("sample")
            _print_accounting("sample", vintage)
            publisher.publish("sample")
    serving.serve(port)


@contextmanager
def _told() -> Iterator[None]:
    """End in one clear message, and an exit code, for what a person can put right."""
    try:
        yield
    except (BadInput, BuildRefused) as error:
        err.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error
    except NoAnswer as error:
        err.print(words.load("en").no_answer(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error


def _fetch(city: str, source: Source, since: int | None, *, dry_run: bool) -> None:
    def said(text: str) -> None:
        err.print(text, markup=False, highlight=False, soft_wrap=True)

    if dry_run:
        with err.status(f"{source.id}: asking what there is"):
            planned = fetcher.plan(source, since, said)
        _print_plan(planned)
        return
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} rows"),
        TimeElapsedColumn(),
        console=err,
    )
    tasks: dict[str, TaskID] = {}

    def on_rows(part: str, done: int, rows: int) -> None:
        if part not in tasks:
            tasks[part] = progress.add_task(f"{source.id} {part}", total=rows)
        progress.update(tasks[part], completed=min(done, rows))

    with progress:
        snapshot, is_new = fetcher.fetch(city, source, since, on_rows, said)
    _print_snapshot(snapshot, is_new=is_new)


def _print_plan(planned: fetcher.Plan) -> None:
    table = Table("file", "rows", "address", title=f"Would fetch {planned.source.id}")
    for part in planned.parts:
        table.add_row(part.file, f"{part.rows:,}", part.entry.address)
    out.print(table)
    _print_left_out(planned.left_out)


def _print_snapshot(snapshot: Snapshot, *, is_new: bool) -> None:
    count = f"{snapshot.rows:,} rows in {len(snapshot.files)} files"
    if not is_new:
        count += "; there already, and nothing was fetched"
    out.print(f"{snapshot.source}: snapshot [bold]{snapshot.retrieved_on}[/bold], {count}")
    _print_left_out(snapshot.left_out)
    if snapshot.since and not snapshot.is_divided:
        out.print("  the dataset cannot be divided by year, so it is here from its beginning")
    for names, verb in ((snapshot.added, "new"), (snapshot.removed, "gone")):
        if names:
            text = f"  columns {verb} since the snapshot before: {', '.join(names)}"
            out.print(text, markup=False, highlight=False, soft_wrap=True)


def _print_left_out(rows: int) -> None:
    if rows:
        out.print(f"  {rows:,} rows of other years, or without a date, were not asked for")


def _asked(given: str | None, flag: str, question: str) -> str:
    """Return what was given, or ask for it at a terminal."""
    if given:
        return given
    if sys.stdin.isatty():
        return str(typer.prompt(question))
    raise typer.BadParameter(f"give {flag}")


def _portal(text: str) -> tuple[str, Portal]:
    dataset, _, place = text.partition("=")
    source, _, table = place.partition("/")
    if dataset not in DATASETS or not source or not table:
        raise typer.BadParameter(f"{text!r} is not DATASET=SOURCE/TABLE, such as {PORTAL}")
    return dataset, Portal(source, table)


def _found(patterns: list[str]) -> tuple[Path, ...]:
    """Return the files that paths and patterns name; one that names none stays, to be missed."""
    files: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern)
        for one in sorted(path.parent.glob(path.name)) or [path]:
            files[one] = None
    return tuple(files)


def _build(city: str, raw: Path | None = None, as_of: dt.date | None = None) -> str:
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=err,
    )
    with progress:
        task = progress.add_task(city, total=len(builder.STEPS))

        def told(step: str) -> None:
            done = builder.STEPS.index(step)
            progress.update(task, completed=done, description=f"{city}: {step}")

        vintage = builder.build(city, raw, told, as_of)
        progress.update(task, completed=len(builder.STEPS), description=f"{city}: done")
    return vintage


def _print_accounting(city: str, vintage: str) -> None:
    table = Table("file", "rows read", "kept", "set aside", "merged", title="Every raw row")
    for one in warehouse.manifest(city, vintage)["files"]:
        table.add_row(
            one["file"],
            f"{one['rows_read']:,}",
            f"{one['kept']:,}",
            _by_reason(one["set_aside"]),
            _by_reason(one["merged"]),
        )
    out.print(table)
    placed = Table("dataset", "layer", "by point", "by field", "unplaced", title="Placing")
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for one in warehouse.manifest(city, vintage)["placed"]:
        counts.setdefault((one["dataset"], one["layer"]), {})[one["placed_by"]] = one["records"]
    for (dataset, layer), by in counts.items():
        placed.add_row(
            dataset, layer, *(f"{by.get(how, 0):,}" for how in ("point", "field", "unplaced"))
        )
    out.print(placed)


def _print_checks(results: list[dict[str, Any]]) -> None:
    table = Table("check", "", "rows", "rule")
    for one in results:
        mark = "[green]holds[/green]" if not one["rows"] else f"[bold]{one['severity']}[/bold]"
        table.add_row(one["name"], mark, f"{one['rows']:,}", one["rule"])
    out.print(table)


def _print_left(pack: config.City) -> None:
    """Print what a drafted pack leaves to a person: words without a meaning, and guesses."""
    lines = [
        f"Left to review in {path}, {len(codes)} without a meaning: {', '.join(codes[:REVIEWED])}"
        for path, codes in words_to_review(pack).items()
    ]
    if left := guesses_left(pack):
        counts = ", ".join(f"{n} in {path.name}" for path, n in left.items())
        lines.append(f"Still marked as guesses: {counts}")
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)


def _print_comparison(found: Any, spoken: Any) -> None:
    rows = answers.as_table(found, spoken)
    table = Table("area", "before", "after", "ratio", "range", "q", "verdict")
    for row in rows.iter_rows(named=True):
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        ends = "" if row["ratio"] is None else f"{row['ratio_low']:.2f}–{row['ratio_high']:.2f}"
        table.add_row(
            row["area"],
            f"{row['before_events']:,}",
            f"{row['after_events']:,}",
            ratio,
            ends,
            "" if row["q"] is None else f"{row['q']:.3f}",
            row["verdict_words"],
        )
    out.print(rows["sentence"][0])
    for code, text in found.cautions:
        out.print(f"[bold]{code}[/bold] {text[spoken.language]}", highlight=False)
    out.print(table)


def _print_trend(found: Trend, plain: Comparison | NoAnswer, spoken: words.Words) -> None:
    lines = [trend_words.answer(found, spoken)]
    if found.main:
        lines.append(trend_words.placebo(found, spoken))
    elif isinstance(plain, Comparison):
        lines.append(answers.as_table(plain, spoken)["sentence"][0])
    lines += trend_words.warnings(found, spoken)
    lines += [spoken.text("trend.not_why")] if found.main else []
    for line in lines:
        out.print(line, highlight=False)
    for code, text in found.cautions:
        out.print(f"[bold]{code}[/bold] {text[spoken.language]}", highlight=False)
    if found.main:
        _print_table("", trends.model_table(found, spoken))


def _print_places(found: Designs, opened: Vintage, spoken: words.Words) -> None:
    out.print(f"[bold]{spoken.text('designs.title')}[/bold]")
    for line in (design_words.answer(found, opened, spoken), design_words.groups(found, spoken)):
        if line is not None:
            out.print(line, highlight=False)
    if found.refused is None:
        _print_table("", trends.places_table(found, spoken))


def _print_table(title: str, found: pl.DataFrame) -> None:
    table = Table(*found.columns, title=title)
    for row in found.iter_rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    out.print(table)


def _by_reason(counts: dict[str, int]) -> str:
    return "\n".join(f"{rows:,} {reason}" for reason, rows in counts.items()) or "0"


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2018-12-31") from error


def _period(text: str) -> Period:
    try:
        first, last = (dt.date.fromisoformat(part) for part in text.split(":"))
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not FROM:TO; write days as 2015-10-16:2017-10-15"
        ) from error
    return first, last
