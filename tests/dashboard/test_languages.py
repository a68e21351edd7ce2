"""Languages are folders: German is added here as one, with three pages, and any text may lack."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from dashboard.web.addresses import KnownAddresses
from dashboard.words import Words, language_name, load
from dashboard.words.languages import (
    ENGLISH,
    declared_texts,
    folders,
    gaps,
    is_complete,
    texts,
    translations,
)
from data import build, publish
from queries.paths import PACKS, ROOT
from queries.texts import ANY, Filled
from tests.conftest import at_home
from tests.dashboard.test_cli import accord
from tests.dashboard.test_words import placeholders
from tests.web.asking import ask

WORDS = ROOT / "tests" / "words"
MARK = "(auf Englisch)"
SCRIPT = """
from dashboard.pages import GROUPS
from dashboard.words import load
pages = {name: show for members in GROUPS.values() for name, show in members.items()}
pages["NAME"](load("LANGUAGE"))
"""


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Words:
    """The words of a language that is only a folder of the tests."""
    monkeypatch.setenv("ACCORD_WORDS", str(WORDS))
    return load("de")


def page(name: str, language: str) -> list[str]:
    """Return the texts of a page and the options of its lists; a page that fails fails the test."""
    script = SCRIPT.replace("NAME", name).replace("LANGUAGE", language)
    app = AppTest.from_string(script, default_timeout=120).run()
    assert not app.exception
    blocks = (app.title, app.header, app.subheader, app.markdown, app.caption)
    # the signs that keep a text from being read as Markdown are not shown
    texts_shown = [str(element.value).replace("\\", "") for block in blocks for element in block]
    return [*texts_shown, *(option for box in app.selectbox for option in box.options)]


def test_a_folder_is_a_language(german: Words) -> None:
    """English is first, and a folder with language.toml stands among the others."""
    assert next(iter(folders())) == ENGLISH
    assert {"en", "de", "es"} <= set(folders())
    assert german.text("months.3") == "März"
    assert load("xx").language == ENGLISH


def test_a_language_that_lacks_texts_is_marked_as_partial(german: Words) -> None:
    """The switch says so in that language; the complete ones only give their names."""
    assert not is_complete(german.language)
    names = {code: language_name(code) for code in folders()}
    expected = {"en": "English", "de": "Deutsch (teilweise)", "es": "Español"}
    assert {code: names[code] for code in expected} == expected
    missing = gaps("de")
    assert "apology" in missing
    assert "overview.fresh" not in missing
    assert "Complaints a year" not in missing


def test_a_language_that_cannot_be_read_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A broken file takes down no other language, and the log names the file and the line."""
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "language.toml").write_text("name = \n", encoding="utf-8")
    monkeypatch.setenv("ACCORD_WORDS", str(tmp_path))
    assert set(folders()) == {"en", "es"}
    assert str(tmp_path / "xx" / "language.toml") in caplog.text
    assert "line 1" in caplog.text


def test_a_gap_is_filled_with_english_and_marked(german: Words) -> None:
    """The text of a key that the language lacks is English, with its values and its mark."""
    key = "no_answer.no_such_policy"
    assert german.text(key, policy="p", known="q") == f"There is no policy p. There are: q. {MARK}"
    assert german.lines("pages.policies.questions")[0].endswith(MARK)


def test_no_translation_is_of_a_text_that_is_gone(german: Words) -> None:
    """Every key stands in English too, every declared text is one, and both take its values."""
    english = texts(folders()[ENGLISH])
    for key, text in texts(WORDS / "de").items():
        assert placeholders(text) == placeholders(english[key]), key
    packs = {"neighborhood", "neighborhoods"}
    declared = {table[ENGLISH] for table in declared_texts()} | packs
    for text, translation in translations(WORDS / "de").items():
        assert text in declared
        assert placeholders(text) == placeholders(translation)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ({"en": "call", "es": "llamada", "de": "Notruf"}, "Notruf"),
        ({"en": "policy", "es": "política"}, "Vorschrift"),
        ({"en": "call", "es": "llamada"}, f"call {MARK}"),
        ({"es": "llamada"}, "llamada (auf Spanisch)"),
        ({"fr": "appel"}, "appel (fr)"),
        ({"en": "", "es": "llamada"}, "llamada (auf Spanisch)"),
        ({ANY: "Rivermont", "es": "Rivermont (muestra)"}, "Rivermont"),
    ],
)
def test_a_text_is_said_in_the_best_language_there_is(
    german: Words, text: dict[str, str], expected: str
) -> None:
    """The reader's own, else English, else any; what is not the reader's says what it is."""
    assert german.say(text) == expected


def test_values_of_a_text_are_said_likewise(german: Words) -> None:
    """A text with values is translated before it is filled in, and a value that is a text too."""
    text = Filled(
        {"en": "{units} of {field}", "de": "{units} von {field}"},
        {"units": "30", "field": {"en": "policy"}},
    )
    assert german.say(text) == "30 von Vorschrift"


def test_a_numbered_area_is_named_in_the_language_of_its_kind(german: Words) -> None:
    """The kind of area has its article where it is German, and its mark where it is not."""
    zone = {"en": "police zone", "de": "Polizeizone"}
    assert german.within(german.area("5", zone), zone) == "in der Polizeizone 5"
    district = {"en": "police district"}
    assert german.area("5", district) == f"Police district 5 {MARK}"
    assert german.within(german.area("5", district), district) == f"im police district 5 {MARK}"


@pytest.mark.parametrize(
    ("name", "german_text", "english_text"),
    [
        ("overview", "Wie neu die Daten sind", "crisis treated differently? (auf Englisch)"),
        (
            "what_changed",
            "Gezählt ist, was die Polizei verzeichnet hat",
            "missing this month. (auf Englisch)",
        ),
        ("glossary", "**Gewaltanwendung:** Körperliche Gewalt", "**allegation (auf Englisch):**"),
    ],
)
def test_three_pages_in_german(
    german: Words, sample_home: Path, name: str, german_text: str, english_text: str
) -> None:
    """Each page is German where the folder has the text, and marked English where it has not."""
    with at_home(sample_home):
        parts = page(name, "de")
    whole = "\n".join(parts)
    title = "overview.title" if name == "overview" else f"pages.{name}.title"
    assert german.text(title) in parts
    assert german_text in whole
    assert english_text in whole
    assert MARK in whole


def test_the_terminal_speaks_german(german: Words, sample_home: Path) -> None:
    """`--language de` answers in German; an unknown language is told with all there are."""
    question = ("compare", "sample", "--policy", "deescalation-2019", "--measure", "force")
    answer = accord(sample_home, *question, "--language", "de")
    assert answer.exit_code == 0, answer.stderr
    assert "Gewalteinsätze im Jahr: " in answer.stdout
    result = accord(sample_home, *question, "--language", "xx")
    assert result.exit_code == 2
    assert "there is no language 'xx'; there are: en, de, es" in result.stderr


def test_an_address_that_leads_nowhere_in_german(german: Words) -> None:
    """The page outside of Streamlit stands as well, marked as German."""
    answer = ask("/nowhere?lang=de", app=KnownAddresses(Starlette()))
    assert answer.status == 404
    assert '<html lang="de">' in answer.text
    assert f"There is no such page {MARK}" in answer.text
    assert german.language == "de"


@pytest.fixture(scope="module")
def one_title(small_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An ACCORD_HOME with the sample city, its policies titled in one language only."""
    folder = tmp_path_factory.mktemp("one-title")
    packs, home = folder / "packs", folder / "home"
    shutil.copytree(PACKS / "sample", packs / "data" / "cities" / "sample")
    shutil.copytree(ROOT / "sql" / "staging" / "sample", packs / "sql" / "staging" / "sample")
    register = packs / "data" / "cities" / "sample" / "policies.toml"
    lines = register.read_text(encoding="utf-8").splitlines()
    english = [line.split(", es = ")[0] + " }" if "title = " in line else line for line in lines]
    register.write_text("\n".join(english), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCORD_PACKS", str(packs))
        patch.setenv("ACCORD_HOME", str(home))
        build.build("sample", small_raw)
        publish.publish("sample")
        yield home


@pytest.mark.parametrize("name", ["what_changed", "policies", "overview"])
def test_a_policy_titled_in_english_only_on_a_spanish_page(one_title: Path, name: str) -> None:
    """The page stands, and marks the title as English."""
    with at_home(one_title):
        whole = "\n".join(page(name, "es"))
    assert "De-escalation first (invented) (en inglés)" in whole


def test_no_code_takes_a_language_out_of_a_table_by_itself() -> None:
    """Only Words.say does, because a table may lack the language."""
    patterns = {"words.language", "spoken.language", "language", "'en'", "'es'"}
    by_hand = []
    for package in ("dashboard", "queries", "data"):
        for path in (ROOT / package).rglob("*.py"):
            if path.name == "languages.py" or path == ROOT / "dashboard/words/__init__.py":
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            by_hand += [
                f"{path.relative_to(ROOT)}:{node.lineno}"
                for node in ast.walk(tree)
                if (isinstance(node, ast.Subscript) and ast.unparse(node.slice) in patterns)
                or (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and node.value.endswith(("_en", "_es"))
                )
            ]
    assert by_hand == []
