"""The plans of a pack: numbered files `plans/POLICY/N.toml`, each with the sum of its content."""

import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from data.config import not_written
from data.toml_text import as_toml
from queries.declared.measures import measures
from queries.declared.plan import Plan, PlannedMeasure
from queries.declared.reading import need, need_one_of, read_toml
from queries.errors import BadInput
from queries.stored.written import locked, write_whole

FOLDER = "plans"
COMMENT = "A plan is not edited: its sum would not fit any more. What changes is a new plan."

Entry = dict[str, Any]


def content_sum(plan: Entry) -> str:
    """Return the SHA-256 of a plan's content: JSON with sorted keys, without the sum itself."""
    content = {key: value for key, value in plan.items() if key != "sha256"}
    text = json.dumps(content, default=str, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_plans(pack: Path, policies: Iterable[str]) -> dict[str, list[Entry]]:
    """Return a pack's plans by policy, first plan first; raise BadInput for the first fault."""
    for fault in plan_faults(pack, policies):
        raise fault
    return {folder.name: _plans(folder) for folder in _folders(pack)}


def plan_faults(pack: Path, policies: Iterable[str]) -> Iterator[BadInput]:
    """Yield what is wrong in the plans of each policy: the first fault."""
    known = set(policies)
    for folder in _folders(pack):
        try:
            _check(folder, known)
        except BadInput as fault:
            yield fault


def add_plan(pack: Path, policy: str, content: Entry, made_on: dt.date) -> Path:
    """Write a plan as the next of its policy, with its sum and the sum of the one before.

    Raises BadInput where it cannot be written.
    """
    folder = pack / FOLDER / policy
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            plans = _plans(folder)
            plan: Entry = {"number": len(plans) + 1, "policy": policy, "made_on": made_on}
            if plans:
                plan["previous"] = plans[-1]["sha256"]
            plan |= content
            scalars = {key: value for key, value in plan.items() if key != "measures"}
            whole = {**scalars, "sha256": content_sum(plan), "measures": plan["measures"]}
            path = folder / f"{plan['number']}.toml"
            write_whole(path, as_toml(COMMENT, whole).encode())
    except OSError as error:
        raise not_written("The plan", folder, error) from error
    return path


def _folders(pack: Path) -> list[Path]:
    return sorted(path for path in (pack / FOLDER).glob("*") if path.is_dir())


def _plans(folder: Path) -> list[Entry]:
    return [read_toml(folder / f"{n + 1}.toml") for n in range(len(list(folder.glob("*.toml"))))]


def _check(folder: Path, policies: set[str]) -> None:
    names = {path.stem for path in folder.glob("*.toml")}
    numbers = [str(number + 1) for number in range(len(names))]
    is_whole = names == set(numbers)
    need(is_whole, folder, "The plans", "one is missing", ", ".join(sorted(names)), numbers)
    is_known = folder.name in policies
    need(is_known, folder, "The plans", "no policy has the name", folder.name, sorted(policies))
    previous, last_made = None, dt.date.min
    for number, plan in enumerate(_plans(folder), start=1):
        path = folder / f"{number}.toml"
        total = content_sum(plan)
        has_sum = plan.get("sha256") == total
        need(has_sum, path, "sha256", "the plan was changed", plan.get("sha256"), total)
        follows = plan.get("previous") == previous
        need(follows, path, "previous", "the plan before was replaced", previous, "its sum")
        is_own = (plan.get("number"), plan.get("policy")) == (number, folder.name)
        need(is_own, path, "The plan", "it is another's", plan.get("policy"), folder.name)
        try:
            read = msgspec.convert(json.loads(json.dumps(plan, default=str)), Plan)
        except msgspec.ValidationError as error:
            need(False, path, "The plan", "it cannot be read", error, "what `accord plan` writes")
        for place, entry in enumerate(read.measures):
            _check_measure(path, f"measures[{place}]", entry)
        day, expected = read.made_on, f"{last_made} or later, as the plan before"
        need(day >= last_made, path, "made_on", "it is before the plan before", day, expected)
        previous, last_made = total, day


def _check_measure(path: Path, key: str, entry: PlannedMeasure) -> None:
    """Raise BadInput for what `accord plan` never writes: a sum can be made anew by anybody."""
    known = sorted(measures())
    need(entry.measure in known, path, f"{key}, measure", "it is unknown", entry.measure, known)
    need_one_of(path, f"{key}, way", entry.way, ("down", "up"))
    days = [entry.before_from, entry.before_to, entry.after_from, entry.after_to]
    shown = ", ".join(map(str, days))
    need(days == sorted(days), path, key, "its windows overlap", shown, "before, then after")
    matters, visible = entry.smallest_that_matters, entry.smallest_visible
    is_share = 0 < matters < math.inf
    need(is_share, path, f"{key}, smallest_that_matters", "it is no share", matters, "0.1 for 10 %")
    is_ratio = visible is None or 0 < visible < math.inf
    need(is_ratio, path, f"{key}, smallest_visible", "it is no ratio", visible, "over 0")
