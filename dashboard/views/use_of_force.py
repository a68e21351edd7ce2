"""Use of force: how much, what kind, what changed around a policy, and who was involved."""

from collections.abc import Sequence

import polars as pl

from dashboard.parts import plain
from dashboard.parts.care import show_care
from dashboard.parts.figure import show_table
from dashboard.parts.force_around import show_around
from dashboard.parts.over_time import show_over_time
from dashboard.parts.panels import grid, recording_of, say_few, show_key, show_panel, side_names
from dashboard.parts.people import show_groups, show_people
from dashboard.parts.records import begin, end
from dashboard.tables import force as force_tables
from dashboard.tables.force import value_words
from dashboard.tables.panels import stacked
from dashboard.words import Words, capital
from dashboard.words.records import percent
from dashboard.words.unsaid import mostly_unsaid, unsaid_lines
from queries.declared import dictionary
from queries.declared.measures import caveats
from queries.records import force
from queries.records.beside import in_order
from queries.records.periods import Part, standing_for
from queries.stats.constants import CAUTION_EVENTS
from queries.vintage.catalog import UNKNOWN
from queries.vintage.cautions import PARTS

DATASET = "force"
CAVEATS = ("recorded_only",)

POINTED, KINDS, WEAPON = "is_firearm_pointed", "force_types", "officer_weapon"
"""The fields that each say something else of firearms."""


def show(words: Words) -> None:
    """Show the page."""
    part = begin("use_of_force", DATASET, words, "last")
    if part is None:
        return
    plain.header(words.text("over_time.header"))
    show_over_time(part, words)
    said = _show_relation(part, words)
    breakdown = force.breakdown(part)
    if not breakdown.is_empty():
        _show_composition(part, breakdown, words)
    answers = show_around(part, words)
    sides = (part,) if breakdown.is_empty() else in_order(part)
    show_people(part.vintage, recording_of(sides, words), words)
    show_groups(part.vintage, _unit(part), words)
    show_care(part.vintage, words)
    end("use_of_force", part, CAVEATS, words, answers, said)


def _unit(part: Part) -> str:
    """Return the id of the noun for one record of force in this city."""
    return part.vintage.unit(standing_for(DATASET))


def _nouns(part: Part, words: Words) -> str:
    return words.nouns(_unit(part))


def _show_relation(part: Part, words: Words) -> list[str]:
    """Say in one sentence how many incidents, people, officers and rows the period has.

    Returns the city's cautions that are said beside it.
    """
    plain.header(words.text("force.sections.records"))
    totals = force.totals(part)
    if not totals.incidents:
        plain.info(words.text("force.none_here", nouns=_nouns(part, words)))
        return []
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
    plain.text(words.text(f"force.relation.{kind}", **values))
    notes = [words.text("force.relation.note")]
    notes += [words.text("force.relation.part")] if totals.is_part else []
    cautions = _unit_note(part, words)
    notes += cautions
    plain.caption(" ".join(notes))
    table = force_tables.relation(totals, _unit(part), words)
    show_table(
        f"{part.vintage.city_id}_force_relation",
        table.rename({name: words.text(f"force.columns.{name}") for name in table.columns}),
        words,
    )
    if totals.incidents < CAUTION_EVENTS:
        few = words.nouns(_unit(part), totals.incidents)
        plain.warning(words.text("force.few", n=totals.incidents, nouns=few))
    return cautions


def _unit_note(part: Part, words: Words) -> list[str]:
    """Return why the unit is what it is, where the city's pack says so."""
    caution = part.vintage.city.cautions.get(DATASET)
    return [words.say(caveats()[caution])] if caution and caution not in PARTS else []


def _counted(noun: str, count: int | None, words: Words, *, is_part: bool = False) -> str:
    if count is None:
        return words.text(f"force.relation.no_{noun}s")
    text = f"{words.number(count)} {words.nouns(noun, count)}"
    return words.text("force.relation.at_least", counted=text) if is_part else text


def _show_composition(part: Part, breakdown: pl.DataFrame, words: Words) -> None:
    """Show each field in a panel, beside another period; say once what is not recorded."""
    pair = in_order(part)
    show_key(part, pair, words)
    known = words.text("force.known", nouns=_nouns(part, words))
    plain.caption(f"{known} {words.text('force.own_words')}")
    unsaid = mostly_unsaid(breakdown)
    drawn = [name for name in breakdown["field"].unique() if name not in unsaid]
    are_few = []
    with grid("force"):
        for section, names in force.SECTIONS.items():
            fields = [field for field in names if field in drawn]
            flags = [field for field in fields if field.startswith(("is_", "has_"))]
            for field in fields:
                if field not in flags:
                    are_few.append(_show_values(field, pair, part, words))
            if flags:
                are_few.append(_show_flags(section, flags, pair, part, words))
    say_few(are_few, words)
    for line in unsaid_lines(part, breakdown, words):
        plain.text(line)
    if unsaid:
        table = force_tables.breakdown(breakdown, unsaid, words)
        show_table(f"{part.vintage.city_id}_force_unsaid", table, words)
    if {POINTED, KINDS, WEAPON} <= set(drawn):
        _say_firearms(words)


def _show_values(field: str, pair: Sequence[Part], part: Part, words: Words) -> bool:
    """Show one field with a bar per value and period."""
    values = force.breakdown(part).filter(pl.col("field") == field)
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
    sides = [force_tables.values_side(force.breakdown(side), field, words) for side in pair]
    return _show(field, title, sides, [field], pair, part, words)


def _show_flags(
    section: str, fields: list[str], pair: Sequence[Part], part: Part, words: Words
) -> bool:
    """Show yes/no fields in one panel, with a bar for the share of yes."""
    sides = [force_tables.flags_side(force.breakdown(side), fields, words) for side in pair]
    own = sides[list(pair).index(part)]
    listed = "; ".join(
        words.text("force.flag", field=row["label"], share=percent(row["share"]))
        for row in own.to_dicts()
    )
    title = words.text("force.flags", nouns=_nouns(part, words), listed=listed)
    return _show(section, title, sides, fields, pair, part, words)


def _show(
    name: str,
    title: str,
    sides: Sequence[pl.DataFrame],
    fields: list[str],
    pair: Sequence[Part],
    part: Part,
    words: Words,
) -> bool:
    tables = [force_tables.breakdown(force.breakdown(side), fields, words) for side in pair]
    return show_panel(
        f"{part.vintage.city_id}_force_{name}",
        title,
        sides,
        stacked(side_names(pair, words), tables, words),
        words,
        list(pair).index(part),
    )


def _say_firearms(words: Words) -> None:
    """Say why the shares of three fields that count firearms differ."""
    labels = {"pointed": POINTED, "kinds": KINDS, "weapon": WEAPON}
    names = {key: capital(words.say(dictionary.field(name))) for key, name in labels.items()}
    plain.caption(words.text("force.firearms", **names))
