"""Files at addresses that last hold exactly the rows of the page's own files."""

import io
from urllib.parse import parse_qs

import polars as pl
import pytest

from dashboard.api import files as sending
from dashboard.api.files import MOST_AT_ONCE, MOST_OF_ONE
from dashboard.bundle import forms
from dashboard.record_files import EXPLAINED
from queries.rate_limits import Places
from queries.records import extracts, files
from queries.records.filters import Filter, from_query
from queries.vintage.catalog import open_city
from tests.api.asking import SITE
from tests.web.asking import SITE as ADDRESS
from tests.web.asking import Answer, ask

SMALL = "latest/force.csv?to=2017-01-01"


def get(path: str, method: str = "GET", **headers: str) -> Answer:
    """Return the answer to a request for a file."""
    return ask(f"/data/sample/{path}", method, SITE, **headers)


def selected(query: str) -> Filter:
    """Return the filter that the page makes of the same choices."""
    fixed = {"city": ["sample"], "dataset": ["force"]}
    return from_query({"layer": [open_city("sample").layer().id], **parse_qs(query), **fixed})


@pytest.mark.parametrize("query", ["", "from=2019-01-01&to=2019-12-31", "column=occurred_at"])
@pytest.mark.parametrize("form", list(files.FORMS))
def test_a_file_is_the_pages(form: str, query: str) -> None:
    """Byte for byte what the page's button gives for the same filter, under the same name."""
    sample, selection = open_city("sample"), selected(query)
    answer = get(f"latest/force.{form}?{query}")
    made = files.MAKERS[form](sample, selection)
    if form == "parquet":  # rows in the same order; the file itself has no one form
        assert pl.read_parquet(io.BytesIO(answer.content)).equals(
            pl.read_parquet(io.BytesIO(b"".join(made)))
        )
    else:
        assert answer.content == b"".join(made)
    assert files.file_name(sample, selection, form) in answer.headers["content-disposition"]
    if form == "csv":
        rows = len(answer.text.splitlines()) - 1
        assert rows == extracts.matched(sample, selection) > 0


@pytest.mark.parametrize("form", list(EXPLAINED))
def test_a_documented_file_is_that_of_the_terminal(form: str) -> None:
    """Bundle, workbook and file of Stata are what `bundle` gives, with this site's address."""
    sample, selection = open_city("sample"), selected("from=2019-01-01&to=2019-01-31")
    answer = get(f"latest/force.{form}?from=2019-01-01&to=2019-01-31&lang=es")
    assert (answer.status, answer.headers["content-type"]) == (200, EXPLAINED[form])
    assert files.file_name(sample, selection, form) in answer.headers["content-disposition"]
    assert answer.content == b"".join(forms.bundle(sample, selection, "es", ADDRESS, form))
    english = get(f"latest/force.{form}?from=2019-01-01&to=2019-01-31", "HEAD")
    assert english.headers["etag"] != answer.headers["etag"]


def test_more_records_than_a_format_holds_are_refused() -> None:
    """The problem names the format's limit and the formats that have none."""
    answer = get("latest/calls.xlsx")
    assert answer.status == 422
    assert '"code":"too_many_records"' in answer.text
    assert "100,000" in answer.text


def test_the_address_of_a_vintage_stays() -> None:
    """The latest file names its own vintage's address, which gives the same."""
    latest = get("latest/complaints.csv?from=2020-01-01")
    path = latest.headers["link"].partition("<")[2].partition(">")[0]
    kept = ask(path, app=SITE)
    assert kept.content == latest.content
    for answer in (latest, kept):
        assert answer.headers["cache-control"] == "public, no-cache"
    again = ask(path, app=SITE, if_none_match=kept.headers["etag"])
    assert (again.status, again.content) == (304, b"")
    assert get("latest/complaints.csv", if_none_match=kept.headers["etag"]).status == 200


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("latest/force.xls", 400, "form"),
        ("latest/force", 400, "form"),
        ("latest/persons_by_name.csv", 400, "dataset"),
        ("20200101-000000/force.csv", 404, "vintage"),
        ("latest/force.csv?form=1900", 400, "form"),
        ("latest/force.csv?from=1900-13-01", 400, "from"),
        ("latest/force.csv?where.race=White", 404, None),
        ("latest/force.csv?column=race", 404, None),
        ("latest/force.csv?layer=none", 404, "layer"),
    ],
)
def test_what_is_no_file_is_refused(path: str, status: int, parameter: str | None) -> None:
    """Another format, table, vintage or filter is told, and no column of people's race is sent."""
    answer = get(path)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    if parameter:
        assert f'"parameter":"{parameter}"' in answer.text


def test_what_may_leave_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release with other rules gives another file at the same address, frozen or not."""
    path = f"{open_city('sample').vintage}/force.csv?to=2017-01-01"
    tag = get(path).headers["etag"]
    assert get(path, if_none_match=tag).status == 304
    monkeypatch.setattr(sending, "release", lambda: "another")
    again = get(path, if_none_match=tag)
    assert again.status == 200
    assert again.headers["etag"] != tag


def taken_by(*clients: str) -> Places:
    """Return places of which each of the clients has one."""
    places = Places(MOST_AT_ONCE, MOST_OF_ONE)
    for client in clients:
        places.take(client)
    return places


def test_places_are_given_back() -> None:
    """More files than may be made at once can be had one after the other, and HEAD takes none."""
    for _ in range(MOST_AT_ONCE + 1):
        assert get(SMALL).status == 200
    assert sending.makers.taken == 0


@pytest.mark.parametrize("clients", [[""] * MOST_OF_ONE, ["1", "2"] * MOST_OF_ONE])
def test_a_busy_site_says_so(clients: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the places of all, or of one client, a file is to be asked for later."""
    monkeypatch.setattr(sending, "makers", taken_by(*clients))
    busy = get(SMALL)
    assert (busy.status, busy.headers["retry-after"]) == (503, str(sending.BUSY_S))
    head = get(SMALL, "HEAD")
    assert (head.status, head.content) == (200, b"")


def test_one_client_leaves_places_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one client has all that it may have, another gets its file."""
    monkeypatch.setattr(sending, "makers", taken_by(*["another"] * MOST_OF_ONE))
    assert get(SMALL).status == 200
