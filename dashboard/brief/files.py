"""A brief as a file, in each of its forms."""

import re

from dashboard.brief.content import content
from dashboard.brief.html import html
from dashboard.brief.subject import Subject
from dashboard.brief.typeset import typeset

FORMS = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
"""The forms by the ending of their files, with their media types; the first is the usual one."""

TEMPLATE = "brief.typ"


def brief_file(about: Subject, edition: str, form: str, paper: str) -> bytes:
    """Return a brief in one of FORMS; `paper`, one of typeset.PAPERS, is that of a PDF.

    Raises NoAnswer for a PDF with a letter that no font has.
    """
    sheet = content(about, edition)
    return typeset(TEMPLATE, sheet, sheet.made_at, paper) if form == "pdf" else html(sheet)


def file_name(about: Subject, edition: str, form: str) -> str:
    """Return the name of a brief's file, of signs that any system takes."""
    area = re.sub("[^0-9A-Za-z-]+", "-", about.area_id)
    month, language = f"{about.month.month:%Y-%m}", about.words.language
    parts = ("brief", about.month.city, area, month, edition, language)
    return f"{'_'.join(part for part in parts if part)}.{form}"
