"""Who was involved in incidents with force, and how groups compare; the whole city only."""

import datetime as dt

import polars as pl
import streamlit as st

from dashboard.charts.force import group_ratios, share_bars
from dashboard.parts import drawn
from dashboard.parts.figure import show_figure
from dashboard.parts.records import recording_lines
from dashboard.tables import force as force_tables
from dashboard.tables.force import value_words
from dashboard.words import Words, capital
from dashboard.words.records import percent
from queries.declared import dictionary
from queries.errors import NoAnswer
from queries.records import benchmarks, persons
from queries.vintage.catalog import Vintage


def show_people(vintage: Vintage, words: Words) -> None:
    """Show race, sex and age of the people involved, each with the bounds that unknown ones set."""
    st.header(words.text("force.sections.who"), anchor=False)
    years = benchmarks.years(vintage)
    held = [field for field in persons.FIELDS if _is_held(field, vintage)]
    if not held:
        st.caption(words.text("force.people_none"))
        return
    st.caption(words.text("force.people_years", years=_years(years)))
    span = (dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31))
    for line in recording_lines(vintage, "force", *span, words):
        st.caption(line)
    is_hidden = [_show_field(field, vintage, words) for field in held]
    st.caption(words.text("force.people_bounds"))
    if any(is_hidden):
        smallest = persons.smallest(vintage)
        st.caption(words.text("force.small_cells", most=smallest - 1, more=smallest))
    missing: dict[str, list[str]] = {"not_published": [], "not_in_vintage": []}
    for field in persons.FIELDS:
        if field not in held:
            reason = "not_in_vintage" if vintage.lacks("persons", field) else "not_published"
            missing[reason].append(words.say(dictionary.field(field)))
    for reason, labels in missing.items():
        if labels:
            st.caption(words.text(f"force.{reason}", fields=", ".join(labels)))


def show_groups(vintage: Vintage, unit: str, words: Words) -> None:
    """Show how groups compare on every benchmark, or say why no ratio is given."""
    st.header(words.text("force.sections.groups"), anchor=False)
    try:
        found = persons.disparities(vintage)
    except NoAnswer as reason:
        st.info(words.no_answer(reason))
        return
    st.markdown(
        "\n".join(f"- {one}" for one in force_tables.ratio_sentences(vintage, found, words))
    )
    st.markdown(f"**{words.text('force.not_why')}**")
    rows = force_tables.ratio_rows(vintage, found, words)
    reference = value_words("race", found.reference, words)
    listed = ", ".join(rows["benchmark_words"].unique(maintain_order=True))
    show_figure(
        f"{vintage.city_id}_force_groups",
        words.text("force.ratios_title", listed=listed),
        drawn.spec(words, group_ratios, rows),
        words.text("force.ratios_alt", listed=listed, reference=reference),
        force_tables.ratios(vintage, found, words),
        words,
        is_open=True,
    )
    st.caption(
        words.text(
            "force.ratios_note",
            nouns=words.nouns(unit),
            first=str(found.years[0]),
            last=str(found.years[-1]),
        )
    )
    share = found.table["unknown_share"][0]
    st.caption(words.text("force.ratios_unknown", share=percent(share)))


def _show_field(field: str, vintage: Vintage, words: Words) -> bool:
    """Show the people by one field; return whether cells of its table are hidden."""
    try:
        found = persons.people(vintage, field)
    except NoAnswer as reason:
        named = capital(words.say(dictionary.field(field)))
        st.caption(f"{named}: {words.no_answer(reason)}")
        return False
    years = None
    try:
        years = persons.by_year(vintage, field)
    except NoAnswer as reason:
        st.caption(words.no_answer(reason))
    rows = force_tables.people_bars(found, field, words)
    listed = "; ".join(
        words.text("force.bar", label=row["label"], share=row["share_words"])
        for row in rows.to_dicts()
    )
    show_figure(
        f"{vintage.city_id}_force_people_{field}",
        _title(found, field, words),
        drawn.spec(words, share_bars, rows),
        words.text("force.bars_alt", listed=listed),
        force_tables.people(found, years, field, words),
        words,
    )
    is_hidden = found["n"].null_count() > 0
    return is_hidden or (years is not None and years["n"].null_count() > 0)


def _is_held(field: str, vintage: Vintage) -> bool:
    try:
        return not persons.people(vintage, field).is_empty()
    except NoAnswer:
        return True  # published, and the page says why it is not shown


def _title(found: pl.DataFrame, field: str, words: Words) -> str:
    """Say which value most people have, unless one that is hidden could have more."""
    named = capital(words.say(dictionary.field(field)))
    most = found.sort("n", descending=True, nulls_last=True).row(0, named=True)
    if most["n"] is None or most["share"] < 1 - found["share"].sum():
        return named
    return words.text(
        "force.people_unknown" if most["is_unknown"] else "force.people_title",
        field=named,
        value=value_words(field, most["value"], words),
        share=percent(most["share"]),
    )


def _years(years: list[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
