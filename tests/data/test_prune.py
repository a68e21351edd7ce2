"""Pruning: a way back is never removed, and nothing is without being asked twice."""

from itertools import product
from pathlib import Path

import pytest
from filelock import FileLock

from dashboard.sums import release
from data.errors import BuildRefused
from data.prune import prune, superfluous
from data.publish import publish, rollback
from data.seal import unlock
from queries import warehouse
from tests.dashboard.test_cli import accord
from tests.data.test_seal import build

NAMES = [f"2024010{day}-000000" for day in range(1, 7)]


@pytest.fixture
def six(home: Path) -> Path:
    """The folder of a city with six sealed vintages."""
    for number, name in enumerate(NAMES, 1):
        build(name, number)
    return warehouse.city_folder("city")


def test_what_is_kept_follows_the_rule(six: Path) -> None:
    """Whatever is published: it, the one before it and the newest N stay, all others go."""
    for place, keep in product(range(len(NAMES)), range(len(NAMES) + 2)):
        publish("city", NAMES[place])
        removed = superfluous("city", keep)
        kept = {place, max(0, place - 1), *range(max(0, len(NAMES) - keep), len(NAMES))}
        assert removed == [name for number, name in enumerate(NAMES) if number not in kept]


def test_nothing_is_removed_without_yes(six: Path) -> None:
    """The list is printed and all stays; with --yes exactly the listed ones go."""
    publish("city", NAMES[4])
    home = six.parents[1]
    result = accord(home, "prune", "city", "--keep", "1")
    assert result.exit_code == 0
    assert [line.split()[1] for line in result.stdout.splitlines()[:-1]] == NAMES[:3]
    assert warehouse.vintages("city") == NAMES
    result = accord(home, "prune", "city", "--keep", "1", "--yes")
    assert result.exit_code == 0
    assert warehouse.vintages("city") == NAMES[3:]
    assert {path.name for path in six.iterdir() if path.is_dir()} == set(NAMES[3:])
    assert accord(home, "verify").exit_code == 0
    assert rollback("city") == NAMES[3]
    assert accord(home, "prune", "city", "--keep", "3").stdout == "city: nothing to remove\n"
    prune("city", [NAMES[3]])  # published since it was listed
    assert warehouse.current("city") == NAMES[3]
    # the numbers go on where they were
    assert warehouse.next_number("city") == 7


def test_the_way_back_is_a_whole_one(six: Path) -> None:
    """If the vintage before the published one is damaged, the whole one before that is kept."""
    publish("city", NAMES[5])
    unlock(six / NAMES[4])
    (six / NAMES[4] / "numbers.parquet").unlink()
    assert superfluous("city", 1) == [*NAMES[:3], NAMES[4]]


def test_nothing_is_removed_while_nothing_is_served(six: Path) -> None:
    """Without a pointer or with a damaged one all vintages may be needed for the repair."""
    for pointer in (None, b"", b"20200101-000000"):
        if pointer is not None:
            (six / "current").write_bytes(pointer)
        with pytest.raises(BuildRefused, match="nothing is removed"):
            superfluous("city", 0)


def test_nothing_is_removed_while_a_build_runs(six: Path) -> None:
    """The build may compare with any of them."""
    publish("city", NAMES[5])
    with FileLock(six / "build.lock"):
        result = accord(six.parents[1], "prune", "city", "--yes")
    assert result.exit_code == 2
    assert "A build of city is running" in result.stderr
    assert warehouse.vintages("city") == NAMES


def test_what_earlier_releases_kept_is_removed(six: Path) -> None:
    """Files and pages of another release, or of a vintage that is gone, go; this release's stay."""
    publish("city", NAMES[5])
    folders = {
        f"{kind}/{vintage}/{made_by}"
        for kind, vintage, made_by in product(
            warehouse.BESIDE, (NAMES[5], "20200101-000000"), (release(), "0123456789abcdef")
        )
    }
    for folder in folders:
        (six / folder).mkdir(parents=True)
        (six / folder / "file").touch()
    result = accord(six.parents[1], "prune", "city", "--keep", "6", "--yes")
    assert result.exit_code == 0
    assert {path for path in folders if (six / path).exists()} == {
        f"{kind}/{NAMES[5]}/{release()}" for kind in warehouse.BESIDE
    }
