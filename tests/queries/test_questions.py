"""The comparison that answers a resident's question, and the reason where there is none."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from data import register
from data.config import City, read_city
from queries.change.compare import compare
from queries.change.questions import (
    OUTCOMES,
    QuestionAnswer,
    meant_policy,
    opening,
    question_answers,
)
from queries.change.trend import trend
from queries.declared.measures import measures
from queries.errors import BadInput, NoAnswer
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import HomeOf, at_home

OWN = """
[[questions]]
id = "force_less_often"
text = { en = "Less force?", es = "¿Menos fuerza?" }
measures = ["force"]
asked = { on = 2018-05-01, where = { en = "a meeting", es = "una reunión" }, source = "minutes" }
"""


def opened(city: str, home: Path) -> Vintage:
    """Return a city's published vintage."""
    with at_home(home):
        return open_city(city)


def by_id(vintage: Vintage) -> dict[str, QuestionAnswer]:
    """Return the answers of a city by the id of their question."""
    return {answer.question.id: answer for answer in question_answers(vintage)}


def loaded(city: City) -> list[tuple[str, int]]:
    """Return core.questions as the build fills it: id and position."""
    with duckdb.connect() as con:
        con.execute("create schema core")
        con.execute("create table core.areas (layer text, area_id text)")
        register.load_register(con, city)
        return con.sql(
            "select question_id, position from core.questions order by position"
        ).fetchall()


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[City, Path]:
    """The sample city with an empty folder in place of its register, and its questions' file."""
    city = read_city("sample")
    monkeypatch.setattr("data.config.PACKS", tmp_path)
    monkeypatch.delenv("ACCORD_PACKS", raising=False)
    (tmp_path / "sample").mkdir()
    return city, tmp_path / "sample" / "questions.toml"


def test_the_policy_that_meant_to_move_answers(sample_home: Path) -> None:
    """All five questions use the newest policy that aims at them, not the change in reporting."""
    answers = by_id(opened("sample", sample_home))
    assert {
        key: (answer.measure.id, answer.policy and answer.policy.id)
        for key, answer in answers.items()
    } == {
        "force_less_often": ("force_per_calls", "deescalation-2019"),
        "crisis_treated_differently": ("force_in_crisis", "deescalation-2019"),
        "complaints_answered": ("complaints_closed_180", "deescalation-2019"),
        "people_still_call": ("calls_per_residents", "deescalation-2019"),
        "officers_safer": ("force_officer_injured", "deescalation-2019"),
    }


def test_the_first_measure_the_records_can_show(chicago_home: Path) -> None:
    """Chicago has no calls: force is per resident, and questions about calls have a reason."""
    answers = by_id(opened("chicago", chicago_home))
    assert answers["force_less_often"].measure.id == "force_per_residents"
    assert answers["people_still_call"].lack == "not_published"
    assert answers["crisis_treated_differently"].lack == "not_published"


def test_without_a_policy_the_last_years_are_told(new_orleans_home: Path) -> None:
    """No date is picked for New Orleans: five settled years, newest first, and no verdict."""
    vintage = opened("new_orleans", new_orleans_home)
    answer = by_id(vintage)["force_less_often"]
    assert (answer.measure.id, answer.policy) == ("force", None)
    levels = answer.levels
    assert levels is not None
    assert levels["first_on"].to_list() == [dt.date(year, 1, 1) for year in range(2022, 2017, -1)]
    assert levels["last_on"][0] == vintage.span(measures()["force"])[1]
    city = compare(
        vintage,
        "force",
        before=(levels["first_on"][1], levels["last_on"][1]),
        after=(levels["first_on"][0], levels["last_on"][0]),
    ).table.row(0, named=True)
    assert levels["events"].to_list()[:2] == [city["after_events"], city["before_events"]]
    assert levels["rate"].to_list()[:2] == pytest.approx([city["after_rate"], city["before_rate"]])


def test_nothing_is_compared_around_no_date(new_orleans_home: Path) -> None:
    """Without a policy, a date or periods there is no comparison and no trend."""
    vintage = opened("new_orleans", new_orleans_home)
    for ask in (compare, trend):
        with pytest.raises(NoAnswer) as refusal:
            ask(vintage, "force")
        assert refusal.value.code == "no_date"


@pytest.mark.parametrize("city", ["sample", "chicago", "new_orleans", "portland", "cincinnati"])
def test_every_way_leads_somewhere(city: str, home_of: HomeOf) -> None:
    """An answer with a policy has a comparison; one without has levels or a reason."""
    vintage = opened(city, home_of(city))
    for answer in question_answers(vintage):
        if answer.lack is not None:
            assert (answer.policy, answer.levels) == (None, None)
        elif answer.policy:
            compare(vintage, answer.measure.id, None, answer.policy.id)
        else:
            assert answer.levels is not None


def test_a_year_that_a_gap_interrupts_is_no_year(cincinnati_home: Path) -> None:
    """Cincinnati's answer uses the agreement of 2002: the year after the gap is not whole."""
    answer = by_id(opened("cincinnati", cincinnati_home))["force_less_often"]
    assert answer.policy is not None
    assert answer.policy.effective_on == dt.date(2002, 4, 12)
    assert answer.levels is None


def test_asheville_tells_who_asked(asheville_home: Path) -> None:
    """The city's own questions come first, with their source and what is lacking."""
    answers = question_answers(opened("asheville", asheville_home))
    assert [answer.question.id for answer in answers][:2] == ["calming_first", "easier_to_complain"]
    assert answers[0].question.origin is not None
    assert answers[0].question.origin["on"] == "2016-09-19"
    assert [answer.lack for answer in answers[:2]] == ["not_at_hand", "no_residents"]


def test_a_citys_question_takes_the_general_ones_place(pack: tuple[City, Path]) -> None:
    """The city's questions come first and replace a general question of the same id."""
    city, path = pack
    path.write_text(OWN, encoding="utf-8")
    questions = loaded(city)
    assert questions[0] == ("force_less_often", 0)
    assert [position for _, position in questions] == [0, 1, 2, 3, 4]
    assert len({name for name, _ in questions}) == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OWN.replace(', source = "minutes"', ""), "asked.source"),
        (OWN.replace('measures = ["force"]', 'measures = ["forse"]'), "does not exist"),
        (OWN + 'policy = "no-such"\n', "does not exist"),
        (OWN + 'answers = { sank = { en = "Yes", es = "Sí" } }\n', "no outcome"),
        (OWN + 'answers = { fell = "Yes" }\n', "answers.fell"),
    ],
)
def test_a_question_nobody_can_place_is_refused(
    text: str, message: str, pack: tuple[City, Path]
) -> None:
    """A question without source, or of an unknown measure or policy, stops the build."""
    city, path = pack
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        loaded(city)


def test_every_question_can_be_asked_in_both_languages(sample_home: Path) -> None:
    """The general questions have words in both languages and measures that exist."""
    for answer in question_answers(opened("sample", sample_home)):
        assert set(answer.question.text) == {"en", "es"}
        assert set(answer.question.measures) <= set(measures())
        assert set(answer.question.answers) == set(OUTCOMES.values())
        assert all(set(text) == {"en", "es"} for text in answer.question.answers.values())


def test_a_level_needs_whole_years(portland_home: Path) -> None:
    """Portland has 34 settled months: two years of them are told, the rest is no year."""
    levels = by_id(opened("portland", portland_home))["force_less_often"].levels
    assert levels is not None
    assert levels["first_on"].to_list() == [dt.date(2019, 5, 1), dt.date(2018, 5, 1)]
    assert levels["last_on"].to_list() == [dt.date(2020, 4, 30), dt.date(2019, 4, 30)]


def test_a_city_opens_with_the_policy_that_meant_its_measure(chicago_home: Path) -> None:
    """Chicago opens with force around the order of 2021, wherever it is asked first."""
    vintage = opened("chicago", chicago_home)
    offered = vintage.measures(vintage.layer().id)
    found = opening(vintage, offered)
    assert found is not None
    policy, measure = found
    assert (policy.id, measure.id) == ("g03-02-2021", "force")
    answer = by_id(vintage)["force_less_often"]
    assert answer.policy is not None
    assert answer.policy.id == policy.id


def test_the_policy_that_meant_a_measure_comes_before_a_later_one(sample_home: Path) -> None:
    """Complaints per call were meant by no citywide policy: the latest that meant anything."""
    vintage = opened("sample", sample_home)
    found = {
        name: meant_policy(vintage, measures()[name]) for name in ("force_per_calls", "complaints")
    }
    assert {name: policy and policy.id for name, policy in found.items()} == {
        "force_per_calls": "deescalation-2019",
        "complaints": "deescalation-2019",
    }
