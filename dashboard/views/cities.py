"""Cities: which cities the site has, what each has, and what a city that may join could answer."""

from collections.abc import Sequence

import polars as pl

from dashboard.charts.sites import sites_map
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure, show_plain_table
from dashboard.parts.header import show_questions, show_title
from dashboard.parts.site_cards import show_candidate, show_site
from dashboard.sites.declared import Candidate, shown_candidates
from dashboard.sites.lines import shown_card
from dashboard.sites.register import Site, place, sites
from dashboard.surface import st
from dashboard.tables.sites import sites_table
from dashboard.words import Words

KEY = "sites"
CARDS = "site_cards"
"""Key of the cards; dashboard/style.css prints them under each other."""
CARDS_IN_A_ROW = 2


def show(words: Words) -> None:
    """Show the page. It is about no single city."""
    show_title("cities", words)
    plain.info(words.text("sites.no_ranking"))
    published, candidates = sites(words), shown_candidates()
    plain.header(words.text("sites.published"))
    _show_map(published, candidates, words)
    with st.container(key=CARDS):
        for first in range(0, len(published), CARDS_IN_A_ROW):
            row = published[first : first + CARDS_IN_A_ROW]
            for column, site in zip(st.columns(CARDS_IN_A_ROW), row, strict=False):
                with column:
                    show_site(site, words)
    if candidates:
        plain.header(words.text("sites.candidates"))
        plain.text(words.text("sites.candidates_say"))
        for candidate in candidates:
            show_candidate(candidate, shown_card(candidate, words), words)
    show_questions("cities", words)


def _show_map(published: Sequence[Site], candidates: Sequence[Candidate], words: Words) -> None:
    """Show the register as a map over its table; as a table alone where no place is known."""
    places = _places(published, candidates, words)
    table = sites_table(published, candidates, words)
    title = words.text("sites.map.title")
    if places.is_empty():
        show_plain_table(KEY, table, words.text("pages.cities.here"), words)
        return
    cities = "; ".join(f"{row['city']} ({row['standing']})" for row in places.to_dicts())
    alt = words.text("sites.map.alt", cities=cities)
    show_figure(KEY, title, drawn.spec(words, sites_map, places), alt, table, words, is_open=True)
    absent = [site.name for site in published if site.name not in places["city"].to_list()]
    if absent:
        plain.caption(words.text("sites.map.left_out", cities=", ".join(absent)))


def _places(
    published: Sequence[Site], candidates: Sequence[Candidate], words: Words
) -> pl.DataFrame:
    """Return city, standing, is_candidate, longitude, latitude of each city that has a place."""
    rows = [
        (site.name, words.text("sites.map.here"), False, *spot)
        for site in published
        if site.vintage and (spot := place(site.vintage))
    ]
    rows += [
        (entry.name, words.text("sites.map.candidate"), True, entry.longitude, entry.latitude)
        for entry in candidates
    ]
    columns = {
        "city": pl.String,
        "standing": pl.String,
        "is_candidate": pl.Boolean,
        "longitude": pl.Float64,
        "latitude": pl.Float64,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")
