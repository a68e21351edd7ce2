"""The version of a vintage's data, fixed when it is published; kept beside its manifest."""

import datetime as dt
from pathlib import Path
from typing import Literal

import msgspec

from queries.damage import FAULTS, Damage, why
from queries.texts import Texts

VERSION = "version.json"

Kind = Literal["patch", "minor", "major"]
"""patch: new or revised records of the same meaning; minor: something is new; major: a number can
mean something else."""


class Version(msgspec.Struct, frozen=True, order=True):
    """major.minor.patch, in the order of publication."""

    major: int
    minor: int = 0
    patch: int = 0

    def __str__(self) -> str:
        """Return the version as people write it: 2.1.0."""
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, kind: Kind) -> "Version":
        """Return the version of what comes next with changes of a kind."""
        match kind:
            case "major":
                return Version(self.major + 1)
            case "minor":
                return Version(self.major, self.minor + 1)
            case "patch":
                return Version(self.major, self.minor, self.patch + 1)


FIRST = Version(1)
"""The version of the first vintage that is published."""


class Mapping(msgspec.Struct, frozen=True):
    """How numbers of two versions are read together, by language.

    `was` and `now` say what changed its meaning, `across` how to read over the change.
    """

    was: Texts
    now: Texts
    across: Texts


class Versioned(msgspec.Struct, frozen=True):
    """The version of a vintage, the vintage it was compared with, and how much had changed.

    `after` and `kind` are None for the first version; so is `published_at` for a vintage published
    before there were versions. `mapping` is there for a major change that is no correction.
    """

    version: Version
    after: str | None = None
    kind: Kind | None = None
    published_at: dt.datetime | None = None
    mapping: Mapping | None = None

    @property
    def change(self) -> str:
        """How much had changed; `first` for the first version, `uncounted` from before them."""
        return self.kind or ("first" if self.published_at else "uncounted")


def read_version(folder: Path) -> Versioned | Damage | None:
    """Return the version kept in a vintage, None where there is none, or the damage to it."""
    path = folder / VERSION
    try:
        return msgspec.json.decode(path.read_bytes(), type=Versioned)
    except FileNotFoundError:
        return None
    except FAULTS as error:
        return Damage(path, why(error))


def uncounted(number: int) -> Versioned:
    """Return the version of a vintage that was published without one: 0.N.0 for the Nth build.

    It depends on the vintage alone, so that it stays when others are removed.
    """
    return Versioned(Version(0, number))
