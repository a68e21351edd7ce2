"""Finding one's area by a street or by the browser's location; nothing leaves the site."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboard.parts import plain
from dashboard.parts.choices import Choice
from dashboard.surface import reading
from dashboard.words import Words
from queries.records import streets

DECIMALS = 3
"""Decimals of the degrees that a browser sends: about 100 meters, an area but not a house."""

WITHIN_MS = 20_000

HTML = '<button type="button"></button><p role="status"></p>'

CSS = """
button {
    font: inherit; color: inherit; background: var(--st-background-color);
    border: 1px solid currentcolor; border-radius: var(--st-button-radius);
    padding: 0.5rem 0.75rem; cursor: pointer;
}
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
p { margin: 0.25rem 0 0; }
p:empty { display: none; }
"""

SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
    const button = parentElement.querySelector("button");
    const status = parentElement.querySelector("p");
    const round = (degrees) => Number(degrees.toFixed(data.decimals));
    const refuse = () => { status.textContent = data.refused; };
    button.textContent = data.label;
    button.onclick = () => {
        if (!navigator.geolocation) return refuse();
        status.textContent = data.asking;
        navigator.geolocation.getCurrentPosition(
            ({ coords }) => {
                status.textContent = "";
                setTriggerValue("point", [round(coords.longitude), round(coords.latitude)]);
            },
            refuse,
            { timeout: data.timeout },
        );
    };
}
"""

_button = st.components.v2.component("locate", html=HTML, css=CSS, js=SCRIPT)


def show_ways(
    choice: Choice,
    areas: pl.DataFrame,
    names: dict[str, str],
    words: Words,
    select_area: Callable[[str], None],
) -> None:
    """Offer the search by street, where records name blocks, and the browser's location.

    `select_area` is called with an area_id before the page runs again. The text typed and the
    location are neither put into the URL nor kept nor logged.
    """
    if reading():  # a program names the area
        return
    by_street, by_location = st.container(key="find_area").columns([3, 2])
    with by_street:
        if streets.is_searchable(choice.vintage, choice.layer):
            _show_search(choice, names, words, select_area)
        else:
            plain.caption(words.text("your_neighborhood.no_search"))
    with by_location:
        _show_location(areas, words, select_area)


def _show_search(
    choice: Choice, names: dict[str, str], words: Words, select_area: Callable[[str], None]
) -> None:
    scope = f"{choice.vintage.city_id}_{choice.layer}_{words.language}"
    typed = plain.text_input(
        words.text("your_neighborhood.search"),
        autocomplete="off",
        max_chars=80,
        key=f"street_{scope}",
    )
    plain.caption(words.text("your_neighborhood.search_note"))
    if not typed.strip():
        return
    blocks, is_more = streets.find(choice.vintage, choice.layer, typed)
    if blocks.is_empty():
        plain.info(words.text("your_neighborhood.none_found"))
        return
    areas = dict(blocks.select("block", "area_id").iter_rows())
    # a new search makes a new list, in which nothing is selected
    key = f"block_{scope}_{typed}"
    plain.radio(
        words.text("your_neighborhood.pick"),
        list(areas),
        index=None,
        name=lambda block: words.text(
            "your_neighborhood.answer", block=block, area=names[areas[block]]
        ),
        key=key,
        on_change=lambda: select_area(areas[st.session_state[key]]),
    )
    if is_more:
        plain.caption(words.text("your_neighborhood.more", n=len(areas)))


def _show_location(areas: pl.DataFrame, words: Words, select_area: Callable[[str], None]) -> None:
    key = f"locate_{words.language}"

    def moved() -> None:
        area = _area(st.session_state[key]["point"], areas)
        if area is not None:
            select_area(area)

    state = _button(
        key=key,
        data={
            "label": words.text("your_neighborhood.locate"),
            "asking": words.text("your_neighborhood.asking"),
            "refused": words.text("your_neighborhood.refused"),
            "decimals": DECIMALS,
            "timeout": WITHIN_MS,
        },
        on_point_change=moved,
    )
    if state["point"] is not None and _area(state["point"], areas) is None:
        plain.info(words.text("your_neighborhood.outside"))
    plain.caption(words.text("your_neighborhood.locate_note"))


def _area(point: Any, areas: pl.DataFrame) -> str | None:
    """Return the area of a point that a browser sent; the browser may send anything."""
    match point:
        case [int() | float() as longitude, int() | float() as latitude]:
            return streets.area_at(areas, longitude, latitude)
    return None
