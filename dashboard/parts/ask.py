"""The questions a page asks, answered once per vintage for all visitors."""

import datetime as dt

import polars as pl
import streamlit as st

from queries import warehouse
from queries.change.compare import Comparison
from queries.change.compare import compare as compare_now
from queries.change.designs import Designs
from queries.change.designs import designs as designs_now
from queries.change.questions import Way
from queries.change.questions import ways as ways_now
from queries.change.trend import Trend
from queries.change.trend import trend as trend_now
from queries.errors import NoAnswer
from queries.grid.series import monthly as monthly_now
from queries.review.monitoring import Chart, Review
from queries.review.monitoring import chart as chart_now
from queries.review.monitoring import review as review_now
from queries.review.waits import Waits
from queries.review.waits import waits as waits_now
from queries.texts import Texts
from queries.vintage import catalog
from queries.vintage.catalog import Vintage, open_city

KEPT = 512
"""Answers kept in memory; each is a table of at most some hundred rows."""


def vintage(city: str, name: str | None = None) -> Vintage:
    """Return the city's published vintage, or an earlier one by name.

    A newly published one is seen at the next click.
    """
    return _open(city, name or warehouse.current(city) or "")


def city_name(city: str) -> Texts:
    """Return a city's name in each language: a list of cities opens none of them."""
    return _city_name(city, warehouse.current(city) or "")


def vintages(city: str) -> list[str]:
    """Return the names of the published vintage and those before it, newest first."""
    published = warehouse.current(city) or ""
    return [one for one in reversed(warehouse.vintages(city)) if one <= published]


def comparison(
    asked: Vintage, measure: str, layer: str, policy: str | None, on: dt.date | None
) -> Comparison | NoAnswer:
    """Return the comparison, or why there is none. Shared: do not change what it holds."""
    return _compare(asked.city_id, asked.vintage, measure, layer, policy, on)


def trend(
    asked: Vintage, measure: str, layer: str, policy: str | None, on: dt.date | None
) -> Trend | NoAnswer:
    """Return the trend, or why there is none. Shared: do not change what it holds."""
    return _trend(asked.city_id, asked.vintage, measure, layer, policy, on)


def designs(asked: Vintage, measure: str, policy: str) -> Designs | NoAnswer:
    """Return the comparison of places, or why there is none. Shared: do not change it."""
    return _designs(asked.city_id, asked.vintage, measure, policy)


def monthly(asked: Vintage, measure: str, layer: str, area: str | None) -> pl.DataFrame:
    """Return the monthly series of queries.grid.series."""
    return _monthly(asked.city_id, asked.vintage, measure, layer, area)


def ways(asked: Vintage) -> list[Way]:
    """Return how each question residents bring is answered in this city."""
    return _ways(asked.city_id, asked.vintage)


def review(asked: Vintage, layer: str, month: dt.date) -> Review:
    """Return a month's review. Shared: do not change what it holds."""
    return _review(asked.city_id, asked.vintage, layer, month)


def control(asked: Vintage, measure: str, layer: str, area: str, month: dt.date) -> Chart | None:
    """Return the control chart behind one look of a review, or None. Shared likewise."""
    return _control(asked.city_id, asked.vintage, measure, layer, area, month)


def waits(asked: Vintage, measure: str, layer: str, area: str, month: dt.date) -> Waits | None:
    """Return the days between rare events behind one look of a review, or None."""
    return _waits(asked.city_id, asked.vintage, measure, layer, area, month)


def areas(asked: Vintage, layer: str) -> pl.DataFrame:
    """Return the layer's areas with their drawing."""
    return _areas(asked.city_id, asked.vintage, layer)


@st.cache_resource(max_entries=16, show_spinner=False)
def _open(city: str, name: str) -> Vintage:
    return open_city(city, name or None)


@st.cache_resource(max_entries=64, show_spinner=False)
def _city_name(city: str, name: str) -> Texts:
    return catalog.city_name(city, name)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _compare(
    city: str, name: str, measure: str, layer: str, policy: str | None, on: dt.date | None
) -> Comparison | NoAnswer:
    try:
        return compare_now(_open(city, name), measure, layer, policy, on=on)
    except NoAnswer as reason:
        return reason


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _trend(
    city: str, name: str, measure: str, layer: str, policy: str | None, on: dt.date | None
) -> Trend | NoAnswer:
    try:
        return trend_now(_open(city, name), measure, layer, policy, on=on)
    except NoAnswer as reason:
        return reason


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _designs(city: str, name: str, measure: str, policy: str) -> Designs | NoAnswer:
    try:
        return designs_now(_open(city, name), measure, policy)
    except NoAnswer as reason:
        return reason


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _monthly(city: str, name: str, measure: str, layer: str, area: str | None) -> pl.DataFrame:
    return monthly_now(_open(city, name), measure, layer, area)


@st.cache_resource(max_entries=16, show_spinner=False)
def _ways(city: str, name: str) -> list[Way]:
    return ways_now(_open(city, name))


@st.cache_resource(max_entries=32, show_spinner=False)
def _review(city: str, name: str, layer: str, month: dt.date) -> Review:
    return review_now(_open(city, name), layer, month)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _control(
    city: str, name: str, measure: str, layer: str, area: str, month: dt.date
) -> Chart | None:
    return chart_now(_open(city, name), measure, layer, area, month)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _waits(
    city: str, name: str, measure: str, layer: str, area: str, month: dt.date
) -> Waits | None:
    return waits_now(_open(city, name), measure, layer, area, month)


@st.cache_resource(max_entries=32, show_spinner=False)
def _areas(city: str, name: str, layer: str) -> pl.DataFrame:
    return _open(city, name).areas(layer)
