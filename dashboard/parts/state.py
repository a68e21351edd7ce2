"""What a visitor chose: kept in the URL, so that a link shows the same, and across pages."""

from collections.abc import Callable

import streamlit as st


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
    now = remembered(key, options, default)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(now),
        format_func=name,
        key=widget_key(key, scope),
    )
    remember(key, str(chosen), default)
    return str(chosen)


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
