"""A policy of a city's register: a dated change and its effect on recording."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

import msgspec

from queries.declared.agreement import Agreement
from queries.declared.plan import Plan
from queries.texts import Texts


@dataclass(frozen=True)
class Goal:
    """What a policy's parties agreed that a measure should do, and by when.

    `change` is that of the city's rate, -0.15 for a fall of 15 %, in the year before the day `by`,
    against the time before the policy.
    """

    measure: str
    change: float
    by: dt.date
    agreed_by: Texts
    agreed_on: dt.date
    source: str


@dataclass(frozen=True)
class Policy:
    """A dated change from the city's register."""

    id: str
    title: Texts
    effective_on: dt.date
    recording: str
    source: str
    announced_on: dt.date | None = None
    training_from: dt.date | None = None
    training_to: dt.date | None = None
    recording_since: dt.date | None = None
    recording_change: Texts | None = None
    recording_datasets: tuple[str, ...] = ("force",)
    measures: dict[str, str] = field(default_factory=dict)
    scope: str = "citywide"
    layer: str | None = None
    areas: tuple[str, ...] = ()
    comparison: dict[str, Any] | None = None
    link: str | None = None
    process: tuple[dict[str, Any], ...] = ()
    says: Texts | None = None
    groups: tuple[Texts, ...] = ()
    groups_note: Texts | None = None
    is_day_known: bool = True
    goals: tuple[Goal, ...] = ()
    agreement: Agreement | None = None
    plans: tuple[Plan, ...] = ()

    @property
    def plan(self) -> Plan | None:
        """The newest plan."""
        return self.plans[-1] if self.plans else None

    @property
    def recorded_from(self) -> dt.date:
        """The day on which recording changed, where the policy changed it."""
        return self.recording_since or self.effective_on


def read_policy(entry: str) -> Policy:
    """Return a policy from its JSON in the policies table."""
    return msgspec.convert(json.loads(entry), Policy)
