"""Matches the columns of a survey of residents with the contract: period, place, topic, value."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from data.formats import quoted
from data.new_city.guess import MAYBE, MOSTLY, SURE, score
from data.new_city.kin import spelled_out
from data.new_city.places import NameColumns
from data.new_city.profile import Column, Table
from data.new_city.words import folded, listed, meaning
from queries.declared import dictionary

NUMBERS = ("n", "margin", "standard_deviation", "design_effect")
"""What tells how sure a value is."""

SHARE_WORDS = {"percent", "share", "proportion", "agree", "favorable", "satisfied"}
"""Words of a column's name by which its values are shares of people."""


@dataclass(frozen=True)
class Match:
    """A column that is taken for one of the contract, and the evidence."""

    column: Column
    evidence: str


@dataclass(frozen=True)
class Place:
    """A column of places: the layer or the kind of place, as words, and whether it is a layer."""

    column: Column
    kind: str
    evidence: str
    is_layer: bool


@dataclass(frozen=True)
class SurveyColumns:
    """The columns of a survey by column of the contract.

    `wide` are columns of values, each of one topic, where no column names it. `places` stand from
    the smallest to the largest. `groups` are columns that say who was asked, by kind of group;
    `group_scores` are columns of values of single groups, which the draft leaves out.
    """

    matches: dict[str, Match]
    wide: dict[str, Column]
    places: tuple[Place, ...]
    groups: dict[str, Column]
    group_scores: tuple[str, ...]

    @property
    def used(self) -> frozenset[str]:
        """The names of the columns that the query reads."""
        return frozenset(
            column.name
            for column in (
                *(match.column for match in self.matches.values()),
                *self.wide.values(),
                *(place.column for place in self.places),
                *self.groups.values(),
            )
        )


def survey_columns(table: Table, names: NameColumns | None) -> SurveyColumns:
    """Return what the columns of a survey are; `names` are those that name areas of a layer."""
    places = _places(table, names)
    taken = {place.column.name for place in places}
    groups = _groups(table, taken) if not any(map(_is_group_score, table.columns)) else {}
    taken |= {column.name for column in groups.values()}
    matches: dict[str, Match] = {}
    wide: dict[str, Column] = {}
    if not _best(table, "topic", taken):
        wide = _wide(table, taken)
        taken |= {column.name for column in wide.values()}
    for target in listed()["surveys"]:
        has_period = "starts_on" in matches and "ends_on" in matches
        if (
            (target == "value" and wide)
            or (target == "period" and has_period)
            or (target == "year" and {"starts_on", "period"} & set(matches))
        ):
            continue
        # the words of a question say its topic too, so one column can be both
        topic = {matches["topic"].column.name} if "topic" in matches else set()
        free = taken - topic if target == "question" else taken
        if match := _best(table, target, free):
            matches[target] = match
            taken.add(match.column.name)
    if not {"starts_on", "ends_on"} <= set(matches):
        matches.pop("ends_on", None)
    scores = tuple(
        column.name
        for column in table.columns
        if column.name not in taken and _is_group_score(column)
    )
    return SurveyColumns(matches, wide, places, groups, scores)


def topic_of(value: str) -> str:
    """Return the topic that a text is about, "" if it says none or several."""
    word = folded(value)
    return word if word in dictionary.vocabulary("survey_topic") else meaning("survey_topic", value)


def is_share(column: Column) -> bool:
    """Return whether the values of a column are shares of people, by its name or a % sign."""
    has_sign = any(value.endswith("%") for value, _ in column.values[:1])
    return has_sign or bool(SHARE_WORDS & set(_words(column)))


def number_sql(column: Column) -> str:
    """Return the SQL of a number, without the sign of percent where the file writes it."""
    has_sign = any("%" in value for value, _ in column.values)
    text = f"replace({column.sql}, '%', '')" if has_sign else column.sql
    return f"try_cast({text} as double)"


def whole_values(column: Column) -> str:
    """Return, as a list of SQL, the values of a column that mean the whole city or everyone."""
    words = set(listed()["everyone"]["words"])
    values = sorted({value.lower() for value, _ in column.values if folded(value) in words})
    return ", ".join(quoted(value) for value in values)


def _best(table: Table, target: str, taken: Collection[str]) -> Match | None:
    spec = listed()["surveys"][target]
    least = MAYBE if target == "value" else SURE
    ranked = sorted(
        (
            (-value, -column.filled, column.name, column, evidence)
            for column in table.columns
            if column.name not in taken and column.filled
            for value, evidence in [score(spec, replace(column, name=_written(column.name)))]
            if value >= least
        ),
        key=lambda candidate: candidate[:3],
    )
    return Match(ranked[0][3], ranked[0][4]) if ranked else None


def _written(name: str) -> str:
    """Return a column's name with the words of surveys: there `pct` and % are percent."""
    return re.sub(r"(?i)pct|%", " percent ", name)


def _words(column: Column) -> list[str]:
    return spelled_out(_written(column.name))


def _places(table: Table, names: NameColumns | None) -> tuple[Place, ...]:
    found = []
    kinds = listed()["areas"]
    for column in table.columns:
        words = [word for word in kinds if word in _words(column)]
        of_layer = names is not None and column in names.all_columns
        if not column.filled or not (words or of_layer) or column.dates > SURE:
            continue
        if of_layer and names is not None:
            found.append(Place(column, names.layer, names.evidence, is_layer=True))
        else:
            kind, _ = kinds[words[0]].get("en", (words[0], ""))
            evidence = f"named like {words[0]!r}; {column.distinct} different values"
            found.append(Place(column, kind, evidence, is_layer=False))
    return tuple(sorted(found, key=lambda place: -place.column.distinct))


def _groups(table: Table, taken: Collection[str]) -> dict[str, Column]:
    groups: dict[str, Column] = {}
    for kind in listed()["groups_asked"]["kinds"]:
        for column in table.columns:
            is_words = column.distinct > 1 and column.numbers < MOSTLY
            is_free = column.name not in taken and kind not in groups
            if kind in _words(column) and is_words and is_free:
                groups[kind] = column
    return groups


def _is_group_score(column: Column) -> bool:
    """Return whether a column holds the values of a single group, such as `Score (Female)`."""
    words = set(_words(column))
    spec = listed()["surveys"]["value"]
    is_value = any(set(phrase.split()) <= words for phrase in spec["names"])
    is_of_group = bool(words & set(listed()["groups_asked"]["words"]))
    return is_value and is_of_group and column.numbers >= SURE


def _wide(table: Table, taken: Collection[str]) -> dict[str, Column]:
    """Return columns of numbers that name one topic each, by topic, the first of each."""
    wide: dict[str, Column] = {}
    spec = listed()["surveys"]["value"]
    for column in table.columns:
        topic = topic_of(" ".join(_words(column)))
        is_value = not set(spec["not"]) & set(_words(column))
        is_number = column.filled and (column.numbers > SURE or is_share(column))
        if topic and is_value and is_number and column.name not in taken and topic not in wide:
            wide[topic] = column
    return wide
