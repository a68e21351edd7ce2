"""Changes in recording, from a city's register of policies."""

import datetime as dt
from collections.abc import Collection

from queries.declared.policy import Policy
from queries.vintage.catalog import Vintage

BREAKS = ("breaks",)
"""Changes after which records cannot be compared with records before."""

CHANGES = (*BREAKS, "caution")
"""Changes that need a caution beside a comparison."""


def recording_changes(
    vintage: Vintage,
    datasets: Collection[str],
    first: dt.date,
    last: dt.date,
    kinds: tuple[str, ...] = CHANGES,
) -> list[Policy]:
    """Return the policies that changed the recording of any of the datasets inside a period.

    A change on the first day of the period does not count, because the whole period is recorded
    alike; a change on the last day counts.
    """
    return [
        policy
        for policy in vintage.policies
        if policy.recording in kinds
        and not set(datasets).isdisjoint(policy.recording_datasets)
        and first < policy.recorded_from <= last
    ]
