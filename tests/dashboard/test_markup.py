"""Text of data and packs stays text: what is escaped, and that no page can forget it."""

import ast
import inspect
import re
from pathlib import Path

import pytest
import streamlit as st

from dashboard.words import Words, load
from dashboard.words.markup import (
    SPLIT,
    Markup,
    bold,
    escaped,
    fill,
    italic,
    joined,
    link,
    listed,
    ours,
    unmarked,
)
from queries.paths import ROOT

PLAIN = ROOT / "dashboard" / "parts" / "plain.py"
"""The only module that gives texts to what reads Markdown."""
SHEETS = tuple(
    ROOT / "dashboard" / path
    for path in ("api", "beside.py", "edition", "reading", "surface.py", "processes")
)
"""Show nothing through Streamlit: they name its functions as it does, write files, or start it."""

ALLOWED = {
    *("App", "Page", "navigation", "set_page_config", "context", "query_params", "session_state"),
    *("stop", "rerun", "switch_page"),
    *("columns", "container", "components", "empty", "html", "code", "dataframe"),
    "vega_lite_chart",
}
"""What other modules use of Streamlit. It shows no text of data or packs as Markdown."""

ABOUT_PAGES = {"Page", "navigation", "set_page_config"}
"""These show titles of pages as Markdown, which are our own words."""

READS_MARKDOWN = re.compile(r"(?i)markdown")
METHODS = {
    *("markdown", "header", "subheader", "caption", "badge", "write", "metric", "expander"),
    *("popover", "page_link", "link_button", "download_button", "selectbox", "multiselect"),
    *("radio", "segmented_control", "pills", "toast", "tabs", "column_config", "latex"),
}
"""Names that are Streamlit's on whatever they are called, as on a column of a page."""


def test_a_sentence_stays_as_it_was() -> None:
    """Texts without signs are not changed, so that pages read the same in their source."""
    for text in ("", "Fell by 3.5 % (range: 1–6).", "Peña Hill", "O'Bryon, 5 of 7; it's “so”"):
        assert escaped(text).replace("\\", "") == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**b** _e_", r"\*\*b\*\* \_e\_"),
        ("![x](http://h/x.png)", rf"!\[x\](http\:{SPLIT}//h/x.png)"),
        ("$x^2$ :red[hi]", r"\$x^2\$ \:red\[hi\]"),
        (":smile:", rf"\:{SPLIT}smile\:"),
        (":material/home:", rf"\:{SPLIT}material/home\:"),
        ("<img src=x>", r"\<img src=x\>"),
        ("1. x", r"1\. x"),
        ("- x", r"\- x"),
        ("# h", r"\# h"),
        ("a\n\n    b\n---", rf"a b -{SPLIT}-{SPLIT}-"),
        ("a -> b", rf"a -{SPLIT}\> b"),
        ("me@example.com", rf"me{SPLIT}@example.com"),
        ("&amp;", r"\&amp;"),
        ("Hi!", r"Hi\!"),
    ],
)
def test_signs_are_escaped(text: str, shown: str) -> None:
    """Each sign that a page would read gets a backslash, or is cut in two."""
    assert escaped(text) == shown


def test_a_file_has_backslashes_only() -> None:
    """A file in Markdown is read by other programs, which know none of a page's own signs."""
    assert unmarked(":smile: -> **b**") == r"\:smile\: -\> \*\*b\*\*"


def test_markup_is_ours() -> None:
    """Markdown that a function made stays; the texts in it are escaped once."""
    assert escaped(ours("**a**")) == "**a**"
    assert bold("a*b") == r"**a\*b**"
    assert bold(" ") == ""
    assert joined(bold("a"), "b*", "") == r"**a** b\*"
    assert listed(["a*", bold("b")]) == "- a\\*\n- **b**"
    assert not isinstance(f"{bold('a')}", Markup)


def test_a_template_is_ours_and_its_values_are_not() -> None:
    """The words of the site may have Markdown; what is filled in may not."""
    words = Words("en", {"line": "**{name}**: {n}"})
    assert fill(words, "line", name="a*", n=3) == r"**a\***: 3"
    assert fill(words, "line", name=italic("a"), n=3) == "***a***: 3"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//host/x", "http://", "ftp://h", "[", ""],
)
def test_only_web_pages_are_linked(address: str) -> None:
    """An address of anything but a web page makes no link."""
    assert link("Read more", address) == ""


def test_a_link_ends_where_its_address_ends() -> None:
    """Signs in an address neither end the link nor begin anything else."""
    made = link("Read [more]", "https://h.org/a_(b)?q=1&copy=2>) ![x](y) $z$")
    target = "https://h.org/a_%28b%29?q=1&amp;copy=2%3E%29%20!%5Bx%5D%28y%29%20%24z%24"
    assert made == rf"[Read \[more\]](<{target}>)"


def test_only_one_module_gives_texts_to_markdown() -> None:
    """No other module of the dashboard calls what reads Markdown, on the page or on a column."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / "dashboard").rglob("*.py"))
        if path != PLAIN and not {*SHEETS}.intersection([path, *path.parents])
        for line, name in streamlit_uses(path)
    ]
    assert wrong == []


def test_what_other_modules_use_reads_no_markdown() -> None:
    """By Streamlit's own description, nothing that is allowed elsewhere takes Markdown."""
    for name in ALLOWED - ABOUT_PAGES:
        described = inspect.getdoc(getattr(st, name)) or ""
        parameters = re.split(r"\n(?=\w+ : )", described)[1:]
        readers = [text.split(" : ")[0] for text in parameters if READS_MARKDOWN.search(text)]
        assert set(readers) <= {"wrap", "autoscroll", "alt"}, name


def streamlit_uses(path: Path) -> list[tuple[int, str]]:
    """Return line and name of each use of Streamlit in a module that is not allowed."""
    uses = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Attribute(value=ast.Name(id="st"), attr=name) if name not in ALLOWED:
                uses.append((node.lineno, name))
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if name in METHODS:
                if owner not in ("plain", "st"):
                    uses.append((node.lineno, f"{owner}.{name}"))
            case ast.Call(func=ast.Attribute(value=ast.Subscript(), attr=name)) if name in METHODS:
                uses.append((node.lineno, name))
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("streamlit"):
                # one starts the server, the other says where its files are
                is_server = module == "streamlit.web" or names[0].name == "file_util"
                if not is_server:
                    uses.append((node.lineno, module))
            case ast.Import(names=names):
                uses += [
                    (node.lineno, alias.name)
                    for alias in names
                    if alias.name.startswith("streamlit") and alias.asname != "st"
                ]
    return uses


@pytest.mark.parametrize("language", ["en", "es"])
def test_markdown_of_words_is_filled(language: str) -> None:
    """A text with Markdown of our own is used by `fill`, or is part of the page How we know."""
    words = load(language)
    marked = {key for key, text in words.texts.items() if "**" in text}
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py")
    )
    used = set(re.findall(r'fill\(\s*words,\s*"([^"]+)"', source))
    assert {key for key in marked if not key.startswith("known.")} <= used
