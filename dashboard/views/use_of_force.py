"""Use of force: kinds, reasons, injuries, what came before and after, and who was involved."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.force import count_bars, share_bars
from dashboard.parts import ask, drawn
from dashboard.parts.choices import usable_policies
from dashboard.parts.figure import show_figure
from dashboard.parts.people import show_groups, show_people
from dashboard.parts.records import begin, end
from dashboard.parts.state import choose
from dashboard.parts.verdict import show_recording, show_windows
from dashboard.tables import force as force_tables
from dashboard.tables.comparison import worded
from dashboard.tables.force import value_words
from dashboard.words import Words, capital
from dashboard.words.records import percent
from dashboard.words.sentences import details, headline
from queries.change.compare import Comparison
from queries.declared import dictionary
from queries.declared.measures import caveats
from queries.errors import NoAnswer
from queries.records import force
from queries.records.periods import Part, standing_for
from queries.stats.constants import CAUTION_EVENTS
from queries.vintage.catalog import UNKNOWN
from queries.vintage.policy import Policy

DATASET = "force"
CAVEATS = ("recorded_only",)
NO_POLICY = "none"

REPORT = "force_report"
"""The unit of cities whose records are reports that nothing joins into incidents."""


def show(words: Words) -> None:
    """Show the page."""
    part = begin("use_of_force", DATASET, words, "last")
    if part is None:
        return
    policy = _choose_policy(part, words)
    _show_relation(part, words)
    found = force.breakdown(part)
    answers: list[Comparison] = []
    if not found.is_empty():
        st.caption(words.text("force.known", nouns=_nouns(part, words)))
        st.caption(words.text("force.own_words"))
        for section in force.SECTIONS:
            _show_section(section, found, part, words)
            answers += _show_before_after(section, part, policy, words)
    show_people(part.vintage, words)
    show_groups(part.vintage, _unit(part), words)
    end("use_of_force", part, CAVEATS, words, answers)


def _choose_policy(part: Part, words: Words) -> Policy | None:
    """Offer the policies around which the measures of the page can be compared, or none."""
    policies = {one.id: one for one in usable_policies(part.vintage, part.layer)}
    if not policies:
        return None
    names = {one.id: words.say(one.title) for one in policies.values()}
    chosen = choose(
        "policy",
        words.text("force.policy"),
        [*names, NO_POLICY],
        lambda one: names.get(one, words.text("force.no_policy")),
        next((one for one in policies if policies[one].measures), next(iter(policies))),
        f"{part.vintage.city_id}_{words.language}",
    )
    return policies.get(chosen)


def _unit(part: Part) -> str:
    """Return the noun of what this city's records of force count."""
    return part.vintage.unit(standing_for(DATASET))


def _nouns(part: Part, words: Words) -> str:
    return words.nouns(_unit(part))


def _show_relation(part: Part, words: Words) -> None:
    """Say in one sentence how incidents, people, officers and rows of this city relate."""
    found = force.totals(part)
    if not found.incidents:
        st.info(words.text("force.none_here", nouns=_nouns(part, words)))
        return
    kind = "report" if _unit(part) == REPORT else "incident"
    if found.persons is None and found.officers is None:
        kind = "alone"
    said = {
        "first": words.month(part.period.first),
        "last": words.month(part.period.last),
        "incidents": _counted(_unit(part), found.incidents, words),
        "persons": _counted("person", found.persons, words, is_part=found.is_part),
        "officers": _counted("officer", found.officers, words, is_part=found.is_part),
        "rows": _counted("row", found.rows, words),
    }
    table = force_tables.relation(found, _unit(part), words)
    listed = "; ".join(f"{row['label']} {words.number(row['n'])}" for row in table.to_dicts())
    st.header(words.text("force.sections.records"), anchor=False)
    with st.container(border=True):
        st.markdown(f"**{words.text(f'force.relation.{kind}', **said)}**")
        notes = [words.text("force.relation.note")]
        notes += [words.text("force.relation.part")] if found.is_part else []
        caution = part.vintage.city.cautions.get(DATASET)
        notes += [words.say(caveats()[caution])] if caution else []
        st.caption(" ".join(notes))
    show_figure(
        f"{part.vintage.city_id}_force_relation",
        words.text("force.relation.title"),
        drawn.spec(words, count_bars, table),
        words.text("force.relation.alt", listed=listed),
        table.rename({name: words.text(f"force.columns.{name}") for name in table.columns}),
        words,
    )
    if found.incidents < CAUTION_EVENTS:
        few = words.nouns(_unit(part), found.incidents)
        st.warning(words.text("force.few", n=found.incidents, nouns=few))


def _counted(noun: str, count: int | None, words: Words, *, is_part: bool = False) -> str:
    if count is None:
        return words.text(f"force.relation.no_{noun}s")
    counted = f"{words.number(count)} {words.nouns(noun, count)}"
    return words.text("force.relation.at_least", counted=counted) if is_part else counted


def _show_section(section: str, found: pl.DataFrame, part: Part, words: Words) -> None:
    """Show the fields that answer a question."""
    st.header(words.text(f"force.sections.{section}"), anchor=False)
    held = set(found["field"])
    fields = [one for one in force.SECTIONS[section] if one in held]
    flags = [one for one in fields if one.startswith(("is_", "has_"))]
    for field in fields:
        if field not in flags:
            _show_values(field, found, part, words)
    if flags:
        _show_flags(section, flags, found, part, words)
    published = force.published(part.vintage)
    lacking: dict[str, list[str]] = {"not_published": [], "not_in_period": [], "not_in_vintage": []}
    for name in force.SECTIONS[section]:
        if part.vintage.lacks(DATASET, name):
            lacking["not_in_vintage"].append(name)
        elif name not in held:
            lacking["not_in_period" if name in published else "not_published"].append(name)
    for reason, names in lacking.items():
        if names:
            labels = ", ".join(words.say(dictionary.field(name)) for name in names)
            st.caption(words.text(f"force.{reason}", fields=labels))


def _show_values(field: str, found: pl.DataFrame, part: Part, words: Words) -> None:
    """Show one field with a bar per value."""
    values = found.filter(pl.col("field") == field)
    first = values.filter(~pl.col("is_unknown")).row(0, named=True)
    unsaid = float(values.filter("is_unknown")["share"].sum())
    kind = "levels" if field == "force_level" else "most"
    title = words.text(
        "force.mostly_unsaid" if unsaid > first["share"] else f"force.{kind}",
        unsaid=value_words(field, UNKNOWN, words),
        unsaid_share=percent(unsaid),
        field=capital(words.say(dictionary.field(field))),
        value=value_words(field, first["value"], words),
        share=percent(first["share"]),
        nouns=_nouns(part, words),
    )
    rows = force_tables.bars(found, field, words)
    _show_bars(field, title, rows, force_tables.breakdown(found, [field], words), part, words)


def _show_flags(
    section: str, fields: list[str], found: pl.DataFrame, part: Part, words: Words
) -> None:
    """Show fields of yes and no together, a bar for each yes."""
    rows = force_tables.flag_bars(found, fields, words)
    listed = "; ".join(
        words.text("force.flag", field=row["label"], share=row["share_words"])
        for row in rows.to_dicts()
    )
    title = words.text("force.flags", nouns=_nouns(part, words), listed=listed)
    _show_bars(section, title, rows, force_tables.breakdown(found, fields, words), part, words)


def _show_bars(
    name: str, title: str, rows: pl.DataFrame, table: pl.DataFrame, part: Part, words: Words
) -> None:
    listed = "; ".join(
        words.text("force.bar", label=row["label"], share=row["share_words"])
        for row in rows.to_dicts()
    )
    show_figure(
        f"{part.vintage.city_id}_force_{name}",
        title,
        drawn.spec(words, share_bars, rows),
        words.text("force.bars_alt", listed=listed),
        table,
        words,
    )


def _show_before_after(
    section: str, part: Part, policy: Policy | None, words: Words
) -> list[Comparison]:
    """Show the section's measures before and after the policy that was chosen; return them."""
    if policy is None:
        return []
    vintage, layer = part.vintage, part.layer
    offered = vintage.measures_by_area(layer) if part.area_id else vintage.measures(layer)
    known = {one.id for one in offered}
    shown = []
    for measure in force.MEASURES[section]:
        if measure not in known:
            continue
        answer = ask.comparison(vintage, measure, layer, policy.id, None)
        with st.container(border=True):
            st.caption(words.text("force.before_after", policy=words.say(policy.title)))
            if isinstance(answer, NoAnswer):
                st.markdown(words.no_answer(answer))
            else:
                row = _row(part.area_id, answer, words)
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
