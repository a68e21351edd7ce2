"""Answers for pages: each returns the answer, or the NoAnswer that says why there is none."""

import datetime as dt

from queries import warehouse
from queries.change.compare import Comparison, compare
from queries.change.designs import Designs, designs
from queries.change.trend import Trend, trend
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage


def vintages(city: str) -> list[str]:
    """Return the names of the published vintage and the earlier ones, newest first."""
    published = warehouse.current(city) or ""
    return [name for name in reversed(warehouse.vintages(city)) if name <= published]


def comparison(
    vintage: Vintage, measure: str, layer: str, policy: str | None, on: dt.date | None
) -> Comparison | NoAnswer:
    """Return the comparison, or the reason for its absence."""
    try:
        return compare(vintage, measure, layer, policy, on=on)
    except NoAnswer as reason:
        return reason


def trend_around(
    vintage: Vintage, measure: str, layer: str, policy: str | None, on: dt.date | None
) -> Trend | NoAnswer:
    """Return the trend, or the reason for its absence."""
    try:
        return trend(vintage, measure, layer, policy, on=on)
    except NoAnswer as reason:
        return reason


def comparison_of_places(vintage: Vintage, measure: str, policy: str) -> Designs | NoAnswer:
    """Return the comparison of places, or the reason for its absence."""
    try:
        return designs(vintage, measure, policy)
    except NoAnswer as reason:
        return reason
