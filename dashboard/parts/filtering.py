"""Widgets that select records; each keeps its value in the URL under its own key."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from dashboard.parts import plain
from dashboard.parts.paper import print_whole
from dashboard.parts.state import (
    choose,
    choose_day,
    choose_many,
    choose_number,
    remember,
    widget_key,
)
from dashboard.surface import st
from dashboard.words import Words
from dashboard.words import extracts as extract_words
from queries.dates import DateRange, add_months
from queries.declared import dictionary
from queries.records import extracts, filters
from queries.records.filters import LEAST, MOST, WHERE, Filter, Limits
from queries.vintage.catalog import UNKNOWN, Vintage

PREFIXES = (WHERE, LEAST, MOST)

Categories = tuple[tuple[str, tuple[str, ...]], ...]


def choose_records(vintage: Vintage, selection: Filter, words: Words) -> Filter:
    """Offer period, areas, values and columns of a dataset; return the filter."""
    scope = f"{selection.city}_{selection.dataset}_{selection.layer}_{words.language}"
    columns_held = extracts.published(vintage, selection.dataset, selection.layer)
    days = [column for column in selection.declared.days if column in columns_held]
    if len(days) > 1:
        by = choose(
            "day",
            words.text("get_the_data.day"),
            days,
            lambda option: words.text(f"get_the_data.days.{option}"),
            selection.declared.day,
            scope,
        )
        selection = replace(selection, day=by if by != selection.declared.day else "")
    ends = extracts.reach(vintage, selection)
    first, last = _choose_days(ends, scope, words)
    if first > last:
        plain.warning(
            words.text("get_the_data.backward", first=words.day(last), last=words.day(first))
        )
        first, last = last, first
        for key, day, default in (("from", first, ends[0]), ("to", last, ends[1])):
            remember(key, day.isoformat(), default.isoformat())
    areas: list[str] = []
    ids = [*vintage.areas(selection.layer)["area_id"], UNKNOWN]
    if len(ids) > 1:
        names = words.say(vintage.layer(selection.layer).names)
        areas = choose_many(
            "area",
            words.text("get_the_data.areas", areas=names),
            ids,
            lambda area_id: extract_words.area_name(vintage, selection.layer, area_id, words),
            scope,
            words.text("get_the_data.everything"),
        )
    within = replace(
        selection,
        first=first if first != ends[0] else None,
        last=last if last != ends[1] else None,
        areas=tuple(areas),
    )
    categories, limits = _choose_by_field(vintage, within, scope, words)
    columns = choose_many(
        "column",
        words.text("get_the_data.columns"),
        list(columns_held),
        str,
        scope,
        words.text("get_the_data.everything"),
    )
    return replace(within, categories=categories, limits=limits, columns=tuple(columns))


def _choose_days(ends: DateRange, scope: str, words: Words) -> DateRange:
    """Offer the latest month, twelve months or a whole year, or two days that count once applied.

    A field takes a typed day only when it is left: without a button, a file could be had that is
    not what the field says.
    """
    preset, days = st.columns([1, 3], vertical_alignment="bottom")
    presets = _presets(ends, words)
    key = f"preset_{scope}"

    def take() -> None:
        name = st.session_state[key]
        if name is not None:
            for end, day in zip(("from", "to"), presets[name], strict=True):
                st.session_state[widget_key(end, scope)] = min(max(day, ends[0]), ends[1])
            st.session_state[key] = None

    with preset:
        plain.selectbox(
            words.text("get_the_data.preset"),
            list(presets),
            index=None,
            placeholder=words.text("get_the_data.preset_none"),
            key=key,
            on_change=take,
        )
        print_whole(key, "")
    with days, plain.form(f"days_{scope}"):
        sides = st.columns([2, 2, 1], vertical_alignment="bottom")
        with sides[0]:
            first = choose_day("from", words.text("get_the_data.first"), ends[0], ends, scope)
        with sides[1]:
            last = choose_day("to", words.text("get_the_data.last"), ends[1], ends, scope)
        with sides[2]:
            plain.form_submit_button(words.text("get_the_data.apply"))
    reach = {"first": words.day(ends[0]), "last": words.day(ends[1])}
    plain.caption(words.text("get_the_data.reach", **reach))
    return first, last


def _presets(ends: DateRange, words: Words) -> dict[str, DateRange]:
    """Return the latest month of the records, their last twelve months and each year, by name."""
    last = ends[1]
    begun = add_months(last + dt.timedelta(days=1), -12)
    years = range(last.year, ends[0].year - 1, -1)
    return {
        words.text("get_the_data.latest_month"): (last.replace(day=1), last),
        words.text("get_the_data.latest_year"): (begun, last),
        **{str(year): (dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years},
    }


def _choose_by_field(
    vintage: Vintage, within: Filter, scope: str, words: Words
) -> tuple[Categories, tuple[tuple[str, Limits], ...]]:
    """Offer values with counts for categorical columns, and limits for numeric columns."""
    columns = extracts.published(vintage, within.dataset, within.layer)
    kinds = {
        column.name: column.kind for column in within.declared.columns if column.name in columns
    }
    names = [
        name for name, kind in kinds.items() if kind in (*filters.CHOSEN_BY, *filters.LIMITED_BY)
    ]
    prefixes = {name: prefix for prefix in PREFIXES for name in _named(prefix)}
    widget = f"choose_by_{scope}"
    if widget not in st.session_state:
        st.session_state[widget] = [field for field in names if field in prefixes]
    by = plain.multiselect(
        words.text("get_the_data.by"),
        names,
        format_func=lambda option: words.say(dictionary.field(option)),
        placeholder=words.text("get_the_data.nothing_yet"),
        key=widget,
    )
    for key in [f"{prefix}{name}" for prefix in PREFIXES for name in _named(prefix)]:
        if key.split(".", 1)[1] not in by:
            st.query_params.pop(key)
    categories: list[tuple[str, tuple[str, ...]]] = []
    limits: list[tuple[str, Limits]] = []
    for name in by:
        so_far = replace(within, categories=tuple(categories), limits=tuple(limits))
        # a level is offered by its values, but a link can limit it as a number
        if kinds[name] in filters.CHOSEN_BY and prefixes.get(name, WHERE) == WHERE:
            values = _choose_values(vintage, so_far, name, scope, words)
            categories += [(name, tuple(values))] if values else []
        else:
            ends = _choose_limits(name, scope, words)
            limits += [(name, ends)] if ends != (None, None) else []
    return tuple(categories), tuple(limits)


def _named(prefix: str) -> list[str]:
    """Return the columns that the URL limits under a prefix."""
    return [key.removeprefix(prefix) for key in st.query_params if key.startswith(prefix)]


def _choose_values(
    vintage: Vintage, so_far: Filter, name: str, scope: str, words: Words
) -> list[str]:
    """Offer all values; the counts are of records that match the fields selected before."""
    unfiltered = Filter(so_far.city, so_far.dataset, so_far.layer)
    return choose_many(
        f"{WHERE}{name}",
        words.text("get_the_data.values", field=words.say(dictionary.field(name))),
        extracts.values(vintage, unfiltered, name)["value"].to_list(),
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
    column = so_far.declared.column(name)
    counts = dict(extracts.values(vintage, so_far, name).iter_rows())

    def named(value: str) -> str:
        text = extract_words.value_name(column, value, words)
        return f"{text} ({words.number(counts.get(value, 0))})"

    return named
