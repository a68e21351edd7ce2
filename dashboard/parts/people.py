"""Who was involved in incidents with force, and how groups compare; the whole city only."""

import datetime as dt
from collections.abc import Collection

import polars as pl

from dashboard.charts.ratios import group_ratios
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure
from dashboard.parts.panels import grid, say_few, show_panel
from dashboard.parts.records import recording_lines
from dashboard.parts.source import source_line
from dashboard.surface import st
from dashboard.tables import force as force_tables
from dashboard.tables.force import value_words
from dashboard.words import Words, capital
from dashboard.words.markup import bold
from dashboard.words.records import percent
from queries.declared import dictionary
from queries.errors import NoAnswer
from queries.records import benchmarks, persons
from queries.vintage.catalog import Vintage


def show_people(vintage: Vintage, said: Collection[str], words: Words) -> None:
    """Show race, sex and age of the people involved, with bounds from unknown values.

    `said` are the changes in recording that stand on the page already.
    """
    plain.header(words.text("force.sections.who"))
    years = benchmarks.latest_years(vintage)
    fields = [field for field in persons.FIELDS if _is_held(field, vintage)]
    if not fields:
        plain.caption(words.text("force.people_none"))
        return
    plain.caption(words.text("force.people_years", years=_years(years)))
    span = (dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31))
    lines = recording_lines(vintage, "force", *span, words)
    for line in lines:
        if line not in said:
            plain.caption(line)
    if any(line in said for line in lines):
        plain.caption(words.text("records.recording_again"))
    with grid("people"):
        panels = [_show_field(field, vintage, words) for field in fields]
    say_few((few for few, _ in panels), words)
    unsaid = [text for field in fields if (text := _unknown_words(field, vintage, words))]
    if unsaid:
        plain.text(words.text("force.people_unsaid", fields=", ".join(unsaid)))
    plain.caption(words.text("force.people_bounds"))
    if any(is_hidden for _, is_hidden in panels):
        smallest = persons.smallest(vintage)
        plain.caption(words.text("force.small_cells", most=smallest - 1, more=smallest))
    missing: dict[str, list[str]] = {"not_published": [], "not_in_vintage": []}
    for field in persons.FIELDS:
        if field not in fields:
            reason = "not_in_vintage" if vintage.lacks("persons", field) else "not_published"
            missing[reason].append(words.say(dictionary.field(field)))
    for reason, labels in missing.items():
        if labels:
            plain.caption(words.text(f"force.{reason}", fields=", ".join(labels)))


def show_groups(vintage: Vintage, unit: str, words: Words) -> None:
    """Show the ratios of groups on every benchmark, or why there are none."""
    plain.header(words.text("force.sections.groups"))
    try:
        ratios = persons.disparities(vintage)
    except NoAnswer as reason:
        plain.info(words.no_answer(reason))
        return
    sentences, chart = st.columns(2, gap="large")
    with sentences:
        plain.points(force_tables.ratio_sentences(vintage, ratios, words))
        plain.text(bold(words.text("force.not_why")))
    with chart:
        _show_ratios(vintage, ratios, words)
    plain.caption(
        words.text(
            "force.ratios_note",
            nouns=words.nouns(unit),
            first=str(ratios.years[0]),
            last=str(ratios.years[-1]),
        )
    )
    share = ratios.table["unknown_share"][0]
    plain.caption(words.text("force.ratios_unknown", share=percent(share)))


def _show_ratios(vintage: Vintage, ratios: persons.Disparities, words: Words) -> None:
    rows = force_tables.ratio_rows(vintage, ratios, words)
    reference = value_words("race", ratios.reference, words)
    benchmarks = ", ".join(rows["benchmark_words"].unique(maintain_order=True))
    show_figure(
        f"{vintage.city_id}_force_groups",
        words.text("force.ratios_title", listed=benchmarks),
        drawn.spec(words, group_ratios, rows),
        words.text("force.ratios_alt", listed=benchmarks, reference=reference),
        force_tables.ratios(vintage, ratios, words),
        words,
        source=source_line(vintage, ["force"], words),
    )


def _show_field(field: str, vintage: Vintage, words: Words) -> tuple[bool, bool]:
    """Show the people by one field; return whether a bar is of few and a cell is hidden."""
    try:
        people = persons.people(vintage, field)
    except NoAnswer as reason:
        label = capital(words.say(dictionary.field(field)))
        plain.caption(f"{label}: {words.no_answer(reason)}")
        return False, False
    years = None
    try:
        years = persons.by_year(vintage, field)
    except NoAnswer as reason:
        plain.caption(words.no_answer(reason))
    few = show_panel(
        f"{vintage.city_id}_force_people_{field}",
        _title(people, field, words),
        [force_tables.people_side(people, field, words)],
        force_tables.people(people, years, field, words),
        words,
    )
    is_hidden = people["n"].null_count() > 0
    return few, is_hidden or (years is not None and years["n"].null_count() > 0)


def _unknown_words(field: str, vintage: Vintage, words: Words) -> str:
    """Return the share of people whose field is not recorded, unless it is none or hidden."""
    try:
        people = persons.people(vintage, field)
    except NoAnswer:
        return ""
    shares = people.filter(pl.col("is_unknown"), pl.col("n") > 0)["share"].to_list()
    return f"{words.say(dictionary.field(field))} ({percent(shares[0])})" if shares else ""


def _is_held(field: str, vintage: Vintage) -> bool:
    try:
        return not persons.people(vintage, field).is_empty()
    except NoAnswer:
        return True  # published, and the page says why it is not shown


def _title(people: pl.DataFrame, field: str, words: Words) -> str:
    """Return a title with the most frequent value, unless a suppressed one could be larger."""
    label = capital(words.say(dictionary.field(field)))
    largest = people.sort("n", descending=True, nulls_last=True).row(0, named=True)
    if largest["n"] is None or largest["share"] < 1 - people["share"].sum():
        return label
    return words.text(
        "force.people_unknown" if largest["is_unknown"] else "force.people_title",
        field=label,
        value=value_words(field, largest["value"], words),
        share=percent(largest["share"]),
    )


def _years(years: list[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
