"""Glossary: every word that has a fixed meaning here."""

from functools import partial

import polars as pl

from dashboard.parts import plain
from dashboard.parts.header import show_questions, show_title
from dashboard.tables.glossary import SECTIONS, glossary_table, take_away
from dashboard.tables.spreadsheet import as_csv
from dashboard.words import Words
from dashboard.words.markup import bold, italic, joined, listed


def show(words: Words) -> None:
    """Show the page."""
    show_title("glossary", words)
    table = glossary_table(words)
    for section in SECTIONS:
        plain.header(words.text(f"glossary.sections.{section}"))
        rows = table.filter(pl.col("section") == section).to_dicts()
        plain.text(_by_use(rows) if section == "words" else _list(rows, words))
    plain.download_button(
        words.text("glossary.take"),
        partial(as_csv, take_away(table, words)),
        file_name=f"accord_glossary_{words.language}.csv",
        mime="text/csv",
    )
    show_questions("glossary", words)


def _list(rows: list[dict[str, str]], words: Words) -> str:
    lines = []
    for row in rows:
        term = bold(f"{row['term']}:") if row["term"] else ""
        lines.append(joined(term, row["meaning"], _used(row, words)))
    return listed(lines)


def _used(row: dict[str, str], words: Words) -> str:
    if not row["used"]:
        return ""
    if row["section"] == "caveats":
        return italic(f"({words.text('glossary.beside', measures=row['used'])})")
    return italic(f"({words.text('glossary.used', pages=row['used'])})")


def _by_use(rows: list[dict[str, str]]) -> str:
    """Return one line per closed list with its words; a word with a meaning shows it."""
    lines: dict[str, list[str]] = {}
    for row in rows:
        entry = f"{row['term']} ({row['meaning']})" if row["meaning"] else row["term"]
        lines.setdefault(row["used"], []).append(entry)
    return listed(joined(bold(f"{use}:"), "; ".join(entries)) for use, entries in lines.items())
