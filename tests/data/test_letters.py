"""Texts of packs hold what can be seen, and addresses that lead to the web."""

import json
from pathlib import Path

import duckdb
import pytest

from data.agreements import read_agreements
from data.build import build
from data.config import packs, read_city
from data.register import load_codes, policy_ids
from queries.declared.letters import is_web, need_web, unseen
from queries.declared.reading import read_toml
from queries.errors import BadInput
from queries.paths import PACKS, ROOT

HIDDEN = {
    "\x1b[31mred": "U+001B",
    "a\u202eb": "U+202E",
    "a\u2066b": "U+2066",
    "a\u200bb": "U+200B",
    "a\u00adb": "U+00AD",
    "\ufeffa": "U+FEFF",
    "a\u2028b": "U+2028",
    "a\u3164b": "U+3164",
    "a\U000e0041b": "U+E0041",
    "a\ue000b": "U+E000",
    "a\x7fb": "U+007F",
    "a\rb": "U+000D",
}


@pytest.mark.parametrize(("text", "code"), HIDDEN.items())
def test_what_cannot_be_seen_is_named(text: str, code: str) -> None:
    """Control, bidirectional, joining and blank characters are found, each by its number."""
    assert unseen(text) == [code]


@pytest.mark.parametrize("text", ["", "Peña’s “corner”: 5 °F", "a\u00a0b", "两\n\tб", "👮🏽", "ñ"])
def test_what_can_be_seen_is_left_alone(text: str) -> None:
    """Letters of any script, signs, spaces and breaks between lines are texts."""
    assert unseen(text) == []


def test_a_toml_file_names_the_key(tmp_path: Path) -> None:
    """The error has file, key, character and what to do; an escape is a character like others."""
    path = tmp_path / "policies.toml"
    path.write_text('[[policies]]\nid = "p"\ntitle = { en = "a\\u202Eb" }\n', encoding="utf-8")
    with pytest.raises(BadInput) as error:
        read_toml(path)
    message = str(error.value)
    for part in ("policies[0].title.en", str(path), "U+202E", "what to do: write the text by hand"):
        assert part in message


def test_what_repeats_a_source_may_be_as_the_source_is(tmp_path: Path) -> None:
    """Names of columns, areas and sheets are those of raw files, letter by letter."""
    path = tmp_path / "city.toml"
    text = 'columns."a_b" = "text"\naliases.X = "a_b"\n[[layers]]\nid_column = "a_b"\n'
    path.write_text(text.replace("_b", "\\u200bb"), encoding="utf-8")
    assert read_toml(path)["aliases"] == {"X": "a\u200bb"}


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("city.toml", 'name = "', 'name = "\\u202E', "name"),
        ("policies.toml", 'title = { en = "', 'title = { en = "\\u200B', "policies[0].title.en"),
        ("agreements/deescalation-2019/agreement.toml", 'en = "', 'en = "\\u001B', "title.en"),
        ("agreements/deescalation-2019/requests.toml", 'en = "', 'en = "\\u2066', "requests[0]"),
        ("agreements/deescalation-2019/slow-down-first-final.txt", " ", " \u202e", "row 1"),
        ("codes/call_types.csv", "Assault", "Ass\u200bault", "row 2"),
        ("plans/deescalation-2019/1.toml", 'method = "', 'method = "\\u00AD', "method"),
        ("questions.toml", "", '[[questions]]\nid = "\\u202e"', "questions[0].id"),
    ],
)
def test_every_text_of_a_pack_is_looked_at(
    own_pack: Path,
    name: str,
    old: str,
    new: str,
    where: str,
) -> None:
    """In whatever file of a pack such a character stands, the file and the place are named."""
    path = own_pack / name
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be seen") as error:
        read_pack("sample")
    assert str(path) in str(error.value)
    assert where in str(error.value)


def read_pack(city: str) -> None:
    """Read every file of a pack as a build does."""
    pack = read_city(city)
    for path in sorted(pack.folder.rglob("*.toml")):
        read_toml(path)
    read_agreements(pack.folder, policy_ids(pack))
    with duckdb.connect() as con:
        load_codes(con, pack)


@pytest.mark.parametrize("city", packs())
def test_every_pack_is_seen(city: str) -> None:
    """No pack that is delivered holds such a character."""
    read_pack(city)


def test_packs_are_read_by_one_function() -> None:
    """No module that brings data in reads TOML by itself, so that no text is left out."""
    readers = [
        path.name for path in (ROOT / "data").rglob("*.py") if "tomllib" in path.read_text("utf-8")
    ]
    assert readers == []
    assert PACKS.is_dir()


NOT_WEB = (
    *("javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "//host/x", "https://"),
    *("http:///x", "ftp://h", "[", "", " https://h.org", "https://h.org/a b", "https://h:99999/"),
    *("https://h.org\n", "https://h\u202e.org", "mailto:a@h.org", "h.org"),
)


@pytest.mark.parametrize("address", NOT_WEB)
def test_what_leads_elsewhere_is_no_address(address: str) -> None:
    """Only one word with http(s) and a host is an address; the error says what one looks like."""
    assert not is_web(address)
    with pytest.raises(BadInput, match="is no address of the web"):
        need_web(address, "link")


def test_addresses_of_the_web_are() -> None:
    """Addresses with ports, queries and other scripts are; none is needed."""
    for address in ("https://h.org", "http://localhost:8501/x?a=1#b", "https://españa.es/ñ"):
        assert is_web(address)
        need_web(address, "link")
    need_web(None, "link")
    assert not is_web("http://h.org", ("https",))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://"])
@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("policies.toml", "[[policies]]"),
        ("agreements/deescalation-2019/agreement.toml", "[[dissent]]"),
        ("agreements/deescalation-2019/requests.toml", "[[requests]]"),
    ],
)
def test_a_link_of_a_pack_leads_to_the_web(
    own_pack: Path,
    small_raw: Path,
    name: str,
    before: str,
    address: str,
) -> None:
    """Any other link is named before it could stand on a page."""
    path = own_pack / name
    lines = path.read_text(encoding="utf-8").splitlines()
    at = lines.index(before) + 1
    end = lines.index("", at)
    lines = [
        line for n, line in enumerate(lines) if not (at <= n < end and line.startswith("link"))
    ]
    lines.insert(at, f"link = {json.dumps(address)}")
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput, match="no address of the web"):
        build("sample", small_raw)
