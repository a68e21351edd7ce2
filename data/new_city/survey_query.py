"""Writes the staging query of a survey, with the evidence of every guess and what is asked."""

from dataclasses import dataclass
from pathlib import Path

from data.formats import named, quoted
from data.new_city.profile import Column, Table
from data.new_city.staging import DRAFTED, comment, short_lines
from data.new_city.survey_checks import Overlaps
from data.new_city.survey_columns import (
    NUMBERS,
    SurveyColumns,
    is_share,
    number_sql,
    topic_of,
    whole_values,
)
from data.new_city.words import write_codes
from queries.declared import dictionary

SHOWN = 6
"""Values shown in a question."""

SCALES = ((1.0, 0.0, 1.0), (5.0, 1.0, 5.0), (7.0, 1.0, 7.0), (10.0, 0.0, 10.0), (100.0, 0.0, 100.0))
"""Highest value in a file, and the ends of the usual scale that holds it."""


@dataclass(frozen=True)
class Period:
    """SQL of the first and the last day of a survey, why, and what is asked about it."""

    starts_on: str
    ends_on: str
    dates: tuple[str, ...]
    evidence: str
    decide: str | None = None


@dataclass(frozen=True)
class SurveyDraft:
    """What the query of a survey is written from; `name` is that of the query."""

    name: str
    table: Table
    columns: SurveyColumns
    period: Period | None
    overlaps: Overlaps | None


def value_sql(columns: SurveyColumns) -> str | None:
    """Return the SQL of the value, None if no column is one."""
    if columns.wide:
        has_sign = any("%" in text for column in columns.wide.values() for text, _ in column.values)
        text = "replace(raw.answer[2], '%', '')" if has_sign else "raw.answer[2]"
        return f"try_cast({text} as double)"
    return number_sql(columns.matches["value"].column) if "value" in columns.matches else None


def asked_sql(columns: SurveyColumns) -> list[str]:
    """Return SQL of the place, topic and group, by which values are told apart."""
    topic = "raw.answer[1]" if columns.wide else _topic(columns)
    place = [f"trim({place.column.sql})" for place in columns.places]
    group = [f"trim({column.sql})" for column in columns.groups.values()]
    return [_joined(place), topic, _joined(group)]


def survey_query(draft: SurveyDraft, codes: Path) -> str:
    """Return the text of the staging query; write the table of its topics into `codes`."""
    columns = draft.columns
    joins: list[str] = []
    body = [
        *_set_aside(draft),
        "",
        *_period(draft.period),
        *_place(columns),
        *_topics(draft, codes, joins),
        *_groups(columns),
        *_value(draft),
        *_key(draft),
        *_unused(draft),
        *_rows(columns),
        *joins,
    ]
    lines = [
        "-- One row per value of a survey: a period, a place, a question and a group of people.",
        "--",
        *comment(DRAFTED, ""),
        "select",
        "    raw.source_file,",
        "    raw.source_row,",
        *body,
    ]
    return "\n".join(short for line in lines for short in short_lines(line)) + "\n"


def _set_aside(draft: SurveyDraft) -> list[str]:
    lines: list[str] = []
    value = value_sql(draft.columns)
    if value is None:
        lines += comment(
            "decide: which column holds the values, a share of people or a mean? None was found; "
            'write it below as `try_cast(raw."…" as double) as value,` and set aside the rows '
            "without one"
        )
    if draft.period is None:
        lines += comment(
            "decide: which columns are the first and the last day of a survey? None was found; "
            "write them below as `… as starts_on,` and `… as ends_on,`. A survey without a period "
            "stands on no time axis"
        )
        return [*lines, "    cast(null as varchar) as set_aside,"]
    faults = [f"date_fault({text})" for text in draft.period.dates]
    found = draft.overlaps
    if found and found.shorter:
        lines += comment(_shorter(found))
        if found.short_days is not None:
            days = f"{draft.period.ends_on} - {draft.period.starts_on}"
            faults.append(f"case when {days} <= {found.short_days} then 'other_period' end")
    if found and found.alike:
        lines += comment(
            f"decide: {found.alike:,} values are of periods that overlap others as long, such as a "
            "mean of several months every month. Their answers would count more than once; set "
            "aside with 'other_period' all but the periods that follow each other"
        )
    if found and found.differing:
        lines += comment(
            f"decide: {found.differing:,} values stand beside another value for the same period, "
            "place, topic and group. What tells them apart? Take that into answer_key, or set the "
            "wrong ones aside; else the first counts"
        )
    if found and found.repeated:
        n = found.repeated
        lines += comment(f"note: {n:,} rows repeat a value, and the first of each counts")
    if value is not None:
        faults.append(f"case when {value} is null then 'score_missing' end")
    last = len(faults) - 1
    put = [f"        {fault}{',' * (at < last)}" for at, fault in enumerate(faults)]
    return [*lines, "    coalesce(", *put, "    ) as set_aside,"]


def _shorter(found: Overlaps) -> str:
    text = (
        f"decide: {found.shorter:,} values are of periods that lie across longer ones of the same "
        "place, topic and group, so the same answers may stand in both. "
    )
    if found.short_days is None:
        return f"{text}Set aside one kind of period with 'other_period'"
    alone = (
        f", {found.alone:,} others with them that lie across no longer one" if found.alone else ""
    )
    return (
        f"{text}Below, periods that end {found.short_days} days or less after they begin are "
        f"set aside{alone}; agree by deleting this line, or set the longer ones aside"
    )


def _period(period: Period | None) -> list[str]:
    if period is None:
        return []
    return [
        *comment(f"guess: {period.evidence}"),
        *(comment(f"decide: {period.decide}") if period.decide else []),
        f"    {period.starts_on} as starts_on,",
        f"    {period.ends_on} as ends_on,",
    ]


def _place(columns: SurveyColumns) -> list[str]:
    if not columns.places:
        return comment("note: no column names an area, so all values are of the whole city")
    listed = "; ".join(f"{place.column.name!r}: {place.evidence}" for place in columns.places)
    lines = comment(f"guess: {listed}. A row without one is of the whole city")
    for place in columns.places:
        if not place.is_layer:
            lines += comment(
                f"note: {place.column.name!r} names areas of none of the maps, so its values leave "
                "in the table of surveys, and the pages show those of the city"
            )
    conditions = [(_is_named(place.column), place) for place in columns.places]
    kinds = [f"        when {sql} then {quoted(place.kind)}" for sql, place in conditions]
    names = [f"        when {sql} then trim({place.column.sql})" for sql, place in conditions]
    return [
        *lines,
        *("    case", *kinds, "    end as place_kind,"),
        *("    case", *names, "    end as place_name,"),
    ]


def _is_named(column: Column) -> str:
    """Return the condition that a row names an area or a group, and not the whole city."""
    whole = whole_values(column)
    known = f"not is_blank({column.sql})"
    return f"{known} and lower(trim({column.sql})) not in ({whole})" if whole else known


def _topic(columns: SurveyColumns) -> str:
    """Return the SQL of the topic, with the words of the question where a column has them."""
    names = [name for name in ("topic", "question") if name in columns.matches]
    return (
        _joined([f"trim({columns.matches[name].column.sql})" for name in names]) if names else "''"
    )


def _topics(draft: SurveyDraft, codes: Path, joins: list[str]) -> list[str]:
    columns = draft.columns
    if columns.wide:
        named_so = ", ".join(f"{column.name!r} {topic}" for topic, column in columns.wide.items())
        return [
            *comment(f"guess: each of these columns holds the values of one topic: {named_so}"),
            "    raw.answer[1] as topic,",
        ]
    if "topic" not in columns.matches:
        return comment(
            "decide: what was asked? No column says it; write one of "
            f"{', '.join(dictionary.vocabulary('survey_topic'))} as `'…' as topic,` below"
        )
    match = columns.matches["topic"]
    stem = f"{draft.name}_topic"
    write_codes(codes / f"{stem}.csv", "survey_topic", list(match.column.values))
    joins.append(
        f"left join codes_{stem} as topic_words\n"
        f"    on upper(trim({match.column.sql})) = topic_words.code"
    )
    lines = comment(f"guess: {match.evidence}; codes/{stem}.csv says which topic each is")
    unclear = [value for value, _ in match.column.values if not topic_of(value)]
    if unclear:
        shown = ", ".join(repr(value) for value in unclear[:SHOWN])
        lines += comment(
            f"decide: of which topic are {shown}{', …' * (len(unclear) > SHOWN)}? Write one of "
            f"{', '.join(dictionary.vocabulary('survey_topic'))} into codes/{stem}.csv, or set "
            "aside the rows with 'score_missing'"
        )
    lines.append("    topic_words.survey_topic as topic,")
    question = columns.matches.get("question")
    asked = question or (match if any(" " in value for value, _ in match.column.values) else None)
    if asked is None:
        return [
            *lines,
            *comment(
                "decide: how was it asked? No column holds the words of the questions. Write them "
                "below as `case … end as question,`, or delete this line if nobody knows them"
            ),
        ]
    return [*lines, f"    nullif(trim({asked.column.sql}), '') as question,"]


def _groups(columns: SurveyColumns) -> list[str]:
    lines: list[str] = []
    if columns.group_scores:
        n = len(columns.group_scores)
        shown = ", ".join(repr(name) for name in columns.group_scores[:SHOWN])
        lines += comment(
            f"decide: {n} columns seem to hold values of single groups: {shown}"
            f"{', …' * (n > SHOWN)}. They are left out: agree by deleting this line, or deliver "
            "them as sql/staging/chicago/surveys.sql does"
        )
    if not columns.groups:
        return [*lines, "    'all' as group_kind,"]
    conditions = {kind: _is_named(column) for kind, column in columns.groups.items()}
    listed = ", ".join(f"{column.name!r} {kind}" for kind, column in columns.groups.items())
    lines += comment(f"guess: these columns say who was asked: {listed}; all others are everyone")
    if len(columns.groups) > 1:
        lines += comment(
            "decide: does a row ever name two groups at once, such as women under 25? Then set it "
            "aside: a value is of one group; else agree by deleting this line"
        )
    return [
        *lines,
        "    case",
        *(f"        when {sql} then {quoted(kind)}" for kind, sql in conditions.items()),
        "        else 'all'",
        "    end as group_kind,",
        "    case",
        *(
            f"        when {sql} then trim({columns.groups[kind].sql})"
            for kind, sql in conditions.items()
        ),
        "    end as group_name,",
    ]


def _value(draft: SurveyDraft) -> list[str]:
    columns, value = draft.columns, value_sql(draft.columns)
    if value is None:
        return []
    held = list(columns.wide.values()) or [columns.matches["value"].column]
    are_shares = all(is_share(column) for column in held)
    highest = max((column.high or 100.0 for column in held), default=100.0)
    lowest = min((column.low or 0.0 for column in held), default=0.0)
    ends = next(((low, high) for most, low, high in SCALES if highest <= most), (lowest, highest))
    lines: list[str] = []
    if "value" in columns.matches:
        lines += comment(f"guess: {columns.matches['value'].evidence}")
    if are_shares:
        ends = (0.0, 1.0) if highest <= 1 else (0.0, 100.0)
        lines += comment("guess: by its name it is the share of people who agree")
        if 0 < lowest <= 1 < highest:
            lines += comment(
                f"decide: the values run from {lowest:g} to {highest:g}. Are some of them parts "
                "of 1 and others percent? Then bring them to one scale; else agree by deleting "
                "this line"
            )
    else:
        lines += comment(
            "decide: is this the mean of answers, and which are the lowest and the highest answer "
            f"that can be? The values run from {lowest:g} to {highest:g}. Put the ends right "
            "below, or write 'share' if it is a share of people; then delete this line"
        )
    lines += [
        f"    {quoted('share' if are_shares else 'mean')} as statistic,",
        f"    {value} as value,",
        f"    {ends[0]} as scale_from,",
        f"    {ends[1]} as scale_to,",
    ]
    return [*lines, *_sureness(columns, are_shares=are_shares)]


def _sureness(columns: SurveyColumns, *, are_shares: bool) -> list[str]:
    """Return the columns that say how sure a value is, and what is asked where they are missing."""
    lines: list[str] = []
    given = [name for name in NUMBERS if name in columns.matches]
    for name in given:
        match = columns.matches[name]
        sql = number_sql(match.column)
        lines += comment(f"guess: {match.evidence}")
        sql = sql.replace("as double", "as integer") if name == "n" else sql
        lines.append(f"    {sql} as {name},")
    if "margin" in given:
        return lines
    if "n" not in given:
        return [
            *lines,
            *comment(
                "note: no column says how many people answered, so the pages show the values "
                "without a range and without a verdict"
            ),
        ]
    if "design_effect" not in given:
        lines += comment(
            "decide: were people drawn at random, each as likely as another, and not weighted? "
            "Then write `1.0 as design_effect,` below. Else delete this line: without a design "
            "effect or a margin there is no range"
        )
    if not are_shares and "standard_deviation" not in given:
        lines += comment(
            "note: no column says how far the answers lie apart, so a mean has no range"
        )
    return lines


def _key(draft: SurveyDraft) -> list[str]:
    """Return what tells values apart: period, place, topic and group."""
    if draft.period is None:
        return []
    place, topic, group = asked_sql(draft.columns)
    days = f"cast({draft.period.starts_on} as varchar), cast({draft.period.ends_on} as varchar)"
    return [f"    answer_key({days}, {place}, {topic}, {group}) as answer_id,"]


def _joined(texts: list[str]) -> str:
    if not texts:
        return "null"
    return texts[0] if len(texts) == 1 else f"concat_ws(' ', {', '.join(texts)})"


def _unused(draft: SurveyDraft) -> list[str]:
    used = draft.columns.used | set(draft.columns.group_scores)
    names = [column.name for column in draft.table.columns if column.name not in used]
    if not names:
        return []
    return ["", *comment(f"not used: {', '.join(repr(name) for name in names)}")]


def _rows(columns: SurveyColumns) -> list[str]:
    """Return the rows that are read: raw ones, or one for each topic of a raw one."""
    if not columns.wide:
        return ["from raw"]
    pairs = [
        f"            [{quoted(topic)}, raw.{named(column.name)}],"
        for topic, column in columns.wide.items()
    ]
    return [
        "from (",
        "    select",
        "        raw.*,",
        "        unnest([",
        *pairs,
        "        ]) as answer,",
        "    from raw",
        ") as raw",
    ]
