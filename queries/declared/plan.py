"""A plan: what will be looked at after a policy, and how, fixed before the result is known."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class PlannedMeasure:
    """A measure of a plan, whether it should go down or up, and the two windows, ends inclusive.

    `smallest_that_matters` is a share, `smallest_visible` the ratio of the smallest change that a
    year would show four times in five; None if no change would be seen.
    """

    measure: str
    way: str
    before_from: dt.date
    before_to: dt.date
    after_from: dt.date
    after_to: dt.date
    smallest_that_matters: float
    smallest_visible: float | None = None


@dataclass(frozen=True)
class Plan:
    """A dated plan of a policy. `sha256` is the sum of its content, `previous` that of the last."""

    number: int
    policy: str
    made_on: dt.date
    layer: str
    method: str
    measures: tuple[PlannedMeasure, ...]
    sha256: str
    previous: str | None = None
