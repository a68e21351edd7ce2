"""Publishing and going back, on vintages of no table: which one is served, and which never is."""

import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest

from data.errors import BuildRefused
from data.publish import is_taken_back, publish, rollback
from queries import warehouse
from queries.stored.versions import VERSION, Version, Versioned
from tests.damage import MANIFESTS, POINTERS
from tests.manifests import as_json

FIRST, SECOND, THIRD = "20240101-000000", "20240202-000000", "20240303-000000"


def finish(
    name: str, *checks: tuple[str, int], form: int = warehouse.FORMAT, number: int = 0
) -> None:
    """Write a vintage whose checks have these severities and numbers of rows."""
    folder = warehouse.city_folder("city") / name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(
        json.dumps(as_json(name, format=form, number=number)), encoding="utf-8"
    )
    results = [
        {"name": f"check {number}", "rule": f"rule {number}", "severity": severity, "rows": rows}
        for number, (severity, rows) in enumerate(checks, start=1)
    ]
    (folder / "checks.json").write_text(json.dumps(results), encoding="utf-8")


def pointer() -> Path:
    """Return the file that names the vintage served."""
    return warehouse.city_folder("city") / "current"


def test_the_newest_is_published_unless_one_is_named(home: Path) -> None:
    """Publishing serves the newest vintage, or the one that is named, and says which."""
    for name in (FIRST, SECOND, THIRD):
        finish(name)
    assert publish("city") == THIRD == warehouse.current("city")
    assert publish("city", SECOND) == SECOND == warehouse.current("city")
    assert pointer().read_text(encoding="utf-8") == SECOND + "\n"
    # nothing else is left in the folder
    files = {path.name for path in warehouse.city_folder("city").iterdir() if path.is_file()}
    assert files == {"current"}


def test_going_back_is_one_vintage_at_a_time(home: Path) -> None:
    """Rollback serves the vintage before the one served, whatever newer ones there are."""
    for name in (FIRST, SECOND, THIRD):
        finish(name)
    with pytest.raises(BuildRefused, match="no earlier vintage of city"):
        rollback("city")
    publish("city", SECOND)
    assert rollback("city") == FIRST == warehouse.current("city")
    with pytest.raises(BuildRefused, match="no earlier vintage of city"):
        rollback("city")
    assert warehouse.current("city") == FIRST
    publish("city")
    assert rollback("city") == SECOND


def version_of(name: str, hours: int) -> None:
    """Write the version of a vintage, published so many hours from now."""
    at = dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)
    content = msgspec.json.encode(Versioned(Version(2), published_at=at))
    (warehouse.city_folder("city") / name / VERSION).write_bytes(content)


def test_a_vintage_that_was_left_for_another_is_taken_back(home: Path) -> None:
    """It was published before the pointer moved elsewhere; what is published or new is not."""
    for name in (FIRST, SECOND, THIRD):
        finish(name)
    publish("city", SECOND)
    version_of(SECOND, hours=-1)
    assert not is_taken_back("city", SECOND)
    rollback("city")
    assert is_taken_back("city", SECOND)
    assert not is_taken_back("city", THIRD), "it was never published"


def test_a_publication_that_was_stopped_takes_nothing_back(home: Path) -> None:
    """A vintage with a version that the pointer does not lead to yet is still to be published."""
    for name in (FIRST, SECOND):
        finish(name)
    version_of(SECOND, hours=1)
    assert not is_taken_back("city", SECOND), "nothing is published yet"
    publish("city", FIRST)
    assert not is_taken_back("city", SECOND)


def test_a_clock_that_went_wrong_wins_nothing(home: Path) -> None:
    """A vintage named 2099 is published as the newest only until the next build."""
    finish(FIRST, number=1)
    finish("20990101-000000", number=2)
    assert publish("city") == "20990101-000000"
    finish(SECOND, number=3)
    assert publish("city") == SECOND
    assert rollback("city") == "20990101-000000"
    assert rollback("city") == FIRST


@pytest.mark.parametrize("name", [None, SECOND, "20240101", "../city"])
def test_a_vintage_that_is_not_there_is_not_published(home: Path, name: str | None) -> None:
    """Nothing is published that is no finished vintage of this release; the message names it."""
    if name:
        finish(FIRST)
    finish(THIRD, form=warehouse.FORMAT - 1)
    with pytest.raises(BuildRefused, match=f"no vintage {name or ''} of city") as caught:
        publish("city", name)
    assert "accord build city" in str(caught.value)
    assert not pointer().exists()


def test_an_error_in_the_checks_keeps_a_vintage_back(home: Path) -> None:
    """A check of severity error that finds a row bars a vintage, also from being gone back to."""
    finish(FIRST, ("error", 1_234), ("warning", 5), ("error", 0), ("error", 7))
    finish(SECOND, ("warning", 5), ("error", 0))
    with pytest.raises(BuildRefused) as caught:
        publish("city", FIRST)
    text = str(caught.value)
    assert f"{FIRST} of city is not published" in text
    assert "- rule 1 (1,234 rows)\n  - rule 4 (7 rows)" in text
    assert "rule 2" not in text
    assert "rule 3" not in text
    assert publish("city") == SECOND
    with pytest.raises(BuildRefused, match="rule 1"):
        rollback("city")
    assert warehouse.current("city") == SECOND


def test_what_is_damaged_is_left_by_going_back_or_on(home: Path) -> None:
    """From a damaged vintage one goes back to a whole one before it, or publishes another."""
    for name in (FIRST, SECOND, THIRD):
        finish(name)
    for harm in MANIFESTS.values():
        publish("city", SECOND)
        path = warehouse.city_folder("city") / SECOND / "manifest.json"
        whole = path.read_bytes()
        harm(path)
        assert warehouse.current("city") is None
        with pytest.raises(BuildRefused, match=f"no vintage {SECOND}"):
            publish("city", SECOND)
        assert rollback("city") == FIRST == warehouse.current("city")
        assert publish("city") == THIRD
        # never to a damaged one
        assert rollback("city") == FIRST
        if path.is_dir():
            path.rmdir()
        path.write_bytes(whole)


def test_a_damaged_pointer_is_replaced(home: Path) -> None:
    """Without a pointer that can be read, going back serves the newest whole vintage."""
    for name in (FIRST, SECOND):
        finish(name)
    for harm in (harm for name, harm in POINTERS.items() if name != "a folder"):
        for repair in (rollback, publish):
            publish("city", FIRST)
            harm(pointer())
            assert warehouse.current("city") is None
            assert repair("city") == SECOND == warehouse.current("city")


def test_a_folder_in_the_pointers_place_is_named(home: Path) -> None:
    """What cannot be replaced is left alone, with a message, and nothing is left behind."""
    finish(FIRST)
    pointer().mkdir()
    with pytest.raises(BuildRefused, match="move what lies there"):
        rollback("city")
    names = {path.name for path in warehouse.city_folder("city").iterdir()}
    assert names == {"current", FIRST}


def test_a_vintage_without_results_of_checks_is_not_published(home: Path) -> None:
    """What was never seen to hold is not served, nor gone back to; the message names the file."""
    for name in (FIRST, SECOND):
        finish(name)
    (warehouse.city_folder("city") / FIRST / "checks.json").unlink()
    with pytest.raises(BuildRefused, match=r"checks\.json"):
        publish("city", FIRST)
    publish("city")
    with pytest.raises(BuildRefused, match="no earlier vintage"):
        rollback("city")
