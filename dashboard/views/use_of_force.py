"""Use of force: kinds, reasons, injuries, what came before and after, and who was involved."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.force import count_bars, share_bars
from dashboard.parts import ask, drawn, plain
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
from dashboard.words.markup import bold
from dashboard.words.records import percent
from dashboard.words.sentences import answers, headline
from queries.change.compare import Comparison
from queries.declared import dictionary
from queries.declared.measures import caveats
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.records import force
from queries.records.periods import Part, standing_for
from queries.stats.constants import CAUTION_EVENTS
from queries.vintage.catalog import UNKNOWN
from queries.vintage.cautions import PARTS

DATASET = "force"
CAVEATS = ("recorded_only",)
NO_POLICY = "none"

POINTED, KINDS, WEAPON = "is_firearm_pointed", "force_types", "officer_weapon"
"""The fields that each say something else of firearms."""


def show(words: Words) -> None:
    """Show the page."""
    part = begin("use_of_force", DATASET, words, "last")
    if part is None:
        return
    policy = _choose_policy(part, words)
    _show_relation(part, words)
    breakdown = force.breakdown(part)
    answers: list[Comparison] = []
    if not breakdown.is_empty():
        plain.caption(words.text("force.known", nouns=_nouns(part, words)))
        plain.caption(words.text("force.own_words"))
        for section in force.SECTIONS:
            _show_section(section, breakdown, part, words)
            answers += _show_before_after(section, part, policy, words)
    show_people(part.vintage, words)
    show_groups(part.vintage, _unit(part), words)
    end("use_of_force", part, CAVEATS, words, answers)


def _choose_policy(part: Part, words: Words) -> Policy | None:
    """Offer the policies around which the page's measures can be compared, and "no policy"."""
    policies = {policy.id: policy for policy in usable_policies(part.vintage, part.layer)}
    if not policies:
        return None
    names = {policy.id: words.say(policy.title) for policy in policies.values()}
    selected = choose(
        "policy",
        words.text("force.policy"),
        [*names, NO_POLICY],
        lambda option: names.get(option, words.text("force.no_policy")),
        next(
            (policy_id for policy_id in policies if policies[policy_id].measures),
            next(iter(policies)),
        ),
        f"{part.vintage.city_id}_{words.language}",
    )
    return policies.get(selected)


def _unit(part: Part) -> str:
    """Return the id of the noun for one record of force in this city."""
    return part.vintage.unit(standing_for(DATASET))


def _nouns(part: Part, words: Words) -> str:
    return words.nouns(_unit(part))


def _show_relation(part: Part, words: Words) -> None:
    """Show in one sentence how many incidents, people, officers and rows the city has."""
    totals = force.totals(part)
    if not totals.incidents:
        plain.info(words.text("force.none_here", nouns=_nouns(part, words)))
        return
    # reports and actions of a city that cannot be joined into incidents have units of their own
    kind = "incident" if _unit(part) == DATASET else "report"
    if totals.persons is None and totals.officers is None:
        kind = "alone"
    values = {
        "first": words.month(part.period.first),
        "last": words.month(part.period.last),
        "incidents": _counted(_unit(part), totals.incidents, words),
        "persons": _counted("person", totals.persons, words, is_part=totals.is_part),
        "officers": _counted("officer", totals.officers, words, is_part=totals.is_part),
        "rows": _counted("row", totals.rows, words),
    }
    table = force_tables.relation(totals, _unit(part), words)
    bars = "; ".join(f"{row['label']} {words.number(row['n'])}" for row in table.to_dicts())
    plain.header(words.text("force.sections.records"))
    with st.container(border=True):
        plain.text(bold(words.text(f"force.relation.{kind}", **values)))
        notes = [words.text("force.relation.note")]
        notes += [words.text("force.relation.part")] if totals.is_part else []
        caution = part.vintage.city.cautions.get(DATASET)
        notes += [words.say(caveats()[caution])] if caution and caution not in PARTS else []
        plain.caption(" ".join(notes))
    show_figure(
        f"{part.vintage.city_id}_force_relation",
        words.text("force.relation.title"),
        drawn.spec(words, count_bars, table),
        words.text("force.relation.alt", listed=bars),
        table.rename({name: words.text(f"force.columns.{name}") for name in table.columns}),
        words,
    )
    if totals.incidents < CAUTION_EVENTS:
        few = words.nouns(_unit(part), totals.incidents)
        plain.warning(words.text("force.few", n=totals.incidents, nouns=few))


def _counted(noun: str, count: int | None, words: Words, *, is_part: bool = False) -> str:
    if count is None:
        return words.text(f"force.relation.no_{noun}s")
    text = f"{words.number(count)} {words.nouns(noun, count)}"
    return words.text("force.relation.at_least", counted=text) if is_part else text


def _show_section(section: str, breakdown: pl.DataFrame, part: Part, words: Words) -> None:
    """Show the fields of a section, and name those that are not published or not in the period."""
    plain.header(words.text(f"force.sections.{section}"))
    present = set(breakdown["field"])
    fields = [field for field in force.SECTIONS[section] if field in present]
    flags = [field for field in fields if field.startswith(("is_", "has_"))]
    for field in fields:
        if field not in flags:
            _show_values(field, breakdown, part, words)
    if flags:
        _show_flags(section, flags, breakdown, part, words)
    if {POINTED, KINDS, WEAPON} <= set(fields):
        _say_firearms(words)
    published = force.published(part.vintage)
    missing: dict[str, list[str]] = {"not_published": [], "not_in_period": [], "not_in_vintage": []}
    for name in force.SECTIONS[section]:
        if part.vintage.lacks(DATASET, name):
            missing["not_in_vintage"].append(name)
        elif name not in present:
            missing["not_in_period" if name in published else "not_published"].append(name)
    for reason, names in missing.items():
        if names:
            labels = ", ".join(words.say(dictionary.field(name)) for name in names)
            plain.caption(words.text(f"force.{reason}", fields=labels))


def _show_values(field: str, breakdown: pl.DataFrame, part: Part, words: Words) -> None:
    """Show one field with a bar per value."""
    values = breakdown.filter(pl.col("field") == field)
    first = values.filter(~pl.col("is_unknown")).row(0, named=True)
    unknown_share = float(values.filter("is_unknown")["share"].sum())
    kind = "levels" if field == "force_level" else "most"
    title = words.text(
        "force.mostly_unsaid" if unknown_share > first["share"] else f"force.{kind}",
        unsaid=value_words(field, UNKNOWN, words),
        unsaid_share=percent(unknown_share),
        field=capital(words.say(dictionary.field(field))),
        value=value_words(field, first["value"], words),
        share=percent(first["share"]),
        nouns=_nouns(part, words),
    )
    rows = force_tables.bars(breakdown, field, words)
    _show_bars(field, title, rows, force_tables.breakdown(breakdown, [field], words), part, words)


def _show_flags(
    section: str, fields: list[str], breakdown: pl.DataFrame, part: Part, words: Words
) -> None:
    """Show yes/no fields in one chart, with a bar for the share of yes."""
    rows = force_tables.flag_bars(breakdown, fields, words)
    bars = "; ".join(
        words.text("force.flag", field=row["label"], share=row["share_words"])
        for row in rows.to_dicts()
    )
    title = words.text("force.flags", nouns=_nouns(part, words), listed=bars)
    _show_bars(section, title, rows, force_tables.breakdown(breakdown, fields, words), part, words)


def _say_firearms(words: Words) -> None:
    """Say why the shares of three fields that count firearms differ."""
    labels = {"pointed": POINTED, "kinds": KINDS, "weapon": WEAPON}
    names = {key: capital(words.say(dictionary.field(name))) for key, name in labels.items()}
    plain.caption(words.text("force.firearms", **names))


def _show_bars(
    name: str, title: str, rows: pl.DataFrame, table: pl.DataFrame, part: Part, words: Words
) -> None:
    bars = "; ".join(
        words.text("force.bar", label=row["label"], share=row["share_words"])
        for row in rows.to_dicts()
    )
    show_figure(
        f"{part.vintage.city_id}_force_{name}",
        title,
        drawn.spec(words, share_bars, rows),
        words.text("force.bars_alt", listed=bars),
        table,
        words,
    )


def _show_before_after(
    section: str, part: Part, policy: Policy | None, words: Words
) -> list[Comparison]:
    """Show the section's measures before and after the selected policy; return the comparisons."""
    if policy is None:
        return []
    vintage, layer = part.vintage, part.layer
    measures = vintage.measures_by_area(layer) if part.area_id else vintage.measures(layer)
    ids = {measure.id for measure in measures}
    comparisons = []
    for measure in force.MEASURES[section]:
        if measure not in ids:
            continue
        answer = ask.comparison(vintage, measure, layer, policy)
        with st.container(border=True):
            plain.caption(words.text("force.before_after", policy=words.say(policy.title)))
            if isinstance(answer, NoAnswer):
                plain.text(words.no_answer(answer))
            else:
                row = _row(part.area_id, answer, words)
                plain.text(bold(headline(row, answer, words)))
                plain.text(" ".join(answers(row, answer, words)))
                show_recording([answer], words)
                show_windows(answer, words)
                comparisons.append(answer)
    return comparisons


def _row(area: str | None, comparison: Comparison, words: Words) -> dict[str, Any]:
    """Return the area's row; the city's row if the comparison has no areas."""
    table = worded(comparison, words)
    rows = table.filter(pl.col("area_id") == area) if area else table
    return (rows if len(rows) else table).row(0, named=True)
