"""The declared fields change only with a decision: is an older vintage still right?"""

import tomllib

import pytest

from queries.declared.fields import every_field
from queries.paths import ROOT
from queries.warehouse import FORMAT

FILE = "data/fields_by_format.toml"


def open_decisions(declared: dict[str, str], recorded: dict[str, str]) -> list[str]:
    """Return what changed in the declared fields and what must be decided, one line each."""
    added = [
        f'{name} is new. Older vintages lack it and stay served: add "{name}" = "{meaning}" '
        f"under [format_{FORMAT}] in {FILE}."
        for name, meaning in declared.items()
        if name not in recorded
    ]
    raised = f"Raise FORMAT in queries/warehouse.py to {FORMAT + 1} and write all fields under "
    raised += f"[format_{FORMAT + 1}] in {FILE}, or take the change back."
    removed = [
        f"{name} is gone or renamed: older vintages cannot be read as before. {raised}"
        for name in recorded
        if name not in declared
    ]
    changed = [
        f'{name} was "{meaning}" and is "{declared[name]}": older vintages mean something else. '
        f"{raised}"
        for name, meaning in recorded.items()
        if declared.get(name, meaning) != meaning
    ]
    return [*added, *removed, *changed]


def test_the_declared_fields_are_those_decided_on() -> None:
    """Each declared field stands, with its meaning, under the FORMAT of vintages built now."""
    declared = {f"{field.dataset}.{field.name}": field.meaning for field in every_field()}
    recorded = tomllib.loads((ROOT / FILE).read_text(encoding="utf-8"))[f"format_{FORMAT}"]
    assert open_decisions(declared, recorded) == []


@pytest.mark.parametrize(
    ("declared", "beginning", "decision"),
    [
        ({"force.a": "flag of incident", "force.b": "day of incident"}, "force.b is new", "add"),
        ({}, "force.a is gone or renamed", "Raise FORMAT"),
        ({"force.a": "level of incident"}, 'force.a was "flag of incident" and', "Raise FORMAT"),
    ],
)
def test_a_change_asks_for_a_decision(
    declared: dict[str, str], beginning: str, decision: str
) -> None:
    """A new field asks for a line; one that is gone or means something else, for a new FORMAT."""
    [line] = open_decisions(declared, {"force.a": "flag of incident"})
    assert line.startswith(beginning)
    assert decision in line
