"""Our own scripts for the browser and their styles, each of one part of a page."""

from pathlib import Path


def read(name: str) -> str:
    """Return the text of a script or a style by its file's name."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
