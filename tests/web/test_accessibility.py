"""The accessibility statement: plain HTML, its checks those that tests ran, its contact ours."""

import datetime as dt
import re
import tomllib
from html import escape
from pathlib import Path

import pytest

from dashboard.branding import brand
from dashboard.web.accessibility import RESULTS, results, statement_link
from dashboard.words import load
from tests.accessibility import Run, declared, written
from tests.languages import LANGUAGES
from tests.web.asking import ask

HOSTILE = "<script>alert(1)</script>\"'"


def in_home(home: Path, text: str) -> None:
    """Write an operator's branding."""
    home.mkdir()
    (home / "branding.toml").write_text(text, encoding="utf-8")


def kinds_in_words(language: str) -> set[str]:
    """Return the kinds of checks that a language has words for."""
    prefix = "accessibility.checks."
    return {key.removeprefix(prefix) for key in load(language).texts if key.startswith(prefix)}


def test_the_results_are_of_the_checks_that_there_are() -> None:
    """Every kind that a browser test names was run and has words, and no other is claimed."""
    assert set(results().checks) == declared()
    assert all(kinds_in_words(language) == declared() for language in LANGUAGES)
    assert min(results().checks.values()) > 0


def test_the_file_is_as_it_is_written() -> None:
    """Nobody changed the results by hand: what `make accessibility` writes reads the same."""
    run = results()
    assert RESULTS.read_text(encoding="utf-8") == written(run.on, run.release, run.checks)
    text = written(dt.date(2026, 1, 31), "1.0", {"zoom": 2, "focus": 1})
    assert tomllib.loads(text) == {
        "on": dt.date(2026, 1, 31),
        "release": "1.0",
        "checks": {"focus": 1, "zoom": 2},
    }


def test_only_a_check_that_passed_is_counted(pytester_run: Run) -> None:
    """A check that fails, or is skipped, adds nothing to its kind."""
    assert dict(pytester_run.passed) == {"zoom": 2, "focus": 1}


@pytest.fixture
def pytester_run(tmp_path: Path) -> Run:
    """A run over checks of which some fail."""
    file = tmp_path / "test_some.py"
    file.write_text(
        "import pytest\n"
        "zoom = pytest.mark.accessibility('zoom')\n"
        "@zoom\n@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_a(n): assert n < 3\n"
        "@zoom\ndef test_b(): pytest.skip('no browser')\n"
        "@pytest.mark.accessibility('focus')\ndef test_c(): pass\n"
        "def test_d(): pass\n",
        encoding="utf-8",
    )
    run = Run()
    options = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path)]
    assert pytest.main([*options, str(file)], plugins=[run]) == pytest.ExitCode.TESTS_FAILED
    return run


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_stands_without_script(language: str) -> None:
    """In each language: the aim, every check with its number, every gap, and no script."""
    words = load(language)
    text = ask(f"/accessibility?lang={language}").text
    assert f'<html lang="{language}">' in text
    assert "WCAG) 2.2" in text
    assert "<script" not in text
    assert f"<h1>{words.text('accessibility.title')}</h1>" in text
    for kind, count in results().checks.items():
        check = words.text(f"accessibility.checks.{kind}").removesuffix(".")
        assert escape(f"{check} ({count} ") in text
    gaps = words.lines("accessibility.known")
    assert len(gaps) >= 5
    assert all(f"<li>{escape(gap)}</li>" in text for gap in gaps)
    assert words.day(results().on) in text
    others = re.findall(r'href="/accessibility\?lang=(\w+)"', text)
    assert others == [other for other in LANGUAGES if other != language]


def test_without_a_contact_it_says_so(home: Path) -> None:
    """Accord's own branding names nobody, and the statement does not pretend."""
    assert home
    text = ask("/accessibility").text
    assert load("en").text("accessibility.contact_none") in text
    assert "Published by" not in text


def test_the_contact_and_the_publisher_are_the_operators(home: Path) -> None:
    """Both are text whatever they hold; a city's own come before the site's."""
    in_home(
        home,
        f"publisher = '''{HOSTILE}'''\ncontact = \"mailto:auditor@example.org?subject=a&b\"\n"
        '[cities.lakeside]\npublisher = "Lakeside"\n',
    )
    text = ask("/accessibility").text
    assert f"Published by {escape(HOSTILE)}." in text
    href = 'href="mailto:auditor@example.org?subject=a&amp;b"'
    assert f"<a {href}>auditor@example.org?subject=a&amp;b</a>" in text
    assert "<script" not in text
    assert "Published by Lakeside." in ask("/accessibility?city=lakeside").text


def test_the_link_leads_to_the_statement(home: Path) -> None:
    """It keeps language and city; an operator's own statement is linked as it is."""
    assert home
    words = load("es")
    assert statement_link("a b", words) == (
        '<a href="/accessibility?city=a+b&amp;lang=es">Accesibilidad</a>'
    )
    assert ask("/accessibility?city=a+b&lang=es").status == 200


def test_an_operators_own_statement_is_linked(home: Path) -> None:
    """The address of the branding stands in place of ours."""
    in_home(home, 'accessibility = "https://example.org/a?b=1&c=2"')
    assert brand().accessibility in statement_link(None, load("en")).replace("&amp;", "&")
    assert statement_link("x", load("en")).startswith('<a href="https://example.org/a?b=1&amp;c=2"')
