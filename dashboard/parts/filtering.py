"""Choosing records: the widgets that make a filter, each kept in the URL under its own name."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard.parts.state import choose, choose_day, choose_many, choose_number
from dashboard.words import Words
from dashboard.words import extracts as extract_words
from queries.declared import dictionary
from queries.records import extracts, filters
from queries.records.filters import LEAST, MOST, WHERE, Filter, Limits
from queries.vintage.catalog import UNKNOWN, Vintage

PREFIXES = (WHERE, LEAST, MOST)

Categories = tuple[tuple[str, tuple[str, ...]], ...]


def choose_records(vintage: Vintage, wanted: Filter, words: Words) -> Filter:
    """Offer period, areas, values and columns of a dataset; return the filter they make."""
    scope = f"{wanted.city}_{wanted.dataset}_{wanted.layer}_{words.language}"
    held = extracts.published(vintage, wanted.dataset, wanted.layer)
    days = [one for one in wanted.held.days if one in held]
    bar = st.columns([1, 1, 1, 2] if len(days) > 1 else [1, 1, 2])
    if len(days) > 1:
        with bar[0]:
            by = choose(
                "day",
                words.text("get_the_data.day"),
                days,
                lambda one: words.text(f"get_the_data.days.{one}"),
                wanted.held.day,
                scope,
            )
        wanted = replace(wanted, day=by if by != wanted.held.day else "")
    ends = extracts.reach(vintage, wanted)
    with bar[-3]:
        first = choose_day("from", words.text("get_the_data.first"), ends[0], ends, scope)
    with bar[-2]:
        last = choose_day("to", words.text("get_the_data.last"), ends[1], ends, scope)
    areas: list[str] = []
    ids = [*vintage.areas(wanted.layer)["area_id"], UNKNOWN]
    with bar[-1]:
        if len(ids) > 1:
            names = words.say(vintage.layer(wanted.layer).names)
            areas = choose_many(
                "area",
                words.text("get_the_data.areas", areas=names),
                ids,
                lambda one: extract_words.area_name(vintage, wanted.layer, one, words),
                scope,
                words.text("get_the_data.everything"),
            )
    placed = replace(
        wanted,
        first=first if first != ends[0] else None,
        last=last if last != ends[1] else None,
        areas=tuple(areas),
    )
    categories, limits = _choose_by_field(vintage, placed, scope, words)
    columns = choose_many(
        "column",
        words.text("get_the_data.columns"),
        list(held),
        str,
        scope,
        words.text("get_the_data.everything"),
    )
    return replace(placed, categories=categories, limits=limits, columns=tuple(columns))


def _choose_by_field(
    vintage: Vintage, placed: Filter, scope: str, words: Words
) -> tuple[Categories, tuple[tuple[str, Limits], ...]]:
    """Offer any column of few values with their counts, and limits of any number."""
    held = extracts.published(vintage, placed.dataset, placed.layer)
    kinds = {one.name: one.kind for one in placed.held.columns if one.name in held}
    offered = [
        name for name, kind in kinds.items() if kind in (*filters.CHOSEN_BY, *filters.LIMITED_BY)
    ]
    named = {name: prefix for prefix in PREFIXES for name in _named(prefix)}
    widget = f"choose_by_{scope}"
    if widget not in st.session_state:
        st.session_state[widget] = [one for one in offered if one in named]
    by = st.multiselect(
        words.text("get_the_data.by"),
        offered,
        format_func=lambda one: words.say(dictionary.field(one)),
        placeholder=words.text("get_the_data.nothing_yet"),
        key=widget,
    )
    for key in [f"{prefix}{name}" for prefix in PREFIXES for name in _named(prefix)]:
        if key.split(".", 1)[1] not in by:
            st.query_params.pop(key)
    categories: list[tuple[str, tuple[str, ...]]] = []
    limits: list[tuple[str, Limits]] = []
    for name in by:
        so_far = replace(placed, categories=tuple(categories), limits=tuple(limits))
        # a level is one of few values, but a link can hold its limits
        if kinds[name] in filters.CHOSEN_BY and named.get(name, WHERE) == WHERE:
            picked = _choose_values(vintage, so_far, name, scope, words)
            categories += [(name, tuple(picked))] if picked else []
        else:
            ends = _choose_limits(name, scope, words)
            limits += [(name, ends)] if ends != (None, None) else []
    return tuple(categories), tuple(limits)


def _named(prefix: str) -> list[str]:
    """Return the columns that the URL limits in one way."""
    return [one.removeprefix(prefix) for one in st.query_params if one.startswith(prefix)]


def _choose_values(
    vintage: Vintage, so_far: Filter, name: str, scope: str, words: Words
) -> list[str]:
    """Offer every value there is; counted are the records that the fields before it leave."""
    whole = Filter(so_far.city, so_far.dataset, so_far.layer)
    return choose_many(
        f"{WHERE}{name}",
        words.text("get_the_data.values", field=words.say(dictionary.field(name))),
        extracts.values(vintage, whole, name)["value"].to_list(),
        _with_counts(vintage, so_far, name, words),
        scope,
        words.text("get_the_data.everything"),
    )


def _choose_limits(name: str, scope: str, words: Words) -> Limits:
    field = words.say(dictionary.field(name))
    bar = st.columns(2)
    with bar[0]:
        least = choose_number(
            f"{LEAST}{name}", words.text("get_the_data.least", field=field), scope
        )
    with bar[1]:
        most = choose_number(f"{MOST}{name}", words.text("get_the_data.most", field=field), scope)
    return least, most


def _with_counts(vintage: Vintage, so_far: Filter, name: str, words: Words) -> Callable[[str], str]:
    column = so_far.held.column(name)
    counts = dict(extracts.values(vintage, so_far, name).iter_rows())

    def named(value: str) -> str:
        said = extract_words.value_name(column, value, words)
        return f"{said} ({words.number(counts.get(value, 0))})"

    return named
