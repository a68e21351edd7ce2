"""The pages of a citation: what would be kept, and what is kept."""

import csv
import io
import json
from html import escape
from urllib.parse import urlencode

from dashboard.api.figures import RequestedFigure, answer_of, sentence_in
from dashboard.branding import brand
from dashboard.citing.citation import Citation, Statement
from dashboard.citing.formats import Reference
from dashboard.citing.today import Today, is_same
from dashboard.pages import url_path
from dashboard.web.plain_page import link, listed, paragraph
from dashboard.words import Words
from dashboard.words.languages import ENGLISH

PREFIX = "/cite"
NEW = f"{PREFIX}/new"
FORMS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "cff": "application/yaml; charset=utf-8",
}
"""The endings of a citation's address and what they give."""

MOST_ROWS = 100
"""Rows of the table on the page; its file has all."""


def statement_in(citation: Citation, language: str) -> Statement:
    """Return what was said in a language, or in English if it was not a language then."""
    return citation.statements.get(language) or citation.statements[ENGLISH]


def title_of(citation: Citation, words: Words) -> str:
    """Return the title under which a citation is cited; that of records says which they are."""
    statement = statement_in(citation, words.language)
    if citation.records:
        return f"{statement.title}. {statement.text.removesuffix('.')}"
    return statement.title


def reference(citation: Citation, site: str, city: str, words: Words) -> Reference:
    """Return what a reference to a citation names; `site` is the address of the site."""
    statement, own = statement_in(citation, words.language), brand(citation.city)
    note = words.text("cite.note", vintage=citation.vintage, release=citation.code.release)
    return Reference(
        citation.id,
        f"{title_of(citation, words)} ({words.text(f'pages.{citation.page}.title')}, {city})",
        own.publisher or own.name,
        citation.cited_on.isoformat(),
        f"{site}{PREFIX}/{citation.id}",
        citation.vintage,
        " ".join([note, *statement.cautions]),
    )


def new_page(requested: RequestedFigure, is_kept: str, words: Words) -> str:
    """Return what would be kept, and the button that keeps it, as HTML.

    `is_kept` is the address of the citation if it is kept already, else "".
    """
    query = {"page": url_path(requested.question.page), **requested.question.query(words.language)}
    others = [
        link(
            f"{NEW}?{urlencode({**query, 'figure': name}, doseq=True)}", f"{figure.title} ({name})"
        )
        for name, figure in requested.page.figures.items()
        if name != requested.figure.id
    ]
    go = (
        f"<p>{escape(words.text('cite.kept_already'))} {link(is_kept, is_kept)}</p>"
        if is_kept
        else f'<form method="post" action="{escape(f"{NEW}?{urlencode(query, doseq=True)}")}">'
        f'<button type="submit" style="font:inherit;padding:.5rem 1rem;margin-bottom:1rem">'
        f"{escape(words.text('cite.keep'))}</button></form>"
    )
    parts = [
        f"<p><b>{escape(requested.figure.title)}</b></p>",
        _paragraph(sentence_in(answer_of(requested), requested)),
        _paragraph(requested.figure.alt),
        _cautions(requested.page.warnings, words),
        _paragraph(requested.figure.source),
        paragraph(words.text("cite.says_new")),
        go,
    ]
    if others:
        label = escape(words.text("cite.others"))
        parts.append(f"<details><summary>{label}</summary>{listed(others)}</details>")
    return "".join(parts)


def citation_page(citation: Citation, now: Today, site: str, city: str, words: Words) -> str:
    """Return what is kept as HTML."""
    statement = statement_in(citation, words.language)
    own = f"{PREFIX}/{citation.id}"
    lang = urlencode({"lang": words.language})
    forms = [form for form in FORMS if form != "csv" or statement.csv or citation.records]
    to_forms = " · ".join(link(f"{own}.{form}?{lang}", form) for form in forms)
    parts = [
        _paragraph(statement.sentence),
        _paragraph(statement.text),
        _cautions(statement.cautions, words),
        _paragraph(statement.source),
        _heading("now", words),
        _today(citation, statement, now, words),
        f"<p>{link(citation.question.page_address(words.language), words.text('cite.see'))}</p>",
        _heading("how", words),
        _code(_in_words(reference(citation, site, city, words), citation, city, words)),
        f"<p>{escape(words.text('cite.forms'))}: {to_forms}</p>",
        _facts(citation, statement, words),
    ]
    if statement.csv:
        parts += [_heading("table", words), _table(statement, words)]
    queries = "".join(
        _code(query.sql + (f"\n-- {json.dumps(query.values)}" if query.values else ""))
        for query in citation.queries
    )
    label = f"{words.text('cite.queries')} ({len(citation.queries)})"
    parts.append(
        f"<details><summary>{escape(label)}</summary>"
        f"{paragraph(words.text('cite.queries_say'))}{queries}</details>"
    )
    return "".join(parts)


def _in_words(of: Reference, citation: Citation, city: str, words: Words) -> str:
    return words.text(
        "cite.reference",
        author=of.author,
        year=of.year,
        title=title_of(citation, words),
        page=words.text(f"pages.{citation.page}.title"),
        city=city,
        vintage=of.version,
        day=words.day(citation.cited_on),
        url=of.url,
    )


def _today(citation: Citation, statement: Statement, now: Today, words: Words) -> str:
    if now.of_cited is None or now.of_newest is None:
        return paragraph(words.text("cite.now_none"))
    texts = []
    if not is_same(statement, now.of_cited):
        texts.append(words.text("cite.now_other_program", title=now.of_cited.title))
    if not is_same(now.of_cited, now.of_newest):
        texts.append(words.text("cite.now_other_data", title=now.of_newest.title))
    return "".join(map(paragraph, texts)) or paragraph(words.text("cite.now_same"))


def _facts(citation: Citation, statement: Statement, words: Words) -> str:
    facts = {
        "page": escape(words.text(f"pages.{citation.page}.title")),
        "build": f"<code>{escape(citation.vintage)}</code>",
        "cited_on": escape(words.day(citation.cited_on)),
        "program": f"{escape(citation.code.release)} <code>{escape(citation.code.sum)}</code>",
        "choices": "<br>".join(
            f"<code>{escape(key)} = {escape(value)}</code>" for key, value in citation.choices
        ),
    }
    if citation.records:
        line = words.text("cite.records_line", n=words.number(citation.records.n))
        facts["records"] = link(citation.records.address, line)
    total = citation.records.sha256 if citation.records else statement.sha256
    if total:
        facts["sum"] = f"<code>{escape(total)}</code>"
    rows = "".join(
        f"<dt><b>{escape(words.text(f'cite.{key}'))}</b></dt>"
        f'<dd style="margin:0 0 .5rem;overflow-wrap:anywhere">{fact}</dd>'
        for key, fact in facts.items()
    )
    return f"<dl>{rows}</dl>"


def _table(statement: Statement, words: Words) -> str:
    first, *rows = csv.reader(io.StringIO(statement.csv.removeprefix("\ufeff")))
    heads = "".join(_cell("th", name, ' scope="col"') for name in first)
    body = "".join(
        f"<tr>{''.join(_cell('td', cell) for cell in row)}</tr>" for row in rows[:MOST_ROWS]
    )
    label = escape(words.text("cite.table"))
    shown = (
        paragraph(words.text("cite.rows", n=words.number(MOST_ROWS), all=words.number(len(rows))))
        if len(rows) > MOST_ROWS
        else ""
    )
    return (
        f'{shown}<div style="overflow:auto;max-height:30rem" tabindex="0" role="group" '
        f'aria-label="{label}"><table style="border-collapse:collapse;font-size:.875rem">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(tag: str, text: str, more: str = "") -> str:
    style = "text-align:left;padding:.2rem .6rem .2rem 0;vertical-align:top"
    return f'<{tag} style="{style}"{more}>{escape(text)}</{tag}>'


def _cautions(cautions: list[str], words: Words) -> str:
    if not cautions:
        return ""
    return (
        f"<p><b>{escape(words.text('cite.cautions'))}</b></p>{listed(list(map(escape, cautions)))}"
    )


def _paragraph(text: str) -> str:
    return paragraph(text) if text else ""


def _heading(key: str, words: Words) -> str:
    return f"<h2>{escape(words.text(f'cite.{key}'))}</h2>"


def _code(text: str) -> str:
    style = "white-space:pre-wrap;overflow-wrap:anywhere;border-left:3px solid;padding-left:.8rem"
    return f'<pre style="{style}">{escape(text)}</pre>'
