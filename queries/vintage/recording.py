"""Changes in what is recorded, as a city's register tells them."""

import datetime as dt
from collections.abc import Collection

from queries.vintage.catalog import Vintage
from queries.vintage.policy import Policy

BREAKS = ("breaks",)
"""Changes of recording after which records cannot be compared with those before."""

CHANGES = (*BREAKS, "caution")
"""Changes of recording that must be told beside a comparison."""


def recording_changes(
    vintage: Vintage,
    datasets: Collection[str],
    first: dt.date,
    last: dt.date,
    kinds: tuple[str, ...] = CHANGES,
) -> list[Policy]:
    """Return the policies that changed, inside a period, how any of the datasets is recorded.

    A change on the first day of the period leaves all of it recorded alike; one on the last day
    does not.
    """
    return [
        policy
        for policy in vintage.policies
        if policy.recording in kinds
        and not set(datasets).isdisjoint(policy.recording_datasets)
        and first < policy.recorded_from <= last
    ]
