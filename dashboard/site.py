"""Navigation only: the language, the label of a city that is not real, the pages."""

from functools import partial

import streamlit as st

from dashboard.parts.language import choose_language
from dashboard.views import (
    compare_neighborhoods,
    data_quality,
    monthly_review,
    no_city,
    what_changed,
    your_neighborhood,
)
from queries.catalog import cities

PAGES = {
    "what_changed": what_changed.show,
    "your_neighborhood": your_neighborhood.show,
    "compare_neighborhoods": compare_neighborhoods.show,
    "monthly_review": monthly_review.show,
    "data_quality": data_quality.show,
}

st.set_page_config(page_title="Accord", page_icon="⚖️", layout="wide")
words = choose_language()
shown = PAGES if cities() else {"no_city": no_city.show}
st.navigation(
    [
        st.Page(
            partial(show, words),
            title=words.text(f"pages.{name}.title"),
            url_path=name.replace("_", "-"),
            default=position == 0,
        )
        for position, (name, show) in enumerate(shown.items())
    ],
    position="top",
).run()
