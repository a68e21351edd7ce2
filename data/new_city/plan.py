"""The plan of a new city, and its files in groups with the same layout."""

import datetime as dt
import os
import re
import zoneinfo
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from data.config import DATASETS, Portal, own_packs, packs
from data.new_city.opened import Layout, grouped, layout
from data.snapshot import newest
from queries.declared.letters import need_seen
from queries.errors import BadInput
from queries.paths import ROOT
from queries.warehouse import raw_folder


@dataclass(frozen=True)
class Plan:
    """A person's answers about a new city: its name, its files by dataset, its polygons.

    `retrieved_on` is the date of the download; None means the date of the files. `portals` are the
    tables of an open-data portal, by dataset.
    """

    id: str
    name: str
    state: str
    time_zone: str
    origin: str
    files: dict[str, tuple[Path, ...]]
    areas: tuple[Path, ...] = ()
    retrieved_on: dt.date | None = None
    portals: dict[str, Portal] = field(default_factory=dict)


def root() -> Path:
    """Return the folder in which packs are written; raise BadInput if there is none."""
    own_folder = own_packs()
    if own_folder is None and not (ROOT / "pyproject.toml").is_file():
        raise BadInput(
            "There is no place for a new pack: Accord is installed, not checked out",
            actual=f"no ACCORD_PACKS, and {ROOT} belongs to the installation",
            expected="ACCORD_PACKS naming a folder of your own",
            remedy="set ACCORD_PACKS to an empty folder, and keep it set for build and publish",
        )
    return own_folder or ROOT


def check(plan: Plan, *, is_replaced: bool) -> None:
    """Raise BadInput for a plan that cannot be used."""

    def need(holds: bool, problem: str, actual: str, expected: str, remedy: str) -> None:
        if not holds:
            raise BadInput(problem, actual=actual, expected=expected, remedy=remedy)

    need(
        re.fullmatch(r"[a-z][a-z0-9_]*", plan.id) is not None,
        "This is no id for a city",
        plan.id,
        "small letters, digits and _, such as new_orleans",
        "name another with --id",
    )
    need(
        is_replaced or plan.id not in packs(),
        f"There is a pack of {plan.id!r} already",
        plan.id,
        "a new id",
        "name another with --id, or write it anew with --replace (what you changed is lost)",
    )
    need(
        plan.time_zone in zoneinfo.available_timezones(),
        "This is no time zone",
        plan.time_zone,
        "a name such as America/Chicago",
        "name it with --time-zone",
    )
    for what, text in (("name", plan.name), ("state", plan.state), ("origin", plan.origin)):
        need_seen(text, f"--{what}")
    files = [path for paths in plan.files.values() for path in paths]
    need(
        bool(files or plan.portals),
        "There is nothing to read",
        "no files and no portal",
        "at least one file of force, complaints or calls",
        "name files with --force, --complaints or --calls",
    )
    for path in (*files, *plan.areas):
        need(path.is_file(), "A file is missing", str(path), "a file", "correct the path")
    for dataset, paths in plan.files.items():
        counts = Counter(path.name for path in paths)
        repeated = sorted(name for name, count in counts.items() if count > 1)
        need(
            not repeated,
            f"Two files of {dataset} have the same name",
            ", ".join(repeated),
            "a different name for each file, since rows are identified by it",
            "rename one",
        )


def common_folder(plan: Plan) -> Path:
    """Return the folder of all files, which the build needs as `--raw`."""
    files = [path for paths in plan.files.values() for path in paths] + list(plan.areas)
    if not plan.portals:
        return Path(os.path.commonpath([path.resolve().parent for path in files]))
    folder = raw_folder(plan.id)
    for path in files:
        if not path.resolve().is_relative_to(folder):
            raise BadInput(
                "A file is not in the folder of the portal's snapshots",
                file=path,
                expected=f"a file under {folder}",
                remedy="put it there: one build reads one folder",
            )
    return folder


def groups(plan: Plan, raw: Path) -> dict[str, list[tuple[str, list[Path], Layout]]]:
    """Return each dataset's files in groups with one layout; no group if nothing is fetched."""
    by_dataset = {}
    for dataset in DATASETS:
        if dataset in plan.portals:
            snapshot = newest(raw, dataset)
            by_dataset[dataset] = [_group(dataset, snapshot.paths)] if snapshot else []
        elif dataset in plan.files:
            by_dataset[dataset] = grouped([path.resolve() for path in plan.files[dataset]], raw)
    return by_dataset


def _group(dataset: str, paths: list[Path]) -> tuple[str, list[Path], Layout]:
    """Return a snapshot as a group of files; its pattern matches all snapshots of the source."""
    return f"{dataset}/*/*{paths[0].suffix}", paths, layout(paths[0])
