"""The address of a page with an ending gives what the page shows, and answers no other question."""

import csv
import io
from typing import Any
from xml.etree import ElementTree as Tree

import msgspec
import polars as pl
import pytest

from dashboard.charts.picture import SCALE, WIDTH
from dashboard.pages import url_path
from dashboard.parts.title import WITHOUT_CITY
from dashboard.reading.answers import ADDRESSES, FORMS, MAIN
from dashboard.reading.page import VIEWS
from dashboard.reading.surface import Reading
from dashboard.tables.comparison import comparison_table, worded
from dashboard.tables.spreadsheet import as_csv
from dashboard.web.addresses import is_known
from dashboard.words import load
from queries.change.compare import compare
from queries.vintage.catalog import open_city
from tests.api.asking import SITE, content
from tests.dashboard.test_picture import size
from tests.web.asking import Answer, ask

CHANGE = "measure=force&policy=deescalation-2019"
NO_FIGURE = {"glossary", "sql"}
"""Pages that show no figure."""


def get(address: str, method: str = "GET", **headers: str) -> Answer:
    """Return the answer to a request for a figure."""
    return ask(address, method, SITE, **headers)


def figure_at(address: str) -> dict[str, Any]:
    """Return what a figure's address ending with .json says."""
    answer = get(address)
    assert answer.status == 200, answer.text
    figure: dict[str, Any] = msgspec.json.decode(answer.content)
    return figure


def test_every_page_has_its_addresses() -> None:
    """Each page and each ending is an address that the site knows, and no other ending is."""
    assert {f"{url_path(name)}.{form}" for name in VIEWS for form in FORMS} == ADDRESSES
    assert all(is_known(f"/{address}") for address in ADDRESSES)
    assert not is_known("/what-changed.exe")
    assert get("/what-changed.xlsx").status == 400


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in VIEWS if name not in NO_FIGURE])
def test_every_figure_of_every_page_can_be_had(name: str) -> None:
    """Each figure has an address that gives itself again, its table, and what its page says."""
    page = url_path(name)
    ids = figure_at(f"/{page}.json?city=sample")["figures"]
    assert ids
    if name in MAIN:
        assert MAIN[name] in ids
    for figure_id in ids:
        figure = figure_at(f"/{page}.json?city=sample&figure={figure_id}")
        assert (figure["figure"], figure["figures"]) == (figure_id, ids)
        assert figure["title"]
        addresses = figure["addresses"]
        assert figure_at(addresses["json"]) == figure
        if not addresses["csv"].startswith("/data/"):
            table = get(addresses["csv"]).content.decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(table)))
            assert rows[0] == figure["table"]["columns"]
            assert len(rows) - 1 == len(figure["table"]["rows"]) > 0
        assert ("svg" in addresses) == ("png" in addresses)
        assert "sample" not in figure_id
        if name not in WITHOUT_CITY:
            assert figure["vintage"] in addresses["json"]


@pytest.mark.parametrize("name", sorted(NO_FIGURE))
def test_a_page_without_a_figure_says_so(name: str) -> None:
    """A page of words has no table, and the problem says that."""
    answer = get(f"/{url_path(name)}.csv")
    assert (answer.status, msgspec.json.decode(answer.content)["code"]) == (422, "no_figure")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_table_is_that_of_the_question(language: str) -> None:
    """Byte for byte what the page's button gives, made here of the comparison itself."""
    sample, words = open_city("sample"), load(language)
    comparison = compare(sample, "force", None, "deescalation-2019")
    table = comparison_table(worded(comparison, words), words)
    query = f"city=sample&{CHANGE}&figure=change&lang={language}"
    answer = get(f"/what-changed.csv?{query}")
    assert answer.content == as_csv(table).encode()
    assert answer.headers["accord-vintage"] == sample.vintage


@pytest.mark.parametrize(
    ("page", "query", "question"),
    [
        ("what-changed", CHANGE, f"compare?{CHANGE}"),
        ("your-neighborhood", f"{CHANGE}&area=5", f"compare?{CHANGE}"),
        (
            "what-changed",
            "policy=own&date=2019-04-01&measure=complaints",
            "compare?on=2019-04-01&measure=complaints",
        ),
        (
            "what-changed",
            "policy=periods&measure=force&before_from=2017-01-01&before_to=2017-12-31"
            "&after_from=2019-01-01&after_to=2019-12-31",
            "compare?measure=force&before_from=2017-01-01&before_to=2017-12-31"
            "&after_from=2019-01-01&after_to=2019-12-31",
        ),
        ("trend-around-policy", CHANGE, f"trend?{CHANGE}"),
        (
            "monthly-review",
            "month=2023-05&by=neighborhood",
            "review?month=2023-05&layer=neighborhood",
        ),
    ],
)
def test_the_answer_is_that_of_the_interface(page: str, query: str, question: str) -> None:
    """One question, asked by page or by interface, has one answer, and the page names the other."""
    figure = figure_at(f"/{page}.json?city=sample&{query}")
    assert figure["answer"] == content(f"/cities/sample/{question}")
    assert msgspec.json.decode(get(figure["addresses"]["api"]).content) == figure["answer"]
    if page == "your-neighborhood":
        areas = {area["area_id"]: area["sentence"] for area in figure["answer"]["areas"]}
        assert figure["sentence"] == areas["5"]


@pytest.mark.parametrize(
    ("address", "status", "code", "parameter"),
    [
        ("what-changed.csv?foo=1", 400, "no_such_parameter", "foo"),
        ("what-changed.csv?measure=none", 404, "no_such_value", "measure"),
        ("what-changed.csv?policy=none", 404, "no_such_value", "policy"),
        ("what-changed.csv?measure=force&measure=calls", 400, "too_many_values", "measure"),
        (f"what-changed.csv?{CHANGE}&date=2019-01-01", 400, "no_such_parameter", "date"),
        ("what-changed.csv?policy=own", 422, "no_figure", None),
        ("what-changed.csv?city=atlantis", 400, "no_such_value", "city"),
        ("what-changed.csv?vintage=20200101-000000", 404, "no_such_vintage", "vintage"),
        ("what-changed.csv?lang=xx", 400, "no_such_value", "lang"),
        ("what-changed.csv?figure=none", 404, "no_such_figure", "figure"),
        (f"what-changed.csv?measure={'x' * 500}", 400, "too_many_values", "measure"),
        ("use-of-force.png?figure=force_reason", 404, "no_picture", "figure"),
        ("get-the-data.json?where.none=1", 400, "no_such_parameter", "where.none"),
        ("get-the-data.json?from=2019-13-01", 404, "no_such_value", "from"),
        ("how-we-know.csv?vintage=20200101-000000", 400, "no_such_parameter", "vintage"),
    ],
)
def test_no_other_question_is_answered(
    address: str, status: int, code: str, parameter: str | None
) -> None:
    """What the page does not know or offer is refused, and the parameter is named."""
    answer = get(f"/{address}")
    problem = msgspec.json.decode(answer.content)
    assert (answer.status, problem["code"], problem.get("parameter")) == (status, code, parameter)


def test_an_unknown_figure_gets_the_list() -> None:
    """The problem lists the figures of the page, and those with a picture where it has none."""
    problem = msgspec.json.decode(get("/what-changed.csv?city=sample&figure=none").content)
    assert problem["allowed"] == figure_at("/what-changed.json?city=sample")["figures"]
    problem = msgspec.json.decode(get("/use-of-force.svg?figure=force_reason").content)
    assert "force_over_time" in problem["allowed"]
    assert "force_reason" not in problem["allowed"]


def test_a_figure_has_all_cautions_of_its_answer() -> None:
    """What the page says to keep in mind goes with its figures, not only what it warns of."""
    figure = figure_at("/what-changed.json?city=sample")
    texts = [caution["text"] for caution in figure["answer"]["cautions"]]
    assert set(texts) <= set(figure["cautions"])
    assert len(texts) > 1


def test_pictures_carry_their_words() -> None:
    """A picture has title, source with the build, caution and address; it is text or an image."""
    figure = figure_at("/what-changed.json?city=sample")
    svg = get("/what-changed.svg?city=sample")
    text = " ".join("".join(Tree.fromstring(svg.text).itertext()).split())  # noqa: S314 - our own
    squeezed = text.replace(" ", "")
    for part in (figure["title"], figure["source"], *figure["cautions"]):
        assert part.replace(" ", "") in squeezed
    assert figure["vintage"] in squeezed
    assert figure["addresses"]["page"] in squeezed
    assert svg.headers["content-type"] == "image/svg+xml"
    width, _ = size(get("/what-changed.png?city=sample").content)
    assert width >= WIDTH * SCALE


def test_a_figure_is_sent_once() -> None:
    """The ETag spares the content, the canonical address names the vintage, others may read."""
    first = get("/complaints.csv?city=sample")
    again = get("/complaints.csv?city=sample", if_none_match=first.headers["etag"])
    assert (again.status, again.content) == (304, b"")
    frozen = first.headers["link"].partition("<")[2].partition(">")[0]
    assert get(frozen).content == first.content
    assert first.headers["access-control-allow-origin"] == "*"
    assert get("/complaints.csv", "OPTIONS").status == 204
    assert "ratelimit-remaining" in first.headers


def test_the_records_lead_to_their_file() -> None:
    """The table of Get the data is the file of exactly the records of the page's filter."""
    answer = get("/get-the-data.csv?city=sample&dataset=complaints&from=2020-01-01&area=5")
    vintage = open_city("sample").vintage
    layer = "layer=neighborhood&from=2020-01-01&area=5"
    assert answer.headers["location"] == f"/data/sample/{vintage}/complaints.csv?{layer}"
    figure = figure_at("/get-the-data.json?city=sample&dataset=complaints&from=2020-01-01&area=5")
    rows = pl.read_csv(get(figure["addresses"]["csv"]).content)
    assert figure["title"].startswith(f"{len(rows)} ")


def test_what_no_page_uses_is_not_answered() -> None:
    """A function of Streamlit that a reading does not know fails, and is not taken for nothing."""
    with pytest.raises(AttributeError):
        Reading(None, None).slider("x", 0, 1)  # type: ignore[arg-type]
