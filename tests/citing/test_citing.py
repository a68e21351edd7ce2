"""A citation holds an answer for good, whole, and nothing that its page does not show."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from dashboard.citing import store
from dashboard.citing.citation import ID_LETTERS, Citation
from dashboard.cli import app
from dashboard.words.languages import folders
from data.prune import prune, superfluous
from queries import warehouse
from queries.rate_limits import RateLimit
from queries.vintage.catalog import open_city
from tests.citing.asking import CHANGE, cite, get
from tests.conftest import at_home

pytestmark = [pytest.mark.usefixtures("citing_home"), pytest.mark.slow]
RECORDS = "page=get-the-data&city=sample&dataset=complaints&from=2020-01-01&area=5"


def content(address: str) -> dict[str, Any]:
    """Return what a citation's file holds."""
    citation: dict[str, Any] = json.loads(get(f"{address}.json").content)
    return citation


def files(home: Path) -> list[Path]:
    """Return the files of all citations."""
    return sorted((home / "citations").rglob("*.json"))


def test_reading_keeps_nothing(citing_home: Path) -> None:
    """What would be kept is shown, and only the button keeps it."""
    page = get(f"/cite/new?{CHANGE}&lang=es")
    assert page.status == 200
    assert '<form method="post"' in page.text
    assert not [path for path in files(citing_home) if "what_changed" in path.read_text()]


def test_a_citation_holds_all_of_the_answer() -> None:
    """Table, answer, choices, queries, program and build: as the figure's own address has them."""
    address = cite(CHANGE)
    cited, vintage = content(address), open_city("sample").vintage
    figure_query = CHANGE.partition("&")[2]
    for language in folders():
        figure = json.loads(get(f"/what-changed.json?{figure_query}&lang={language}").content)
        table = get(f"/what-changed.csv?{figure_query}&lang={language}").content
        statement = cited["statements"][language]
        assert statement["csv"].encode() == table
        assert statement["sha256"] == hashlib.sha256(table).hexdigest()
        assert (statement["title"], statement["text"]) == (figure["title"], figure["text"])
        assert statement["sentence"] == figure["sentence"] != ""
        assert statement["cautions"] == figure["cautions"] != []
        assert get(f"{address}.csv?lang={language}").content == table
    assert (
        cited["answer"] == json.loads(get(f"/what-changed.json?{figure_query}").content)["answer"]
    )
    assert cited["vintage"] == vintage
    assert ["policy", "deescalation-2019"] in cited["choices"]
    seal = warehouse.city_folder("sample") / vintage / "seal.json"
    assert cited["seal"] == hashlib.sha256(seal.read_bytes()).hexdigest()


def test_the_queries_can_be_asked_of_the_build() -> None:
    """Each query runs on the vintage with its values; one of them counts the events compared."""
    queries = content(cite(CHANGE))["queries"]
    reader = open_city("sample").reader
    assert len(queries) > 1
    for query in queries:
        reader.frame(query["sql"], query["values"])
    assert any("daily_counts" in query["sql"] for query in queries)


def test_one_question_has_one_address(citing_home: Path) -> None:
    """The address is the same in every language and however much of the question is left out."""
    address = cite(CHANGE)
    before = files(citing_home)
    shorter = "page=what-changed&figure=change"
    assert {address} == {
        cite(f"{query}&lang={x}") for query in (CHANGE, shorter) for x in folders()
    }
    assert files(citing_home) == before
    assert address != cite("page=what-changed&figure=series")
    assert len(address.rpartition("/")[2]) == ID_LETTERS
    assert address in get(f"/cite/new?{CHANGE}").text


def test_records_are_cited_by_their_filter() -> None:
    """The filter is kept in words and as a query; the file is that of the vintage, with its sum."""
    address = cite(RECORDS)
    cited = content(address)
    assert "2020" in cited["statements"]["en"]["text"]
    file = get(cited["records"]["address"])
    assert cited["records"]["n"] == len(file.text.splitlines()) - 1
    assert cited["records"]["sha256"] == hashlib.sha256(file.content).hexdigest()
    assert get(f"{address}.csv").headers["location"] == cited["records"]["address"]
    (query,) = cited["queries"]
    assert len(open_city("sample").reader.frame(query["sql"])) == cited["records"]["n"]
    assert cited["statements"]["en"]["text"].removesuffix(".") in get(f"{address}.ris").text
    assert get(address).status == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=none", 404),
        ("", 422),
        ("page=glossary&city=sample", 422),
        ("page=what-changed&foo=1", 400),
        ("page=what-changed&measure=none", 404),
        ("page=how-we-know", 422),
        ("page=what-changed&page=overview", 400),
    ],
)
def test_what_has_no_answer_is_not_kept(query: str, status: int, citing_home: Path) -> None:
    """A question without an answer is refused in words on a page, and nothing is written."""
    before = files(citing_home)
    answer = get(f"/cite/new?{query}", "POST")
    if not query:  # the front page itself
        assert answer.status == 303
        return
    assert (answer.status, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert files(citing_home) == before


@pytest.mark.parametrize(
    "name",
    ["aaaaaaaaaaaa", "..", "AAAAAAAAAAAA", "a*", "[a]", "x" * 500, "aaaaaaaaaaaa.exe", "a/b"],
)
def test_an_id_that_is_none_is_not_found(name: str) -> None:
    """No name reaches a file that is no citation."""
    assert get(f"/cite/{name}").status == 404


def test_what_is_kept_stays_when_the_program_changes(citing_home: Path) -> None:
    """The kept answer is served as it was, and the page says that today's is another one."""
    address = cite(CHANGE)
    assert "gives the same answer today" in get(address).text
    (path,) = [path for path in files(citing_home) if path.stem in address]
    cited = msgspec.json.decode(path.read_bytes(), type=Citation)
    original = path.read_bytes()
    cited.statements["en"].title = "As it was <b>then</b>"
    path.write_bytes(msgspec.json.encode(cited))
    try:
        page = get(address).text
        assert "As it was &lt;b&gt;then&lt;/b&gt;" in page
        assert "program gives another answer" in page
        assert cite(CHANGE) == address
        assert "As it was" in get(f"{address}.json").text
    finally:
        path.write_bytes(original)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://accord.example.org.evil"]
)
def test_another_sites_page_keeps_nothing(origin: str, citing_home: Path) -> None:
    """A form of another host, which its visitors send unaware, writes no citation here."""
    before = files(citing_home)
    query = "page=monthly-review&city=sample&figure=months"
    assert get(f"/cite/new?{query}", "POST", origin=origin).status == 422
    assert files(citing_home) == before
    assert get(f"/cite/new?{CHANGE}", "POST", origin="https://accord.example.org").status == 303


def test_a_damaged_citation_says_so(citing_home: Path) -> None:
    """A file that was cut is not served, and not taken for another one."""
    address = cite("page=complaints&city=sample")
    (path,) = [path for path in files(citing_home) if path.stem in address]
    path.write_bytes(path.read_bytes()[:100])
    assert get(address).status == 503
    assert get(f"{address}.json").status == 503


@pytest.mark.parametrize(
    ("limit", "status"), [("MOST_BYTES", 422), ("MOST_BYTES_IN_ALL", 503), ("MOST_A_DAY", 503)]
)
def test_nobody_fills_the_disk(
    limit: str, status: int, citing_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond each limit a new citation is refused in words; one that is kept stays to be had."""
    address = cite(CHANGE)
    before = files(citing_home)
    monkeypatch.setattr(store, limit, 1)
    answer = get("/cite/new?page=monthly-review&city=sample", "POST")
    assert answer.status == status
    assert files(citing_home) == before
    assert cite(CHANGE) == address


def test_one_client_leaves_citations_to_others(
    citing_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond its own number a client waits and nothing is written; what is kept it may cite."""
    cite("page=overview&city=sample")
    monkeypatch.setattr(store, "by_client", RateLimit(0, store.DAY_S))
    before = files(citing_home)
    answer = get("/cite/new?page=compare-neighborhoods&city=sample&measure=complaints", "POST")
    assert answer.status == 429
    assert 0 < int(answer.headers["retry-after"]) <= store.DAY_S
    assert files(citing_home) == before
    assert cite("page=overview&city=sample")


def test_a_citation_is_withdrawn(citing_home: Path) -> None:
    """All its addresses say that it was, and why; it keeps no build, and cannot be kept anew."""
    question = "page=data-quality&city=sample"
    address = cite(question)
    name = address.rpartition("/")[2]
    earlier = warehouse.cited_vintages("sample").total()
    for form in (".json", ".csv"):  # no cache may give it without asking
        assert get(address + form).headers["cache-control"] == "public, no-cache"
    reason = "The table named <people>."
    result = CliRunner().invoke(app, ["withdraw", name, "--reason", reason])
    assert (result.exit_code, result.stdout) == (0, f"{name} is withdrawn\n"), result.stderr
    assert warehouse.cited_vintages("sample").total() == earlier - 1
    for form in (".json", ".csv", ".bib"):
        gone = get(address + form)
        assert (gone.status, gone.headers["content-type"]) == (410, "application/problem+json")
        assert json.loads(gone.content)["detail"].endswith(reason)
    page = get(f"{address}?lang=es")
    assert page.status == 410
    assert "The table named &lt;people&gt;." in page.text
    assert get(f"/cite/new?{question}", "POST").status == 410
    assert not [path for path in files(citing_home) if path.stem == name]
    again = CliRunner().invoke(app, ["withdraw", name, "--reason", reason])
    assert again.exit_code == 2
    assert "There is no such citation" in again.stderr


def test_a_home_that_is_read_only_says_so(
    citing_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where nothing can be written the page says that no citation is kept, and does not fail."""
    (tmp_path / "warehouse").symlink_to(citing_home / "warehouse")
    (tmp_path / "citations").write_text("in the way")
    with at_home(tmp_path):
        answer = get(f"/cite/new?{CHANGE}", "POST")
    assert (answer.status, answer.headers["retry-after"]) == (503, "600")


def test_what_is_cited_is_not_pruned(small_home: Path, tmp_path: Path) -> None:
    """A vintage with a citation stays whatever `prune` keeps, and its citation still answers."""
    shutil.copytree(small_home / "warehouse", tmp_path / "warehouse", symlinks=True)
    with at_home(tmp_path):
        old = warehouse.current("sample")
        assert old is not None
        address = cite(CHANGE)
        folder = warehouse.city_folder("sample")
        for name in ("20990101-000000", "20990102-000000", "20990103-000000"):
            shutil.copytree(folder / old, folder / name)
        (folder / "current").write_text("20990103-000000")
        assert old not in superfluous("sample", 1)
        said = CliRunner().invoke(app, ["prune", "sample", "--keep", "1"]).stdout
        assert f"sample {old} stays: 1 citation of it" in said
        assert "data/sensitive.toml" in said
        prune("sample", [old])  # listed before it was cited
        assert (folder / old).is_dir()
        assert content(address)["vintage"] == old
        assert get(f"/what-changed.csv?vintage={old}&figure=change").status == 200
        shutil.rmtree(tmp_path / "citations")
        assert old in superfluous("sample", 1)
