"""The ASGI application: the pages of the site, and the other routes."""

import logging
from pathlib import Path

import streamlit as st

from dashboard.not_found import ROUTE
from dashboard.parts import plain
from dashboard.words import load

log = logging.getLogger("accord")


def apologise(error: Exception) -> bool:
    """Show the visitor an apology for a failed page, and log the error."""
    log.error("a page failed", exc_info=error)
    plain.error(load(st.query_params.get("lang", "en")).text("apology"))
    return True


app = st.App(Path(__file__).with_name("navigation.py"), routes=[ROUTE], on_script_error=apologise)
