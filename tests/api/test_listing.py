"""What lies below /data/ can be found from its top, by a program and by a reader."""

import hashlib
import re

import msgspec
import pytest

from dashboard.record_files import FORMS
from queries.records.filters import datasets
from queries.vintage.catalog import open_city
from tests.api.asking import SITE
from tests.web.asking import Answer, ask


def get(path: str, **headers: str) -> Answer:
    """Return the answer to a request."""
    return ask(path, app=SITE, **headers)


def test_every_file_is_found_from_the_top() -> None:
    """Following the addresses leads to each table of each form, with a number of records."""
    cities = msgspec.json.decode(get("/data/").content)
    city = msgspec.json.decode(get(cities[0]["address"]).content)
    vintage = open_city("sample").vintage
    assert city["latest"] == vintage
    assert [entry["id"] for entry in city["vintages"]] == ["latest", vintage]
    for entry in city["vintages"]:
        tables = msgspec.json.decode(get(entry["address"]).content)["tables"]
        *of_records, beside, asked = tables
        assert [table["dataset"] for table in of_records] == datasets()
        assert all([file["form"] for file in table["files"]] == [*FORMS] for table in of_records)
        assert beside["dataset"] == "call_types"
        assert asked["dataset"] == "surveys"
        for table in (beside, asked):
            assert [file["form"] for file in table["files"]] == ["csv"]
        assert all(table["records"] > 0 for table in tables)
    files = {table["dataset"]: table["files"] for table in tables}
    head = ask(files["force"][0]["address"], "HEAD", SITE)
    assert head.status == 200


def test_the_sums_are_those_of_the_files() -> None:
    """Once asked for, a file stands in the lists with its bytes and its sum."""
    path = "/data/sample/latest/"
    ask(f"{path}force.csv", "HEAD", SITE)
    content = get(f"{path}force.csv").content
    total = hashlib.sha256(content).hexdigest()
    assert f"{total}  force.csv\n" in get(f"{path}SHA256SUMS").text
    listing = msgspec.json.decode(get(path).content)
    file = listing["tables"][0]["files"][0]
    assert (file["bytes"], file["sha256"]) == (len(content), total)


@pytest.mark.parametrize("path", ["/data/", "/data/sample/", "/data/sample/latest/"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_browser_gets_a_page(path: str, language: str) -> None:
    """A page in the reader's language has the same addresses; it is not sent again unchanged."""
    page = get(path, accept="text/html,*/*", accept_language=language)
    assert page.headers["content-type"].startswith("text/html")
    assert f'lang="{language}"' in page.text
    addresses = set(re.findall(r'"address":"([^"]+)"', get(path).text))
    assert addresses <= set(re.findall(r'href="([^"]+)"', page.text))
    again = get(
        path, accept="text/html", accept_language=language, if_none_match=page.headers["etag"]
    )
    assert again.status == 304
    assert get(path, if_none_match=page.headers["etag"]).status == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data", 308),
        ("/data/sample", 308),
        ("/data/sample/latest", 308),
        ("/data/nowhere/", 400),
        ("/data/sample/20200101-000000/", 404),
        ("/data/sample/20200101-000000/SHA256SUMS", 404),
        ("/data/sample/../", 404),
        ("/data/sample/latest/../../current", 404),
        ("/data/sample/latest/..%2fmanifest.json", 400),
        ("/data/sample/latest/.force.csv", 400),
        ("/data/sample/latest/force.csv%00", 400),
        ("/data/sample/latest/force.csv/", 404),
        ("/data/<script>/", 400),
    ],
)
def test_what_is_no_list_is_refused(path: str, status: int) -> None:
    """An unknown place is told as a problem, and no path leads to another file."""
    answer = get(path)
    assert answer.status == status
    if status == 308:
        assert answer.headers["location"] == f"{path}/"
    else:
        assert answer.headers["content-type"] == "application/problem+json"
