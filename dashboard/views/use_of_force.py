"""Use of force: kinds, reasons, injuries, what came before and after, and who was involved."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.force import count_bars, share_bars
from dashboard.parts import ask, drawn
from dashboard.parts.figure import show_figure
from dashboard.parts.force_asked import Asked, choose_force
from dashboard.parts.header import show_about, show_title
from dashboard.parts.people import show_groups, show_people
from dashboard.parts.verdict import show_cautions, show_recording, show_windows
from dashboard.tables import force as force_tables
from dashboard.tables.comparison import worded
from dashboard.tables.force import percent, value_words
from dashboard.words import Words
from dashboard.words.sentences import details, headline
from queries import dictionary, force
from queries.catalog import UNKNOWN
from queries.compare import Comparison
from queries.errors import NoAnswer
from queries.measures import caveats
from queries.stats.constants import CAUTION_EVENTS

REPORT = "force_report"
"""The unit of cities whose records are reports that nothing joins into incidents."""


def show(words: Words) -> None:
    """Show the page."""
    show_title("use_of_force", words)
    asked = choose_force("use_of_force", words)
    if asked is None:
        return
    _show_relation(asked, words)
    found = force.breakdown(asked.vintage, asked.layer, asked.area, asked.period)
    if not found.is_empty():
        st.caption(words.text("force.known", nouns=words.nouns(asked.unit)))
        st.caption(words.text("force.own_words"))
        answers = [
            answer
            for section in force.SECTIONS
            for answer in _show_section(section, found, asked, words)
        ]
        if answers:
            show_cautions(answers, words)
    show_people(asked.vintage, words)
    show_groups(asked.vintage, asked.unit, words)
    show_about("use_of_force", asked.vintage, asked.unit, words)


def _show_relation(asked: Asked, words: Words) -> None:
    """Say in one sentence how incidents, people, officers and rows of this city relate."""
    found = force.totals(asked.vintage, asked.layer, asked.area, asked.period)
    nouns = words.nouns(asked.unit)
    if not found.incidents:
        st.info(words.text("force.none_here", nouns=nouns))
        return
    kind = "report" if asked.unit == REPORT else "incident"
    if found.persons is None and found.officers is None:
        kind = "alone"
    said = {
        "first": words.month(asked.period[0]),
        "last": words.month(asked.period[1]),
        "incidents": _counted(asked.unit, found.incidents, words),
        "persons": _counted("person", found.persons, words, is_part=found.is_part),
        "officers": _counted("officer", found.officers, words, is_part=found.is_part),
        "rows": _counted("row", found.rows, words),
    }
    table = force_tables.relation(found, asked.unit, words)
    listed = "; ".join(f"{row['label']} {words.number(row['n'])}" for row in table.to_dicts())
    st.header(words.text("force.sections.records"), anchor=False)
    with st.container(border=True):
        st.markdown(f"**{words.text(f'force.relation.{kind}', **said)}**")
        notes = [words.text("force.relation.note")]
        notes += [words.text("force.relation.part")] if found.is_part else []
        caution = asked.vintage.city["cautions"].get("force")
        notes += [caveats()[caution][words.language]] if caution else []
        st.caption(" ".join(notes))
    show_figure(
        f"{asked.vintage.city_id}_force_relation",
        words.text("force.relation.title"),
        drawn.once(asked.key("relation", words), lambda: count_bars(table, words)),
        words.text("force.relation.alt", listed=listed),
        table.rename({name: words.text(f"force.columns.{name}") for name in table.columns}),
        words,
    )
    if found.incidents < CAUTION_EVENTS:
        st.warning(words.text("force.few", n=found.incidents, nouns=nouns))


def _counted(noun: str, count: int | None, words: Words, *, is_part: bool = False) -> str:
    if count is None:
        return words.text(f"force.relation.no_{noun}s")
    counted = f"{words.number(count)} {words.nouns(noun, count)}"
    return words.text("force.relation.at_least", counted=counted) if is_part else counted


def _show_section(
    section: str, found: pl.DataFrame, asked: Asked, words: Words
) -> list[Comparison]:
    """Show the fields that answer a question, then its measures before and after; return these."""
    st.header(words.text(f"force.sections.{section}"), anchor=False)
    held = set(found["field"])
    fields = [one for one in force.SECTIONS[section] if one in held]
    flags = [one for one in fields if one.startswith(("is_", "has_"))]
    for field in fields:
        if field not in flags:
            _show_values(field, found, asked, words)
    if flags:
        _show_flags(section, flags, found, asked, words)
    published = force.published(asked.vintage)
    for reason, is_meant in (("not_published", False), ("not_in_period", True)):
        lacking = [
            dictionary.field(one)[words.language]
            for one in force.SECTIONS[section]
            if one not in held and (one in published) == is_meant
        ]
        if lacking:
            st.caption(words.text(f"force.{reason}", fields=", ".join(lacking)))
    return _show_before_after(section, asked, words)


def _show_values(field: str, found: pl.DataFrame, asked: Asked, words: Words) -> None:
    """Show one field with a bar per value."""
    values = found.filter(pl.col("field") == field)
    first = values.filter(~pl.col("is_unknown")).row(0, named=True)
    unsaid = float(values.filter("is_unknown")["share"].sum())
    kind = "levels" if field == "force_level" else "most"
    title = words.text(
        "force.mostly_unsaid" if unsaid > first["share"] else f"force.{kind}",
        unsaid=value_words(field, UNKNOWN, words),
        unsaid_share=percent(unsaid, words),
        field=dictionary.field(field)[words.language].capitalize(),
        value=value_words(field, first["value"], words),
        share=percent(first["share"], words),
        nouns=words.nouns(asked.unit),
    )
    rows = force_tables.bars(found, field, words)
    _show_bars(field, title, rows, force_tables.breakdown(found, [field], words), asked, words)


def _show_flags(
    section: str, fields: list[str], found: pl.DataFrame, asked: Asked, words: Words
) -> None:
    """Show fields of yes and no together, a bar for each yes."""
    rows = force_tables.flag_bars(found, fields, words)
    listed = "; ".join(
        words.text("force.flag", field=row["label"], share=row["share_words"])
        for row in rows.to_dicts()
    )
    title = words.text("force.flags", nouns=words.nouns(asked.unit), listed=listed)
    _show_bars(section, title, rows, force_tables.breakdown(found, fields, words), asked, words)


def _show_bars(
    name: str, title: str, rows: pl.DataFrame, table: pl.DataFrame, asked: Asked, words: Words
) -> None:
    listed = "; ".join(
        words.text("force.bar", label=row["label"], share=row["share_words"])
        for row in rows.to_dicts()
    )
    show_figure(
        f"{asked.vintage.city_id}_force_{name}",
        title,
        drawn.once(asked.key(name, words), lambda: share_bars(rows, words)),
        words.text("force.bars_alt", listed=listed),
        table,
        words,
    )


def _show_before_after(section: str, asked: Asked, words: Words) -> list[Comparison]:
    """Show the section's measures before and after the policy that was chosen; return them."""
    if asked.policy is None:
        return []
    vintage, layer = asked.vintage, asked.layer
    offered = vintage.measures_by_area(layer) if asked.area else vintage.measures(layer)
    known = {one.id for one in offered}
    shown = []
    for measure in force.MEASURES[section]:
        if measure not in known:
            continue
        answer = ask.comparison(vintage, measure, layer, asked.policy.id, None)
        with st.container(border=True):
            st.caption(words.text("force.before_after", policy=asked.policy.title[words.language]))
            if isinstance(answer, NoAnswer):
                st.markdown(words.no_answer(answer))
            else:
                row = _row(asked.area, answer, words)
                st.markdown(f"**{headline(row, answer, words)}**")
                st.markdown(details(row, answer, words))
                show_recording([answer], words)
                show_windows(answer, words)
                shown.append(answer)
    return shown


def _row(area: str | None, found: Comparison, words: Words) -> dict[str, Any]:
    """Return the row of the area; the city's where the answer does not go by area."""
    table = worded(found, words)
    rows = table.filter(pl.col("area_id") == area) if area else table
    return (rows if len(rows) else table).row(0, named=True)
