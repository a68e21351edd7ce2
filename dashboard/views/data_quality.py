"""Data quality: how complete, how fresh and how changed a city's data are."""

import logging
from typing import Any

import polars as pl

from dashboard.charts.quality import filled_grid, month_bars
from dashboard.parts import drawn, plain, priorities, residents
from dashboard.parts.bar import show_bar
from dashboard.parts.cities import city_offer, selected_vintage
from dashboard.parts.figure import show_figure, show_plain_table
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.marks import marks_of, month_span
from dashboard.parts.source import source_line
from dashboard.parts.state import Offer, selected
from dashboard.tables import quality as quality_tables
from dashboard.words import Words, capital, columns, in_percent
from dashboard.words.markup import fill, joined
from dashboard.words.records import part_lines, percent
from queries.declared import dictionary
from queries.declared.fields import fields
from queries.errors import Unreadable
from queries.manifest import Manifest
from queries.quality import reports, transparency
from queries.vintage.catalog import Vintage
from queries.vintage.opened import builds, opened

AFTERWARDS = (
    "versions",
    "reconciliation",
    "corrections",
    "set_aside",
    "unmatched",
    "unmapped",
    "call_years",
    "maps",
    "checks",
)
"""The tables that follow the charts, in order."""

log = logging.getLogger("accord")

OFTEN = 0.9
"""Share of filled records from which a field counts as filled in the title."""


def show(words: Words) -> None:
    """Show the page."""
    show_title("data_quality", words)
    build = _build_offer(selected_vintage(words), words)
    vintage = opened(selected(city_offer(words)), selected(build))
    names = {
        dataset: words.say(dictionary.dataset(dataset)) for dataset in vintage.manifest.datasets
    }
    scope = f"{vintage.city_id}_{vintage.vintage}_{words.language}"
    datasets = Offer("dataset", words.text("quality.dataset"), names, next(iter(names)), scope)
    show_bar([city_offer(words), datasets, build])
    dataset = selected(datasets)
    show_label(vintage, words)
    _show_corrected(vintage, words)
    _show("freshness", vintage, words)
    for line in part_lines(vintage, words):
        plain.caption(line)
    residents.show_held(vintage, words)
    priorities.show_held(vintage, words)
    _show_months(vintage, dataset, words)
    _show_fields(vintage, dataset, words)
    _show_card(vintage, words)
    _show_revisions(vintage, dataset, words)
    for name in AFTERWARDS:
        _show(name, vintage, words)
    show_about("data_quality", vintage, None, words)


def _show_corrected(vintage: Vintage, words: Words) -> None:
    """Say which published mistake a build puts right, and who reviewed a drafted pack."""
    mistake = reports.replaced(vintage)
    if mistake is not None:
        spans = vintage.manifest.datasets
        counts = ", ".join(
            words.text(
                "quality.replaced_count",
                dataset=words.say(dictionary.dataset(dataset)),
                before=words.number(records),
                now=words.number(spans[dataset].rows if dataset in spans else 0),
            )
            for dataset, records in mistake.records.items()
        )
        plain.info(words.text("quality.replaces", reason=mistake.reason, counts=counts))
    reviewed = vintage.city.reviewed
    if reviewed is not None:
        plain.caption(words.text("quality.reviewed", by=reviewed.by, day=words.day(reviewed.on)))


def _build_offer(published: Vintage, words: Words) -> Offer:
    """Return the published build and the earlier ones, each named by the day of its sources."""
    names = {name: _build_name(build, words) for name, build in builds(published).items()}
    return Offer(
        "build",
        words.text("quality.build"),
        names,
        published.vintage,
        f"{published.city_id}_{words.language}",
    )


def _build_name(build: Manifest, words: Words) -> str:
    as_of = max(source.retrieved_on for source in build.city.sources)
    return words.text("quality.build_name", as_of=words.day(as_of), name=build.vintage)


def _show(name: str, vintage: Vintage, words: Words) -> bool:
    """Show a table under its heading, or say that it is empty; return whether it has rows."""
    title = words.text(f"quality.titles.{name}")
    plain.header(title)
    plain.text(words.text(f"quality.says.{name}"))
    try:
        table = quality_tables.table(vintage, name, words)
    except Unreadable as error:  # the tables can be whole where the results of checks are not
        log.error("%s", error)
        plain.warning(words.text("quality.unreadable"))
        return False
    if table.is_empty():
        plain.caption(words.text(f"quality.none.{name}"))
    else:
        show_plain_table(f"quality_{name}", table, title, words)
    return not table.is_empty()


def _show_months(vintage: Vintage, dataset: str, words: Words) -> None:
    months = reports.months(vintage, dataset, vintage.layer().id)
    values = {
        "dataset": words.say(dictionary.dataset(dataset)),
        "rows": words.number(int(months["rows"].sum())),
        "first": words.month(months["month"][0]),
        "last": words.month(months["month"][-1]),
        "provisional": int(months["is_provisional"].sum()),
    }
    points = months.with_columns(month_words=columns.of_months(months["month"], words))
    marks = marks_of(vintage, (dataset,), month_span(months), words)
    show_figure(
        "quality_months",
        words.text("quality.months_title", **values),
        drawn.spec(words, month_bars, points, marks),
        words.text("quality.months_alt", **values),
        quality_tables.months(vintage, dataset, words),
        words,
        marks=marks,
        source=source_line(vintage, [dataset], words),
    )


def _show_fields(vintage: Vintage, dataset: str, words: Words) -> None:
    related = {"force": ("force", "persons"), "complaints": ("complaints", "allegations")}
    for part in related.get(dataset, (dataset,)):
        shares = reports.fields(vintage).filter(pl.col("dataset") == part)
        if shares.is_empty():
            continue
        per_field = shares.group_by("field").agg(
            share=pl.col("filled").sum() / pl.col("rows").sum()
        )
        values = {
            "dataset": words.say(dictionary.dataset(part)),
            "n": len(per_field),
            "often": len(per_field.filter(pl.col("share") >= OFTEN)),
            "jumps": int(shares["is_jump"].sum()),
        }
        show_figure(
            f"quality_fields_{part}",
            words.text("quality.fields_title", **values),
            drawn.spec(words, _grid, shares),
            words.text("quality.fields_alt", **values),
            quality_tables.filled(vintage, part, words),
            words,
            source=source_line(vintage, [dataset], words),
        )
        plain.caption(_all_months(per_field, words))
        missing = [field.name for field in fields(part) if vintage.lacks(*field.key)]
        if missing:
            labels = ", ".join(words.say(dictionary.field(name)) for name in missing)
            plain.caption(words.text("quality.not_in_vintage", fields=labels))
        _name_jumps(shares.filter("is_jump"), words)


def _grid(shares: pl.DataFrame, words: Words) -> Any:
    cells = shares.with_columns(
        field_words=columns.of_values(
            shares["field"], lambda field: words.say(dictionary.field(field))
        ),
        month_words=columns.of_months(shares["month"], words),
        share_words=columns.of_values(shares["share"], in_percent),
    )
    return filled_grid(cells, words)


def _all_months(per_field: pl.DataFrame, words: Words) -> str:
    """Return each field's share of filled records over all months, the lowest share first."""
    parts = "; ".join(
        f"{words.say(dictionary.field(row['field']))} {percent(row['share'])}"
        for row in per_field.sort("share", "field").to_dicts()
    )
    return words.text("quality.all_months", listed=parts)


def _name_jumps(jumps: pl.DataFrame, words: Words) -> None:
    lines = [
        words.text(
            "quality.jump",
            field=words.say(dictionary.field(row["field"])),
            month=capital(words.month(row["month"])),
            share=f"{row['share'] * 100:.0f}",
            usual=f"{row['usual'] * 100:.0f}",
        )
        for row in jumps.to_dicts()
    ]
    if lines:
        with plain.expander(words.text("quality.jumps_open", n=len(lines))):
            plain.points(lines)


def _show_card(vintage: Vintage, words: Words) -> None:
    """Show the transparency card: the number of public elements per dataset."""
    plain.header(words.text("quality.titles.card"))
    plain.text(words.text("quality.says.card"))
    card = transparency.card(vintage)
    lines = []
    for dataset in card["dataset"].unique(maintain_order=True):
        counts = dict(
            card.filter(pl.col("dataset") == dataset)["answer"].value_counts().iter_rows()
        )
        lines.append(
            joined(
                fill(
                    words,
                    "quality.card_line",
                    dataset=words.say(dictionary.dataset(dataset)),
                    n=sum(counts.values()),
                    **{
                        answer: counts.get(answer, 0)
                        for answer in ("yes", "partly", "no", "unknown")
                    },
                ),
                words.text("quality.card_lacking", n=counts["not_in_vintage"])
                if "not_in_vintage" in counts
                else "",
            )
        )
    plain.points(lines)
    title = words.text("quality.titles.card")
    show_plain_table("quality_card", quality_tables.table(vintage, "card", words), title, words)


def _show_revisions(vintage: Vintage, dataset: str, words: Words) -> None:
    if not _show("revisions", vintage, words):
        return
    if not vintage.manifest.is_read_as_before:
        plain.caption(words.text("quality.read_otherwise"))
    behind = quality_tables.records(vintage, dataset, words)
    if not behind.is_empty():
        text = words.text("quality.records", n=words.number(len(behind)))
        with plain.expander(text):
            show_plain_table("quality_records", behind, text, words)
