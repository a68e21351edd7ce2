"""Where Streamlit's settings of the site stand, in a checkout and in a wheel, and its theme."""

from functools import cache
from pathlib import Path
from typing import Any

from queries.declared.reading import read_toml
from queries.paths import ROOT

HERE = Path(__file__).resolve().parent


def settings_folder() -> Path:
    """Return the folder with Streamlit's settings: of the checkout, or of the package."""
    return next(folder for folder in (ROOT / ".streamlit", HERE / ".streamlit") if folder.is_dir())


def theme(ground: str, key: str) -> str:
    """Return a value of the light or of the dark theme."""
    value: str = _settings()["theme"][ground][key]
    return value


@cache
def _settings() -> dict[str, Any]:
    return read_toml(settings_folder() / "config.toml")
