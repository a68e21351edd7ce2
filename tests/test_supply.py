"""The lock of production holds what pyproject.toml allows, and the page of licences is true."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from queries.paths import ROOT
from tests.supply import PAGE, installed_version, licence, read_lock, read_page, written

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
APPLICATION = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
EXTRAS = [
    Requirement(text)
    for texts in PROJECT["project"]["optional-dependencies"].values()
    for text in texts
]
BUILD = [Requirement(text) for text in PROJECT["build-system"]["requires"]]


def test_every_dependency_has_an_upper_bound() -> None:
    """A release that breaks Accord cannot be installed by the next fresh machine."""
    unbounded = [
        requirement.name
        for requirement in (*APPLICATION, *EXTRAS, *BUILD)
        if requirement.name != PROJECT["project"]["name"]
        and not any(part.operator in {"<", "<="} for part in requirement.specifier)
    ]
    assert unbounded == []


@pytest.mark.parametrize("requirement", APPLICATION, ids=[str(bound) for bound in APPLICATION])
def test_the_lock_holds_every_dependency_within_its_bounds(requirement: Requirement) -> None:
    """The lock was made from the bounds as they are."""
    versions = [
        lock.version for lock in read_lock() if lock.name == canonicalize_name(requirement.name)
    ]
    assert versions
    assert [version for version in versions if version not in requirement.specifier] == []


def test_every_locked_package_has_sha256_digests() -> None:
    """pip refuses every file whose digest is not listed."""
    locks = read_lock()
    assert len(locks) > len(APPLICATION)
    for lock in locks:
        assert lock.digests, lock.name
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", digest) for digest in lock.digests)


def test_the_page_of_licences_lists_the_lock() -> None:
    """Each locked package and version stands on the page, in the order of the lock."""
    assert PAGE.read_text(encoding="utf-8") == written(read_page())


def test_the_licences_are_those_that_packages_state() -> None:
    """Where the locked version is installed here, its own metadata say what the page says."""
    page = read_page()
    comparable = [lock.name for lock in read_lock() if installed_version(lock.name) == lock.version]
    if not comparable:
        pytest.skip("no package is installed here in its locked version")
    assert {name: page[name] for name in comparable} == {name: licence(name) for name in comparable}


def test_no_licence_asks_that_accord_be_published_under_it() -> None:
    """What is installed may be used beside a program under the MIT licence."""
    copyleft = re.compile(r"\bA?GPL", re.IGNORECASE)
    assert [name for name, text in read_page().items() if copyleft.search(text)] == []
