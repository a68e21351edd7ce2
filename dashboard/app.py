"""The ASGI application: the pages of the site, and the other routes."""

import logging
from pathlib import Path

import streamlit as st

from dashboard.not_found import ROUTE
from dashboard.parts import plain
from dashboard.words import load
from queries.errors import Unreadable

log = logging.getLogger("accord")


def apologise(error: Exception) -> bool:
    """Show the visitor an apology for a failed page, and log the error."""
    words = load(st.query_params.get("lang", "en"))
    if isinstance(error, Unreadable):  # damaged while the page was made
        log.error("%s", error)
        plain.warning(words.text("cities.damaged", city=error.city))
        return True
    log.error("a page failed", exc_info=error)
    plain.error(words.text("apology"))
    return True


app = st.App(Path(__file__).with_name("navigation.py"), routes=[ROUTE], on_script_error=apologise)
