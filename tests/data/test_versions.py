"""Versions: what a vintage gets when it is published, and what a major change needs."""

import shutil
from pathlib import Path

import msgspec
import pytest

from data.errors import BuildRefused
from data.mappings import read_mapping
from data.prune import superfluous
from data.publish import publish, rollback
from queries import warehouse
from queries.change.vintages import changes
from queries.errors import BadInput
from queries.paths import PACKS
from queries.stored.versions import VERSION, Version, Versioned, read_version
from queries.vintage.catalog import open_city
from queries.vintage.pairs import changed_months
from queries.vintage.versions import PIN, is_pinned_by, versioned
from tests.following import CITY, NAMES, Manifest, follow, forget_versions

pytestmark = pytest.mark.slow

ONE_LESS = {"force_incidents": "from rows order by incident_id offset 1"}
ONE_ALTERED = {
    "force_incidents": "select * replace ("
    "case when incident_id = (select min(incident_id) from rows) then 'other' else reason end "
    "as reason) from rows"
}
MAPPING = """
["2.0.0"]
was = { en = "Reports.", es = "Informes." }
now = { en = "Incidents.", es = "Incidentes." }
across = { en = "Count both.", es = "Cuente ambos." }
"""


def other_rules(manifest: Manifest) -> None:
    """Let the rows have been read by other rules."""
    manifest["read_as"] = "other"


def other_unit(manifest: Manifest) -> None:
    """Let the city count force in another unit."""
    manifest["city"]["units"] = {"force": "force_report"}


@pytest.fixture
def first(home: Path, small_home: Path) -> str:
    """The small sample city in a home of its own, and the name of its vintage."""
    shutil.copytree(small_home, home)
    return str(warehouse.current(CITY))


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of mappings of a pack that a test may write."""
    folder = tmp_path / "packs" / "data" / "cities" / CITY
    shutil.copytree(PACKS / CITY, folder)
    monkeypatch.setenv("ACCORD_PACKS", str(tmp_path / "packs"))
    return folder / "mappings.toml"


def number_of(name: str) -> str:
    """Return the version of a vintage as it is written."""
    return str(versioned(CITY, name, warehouse.manifest(CITY, name).number).version)


def test_a_version_is_fixed_when_a_vintage_is_published(first: str) -> None:
    """The first is 1.0.0; what follows with other records is a patch; going back changes none."""
    second = follow(NAMES[0], ONE_LESS)
    assert read_version(warehouse.city_folder(CITY) / second) is None
    publish(CITY)
    assert warehouse.verify(CITY, second) == []
    kept = read_version(warehouse.city_folder(CITY) / second)
    assert isinstance(kept, Versioned)
    assert (kept.version, kept.after, kept.kind) == (Version(1, 0, 1), first, "patch")
    assert rollback(CITY) == first
    assert [number_of(name) for name in (first, second)] == ["1.0.0", "1.0.1"]
    publish(CITY, second)
    assert read_version(warehouse.city_folder(CITY) / second) == kept
    # a version that was given once is given to no other vintage
    rollback(CITY)
    assert second not in superfluous(CITY, keep=0)
    third = follow(NAMES[1], ONE_LESS)
    publish(CITY, third)
    assert number_of(third) == "1.0.2"


def test_months_tell_what_differs(first: str) -> None:
    """A record less, and one that is otherwise, each in its month; months alike are not listed."""
    earlier = open_city(CITY)
    fewer, other = open_city(CITY, follow(NAMES[0], ONE_LESS)), follow(NAMES[1], ONE_ALTERED)
    (less,) = changed_months(earlier, fewer).to_dicts()
    assert (less["dataset"], less["added"], less["removed"], less["altered"]) == ("force", 0, 1, 0)
    assert less["now"] == less["before"] - 1
    (altered,) = changed_months(earlier, open_city(CITY, other)).to_dicts()
    assert altered["month"] == less["month"]
    assert (altered["added"], altered["removed"], altered["altered"]) == (0, 0, 1)
    assert altered["now"] == altered["before"] == less["before"]
    (back,) = changed_months(fewer, earlier).to_dicts()
    assert (back["added"], back["removed"]) == (1, 0)


def test_what_is_new_is_minor_and_what_is_gone_is_major(first: str) -> None:
    """A field and the measure that needs it, seen from either side."""
    without = {
        "coverage": "select * replace (case when field = 'is_person_injured' then 0 "
        "else filled_n end as filled_n) from rows"
    }
    whole, lacking = open_city(CITY), open_city(CITY, follow(NAMES[0], without))
    gained, lost = changes(lacking, whole), changes(whole, lacking)
    assert (gained.kind, lost.kind) == ("minor", "major")
    assert gained.fields.added == lost.fields.removed == ["force.is_person_injured"]
    assert gained.measures.added == lost.measures.removed != []
    assert changes(whole, whole).kind == "patch"


def test_settled_months_read_by_other_rules_are_major(first: str) -> None:
    """Other rules alone, other records alone, or other records of open months change no meaning."""
    earlier = open_city(CITY)
    latest = {
        "force_incidents": "from rows order by occurred_on offset 0 limit (select count(*) "
        "from rows) - 1"
    }
    kinds = [
        changes(earlier, open_city(CITY, follow(name, tables, rules))).kind
        for name, tables, rules in (
            (NAMES[0], ONE_ALTERED, other_rules),
            (NAMES[1], {}, other_rules),
            (NAMES[2], latest, other_rules),
        )
    ]
    assert kinds == ["major", "patch", "patch"]


def test_a_policy_that_changed_recording_is_major(first: str) -> None:
    """Once the register says so of a policy, numbers across it are other numbers."""
    register = {
        "policies": "select * replace (replace(entry::varchar, "
        '\'"recording": "unchanged"\', \'"recording": "breaks"\') as entry) from rows'
    }
    found = changes(open_city(CITY), open_city(CITY, follow(NAMES[0], register)))
    assert (found.kind, found.recording_changed != []) == ("major", True)


def test_a_major_change_needs_a_mapping(first: str, pack: Path) -> None:
    """Without one it is refused, with what changed and the lines to write; then it is kept."""
    second = follow(NAMES[0], describe=other_unit)
    with pytest.raises(BuildRefused) as told:
        publish(CITY)
    for text in (
        "version 1.0.0",
        "it would be 2.0.0",
        "another unit: force",
        str(pack),
        '["2.0.0"]',
    ):
        assert text in str(told.value)
    assert warehouse.current(CITY) == first
    assert read_version(warehouse.city_folder(CITY) / second) is None
    pack.write_text(MAPPING, encoding="utf-8")
    publish(CITY)
    kept = read_version(warehouse.city_folder(CITY) / second)
    assert isinstance(kept, Versioned)
    assert str(kept.version) == "2.0.0"
    assert kept.mapping
    assert kept.mapping.across == {"en": "Count both.", "es": "Cuente ambos."}


def test_a_declared_correction_stands_for_a_mapping(first: str) -> None:
    """Who says why what is published was wrong need not say how to read it beside what is right."""
    second = follow(NAMES[0], describe=other_unit)
    publish(CITY, replaces="Reports were counted, not incidents.")
    assert number_of(second) == "2.0.0"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('["2.0.0"]\nwas = { en = "a", es = "b" }', "a key is missing"),
        (MAPPING.replace(', es = "Cuente ambos."', ""), "the text lacks a language"),
        ('"2.0.0" = 1', "the mapping is no table"),
    ],
)
def test_a_mapping_that_lacks_something_is_refused(pack: Path, text: str, problem: str) -> None:
    """The file and the key are named."""
    pack.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=problem) as told:
        read_mapping(CITY, Version(2))
    assert str(pack) in str(told.value)


def test_vintages_from_before_versions_keep_theirs(first: str) -> None:
    """They are 0.N.0 by the number of their build, published again or not; the next is 1.0.0."""
    forget_versions()
    assert number_of(first) == "0.1.0"
    publish(CITY, first)
    assert number_of(first) == "0.1.0"
    second = follow(NAMES[0], describe=other_unit)
    publish(CITY)
    assert number_of(second) == "1.0.0"
    assert rollback(CITY) == first
    assert number_of(first) == "0.1.0"


def test_pins() -> None:
    """A pin means whole parts of a version, and nothing else is a pin."""
    meant = [
        number
        for number in ("2.0.0", "2.1.0", "2.1.3", "2.10.0", "20.1.0")
        if is_pinned_by("2.1", number)
    ]
    assert meant == ["2.1.0", "2.1.3"]
    assert is_pinned_by("2.1.3", "2.1.3")
    assert not is_pinned_by("2.1.3", "2.1.30")
    for text in ("", "2.", "v2", "2.1.3.4", "02", "2.x", "-1", "\u0662", "2\n"):
        assert PIN.fullmatch(text) is None


def test_a_damaged_version_is_damage(first: str) -> None:
    """It is found by `accord status`, as every file of a vintage."""
    path = warehouse.city_folder(CITY) / first / VERSION
    path.chmod(0o644)
    path.write_bytes(msgspec.json.encode({"version": "x"}))
    assert [damage.path for damage in warehouse.damages(CITY)] == [path]
