"""A policy's way from the first meeting to the day it was in force."""

import datetime as dt
from dataclasses import dataclass

from queries.texts import Texts
from queries.vintage.policy import Policy


@dataclass(frozen=True)
class Step:
    """A dated step; `kind` is a word of policy_step in data/dictionary.toml.

    `until` is the last day of a step that took time, `text` what the register says of it.
    """

    on: dt.date
    kind: str
    until: dt.date | None = None
    text: Texts | None = None


def steps(policy: Policy) -> list[Step]:
    """Return the steps of a policy, oldest first; the day it was in force is always one."""
    told = [
        Step(dt.date.fromisoformat(one["on"]), one["kind"], text=one["text"])
        for one in policy.process
    ]
    days = {one.on for one in told}
    if policy.announced_on and policy.announced_on not in days:
        told.append(Step(policy.announced_on, "announced"))
    if policy.training_from:
        told.append(Step(policy.training_from, "training", policy.training_to))
    ordered = sorted(told, key=lambda one: one.on)
    after = [one for one in ordered if one.on > policy.effective_on]
    before = [one for one in ordered if one.on <= policy.effective_on]
    return [*before, Step(policy.effective_on, "in_force"), *after]
