"""A published mistake that is put right, and a pack that nobody has reviewed."""

import datetime as dt
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.seal import unlock
from queries import warehouse
from queries.stored.replaced import REPLACED, Replaced, read_replaced
from tests.drafting import CITY, Draft, accord, draft

pytestmark = pytest.mark.slow

REASON = "Lines of officers had been counted as incidents: <b>ours</b>"
PAGE = """
from dashboard.views import NAME
from dashboard.words import load
NAME.show(load("LANGUAGE"))
"""


@pytest.fixture
def drafted(own_packs: Path, tmp_path: Path) -> Draft:
    """A drafted pack of 120 rows of 60 incidents, two officers each."""
    raw = tmp_path / "raw"
    raw.mkdir()
    rows = [
        f"{1 + number},{1 + number // 2},"
        f"{dt.date(2018, 1, 1) + dt.timedelta(days=3 * (number // 2))},Black"
        for number in range(120)
    ]
    header = "Report Number,File Number,Date of Incident,Subject Race"
    (raw / "force.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return draft(own_packs, raw)


def count_by(drafted: Draft, column: str) -> None:
    """Count the incidents of the pack by a column, whatever the draft took."""
    (path,) = (drafted.packs / "sql" / "staging" / CITY).glob("force*.sql")
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"[ \t]*-- decide: .*\n([ \t]*-- {3,}.*\n)*", "", text)
    text = re.sub(r'raw\."(Report|File) Number"', f'raw."{column}"', text)
    path.write_text(text, encoding="utf-8")


def build(drafted: Draft) -> str:
    """Build the pack and return what is printed."""
    return accord("build", CITY, "--raw", str(drafted.raw))


def shown(page: str, language: str = "en") -> str:
    """Return what a page says, without the signs of escaping."""
    script = PAGE.replace("NAME", page).replace("LANGUAGE", language)
    app = AppTest.from_string(script, default_timeout=300).run()
    assert not app.exception
    blocks = (app.info, app.warning, app.markdown, app.caption)
    return "\n".join(str(e.value) for block in blocks for e in block).replace("\\", "")


def test_one_reason_puts_a_published_mistake_right(drafted: Draft) -> None:
    """All lost months are explained by one reason, which stays with the vintage and is shown."""
    count_by(drafted, "Report Number")
    build(drafted)
    accord("publish", CITY, "--unreviewed")
    wrong = str(warehouse.current(CITY))
    count_by(drafted, "File Number")
    accord("build", CITY, "--raw", str(drafted.raw), code=3)
    refused = accord("publish", CITY, "--unreviewed", code=2)
    assert "the raw files are those of the published vintage" in refused
    assert f"accord publish {CITY} --replaces" in refused
    assert warehouse.current(CITY) == wrong
    for reason in ("", "  "):
        empty = accord("publish", CITY, "--unreviewed", "--replaces", reason, code=2)
        assert "no reason" in empty
    accord("publish", CITY, "--unreviewed", "--replaces", REASON)
    right = str(warehouse.current(CITY))
    folder = warehouse.city_folder(CITY) / right
    assert warehouse.manifest(CITY, right).datasets["force"].rows == 60
    assert read_replaced(folder) == Replaced(wrong, REASON, {"force": 120})
    assert warehouse.verify(CITY, right) == []
    assert [path for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o222] == []
    text = shown("data_quality")
    assert f"“{REASON}”" in text
    assert "120, now 60" in text
    assert "120, ahora 60" in shown("data_quality", "es")
    accord("rollback", CITY)
    assert warehouse.current(CITY) == wrong
    assert REASON not in shown("data_quality")
    accord("publish", CITY, right, "--unreviewed")  # once declared, it stays declared
    assert warehouse.current(CITY) == right
    unlock(folder)
    (folder / REPLACED).write_text("{", encoding="utf-8")
    assert [damage.path.name for damage in warehouse.verify(CITY, right) or []] == [REPLACED]


def test_a_lost_month_of_new_files_is_not_taken_for_a_correction(drafted: Draft) -> None:
    """Where the files differ the message speaks of a loss, and offers no declaration."""
    count_by(drafted, "File Number")
    build(drafted)
    accord("publish", CITY, "--unreviewed")
    path = drafted.raw / "force.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:-30]) + "\n", encoding="utf-8")
    accord("build", CITY, "--raw", str(drafted.raw), code=3)
    refused = accord("publish", CITY, "--unreviewed", code=2)
    assert "correct them and build again" in refused
    assert "--replaces" not in refused


def test_a_drafted_pack_is_published_only_as_such(drafted: Draft) -> None:
    """Without a review it needs a word for it, and every page says so until it is reviewed."""
    count_by(drafted, "File Number")
    build(drafted)
    refused = accord("publish", CITY, code=2)
    assert "nobody has reviewed its pack" in refused
    assert re.search(r"in which [1-9]\d* guesses are open", refused)
    accord("publish", CITY, "--unreviewed")
    for page in ("overview", "use_of_force", "data_quality", "get_the_data"):
        assert "nobody has reviewed it" in shown(page), page
    toml = drafted.packs / "data" / "cities" / CITY / "city.toml"
    text = toml.read_text(encoding="utf-8")
    signed = 'reviewed = { by = "records analyst", on = 2024-05-06 }'
    toml.write_text(text.replace('status = "drafted"', 'status = "reviewed"'), encoding="utf-8")
    assert "does not say who reviewed it" in accord("build", CITY, code=2)
    text = text.replace('status = "drafted"', f'{signed}\nstatus = "reviewed"')
    toml.write_text(text, encoding="utf-8")
    assert "called reviewed, and guesses are open" in accord("build", CITY, code=2)
    for path in drafted.packs.rglob("*"):
        if path.suffix in (".toml", ".sql"):
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"(?m)^[ \t]*(--|#) guess\b.*\n([ \t]*(--|#) {3,}.*\n)*", "", text)
            text = re.sub(r"# guess: .*", "", text).replace(": a guess;", ":")
            path.write_text(text, encoding="utf-8")
    build(drafted)
    accord("publish", CITY)
    assert "nobody has reviewed it" not in shown("overview")
    assert "reviewed by: records analyst, May 6, 2024" in shown("data_quality")
