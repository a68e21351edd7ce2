"""Several areas, chosen in a list or on a map: a click adds an area, another takes it back."""

import polars as pl

from dashboard.charts.areas import PICKED, marked
from dashboard.charts.maps import MANY, areas_map
from dashboard.parts import drawn, plain
from dashboard.parts.shapes import with_addresses
from dashboard.parts.state import choose_many, widget_key
from dashboard.surface import reading, st
from dashboard.words import Words
from dashboard.words import extracts as extract_words
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.maps import is_latest
from queries.vintage.room import with_room


def choose_areas(vintage: Vintage, layer: str, scope: str, words: Words) -> list[str]:
    """Offer the areas of a layer, and the records without one; return the ids, none for all."""
    ids = [*vintage.areas(layer)["area_id"], UNKNOWN]
    if len(ids) == 1:
        return []
    names = words.say(vintage.layer(layer).names)
    # the map stands under the list, but is clicked before the list is shown anew
    areas = choose_many(
        "area",
        words.text("get_the_data.areas", areas=names),
        ids,
        lambda area_id: extract_words.area_name(vintage, layer, area_id, words),
        scope,
        words.text("get_the_data.everything"),
    )
    label = words.text("get_the_data.map")
    with plain.expander(label, type="compact", key=f"area_map_{scope}", on_change="rerun") as part:
        if part.open and not reading():
            _show_map(vintage, layer, areas, scope, words)
    return areas


def _show_map(vintage: Vintage, layer: str, areas: list[str], scope: str, words: Words) -> None:
    key, widget = f"chart_areas_{scope}", widget_key("area", scope)
    latest = vintage.areas(layer).filter(is_latest()).drop_nulls("geometry")

    def take() -> None:
        selection = st.session_state[key]["selection"].get(PICKED, [])
        area = selection[0].get("area_id") if selection else None
        if area in latest["area_id"]:
            chosen = st.session_state[widget]
            others = [other for other in chosen if other != area]
            st.session_state[widget] = others if area in chosen else [*chosen, area]

    names = [words.area(name, vintage.layer(layer).name) for name in latest["name"]]
    shown = with_addresses(with_room(latest), vintage, layer).with_columns(
        area=pl.Series(names, dtype=pl.String)
    )
    spec = marked(drawn.spec(words, areas_map, shown), MANY.join(areas))
    alt = words.text("get_the_data.map_alt", n=len(latest))
    st.vega_lite_chart(spec, alt=alt, key=key, on_select=take, selection_mode=PICKED)
    plain.caption(words.text("get_the_data.map_say"))
