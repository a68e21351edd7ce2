"""The report of a month: a folder of files for people, for readers of feeds and for programs."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from dashboard.branding import brand
from dashboard.brief.files import brief_file, file_name
from dashboard.brief.subject import subject
from dashboard.catalogue.addresses import MONTHLY_REVIEW, page_address
from dashboard.catalogue.atom import Entry, entry_as_xml
from dashboard.catalogue.described import published_at
from dashboard.catalogue.signals import withdrawal_entry
from dashboard.standing.files import write_over
from dashboard.tables.month import (
    headline,
    is_share,
    promise,
    signal_sentence,
    signal_title,
)
from dashboard.tables.spreadsheet import as_csv
from dashboard.words import Words, load
from dashboard.words.languages import folders
from dashboard.words.measures import measure_name
from queries.review.monitoring import coarsest_layer
from queries.review.month import Month, month_of
from queries.review.month_measures import month_choices
from queries.review.signals import Signal, signals
from queries.texts import Texts
from queries.vintage.catalog import Vintage
from queries.vintage.versions import version

EDITION, FORM, PAPER = "chief", "pdf", "a4"
"""Of the briefs in a report: those that `accord brief` writes without further options."""

SIGNALS, TABLE = "signals.json", "table.csv"
"""The file for programs, which is written last, and the table of the month."""

NUMBERS = (
    *("value", "events", "usual_low", "usual_centre", "usual_high", "last_month", "year_ago"),
    *("to_date", "to_date_year_ago", "change"),
)


@dataclass(frozen=True)
class Report:
    """A month as a vintage shows it, with what the vintage reports first and what it withdraws."""

    vintage: Vintage
    month: Month
    new: tuple[Signal, ...]
    withdrawn: tuple[Signal, ...]
    reported: tuple[Signal, ...]

    @property
    def has_news(self) -> bool:
        """Whether anything is to be sent: a new signal, or one that is withdrawn."""
        return bool(self.new or self.withdrawn)


def report_of(vintage: Vintage, asked: dt.date | None = None) -> Report:
    """Return the report of a month of a published vintage.

    By default it is the latest that any measure has settled: news does not wait for other kinds of
    records. Raises NoAnswer for a month that is not settled.
    """
    layer = coarsest_layer(vintage)
    month = month_of(vintage, layer, asked or next(iter(month_choices(vintage, layer)), None))
    reported = tuple(signals(vintage))
    return Report(
        vintage,
        month,
        new=tuple(signal for signal in reported if signal.reported_by == vintage.vintage),
        withdrawn=tuple(signal for signal in reported if signal.withdrawn_by == vintage.vintage),
        reported=reported,
    )


def write_report(report: Report, folder: Path, site: str) -> None:
    """Write the files of a report into a folder, each whole; the file for programs comes last."""
    for name, content in files(report, site):
        write_over(folder / name, content)


def files(report: Report, site: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file; `site` stands before the addresses of pages."""
    table = report.month.table.with_columns(pl.col("notes").list.join(" "))
    yield TABLE, as_csv(table).encode()
    for language in folders():
        words = load(language)
        entry = report_entry(report, words)
        author = brand(report.vintage.city_id).name
        yield f"entry.{language}.atom", entry_as_xml(entry, author, language, site)
    yield from _briefs(report, site)
    yield SIGNALS, msgspec.json.format(msgspec.json.encode(as_json(report)), indent=1) + b"\n"


def _briefs(report: Report, site: str) -> Iterator[tuple[str, bytes]]:
    """Yield the brief of the whole city and of every area, in each language."""
    month = report.month
    areas = month.table.filter(pl.col("kind") == "area")["area_id"].unique(maintain_order=True)
    for words in map(load, folders()):
        for area in (None, *areas):
            about = subject(report.vintage, words, month.month, month.layer, area, site)
            yield file_name(about, EDITION, FORM), brief_file(about, EDITION, FORM, PAPER)


def report_entry(report: Report, words: Words) -> Entry:
    """Return a report as an entry of a feed: what moved, what is withdrawn, and the promise."""
    vintage, month = report.vintage, report.month
    counts = {"report_new": len(report.new), "report_withdrawn": len(report.withdrawn)}
    rows = month.signals.to_dicts()
    lines = [
        headline(month, words),
        *(words.text(f"signals.{key}", n=words.number(n)) for key, n in counts.items() if n),
        *(
            f"{signal_title(row, month, vintage, words)}. {signal_sentence(row, vintage, words)}"
            for row in rows
        ),
        *(withdrawal_entry(signal, vintage, words).title for signal in report.withdrawn),
        promise(month, vintage, words),
        *([words.text("signals.no_cause")] if rows else []),
    ]
    title = words.text(
        "signals.report_title",
        city=words.say(month.city_name),
        month=words.month(month.month),
    )
    asked = f"{month.month:%Y-%m}"
    link = page_address(MONTHLY_REVIEW, month.city, words.language, month=asked)
    name = f"{month.city}/reports/{month.vintage}/{asked}"
    return Entry(name, title, published_at(vintage), lines, link)


def as_json(report: Report) -> dict[str, Any]:
    """Return a report as docs/standing_report.md describes it; texts are by language."""
    vintage, month = report.vintage, report.month
    return {
        "city": month.city,
        "city_name": month.city_name,
        "vintage": month.vintage,
        "version": str(version(vintage)),
        "published_at": published_at(vintage).isoformat(),
        "layer": month.layer,
        "layer_name": month.layer_name,
        "month": f"{month.month:%Y-%m}",
        "looks": month.looks,
        "false_alarms_a_year": month.false_alarms_a_year,
        "signals": [_signal(row, report) for row in month.signals.to_dicts()],
        "withdrawn": [_withdrawn(signal, report) for signal in report.withdrawn],
    }


def _signal(row: dict[str, Any], report: Report) -> dict[str, Any]:
    vintage, month = report.vintage, report.month
    same = next((signal for signal in report.reported if signal.shows(row)), None)
    return {
        "id": same.id if same else None,
        "is_new": same in report.new,
        "measure": row["measure"],
        "measure_name": _in_words(lambda words: measure_name(row["measure"], vintage, words)),
        "kind": row["kind"],
        "area_id": row["area_id"],
        "area": row["area"],
        "month": f"{row['month']:%Y-%m}",
        "is_provisional": row["is_provisional"],
        "state": row["state"],
        "since": f"{row['since']:%Y-%m}",
        "raised": f"{row['raised']:%Y-%m}",
        "months_n": row["months_n"],
        "notes": row["notes"],
        **{name: row[name] for name in NUMBERS},
        "exposure": row["exposure"] if is_share(row) else None,
        "title": _in_words(lambda words: signal_title(row, month, vintage, words)),
        "sentence": _in_words(lambda words: signal_sentence(row, vintage, words)),
    }


def _withdrawn(signal: Signal, report: Report) -> dict[str, Any]:
    row = signal.row
    return {
        "id": signal.id,
        "reported_by": signal.reported_by,
        "measure": row["measure"],
        "area_id": row["area_id"],
        "area": row["area"],
        "month": f"{row['month']:%Y-%m}",
        "title": _in_words(lambda words: withdrawal_entry(signal, report.vintage, words).title),
    }


def _in_words(text: Callable[[Words], str]) -> Texts:
    """Return a text in every language of the site."""
    return {language: text(load(language)) for language in folders()}
