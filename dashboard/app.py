"""The ASGI application: the site, and beside it the routes that are not pages."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).with_name("site.py"))
