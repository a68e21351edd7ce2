"""The steps of a policy, from the first meeting to the day it took effect and after."""

import datetime as dt
from dataclasses import dataclass

from queries.declared.policy import Policy
from queries.texts import Texts


@dataclass(frozen=True)
class Step:
    """A dated step; `kind` is a value of policy_step in data/dictionary.toml.

    `until` is the last day of a step that took several days, `text` its description in the
    register.
    """

    on: dt.date
    kind: str
    until: dt.date | None = None
    text: Texts | None = None
    link: str | None = None


def steps(policy: Policy) -> list[Step]:
    """Return the steps of a policy, oldest first; the day it took effect is always one of them."""
    dated = [
        Step(
            dt.date.fromisoformat(step["on"]),
            step["kind"],
            text=step["text"],
            link=step.get("link"),
        )
        for step in policy.process
    ]
    days = {step.on for step in dated}
    if policy.announced_on and policy.announced_on not in days:
        dated.append(Step(policy.announced_on, "announced"))
    if policy.training_from:
        dated.append(Step(policy.training_from, "training", policy.training_to))
    ordered = sorted(dated, key=lambda step: step.on)
    after = [step for step in ordered if step.on > policy.effective_on]
    before = [step for step in ordered if step.on <= policy.effective_on]
    return [*before, Step(policy.effective_on, "in_force"), *after]
