"""The visitor's selections: kept in the URL, so that a link shows the same, and across pages."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from dashboard.parts import plain
from dashboard.parts.paper import print_whole
from dashboard.parts.refusals import refuse
from dashboard.surface import st
from queries.dates import read_day

MOST_NUMBER = 2**53 - 1
"""The largest whole number that a browser keeps; the least is its negative."""

KEPT = "chosen_"
"""What the keys begin with under which a visit keeps its selections."""


@dataclass(frozen=True)
class Offer:
    """A list to choose from: `names` of its options by id; `key` is its key in the URL.

    Lists of different content (city, language) have a `scope` and thus a widget of their own.
    """

    key: str
    label: str
    names: dict[str, str]
    default: str
    scope: str

    @property
    def widget(self) -> str:
        """The key of the widget that shows the list."""
        return widget_key(self.key, self.scope)


def selected(offer: Offer) -> str:
    """Return the selected id of a list, which need not be shown yet."""
    option = st.session_state.get(offer.widget)
    if option in offer.names:
        return str(option)
    return remembered(offer.key, list(offer.names), offer.default)


def show(offer: Offer, on_change: Callable[[], None] | None = None) -> str:
    """Show a list and return the selected id; `on_change` is called after another is selected."""
    options = list(offer.names)
    # Streamlit warns if a list has both an index and a value set before, as by a click on a map
    is_set = st.session_state.get(offer.widget) in options
    option = plain.selectbox(
        offer.label,
        options,
        index=0 if is_set else options.index(selected(offer)),
        format_func=lambda option: offer.names[option],
        key=offer.widget,
        on_change=on_change,
    )
    name = offer.names[str(option)]
    print_whole(offer.widget, name)
    _refuse_unknown(offer.key, offer.label, options, name)
    remember(offer.key, str(option), offer.default)
    return str(option)


def remembered(key: str, options: list[str], default: str) -> str:
    """Return the option for `key` in the URL or in this visit; `default` if neither has one."""
    for value in (st.query_params.get(key), kept(key)):
        if value in options:
            return str(value)
    return default


def remember(key: str, value: str, default: str) -> None:
    """Keep a selection for this visit and in the URL; the URL omits defaults."""
    st.session_state[_kept(key)] = value
    if value == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def kept(key: str) -> str | None:
    """Return the last selection for `key` in this visit."""
    value = st.session_state.get(_kept(key))
    return None if value is None else str(value)


def choose(
    key: str, label: str, options: list[str], name: Callable[[str], str], default: str, scope: str
) -> str:
    """Offer a list by itself and return the selected id; see `Offer`."""
    return show(Offer(key, label, {option: name(option) for option in options}, default, scope))


def choose_many(
    key: str,
    label: str,
    options: list[str],
    name: Callable[[str], str],
    scope: str,
    empty: str,
    most: int | None = None,
) -> list[str]:
    """Offer a list with multiple selection and return the selected ids; the default is none.

    `empty` is the text in the box without a selection, `most` the largest number of options. An
    earlier selection that is no option any more is dropped. Only the URL keeps the selection: a
    return to the page starts without one, so that no hidden selection limits the records.
    """
    widget = widget_key(key, scope)
    if widget not in st.session_state:
        st.session_state[widget] = list(dict.fromkeys(st.query_params.get_all(key)))
    asked = st.session_state[widget]
    offered = [option for option in asked if option in options][:most]
    st.session_state[widget] = offered
    if len(offered) < len(asked):
        unknown = ", ".join(option for option in asked if option not in offered)
        refuse(label, unknown, ", ".join(name(option) for option in offered))
    selection = plain.multiselect(
        label, options, format_func=name, placeholder=empty, key=widget, max_selections=most
    )
    selected = [str(option) for option in selection]
    if not selected:
        st.query_params.pop(key, None)
    elif selected != st.query_params.get_all(key):
        st.query_params[key] = selected
    return selected


def choose_number(key: str, label: str, scope: str) -> int | None:
    """Offer a whole number and return it, None if empty; only the URL keeps it.

    A number beyond what a browser keeps becomes the largest, or the least; a value in the URL that
    is no whole number is ignored.
    """
    value = st.query_params.get(key, "")
    start = as_number(value)
    if value and str(start) != value:
        refuse(label, value, "" if start is None else str(start))
    number = plain.number_input(
        label,
        value=start,
        min_value=-MOST_NUMBER,
        max_value=MOST_NUMBER,
        step=1,
        key=widget_key(key, scope),
    )
    if number is None:
        st.query_params.pop(key, None)
        return None
    st.query_params[key] = str(number)
    return int(number)


def choose_own_day(
    key: str, label: str, ends: tuple[dt.date, dt.date], scope: str
) -> dt.date | None:
    """Offer the days between two ends and return the selected day, None until there is one.

    Any day of the URL or of this visit is taken, and widens the ends: what cannot be compared is
    for the answer to say. A value in the URL that is no day is ignored.
    """
    value = st.query_params.get(key)
    start = _as_day(value) or _as_day(kept(key))
    if value and _as_day(value) is None:
        refuse(label, value, start.isoformat() if start else "")
    first, last = min(ends[0], start or ends[0]), max(ends[1], start or ends[1])
    day = plain.date_input(
        label, value=start, min_value=first, max_value=last, key=widget_key(key, scope)
    )
    selected = day if isinstance(day, dt.date) else None
    remember(key, selected.isoformat() if selected else "", "")
    return selected


def as_number(value: str) -> int | None:
    """Return the whole number that a text is, or the nearest one that a browser keeps."""
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return None
    # Python reads no number of thousands of digits
    size = MOST_NUMBER if len(digits.lstrip("0")) > len(str(MOST_NUMBER)) else int(digits[-20:])
    size = min(size, MOST_NUMBER)
    return -size if value.startswith("-") else size


def _refuse_unknown(key: str, label: str, options: list[str], shown: str) -> None:
    asked = st.query_params.get(key)
    if asked and asked not in options:
        refuse(label, asked, shown)


def _as_day(value: str | None) -> dt.date | None:
    try:
        return read_day(value or "")
    except ValueError:
        return None


def switch(
    key: str, label: str, options: list[str], name: Callable[[str], str], default: str, scope: str
) -> str:
    """Offer a few options side by side and return the selected id; otherwise like `choose`."""
    current = remembered(key, options, default)
    selected = plain.segmented_control(
        label,
        options,
        default=current,
        name=name,
        key=widget_key(key, scope),
    )
    _refuse_unknown(key, label, options, name(current))
    remember(key, str(selected or current), default)
    return str(selected or current)


def widget_key(key: str, scope: str) -> str:
    """Return the key of the widget that `choose` shows."""
    return f"choose_{key}_{scope}"


def _kept(key: str) -> str:
    return f"{KEPT}{key}"
