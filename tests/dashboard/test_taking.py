"""Files are offered at their addresses, with their length, and lines for scripts that run."""

import ast
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.parts.scripts import script_lines
from queries.records import extracts, files
from queries.records.filters import Filter
from queries.vintage.catalog import open_city
from tests.api.asking import SITE
from tests.conftest import at_home
from tests.dashboard.test_addresses import opened
from tests.web.asking import ask

STRANGE = ("Flight", "a'b", 'a"b\\', "$(x)", "`x`", "é\n", "")
"""Values that mean something to a program."""


def filters(layer: str) -> list[Filter]:
    """Return filters of several datasets."""
    return [
        Filter("sample", "force", layer),
        Filter("sample", "force", layer, categories=(("reason", ("Flight", "")),)),
        Filter("sample", "force", layer, areas=("3",), columns=("incident_id", "area")),
        Filter("sample", "complaints", layer),
        Filter("sample", "calls", layer, areas=("5",)),
    ]


def test_the_address_of_a_filter_gives_its_file(small_home: Path) -> None:
    """Whatever its values, the link has the rows that the page counts."""
    with at_home(small_home):
        sample = open_city("sample")
        for selection in filters(sample.layer().id):
            answer = ask(selection.file_address(sample.vintage, "csv"), app=SITE)
            assert answer.status == 200
            assert answer.content == b"".join(files.csv(sample, selection))


def test_a_length_is_about_that_of_the_file(small_home: Path) -> None:
    """From 500 records it is right within a tenth; where it cannot be told none is given."""
    with at_home(small_home):
        sample = open_city("sample")
        for selection in filters(sample.layer().id):
            about = files.about_bytes(sample, selection, "csv")
            assert about is not None
            assert about == pytest.approx(len(b"".join(files.csv(sample, selection))), rel=0.1)
        assert files.about_bytes(sample, selection, "parquet") is None


@pytest.mark.parametrize("form", files.FORMS)
def test_lines_for_scripts_hold_the_address(form: str, small_home: Path) -> None:
    """A shell and Python read exactly the address; no value ends a text of theirs."""
    with at_home(small_home):
        sample = open_city("sample")
        layer = sample.layer().id
        selection = Filter("sample", "force", layer, categories=(("reason", STRANGE),))
    address = f"https://accord.example.org{selection.file_address(sample.vintage, form)}"
    lines = script_lines(address, form, files.file_name(sample, selection, form))
    assert shlex.split(lines["curl"])[-1] == address
    texts = [
        node.value
        for node in ast.walk(ast.parse(lines["Python"]))
        if isinstance(node, ast.Constant)
    ]
    assert texts == [address]
    assert re.findall(r'"([^"]*)"', lines["R"]) == [address]
    assert list(script_lines(address, "dta", "x.dta")) == ["curl"]


def test_the_page_links_to_what_it_shows(small_home: Path) -> None:
    """The button names rows and length, and leads to the file of the vintage on the screen."""
    chosen = {"city": ["sample"], "dataset": ["force"], "where.reason": ["Flight"]}
    app = opened(small_home, "get_the_data", chosen)
    page = "".join(element.proto.body for element in app.get("html"))
    match = re.search(r'class="accord-download" href="([^"]+)"[^>]*>([^<]+)<', page)
    assert match is not None
    with at_home(small_home):
        sample = open_city("sample")
        selection = Filter(
            "sample", "force", sample.layer().id, categories=(("reason", ("Flight",)),)
        )
        n = extracts.matched(sample, selection)
        answer = ask(match[1].replace("&amp;", "&"), app=SITE)
        assert answer.content == b"".join(files.csv(sample, selection))
    assert re.fullmatch(rf"Download {n:,} rows \(about 0\.2\sMB\) as CSV", match[2])
    assert any(f"{n:,} of 6,000" in header.value for header in app.header)
    assert urlsplit(match[1]).path == f"/data/sample/{sample.vintage}/force.csv"
