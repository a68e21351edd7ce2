"""The files of records: the selected ones, their addresses for scripts, and whole tables."""

from urllib.parse import urlsplit

from dashboard.parts import plain
from dashboard.parts.scripts import script_lines
from dashboard.parts.state import switch
from dashboard.parts.templates import show_template
from dashboard.record_files import EXPLAINED, FORMS, refuse_too_many
from dashboard.surface import st
from dashboard.words import NO_BREAK, Words
from dashboard.words import extracts as extract_words
from dashboard.words.markup import escaped, ours
from queries.declared import dictionary
from queries.errors import NoAnswer
from queries.records import extracts, files, filters
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage

KILOBYTE, MEGABYTE = 1_000, 1_000_000


def offer_file(vintage: Vintage, selection: Filter, n: int, words: Words) -> None:
    """Offer the selected records as a file, with what explains it and how a script has it."""
    plain.subheader(words.text("get_the_data.take"))
    form = switch(
        "form",
        words.text("get_the_data.form"),
        list(FORMS),
        form_name,
        next(iter(FORMS)),
        words.language,
    )
    try:
        refuse_too_many(vintage, selection, form)
    except NoAnswer as reason:
        plain.warning(words.no_answer(reason))
        return
    path = _address(vintage, selection, form, words)
    file_name = files.file_name(vintage, selection, form)
    with st.container(horizontal=True, key="take", vertical_alignment="center"):
        show_template("download", address=path, label=_label(vintage, selection, form, n, words))
        readme = extract_words.readme(vintage, selection, words)
        plain.download_button(
            words.text("get_the_data.readme_file"),
            readme.encode,
            file_name=files.file_name(vintage, selection, "md"),
            mime="text/markdown",
            key="take_md",
        )
    if form == "geojson":
        what = "geojson_points" if extracts.has_points(vintage, selection) else "geojson_areas"
        what = words.text(f"extract.readme.{what}")
        plain.caption(words.text("extract.readme.geojson", what=what))
    with plain.expander(words.text("get_the_data.scripts")):
        plain.text(words.text("get_the_data.scripts_say"))
        for language, lines in script_lines(f"{_site()}{path}", form, file_name).items():
            plain.text(language)
            st.code(lines, language=language.lower(), wrap_lines=True)
    with plain.expander(words.text("get_the_data.readme")):
        plain.text(ours(extract_words.explained(vintage, selection, words, escaped)))
    with plain.expander(words.text("get_the_data.sql")):
        plain.text(words.text("get_the_data.sql_says"))
        st.code(extracts.written(vintage, selection), language="sql", wrap_lines=True)


def show_whole(vintage: Vintage, layer: str, words: Words) -> None:
    """Offer every table of the city whole, in every format."""
    plain.header(words.text("get_the_data.whole"))
    plain.text(words.text("get_the_data.whole_say", vintage=vintage.vintage))
    wholes = {
        name: Filter(vintage.city_id, name, layer)
        for name in filters.datasets()
        if extracts.published(vintage, name, layer)
    }
    show_template(
        "whole",
        tables=[
            {
                "name": words.say(dictionary.dataset(name)),
                "files": [
                    {"address": _address(vintage, whole, form, words), "label": form_name(form)}
                    for form in FORMS
                ],
            }
            for name, whole in wholes.items()
        ],
    )


def form_name(form: str) -> str:
    """Return what a format is called."""
    return NAMES.get(form, form.upper())


NAMES = {"parquet": "Parquet", "geojson": "GeoJSON", "xlsx": "Excel", "dta": "Stata"}
"""Formats that are not called by their ending in capitals."""


def _address(vintage: Vintage, selection: Filter, form: str, words: Words) -> str:
    """Return the address of a file, with the language of what explains it."""
    language = f"&lang={words.language}" if form in EXPLAINED else ""
    return f"{selection.file_address(vintage.vintage, form)}{language}"


def _label(vintage: Vintage, selection: Filter, form: str, n: int, words: Words) -> str:
    if form == "geojson" and not extracts.has_points(vintage, selection):
        n = len(selection.areas) or len(vintage.areas(selection.layer)) + 1  # and those without
    size = files.about_bytes(vintage, selection, form)
    key = "get_the_data.download" if size is None else "get_the_data.download_size"
    return words.text(
        f"{key}_one" if n == 1 else key,
        n=words.number(n),
        form=form_name(form),
        size=_size(size or 0, words),
    )


def _size(n: int, words: Words) -> str:
    """Return a number of bytes as text: 40 KB, 0.4 MB."""
    if n < MEGABYTE / 10:
        return f"{words.number(max(n / KILOBYTE, 1))}{NO_BREAK}KB"
    return f"{words.number(n / MEGABYTE, 1)}{NO_BREAK}MB"


def _site() -> str:
    """Return the address of the site as the visitor's browser has it; empty without a browser."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
