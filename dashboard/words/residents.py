"""Values of surveys and their changes in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from dashboard.words import NO_BREAK, Words, capital, columns
from dashboard.words.markup import bold, joined
from queries.dates import add_months
from queries.declared import dictionary
from queries.errors import NoAnswer
from queries.records.surveys import SurveyChange

PERCENT = 100.0


def spoken(answers: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return values with month, topic_words, period_words, value_words and range_words.

    A share is in percent. Where a topic has several questions, the question stands with it.
    """
    several = answers.group_by("topic").agg(pl.col("question").n_unique())
    asked_once = several.filter(pl.col("question") == 1)["topic"].to_list()
    percent = pl.when(pl.col("statistic") == "share").then(PERCENT / pl.col("scale_to"))
    table = answers.with_columns(
        pl.col("value", "low", "high") * percent.otherwise(1.0),
        month=pl.col("starts_on").dt.truncate("1mo"),
    )
    return table.with_columns(
        topic_words=columns.of_rows(
            table, lambda row: _topic(row, row["topic"] in asked_once, words)
        ),
        period_words=columns.of_rows(table, lambda row: _period(row, words)),
        value_words=columns.of_rows(table, lambda row: value_words(row["value"], row, words)),
        range_words=columns.of_rows(table, lambda row: _range(row, words)),
    )


def value_words(value: float, row: Mapping[str, Any], words: Words) -> str:
    """Return a value: 55.3 % of people, or 61.4, a mean on its scale."""
    sign = f"{NO_BREAK}%" if row["statistic"] == "share" else ""
    return f"{words.number(value, 1)}{sign}"


def axis(answers: pl.DataFrame, words: Words) -> str:
    """Return the title of the axis: percent of the people asked, or the scale of a mean."""
    row = answers.row(0, named=True)
    scale = {name: words.number(row[name]) for name in ("scale_from", "scale_to")}
    return words.text(f"residents.axis.{row['statistic']}", **scale)


def change_lines(found: Iterable[tuple[str, SurveyChange | NoAnswer]], words: Words) -> list[str]:
    """Return what may be said of each topic around a policy.

    Topics with the same reason for no answer share a line, after the others.
    """
    lines: list[str] = []
    topics: dict[str, list[str]] = {}
    for topic, change in found:
        if isinstance(change, NoAnswer):
            name = words.say(dictionary.word("survey_topic", topic))
            topics.setdefault(words.no_answer(change), []).append(name)
        else:
            lines.append(change_words(topic, change, words))
    refused = (
        joined(bold(f"{capital('; '.join(names))}:"), reason) for reason, names in topics.items()
    )
    return [*lines, *refused]


def change_words(topic: str, found: SurveyChange | NoAnswer, words: Words) -> str:
    """Return what may be said of a topic around a policy, as one point of a list."""
    name = capital(words.say(dictionary.word("survey_topic", topic)))
    if isinstance(found, NoAnswer):
        return joined(bold(f"{name}:"), words.no_answer(found))
    row = found.after.row(0, named=True)
    factor = PERCENT / row["scale_to"] if row["statistic"] == "share" else 1.0
    numbers = {
        name: getattr(found.change, name) * factor
        for name in ("before", "after", "difference", "low", "high")
    }
    values = {
        **{name: value_words(numbers[name], row, words) for name in ("before", "after")},
        **{name: _signed(numbers[name]) for name in ("difference", "low", "high")},
        "before_n": words.number(len(found.before)),
        "after_n": words.number(len(found.after)),
    }
    means = words.text("residents.means", **values)
    if found.reason:
        no_range = words.text("residents.no_range", reason=words.text(f"residents.{found.reason}"))
        return joined(bold(f"{name}:"), means, no_range)
    said = words.text(f"residents.said.{found.change.verdict}")
    return joined(bold(f"{name}: {said}."), means, words.text("residents.range", **values))


def _topic(row: Mapping[str, Any], is_asked_once: bool, words: Words) -> str:
    topic = capital(words.say(dictionary.word("survey_topic", row["topic"])))
    return topic if is_asked_once or not row["question"] else f"{topic}: {row['question']}"


def _period(row: Mapping[str, Any], words: Words) -> str:
    """Return the period of a survey: a month by its name, others by their days."""
    first, last = row["starts_on"], row["ends_on"]
    is_month = first.day == 1 and add_months(first, 1) == last + dt.timedelta(days=1)
    return words.month(first) if is_month else words.period((first, last))


def _signed(number: float) -> str:
    """Return a difference with its sign: +8.0, −0.1."""
    return f"{number:+,.1f}".replace("-", "−")


def _range(row: Mapping[str, Any], words: Words) -> str:
    if row["reason"]:
        return words.text(f"residents.{row['reason']}")
    return f"{value_words(row['low'], row, words)}–{value_words(row['high'], row, words)}"
