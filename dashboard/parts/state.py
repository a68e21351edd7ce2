"""What a visitor chose: kept in the URL, so that a link shows the same, and across pages."""

import datetime as dt
from collections.abc import Callable

import streamlit as st

from dashboard.parts.paper import print_whole


def remembered(key: str, options: list[str], default: str) -> str:
    """Return what the URL, or else this visit, says of `key`, if it is one of the options."""
    for said in (st.query_params.get(key), kept(key)):
        if said in options:
            return str(said)
    return default


def remember(key: str, value: str, default: str) -> None:
    """Keep a choice for this visit and in the URL, which leaves defaults out."""
    st.session_state[_kept(key)] = value
    if value == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def kept(key: str) -> str | None:
    """Return what was last chosen of `key` during this visit."""
    found = st.session_state.get(_kept(key))
    return None if found is None else str(found)


def choose(
    key: str, label: str, options: list[str], name: Callable[[str], str], default: str, scope: str
) -> str:
    """Offer a list and return the id chosen.

    `scope` tells apart lists of different content (city, language): each has its own widget.
    """
    widget = widget_key(key, scope)
    # Streamlit warns of a list that is told what to begin with and is set, as by a click on a map
    is_set = st.session_state.get(widget) in options
    first = 0 if is_set else options.index(remembered(key, options, default))
    chosen = st.selectbox(label, options, index=first, format_func=name, key=widget)
    print_whole(widget, name(chosen))
    remember(key, str(chosen), default)
    return str(chosen)


def choose_many(
    key: str, label: str, options: list[str], name: Callable[[str], str], scope: str, empty: str
) -> list[str]:
    """Offer a list of which several may be taken and return those chosen; none is the default.

    `empty` is the text in the box while nothing is chosen. What was chosen before and is not an
    option now is dropped. Only the URL remembers: a page that is come back to begins with
    everything, so that nothing is left out that nobody sees.
    """
    widget = widget_key(key, scope)
    if widget not in st.session_state:
        st.session_state[widget] = st.query_params.get_all(key)
    st.session_state[widget] = [one for one in st.session_state[widget] if one in options]
    picked = st.multiselect(label, options, format_func=name, placeholder=empty, key=widget)
    chosen = [str(one) for one in picked]
    if not chosen:
        st.query_params.pop(key, None)
    elif chosen != st.query_params.get_all(key):
        st.query_params[key] = chosen
    return chosen


def choose_number(key: str, label: str, scope: str) -> int | None:
    """Offer a whole number and return it, None while there is none; only the URL remembers."""
    said = st.query_params.get(key, "")
    start = int(said) if said.isascii() and said.removeprefix("-").isdigit() else None
    number = st.number_input(label, value=start, step=1, key=widget_key(key, scope))
    if number is None:
        st.query_params.pop(key, None)
        return None
    st.query_params[key] = str(number)
    return int(number)


def choose_day(
    key: str, label: str, default: dt.date, ends: tuple[dt.date, dt.date], scope: str
) -> dt.date:
    """Offer the days from one end to the other and return the day chosen.

    A day beyond an end is that end; what the URL says that is no day is passed over.
    """
    said = remembered(key, [st.query_params.get(key, "")], default.isoformat())
    try:
        start = min(max(dt.date.fromisoformat(said), ends[0]), ends[1])
    except ValueError:
        start = default
    day = st.date_input(
        label, start, min_value=ends[0], max_value=ends[1], key=widget_key(key, scope)
    )
    chosen = day if isinstance(day, dt.date) else start
    remember(key, chosen.isoformat(), default.isoformat())
    return chosen


def switch(
    key: str, label: str, options: list[str], name: Callable[[str], str], default: str, scope: str
) -> str:
    """Offer a few options side by side and return the id chosen; like `choose` otherwise."""
    now = remembered(key, options, default)
    chosen = st.segmented_control(
        label,
        options,
        default=now,
        required=True,
        format_func=name,
        key=widget_key(key, scope),
    )
    remember(key, str(chosen or now), default)
    return str(chosen or now)


def widget_key(key: str, scope: str) -> str:
    """Return the key of the widget that `choose` shows."""
    return f"choose_{key}_{scope}"


def _kept(key: str) -> str:
    return f"chosen_{key}"
