"""Our own HTML: templates in dashboard/templates, in which every value is text, never markup."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dashboard.surface import st

_engine = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def _template(name: str) -> Template:
    return _engine.get_template(f"{name}.html")


def show_template(name: str, **values: Any) -> None:
    """Show a template; it must not be empty, which Streamlit refuses."""
    st.html(rendered(name, **values))


def rendered(name: str, **values: Any) -> str:
    """Return a template's HTML; a value that the template names must be there."""
    return _template(name).render(values)
