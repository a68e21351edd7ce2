"""Answers for pages: each returns the answer, or the NoAnswer that says why there is none."""

from dashboard.parts.around import Around, OwnDay, OwnPeriods
from queries.change.compare import Comparison, compare
from queries.change.designs import Designs, designs
from queries.change.trend import Trend, trend
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage


def comparison(vintage: Vintage, measure: str, layer: str, around: Around) -> Comparison | NoAnswer:
    """Return the comparison, or the reason for its absence."""
    try:
        match around:
            case Policy():
                return compare(vintage, measure, layer, around.id)
            case OwnDay():
                return compare(vintage, measure, layer, on=around.on)
            case OwnPeriods():
                if around.periods is None:
                    return NoAnswer("no_periods")
                before, after = around.periods
                return compare(vintage, measure, layer, before=before, after=after)
    except NoAnswer as reason:
        return reason


def trend_around(vintage: Vintage, measure: str, layer: str, around: Around) -> Trend | NoAnswer:
    """Return the trend, or the reason for its absence: two periods have no single date."""
    try:
        match around:
            case Policy():
                return trend(vintage, measure, layer, around.id)
            case OwnDay():
                return trend(vintage, measure, layer, on=around.on)
            case OwnPeriods():
                return NoAnswer("no_trend_of_periods")
    except NoAnswer as reason:
        return reason


def comparison_of_places(vintage: Vintage, measure: str, policy: str) -> Designs | NoAnswer:
    """Return the comparison of places, or the reason for its absence."""
    try:
        return designs(vintage, measure, policy)
    except NoAnswer as reason:
        return reason
