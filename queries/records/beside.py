"""The period that a selected one is shown beside: the year before, or before a policy."""

import datetime as dt
from dataclasses import replace

from queries.dates import add_months
from queries.records.periods import LAST_MONTHS, Part, Period, periods_of, standing_for

OTHER_SIDE = {"before": "after", "after": "before"}


def in_order(part: Part) -> tuple[Part, ...]:
    """Return the part and the one it is shown beside, the earlier first; only the part if none.

    All settled months stand beside their last twelve, the last twelve and a year beside the year
    before, and each side of a policy beside the other. Both are whole and without a gap. Records
    that are no fair sample stand alone: they have no shares to lay side by side.
    """
    period = _beside(part) if part.is_fair else None
    if period is None:
        return (part,)
    pair = (part, replace(part, period=period))
    return tuple(sorted(pair, key=lambda side: (side.period.first, side.period.last)))


def _beside(part: Part) -> Period | None:
    periods = {period.id: period for period in periods_of(part.vintage, part.dataset)}
    period = part.period
    if period.kind == "all":
        return periods.get("last")
    if period.policy is not None:
        return periods.get(f"{OTHER_SIDE[period.kind]}.{period.policy.id}")
    if period.kind == "year":
        before = periods.get(str(period.first.year - 1))
        return before if before and _is_year(period) and _is_year(before) else None
    day_before = period.first - dt.timedelta(days=1)
    before = Period("last_before", add_months(period.first, -LAST_MONTHS), day_before)
    is_twelve = add_months(period.first, LAST_MONTHS) == period.last + dt.timedelta(days=1)
    is_held = part.span.first_on <= before.first and not _has_gap(part, before)
    return before if is_twelve and is_held else None


def _is_year(period: Period) -> bool:
    return (period.last - period.first).days >= 364


def _has_gap(part: Part, period: Period) -> bool:
    gaps = part.vintage.gaps(standing_for(part.dataset))
    return any(first <= period.last and period.first <= last for first, last in gaps)
