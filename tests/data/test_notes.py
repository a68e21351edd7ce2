"""Month notes: written by the command, checked by the build, and read on the pages."""

from pathlib import Path

import pytest

from dashboard.words import load
from dashboard.words.notes import note_texts
from data import build, publish
from data.config import PACKS
from data.notes import LONGEST, add_note, notes_file, read_notes
from queries.errors import BadInput
from queries.vintage.catalog import open_city
from tests.at_once import at_once
from tests.dashboard.test_cli import accord

NOTE = {
    "month": "2023-08",
    "measure": "force",
    "text": {"en": 'A festival: "many" were there.', "es": "Un festival."},
    "source": "City Council, minutes of 2023-09-04",
}


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample city's pack in a folder of the test's own."""
    folder = tmp_path / "packs" / "data" / "cities" / "sample"
    staging = tmp_path / "packs" / "sql" / "staging"
    folder.parent.mkdir(parents=True)
    staging.mkdir(parents=True)
    (staging / "sample").symlink_to(PACKS.parents[1] / "sql" / "staging" / "sample")
    folder.mkdir()
    for path in (PACKS / "sample").iterdir():
        if path.name == "notes.toml":
            (folder / path.name).write_bytes(path.read_bytes())
        else:
            (folder / path.name).symlink_to(path)
    monkeypatch.setenv("ACCORD_PACKS", str(tmp_path / "packs"))
    return folder


def test_a_note_is_added_and_nothing_else_changes(pack: Path) -> None:
    """What stood in the file stands there still, comments too; the note is read back as given."""
    before = (pack / "notes.toml").read_text(encoding="utf-8")
    path = add_note("sample", NOTE)
    assert path == pack / "notes.toml" == notes_file("sample")
    assert path.read_text(encoding="utf-8").startswith(before.rstrip())
    assert read_notes(path)[-1] == NOTE


def test_the_first_note_of_a_city_makes_the_file(pack: Path) -> None:
    """A pack without notes gets its file."""
    (pack / "notes.toml").unlink()
    add_note("sample", NOTE)
    assert read_notes(pack / "notes.toml") == [NOTE]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"month": "2023-13"}, "no month"),
        ({"month": "August"}, "no month"),
        ({"measure": "forse"}, "does not exist"),
        ({"text": {"en": " "}}, "no table of languages"),
        ({"text": {"en": "x" * (LONGEST + 1)}}, "too long"),
        ({"source": ""}, "empty source"),
        ({"source": "javascript:alert(1)"}, "no address of the web"),
        ({"source": " Data:text/html,x"}, "no address of the web"),
        ({"text": {"en": "a\nb"}}, "cannot be seen"),
        ({"text": {"en": "a\x1b[31m"}}, "cannot be seen"),
        ({"text": {"en": "a\udcff"}}, "cannot be seen"),
        ({"source": "a\u202eb"}, "cannot be seen"),
        ({"autor": "x"}, "unknown key"),
    ],
)
def test_a_note_that_cannot_be_used_is_refused(
    pack: Path, change: dict[str, object], problem: str
) -> None:
    """The message names what is wrong, and the file stays as it was."""
    before = (pack / "notes.toml").read_bytes()
    with pytest.raises(BadInput, match=problem):
        add_note("sample", {**NOTE, **change})
    assert (pack / "notes.toml").read_bytes() == before


def test_the_same_note_twice_is_refused(pack: Path) -> None:
    """A note that stands there already is not written again."""
    path = add_note("sample", NOTE)
    before = path.read_bytes()
    with pytest.raises(BadInput, match="already"):
        add_note("sample", NOTE)
    assert path.read_bytes() == before


def test_notes_written_at_once_are_all_kept(pack: Path) -> None:
    """Twenty processes that each add a note at the same moment lose none, nor what stood there."""
    before = read_notes(pack / "notes.toml")
    failed = at_once(
        f"from data.notes import add_note; note = {NOTE!r}",
        "add_note('sample', note | {'source': f'minutes {n}'})",
    )
    assert failed == 0
    after = read_notes(pack / "notes.toml")
    assert after[: len(before)] == before
    assert {note["source"] for note in after[len(before) :]} == {f"minutes {n}" for n in range(20)}


def test_a_pack_that_cannot_be_written_is_said(pack: Path) -> None:
    """A folder where the file should be ends in words, and nothing is left beside it."""
    path = pack / "notes.toml"
    path.unlink()
    path.mkdir()
    files = sorted(pack.iterdir())
    with pytest.raises(BadInput, match="The note cannot be written"):
        add_note("sample", NOTE)
    assert sorted(pack.iterdir()) == files


def test_the_command_writes_and_lists(pack: Path, tmp_path: Path) -> None:
    """A note of one language is listed in another with its language named; faults end in words."""
    options = ("--month", "2023-08", "--measure", "force", "--source", "Council")
    done = accord(tmp_path, "note", "sample", "A [festival].", *options)
    assert done.exit_code == 0, done.stderr
    assert "accord build sample" in done.stdout
    assert read_notes(pack / "notes.toml")[-1]["text"] == {"en": "A [festival]."}
    both = (*options, "--language", "es", "--also", "en=Rain.")
    assert accord(tmp_path, "note", "sample", "Lluvia.", *both).exit_code == 0
    listed = accord(tmp_path, "note", "sample", "--list", "--language", "es").stdout
    assert "2023-08, force: A [festival]. (en inglés) (Council)" in listed
    assert "2023-08, force: Lluvia. (Council)" in listed
    assert listed.index("2018-08") < listed.index("2023-08")
    for wrong in (("--month", "2023"), ("--month", "2023-08", "--also", "xx=Y")):
        refused = accord(tmp_path, "note", "sample", "Rain.", "--source", "x", *wrong)
        assert refused.exit_code != 0
        assert "Traceback" not in refused.stderr
    assert accord(tmp_path, "note", "sample", "Rain.").exit_code != 0
    assert accord(tmp_path, "note", "nowhere", "--list").exit_code != 0


@pytest.mark.slow
def test_a_note_shows_from_the_next_build_on(pack: Path, home: Path, small_raw: Path) -> None:
    """After a build it stands with its measure and source, in each language as far as it has it."""
    add_note("sample", {**NOTE, "text": {"en": "A festival."}})
    build.build("sample", small_raw)
    publish.publish("sample")
    city = open_city("sample")
    notes = city.month_notes.filter(city.month_notes["measure"] == "force")
    source = "City Council, minutes of 2023-09-04"
    assert note_texts(notes, city, load("en")) == [
        f"Incidents with force: A festival. (Source: {source})"
    ]
    assert note_texts(notes, city, load("es")) == [
        f"Incidentes con fuerza: A festival. (en inglés) (Fuente: {source})"
    ]
