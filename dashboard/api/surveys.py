"""Answers about surveys: what residents said, with its range, and what changed around a policy."""

import datetime as dt

import msgspec
import polars as pl

from dashboard.api import types
from dashboard.api.parameters import refuse_unknown
from dashboard.catalogue.addresses import file_address
from dashboard.tables.answers import finite, windows_json
from dashboard.words import Words
from dashboard.words.markup import unescaped
from dashboard.words.residents import change_words
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.records import surveys
from queries.records.surveys import SurveyChange
from queries.vintage.catalog import Vintage


class SurveyValue(msgspec.Struct):
    """What everyone said who was asked a question in a period.

    `value`, `low` and `high` lie on the scale from `scale_from` to `scale_to`: of a share of the
    people asked, or of the mean of their answers. Without a range `reason` says which number the
    source does not give. `n` is the number of people who answered.
    """

    starts_on: dt.date
    ends_on: dt.date
    topic: str
    question: str | None
    statistic: str
    value: float
    scale_from: float
    scale_to: float
    n: int | None
    low: float | None
    high: float | None
    reason: types.Reason | None


class SurveyVerdict(msgspec.Struct):
    """A question's answers before and after a policy: means of surveys, on the scale of the values.

    `verdict` is higher, lower or no_clear_change. It is null, and so is the range, where a value
    has no range or periods overlap; all is null where the surveys are too short: `reason` says
    which.
    """

    topic: str
    question: str | None
    windows: types.Windows | None
    surveys_before: int
    surveys_after: int
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    verdict: str | None
    reason: types.Reason | None
    sentence: str


class SurveySource(msgspec.Struct):
    """Where surveys come from, and what their publisher or the city's pack says of them."""

    id: str
    origin: str
    retrieved_on: dt.date
    notes: str | None


class Surveys(msgspec.Struct):
    """What residents said in the whole city, or in an area; never counts of records.

    `values` stand by topic and period. `changes` are around the policy that was asked about.
    `table` is the address of all values, also of groups of people and of other areas, as a file.
    """

    city: str
    vintage: str
    version: str
    layer: str | None
    area: str | None
    policy: str | None
    values: list[SurveyValue]
    changes: list[SurveyVerdict]
    cautions: list[str]
    sources: list[SurveySource]
    table: str


TABLE = "surveys"
"""The name of the file of all values."""


def asked_in(vintage: Vintage, layer: str, area: str) -> pl.DataFrame:
    """Return what everyone said in an area; raise for one that is none, or that nobody asked."""
    areas = vintage.areas(layer)
    refuse_unknown("area", area, areas["area_id"].unique(maintain_order=True).to_list())
    answers = surveys.asked(vintage, layer, area)
    if answers.is_empty():
        name = areas.filter(area_id=area)["name"][-1]
        raise NoAnswer("nobody_asked", area=name, parameter="area", value=area)
    return answers


def values(answers: pl.DataFrame, words: Words) -> list[SurveyValue]:
    """Return values with their ranges; `answers` as queries.records.surveys.asked."""
    names = [name for name in SurveyValue.__struct_fields__ if name != "reason"]
    return [
        SurveyValue(**{name: row[name] for name in names}, reason=_no_range(row["reason"], words))
        for row in answers.to_dicts()
    ]


def changes(answers: pl.DataFrame, policy: Policy, words: Words) -> list[SurveyVerdict]:
    """Return the change of each question's values around a policy."""
    questions = answers.select(surveys.ASKED).unique(maintain_order=True)["question"]
    found = surveys.changes(answers, policy)
    return [
        _changed(topic, question, change, words)
        for question, (topic, change) in zip(questions, found, strict=True)
    ]


def cautions(verdicts: list[SurveyVerdict], words: Words) -> list[str]:
    """Return what must be known of changes around a policy; nothing where none was looked at."""
    keys = []
    if any(change.low is not None for change in verdicts):
        keys.append("together")
    if any(change.windows for change in verdicts):
        keys.append("not_why")
    return [words.text(f"residents.{key}") for key in keys]


def sources(vintage: Vintage, words: Words) -> list[SurveySource]:
    """Return the sources of a city's surveys."""
    return [
        SurveySource(
            id=source.id,
            origin=source.origin,
            retrieved_on=source.retrieved_on,
            notes=words.say(source.notes) if source.notes else None,
        )
        for source in vintage.city.sources
        if TABLE in source.datasets
    ]


def table(vintage: Vintage) -> str:
    """Return the address of all values of a vintage's surveys as a file."""
    return file_address(vintage.city_id, vintage.vintage, TABLE, "csv")


def _changed(
    topic: str, question: str | None, change: SurveyChange | NoAnswer, words: Words
) -> SurveyVerdict:
    sentence = unescaped(change_words(topic, change, words))
    if isinstance(change, NoAnswer):
        reason = types.Reason(change.code, words.no_answer(change))
        numbers = dict.fromkeys(("before", "after", "difference", "low", "high"))
        return SurveyVerdict(
            topic=topic,
            question=question,
            windows=None,
            surveys_before=0,
            surveys_after=0,
            **numbers,
            verdict=None,
            reason=reason,
            sentence=sentence,
        )
    numbers = {
        name: finite(getattr(change.change, name))
        for name in ("before", "after", "difference", "low", "high")
    }
    return SurveyVerdict(
        topic=topic,
        question=question,
        windows=msgspec.convert(windows_json(change.windows), types.Windows),
        surveys_before=len(change.before),
        surveys_after=len(change.after),
        **numbers,
        verdict=change.change.verdict or None,
        reason=_no_range(change.reason, words),
        sentence=sentence,
    )


def _no_range(code: str, words: Words) -> types.Reason | None:
    return types.Reason(code, words.text(f"residents.{code}")) if code else None
