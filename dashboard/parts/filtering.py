"""Widgets that select records; each keeps its value in the URL under its own key."""

from collections.abc import Callable
from dataclasses import replace

from dashboard.parts import plain
from dashboard.parts.area_choice import choose_areas
from dashboard.parts.period import choose_period
from dashboard.parts.state import choose, choose_many, choose_number
from dashboard.surface import st
from dashboard.words import Words
from dashboard.words import extracts as extract_words
from queries.declared import dictionary
from queries.records import extracts, filters
from queries.records.filters import LEAST, MOST, WHERE, Filter, Limits
from queries.vintage.catalog import Vintage

PREFIXES = (WHERE, LEAST, MOST)

Categories = tuple[tuple[str, tuple[str, ...]], ...]


def choose_records(vintage: Vintage, selection: Filter, words: Words) -> Filter | None:
    """Offer period, areas, values and columns of a dataset; return the filter.

    None while a day of the period is none: it has been said, and no other records are shown.
    """
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
    days_chosen = choose_period(vintage, selection.declared.of, ends, scope, words)
    areas = choose_areas(vintage, selection.layer, scope, words)
    if days_chosen is None:
        return None
    first, last = days_chosen
    within = replace(selection, first=first, last=last, areas=tuple(areas))
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
