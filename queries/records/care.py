"""Officer wellbeing and crisis response: what a city's records tell of both, and what they do not.

Every number has a denominator of its own; none is added to another.
"""

from dataclasses import dataclass

import polars as pl

from queries.declared.measures import Measure
from queries.records import calls, force
from queries.records.periods import Part, periods_of
from queries.records.shares import KNOWN_SHARE
from queries.stats.rates import share
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

MEASURES = ("force_officer_injured", "force_in_crisis", "calls_crisis")
"""The measures of the topic that are compared around a policy, in display order."""

ATTACK = r"\b(assault|battery|attack)"
OFFICER = r"\b(officer|police)\b"
"""By these a reason for force says that an officer was assaulted."""


@dataclass(frozen=True)
class KnownShare:
    """How many of how many records in a part, as a row of shares: n, total, rate, low, high.

    The total counts the records in which it is known. `reasons` are the source's own words for it.
    """

    part: Part
    row: dict[str, float | None]
    reasons: tuple[str, ...] = ()


def supported(vintage: Vintage) -> list[Measure]:
    """Return the measures of the topic that the vintage supports for the whole city."""
    by_id = {measure.id: measure for measure in vintage.measures(vintage.layer().id)}
    return [by_id[name] for name in MEASURES if name in by_id]


@once_per_vintage
def other_team(vintage: Vintage) -> KnownShare | None:
    """Return the crisis calls that a team other than police answered, in the last settled months.

    None where no call names such a team: a file that holds only what police answered cannot say
    whether anybody else came.
    """
    part = _latest(vintage, "calls")
    if part is None or not part.is_fair or not vintage.publishes("calls", "responder"):
        return None
    rows = calls.crisis_responders(calls.settled(calls.months(part), part), part)
    known = int(rows.filter(pl.col("responder") != UNKNOWN)["n"].sum())
    row = rows.filter(responder="alternative").row(0, named=True)
    return KnownShare(part, {**row, "total": known}) if row["n"] else None


@once_per_vintage
def assaults(vintage: Vintage) -> KnownShare | None:
    """Return the force whose reason is an assault on an officer, in the last settled months.

    None where no reason says so, or where most records name no reason.
    """
    part = _latest(vintage, "force")
    if part is None or not part.is_fair:
        return None
    rows = force.breakdown(part).filter(pl.col("field") == "reason", ~pl.col("is_unknown"))
    value = pl.col("value").str.to_lowercase()
    named = rows.filter(value.str.contains(ATTACK), value.str.contains(OFFICER))
    incidents = force.totals(part).incidents
    if named.is_empty() or rows["total"][0] < KNOWN_SHARE * incidents:
        return None
    n, total = int(named["n"].sum()), int(rows["total"][0])
    rates = share([n], [total])
    row = {name: float(rates[name][0]) for name in ("rate", "low", "high")}
    return KnownShare(part, {"n": n, "total": total, **row}, tuple(named["value"]))


def _latest(vintage: Vintage, dataset: str) -> Part | None:
    """Return the last settled months of a dataset in the whole city; None without records.

    A team may be new, and reasons were named otherwise in earlier years: one year is alike in both.
    """
    if dataset not in vintage.manifest.datasets:
        return None
    periods = periods_of(vintage, dataset)
    period = next((period for period in periods if period.kind == "last"), periods[0])
    return Part(vintage, dataset, vintage.layer().id, None, period)
