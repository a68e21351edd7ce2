"""The addresses of briefs: the file of the terminal, made once, refused in words."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.applications import Starlette

from dashboard.api import limits
from dashboard.brief import routes
from dashboard.brief.files import brief_file
from dashboard.brief.subject import subject
from dashboard.catalogue.addresses import brief_address
from dashboard.web.addresses import is_known
from dashboard.words import load
from queries.rate_limits import RateLimit
from queries.vintage.catalog import Vintage
from tests.conftest import at_home
from tests.web.asking import SITE, Answer, ask

APP = Starlette(routes=routes.ROUTES)
MONTH = "2020-04.pdf"


def get(path: str, **headers: str) -> Answer:
    """Return the answer to a request for a brief of the sample city."""
    return ask(f"/brief/sample/{path}", app=APP, **headers)


@pytest.fixture(autouse=True)
def _at_small(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(limits, "requests", RateLimit(limits.MOST_A_MINUTE, limits.MINUTE_S))
    monkeypatch.setattr(routes, "_briefs", type(routes._briefs)(routes.MOST_BRIEFS))
    with at_home(small_home):
        yield


def test_the_file_is_the_terminals(small: Vintage) -> None:
    """Byte for byte what `accord brief` writes with this site's address, with name and type."""
    answer = get(f"latest/{MONTH}")
    about = subject(small, load("en"), dt.date(2020, 4, 1), site=SITE)
    assert answer.content == brief_file(about, "chief", "pdf", "a4")
    assert answer.headers["content-type"] == "application/pdf"
    named = 'inline; filename="brief_sample_2020-04_chief_en.pdf"'
    assert answer.headers["content-disposition"] == named
    assert answer.headers["accord-vintage"] == small.vintage


def test_each_choice_is_taken(small: Vintage) -> None:
    """Area, edition, language, paper and form are those of the address."""
    query = "area=3&edition=community&lang=es&paper=letter"
    answer = get(f"{small.vintage}/2020-04.html?{query}")
    about = subject(small, load("es"), dt.date(2020, 4, 1), area="3", site=SITE)
    assert answer.content == brief_file(about, "community", "html", "letter")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_latest_month_is_that_of_the_page(small: Vintage) -> None:
    """Without a month it is the newest that is settled."""
    assert get("latest/latest.html").content == brief_file(
        subject(small, load("en"), site=SITE), "chief", "html", "a4"
    )


def test_a_brief_is_made_once() -> None:
    """The same address twice makes one file; who has it is sent nothing."""
    first = get(f"latest/{MONTH}")
    assert get(f"latest/{MONTH}").content == first.content
    assert len(routes._briefs._entries) == 1
    again = get(f"latest/{MONTH}", if_none_match=first.headers["etag"])
    assert (again.status, again.content) == (304, b"")
    assert get(f"latest/{MONTH}?lang=es").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("latest/2020-04.docx", 400, "no_such_value"),
        ("latest/2020-4.pdf", 400, "unreadable_value"),
        ("latest/1999-01.pdf", 422, "month_not_settled"),
        ("latest/2020-04.pdf?edition=mayor", 400, "no_such_value"),
        ("latest/2020-04.pdf?paper=a9", 400, "no_such_value"),
        ("latest/2020-04.pdf?layer=moon", 404, "no_such_layer"),
        ("latest/2020-04.pdf?area=Atlantis", 404, "no_such_area_in_month"),
        ("latest/2020-04.pdf?colour=red", 400, "no_such_parameter"),
        ("20000101-000000/2020-04.pdf", 404, "no_such_vintage"),
    ],
)
def test_a_mistake_is_told(path: str, status: int, code: str) -> None:
    """What cannot be answered is a problem with its reason, never another brief."""
    answer = get(path)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert msgspec.json.decode(answer.content)["code"] == code


def test_making_one_takes_a_place_of_the_interface() -> None:
    """While a client has as many requests under way as it may, its brief is refused for a while."""
    with limits.place(""), limits.place(""):
        answer = get(f"latest/{MONTH}")
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert get(f"latest/{MONTH}").status == 200


def test_the_button_leads_to_the_file(small: Vintage) -> None:
    """The address of the button is known to the site, and gives the PDF of its month and layer."""
    choices = {"layer": "district", "lang": "es"}
    address = brief_address("sample", small.vintage, "2020-04", "pdf", **choices)
    assert is_known(address.partition("?")[0])
    answer = ask(address, app=APP)
    assert answer.content.startswith(b"%PDF")
    assert "2020-04_chief_es.pdf" in answer.headers["content-disposition"]
