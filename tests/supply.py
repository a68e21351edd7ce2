"""What Accord is made of: the lock of production, and the page of licences (`make lock`)."""

import re
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from queries.paths import ROOT

LOCK = ROOT / "docs" / "production" / "requirements.lock"
PAGE = ROOT / "docs" / "licences.md"
LONGEST = 60
"""A longer licence field is the text of the licence, not its name."""

HEAD = """# Licences

What the application installs, from `docs/production/requirements.lock`, and the licence that each
package states in its own metadata. Accord itself is under the MIT licence (`LICENSE`). `make lock`
writes this page; a test compares it with the installed packages.

| package | version | licence |
|---|---|---|
"""


@dataclass(frozen=True)
class Locked:
    """One package of the lock: its version, where it is installed, and the digests of its files."""

    requirement: Requirement
    digests: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name as indexes write it."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The only version that may be installed."""
        (version,) = self.requirement.specifier
        return version.version


def read_lock() -> list[Locked]:
    """Return the packages of the lock, in its order."""
    text = LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [
        Locked(Requirement(line.split(" --hash=")[0]), tuple(re.findall(r"--hash=(\S+)", line)))
        for line in lines
    ]


def installed_version(name: str) -> str | None:
    """Return the version of a package in this environment, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def licence(name: str) -> str:
    """Return the licence that an installed package states: expression, short name or classifier."""
    fields = metadata.metadata(name)
    stated = fields.get("License-Expression") or fields.get("License") or ""
    if stated and len(stated) <= LONGEST and "\n" not in stated:
        return str(stated)
    prefix = "License :: "
    names = [text for text in fields.get_all("Classifier") or [] if text.startswith(prefix)]
    return ", ".join(text.rsplit(" :: ", 1)[-1] for text in names) or "see its files"


def written(licences: dict[str, str]) -> str:
    """Return the text of the page."""
    rows = [f"| {lock.name} | {lock.version} | {licences[lock.name]} |" for lock in read_lock()]
    return HEAD + "\n".join(rows) + "\n"


def read_page() -> dict[str, str]:
    """Return the licence of each package on the page."""
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines()]
    return {row[0]: row[2] for row in rows if len(row) == 3 and row[0] != "package"}


def main() -> None:
    """Write the page; a package that is not installed here keeps the licence that it has there."""
    known = read_page() if PAGE.is_file() else {}
    licences = {
        lock.name: licence(lock.name)
        if installed_version(lock.name)
        else known.get(lock.name, "see its files")
        for lock in read_lock()
    }
    PAGE.write_text(written(licences), encoding="utf-8")


if __name__ == "__main__":
    main()
