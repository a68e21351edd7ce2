"""Plain data set on paper by Typst, as a tagged PDF (PDF/UA-1); nothing is fetched.

The data go to a template as JSON, so no text of data or packs is read as markup.
"""

import datetime as dt
from pathlib import Path
from typing import Any, Final

import msgspec
import typst

from dashboard.tokens import LIGHT
from queries.errors import NoAnswer

FOLDER = Path(__file__).parent
PAPERS = {"a4": ("a4", "a3"), "letter": ("us-letter", "us-tabloid")}
"""The papers by their usual name, with Typst's names of a page and of a poster, twice its size."""

STANDARD: Final = "ua-1"


def typeset(template: str, content: Any, made_at: dt.datetime, paper: str) -> bytes:
    """Return a PDF of a template of this folder; the same content gives the same bytes.

    `made_at` is the day of creation in the file, `paper` one of PAPERS. Raises NoAnswer for a text
    with a letter that no font of this machine has: a tagged file may hold no empty boxes.
    """
    page, poster = PAPERS[paper]
    inputs = {
        "content": msgspec.json.encode(content).decode(),
        "colours": msgspec.json.encode(LIGHT).decode(),
        "paper": page,
        "poster": poster,
    }
    reason = ""
    # Typst's own fonts have the letters of our languages and are the same everywhere; a name in
    # another script may find one among the system's
    for has_own_fonts_only in (True, False):
        try:
            return typst.compile(
                FOLDER / template,
                root=FOLDER,
                sys_inputs=inputs,
                ignore_system_fonts=has_own_fonts_only,
                format="pdf",
                pdf_standards=STANDARD,
                timestamp=made_at,
            )
        except typst.TypstError as error:
            reason = error.message
            if "could not be displayed" not in reason:
                raise
    raise NoAnswer("letters_not_printable", reason=reason)
