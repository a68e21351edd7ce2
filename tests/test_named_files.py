"""Files, folders and links that comments, docstrings and documents name exist."""

import io
import re
import tokenize

import pytest

from queries.paths import ROOT

TEXT = {".md", ".py", ".sql", ".toml", ".css"}
FOLDERS = ("dashboard", "queries", "data", "sql", "tests", "benchmarks", "docs")
IN_PROJECT = re.compile(rf"(?<![\w./-])((?:{'|'.join(FOLDERS)})/[\w./-]*[\w-])(?![\w{{<*-])")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
ELSEWHERE = {"METHODS", "DESIGN.md", "STYLE.md", "PLATFORM.md"}
"""Documents that are not part of the project."""


def texts() -> list[str]:
    """Return the project's own text files, without the changelog, which tells of former names."""
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    files = [*ROOT.glob("*.md"), ROOT / "pyproject.toml", *inside]
    names = [path.relative_to(ROOT).as_posix() for path in files if path.suffix in TEXT]
    return [name for name in names if name != "CHANGELOG.md"]


def read(name: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """Return what people read of a file: all of a document, else comments and docstrings."""
    text = read(name)
    if name.endswith(".py"):
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return "\n".join(
            token.string
            for token in tokens
            if token.type == tokenize.COMMENT
            or (token.type == tokenize.STRING and token.string.startswith('"""'))
        )
    mark = {".sql": "--", ".toml": "#"}.get(name[name.rfind(".") :], "")
    return "\n".join(line[line.find(mark) :] for line in text.splitlines() if mark in line)


def test_links_lead_somewhere() -> None:
    """Every relative link of a document opens a file of the project."""
    broken = [
        (name, link)
        for name in texts()
        if name.endswith(".md")
        for link in LINK.findall(read(name))
        if not (ROOT / name).parent.joinpath(link).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("suffix", sorted(TEXT))
def test_named_files_are_there(suffix: str) -> None:
    """A path that begins with one of our folders exists, in text and comments alike."""
    missing = [
        (name, path)
        for name in texts()
        if name.endswith(suffix)
        for path in IN_PROJECT.findall(prose(name))
        if not (ROOT / path).exists() and not (ROOT / f"{path}.py").exists()
    ]
    assert missing == []


@pytest.mark.slow
def test_nothing_outside_the_project_is_named() -> None:
    """No text sends a reader to a document that they do not have."""
    mentions = [
        (name, word)
        for name in texts()
        for word in ELSEWHERE
        if re.search(rf"\b{re.escape(word)}\b", prose(name))
    ]
    assert mentions == []
