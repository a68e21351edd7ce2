"""An agreement that is not told truly is refused, with one message for each fault."""

import re
import shutil
from pathlib import Path

import pytest

from data.agreements import AGREEMENT, REQUESTS, faults, folder_of, read_agreements
from data.config import packs
from queries.declared.reading import read_toml
from queries.errors import BadInput
from queries.paths import PACKS

POLICY = "deescalation-2019"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sample city's agreement, in a pack of its own."""
    folder = folder_of(tmp_path / "sample", POLICY)
    shutil.copytree(folder_of(PACKS / "sample", POLICY), folder)
    return tmp_path / "sample"


def messages(pack: Path) -> list[str]:
    """Return what is wrong in a pack whose register has the one policy."""
    return [str(fault) for fault in faults(pack, [POLICY])]


def change(pack: Path, file: str, old: str, new: str) -> None:
    """Write `new` in place of the first `old` in a file of the agreement."""
    path = folder_of(pack, POLICY) / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("city", packs())
def test_every_agreement_of_a_pack_can_be_kept(city: str) -> None:
    """No agreement that is delivered has a fault."""
    folder = PACKS / city
    policies = [policy["id"] for policy in read_toml(folder / "policies.toml").get("policies", [])]
    assert [str(fault) for fault in faults(folder, policies)] == []


def test_the_words_of_files_stand_in_their_versions(pack: Path) -> None:
    """What is kept holds each clause's words, and the requests, in place of names of files."""
    agreement = read_agreements(pack, [POLICY])[POLICY]
    versions = agreement["clauses"][0]["versions"]
    assert [version["version"] for version in versions] == ["old", "draft", "final"]
    assert versions[2]["text"].startswith("Officers may use only force")
    assert "file" not in versions[2]
    assert len(agreement["requests"]) == 5


@pytest.mark.parametrize(
    ("file", "old", "new", "phrase"),
    [
        (AGREEMENT, "[[clauses]]", "[[clause]]", "a key is unknown"),
        (AGREEMENT, 'id = "slow-down-first"', 'id = "Slow down"', "no address can hold it"),
        (AGREEMENT, 'id = "slow-down-first"', 'id = "duty-to-step-in"', "an id stands twice"),
        (AGREEMENT, "force_per_calls =", "force_per_call =", "force_per_calls"),
        (AGREEMENT, '"down"', '"less"', "the value is unknown"),
        (AGREEMENT, "no_record =", "no_records =", "a key is unknown"),
        (AGREEMENT, "slow-down-first-old.txt", "../old.txt", "it is not in the folder"),
        (AGREEMENT, 'version = "old", file', 'version = "final", file', "wrong order"),
        (AGREEMENT, "on = 2014-06-01", 'on = "June 2014"', "it is no day"),
        (AGREEMENT, "says = {", "says = [] #", "no table of languages"),
        (AGREEMENT, "measures = {", "measures = 3 #", "it is no table"),
        (AGREEMENT, "[[reviews]]", '[[reviews]]\nclause = "slow-down"', "there is none"),
        (REQUESTS, '"taken_up"', '"yes"', "the value is unknown"),
        (REQUESTS, 'clause = "slow-down-first"', 'clause = "slow-down"', "there is none"),
        (REQUESTS, 'clause = "slow-down-first"\n', "", "which clause took the request up"),
        (REQUESTS, "three neighborhood groups", "Ms. Doe", "it names a person"),
        (REQUESTS, "answered_on = 2019", "answered_on = 2017", "it is before the request"),
    ],
)
def test_a_fault_is_one_message(pack: Path, file: str, old: str, new: str, phrase: str) -> None:
    """The message names the file and what is wrong, and the build refuses the pack with it."""
    change(pack, file, old, new)
    found = messages(pack)
    assert any(phrase in message for message in found)
    assert all("agreements" in message for message in found)
    with pytest.raises(BadInput):
        read_agreements(pack, [POLICY])


@pytest.mark.parametrize(
    ("key", "value", "file"),
    [
        ("clauses", "3", AGREEMENT),
        ("clauses", '["x"]', AGREEMENT),
        ("dissent", "[1]", AGREEMENT),
        ("reviews", '"x"', AGREEMENT),
        ("requests", "true", REQUESTS),
    ],
)
def test_what_is_no_list_is_told(pack: Path, key: str, value: str, file: str) -> None:
    """A word or a number in the place of entries ends in one message that names the key."""
    path = folder_of(pack, POLICY) / file
    parts = re.split(r"^(?=\[\[)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    others = [part for part in parts if not part.startswith(f"[[{key}]]")]
    path.write_text("".join([f"{key} = {value}\n", *others]), encoding="utf-8")
    assert f"{key}: it is no list of tables" in messages(pack)[0]


def test_each_entry_tells_its_own_fault(pack: Path) -> None:
    """Faults in a clause and in two requests are told at once, so that one round corrects them."""
    change(pack, AGREEMENT, '"down"', '"less"')
    change(pack, REQUESTS, '"taken_up"', '"yes"')
    change(pack, REQUESTS, '"in_part"', '"partly"')
    assert [message.splitlines()[0] for message in messages(pack)] == [
        "Clause 'slow-down-first', measures.force_per_calls: the value is unknown",
        "requests[0], answer: the value is unknown",
        "requests[1], answer: the value is unknown",
    ]


def test_a_folder_belongs_to_a_policy(pack: Path) -> None:
    """An agreement whose policy is not in the register is refused by its name."""
    assert "it is named by no policy" in str(next(faults(pack, ["another"])))


def test_words_that_are_not_utf_8_are_refused(pack: Path) -> None:
    """A text saved in another encoding ends in a message, not in wrong letters."""
    path = folder_of(pack, POLICY) / "slow-down-first-old.txt"
    path.write_bytes("según".encode("latin-1"))
    assert "not in UTF-8" in messages(pack)[0]
