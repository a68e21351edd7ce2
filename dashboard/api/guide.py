"""The page that a person reads before writing a program: where to begin, files, every operation.

It is in English, as are the names of parameters and the document for programs.
"""

from html import escape

from dashboard.api.document import PREFIX
from dashboard.api.limits import MOST_A_MINUTE
from dashboard.api.operations import OPERATIONS, VERSION
from dashboard.api.parameters import LANGUAGE, Parameter
from dashboard.api.selecting import MEANINGS
from dashboard.catalogue.addresses import API_DOCUMENT, CATALOGUE, DATA, SITEMAP, feed_address
from dashboard.web.plain_page import link, listed, paragraph
from dashboard.words.languages import ENGLISH
from queries.records.filters import LEAST, MOST, PAGE, WHERE

FILE_PARAMETERS = {
    **MEANINGS,
    f"{WHERE}FIELD": "A value that the field must have, as often as values are meant; "
    "empty: not stated.",
    f"{LEAST}FIELD": "The least number that the field may have.",
    f"{MOST}FIELD": "The greatest number that the field may have.",
    VERSION.name: VERSION.says,
    LANGUAGE.name: LANGUAGE.says,
}
"""What can be asked of a file, by parameter."""

FORM_SAYS = {
    "zip": "all in one: records, README with licence and how to cite, dictionary, code, sums",
    "csv": "records only",
    "parquet": "records only, with types and points",
    "geojson": "records as points, or areas with counts",
    "xlsx": "workbook with a dictionary sheet",
    "dta": "Stata, with labels",
}
"""What a format holds."""


def guide(site: str) -> str:
    """Return the page's content as HTML; `site` is the address of the site, or empty."""
    return "".join([_begin(), _files(site), _figures(), _operations()])


def _begin() -> str:
    ways = {
        DATA + "/": "every table of every city, as files",
        f"/{PAGE}": "the same for people: choose records, copy their address",
        API_DOCUMENT: "this page for programs (OpenAPI 3.1)",
        CATALOGUE: "the catalogue of all data sets (DCAT-US 3)",
        feed_address("vintages", None, ENGLISH): "a feed of new builds (Atom)",
        SITEMAP: "all pages",
    }
    return paragraph(
        "Every answer of the pages, for programs. No key is needed. "
        f"One address may ask {MOST_A_MINUTE} times in a minute."
    ) + listed([f"{link(address, address)}: {escape(says)}" for address, says in ways.items()])


def _files(site: str) -> str:
    example = f"{site}{DATA}/CITY/latest/force.zip?from=2018-01-01&to=2018-12-31&area=ID"
    steps = [
        f"Find the city's id: {link(f'{PREFIX}/cities', f'{PREFIX}/cities')}.",
        f"Find the area's id by its name: <code>{PREFIX}/cities/CITY/areas</code>.",
        f"Get the records: <code>curl -OJ '{escape(example)}'</code>.",
        "To get the same file again later, use the address in the header <code>Link</code>: "
        "it names the build in place of <code>latest</code>.",
    ]
    return (
        f"<h2>Records as files</h2><p><code>GET {DATA}/CITY/BUILD/DATASET.FORM</code></p>"
        f"<ol>{''.join(f'<li>{step}</li>' for step in steps)}</ol>"
        f"{_table(FORM_SAYS)}"
        f"<h3>What can be chosen</h3>{_table(FILE_PARAMETERS)}"
    )


def _figures() -> str:
    return (
        "<h2>Figures and citations</h2>"
        + paragraph(
            "The address of a page gives its figures: put .json, .csv, .svg or .png after the "
            "page's name. Without figure= it is the page's main one; the .json lists all of them."
        )
        + "<p><code>GET /what-changed.png?city=CITY</code></p>"
        + "<p><code>POST /cite/new?page=what-changed&amp;city=CITY</code></p>"
        + paragraph(
            "The second keeps the answer for good and leads to its own address. After that address "
            "write .json, .csv, .bib (BibTeX), .ris or .cff."
        )
    )


def _operations() -> str:
    return "<h2>Questions</h2>" + "".join(
        f"<h3><code>GET {escape(PREFIX + operation.path)}</code></h3>{paragraph(operation.says)}"
        + _table(
            {parameter.name: _says(parameter) for parameter in operation.parameters}
            | (
                MEANINGS | {f"{WHERE}FIELD, …": "As for files, above."}
                if operation.has_filter
                else {}
            )
        )
        for operation in OPERATIONS
    )


def _says(parameter: Parameter) -> str:
    return parameter.says if not parameter.is_required else f"Required. {parameter.says}"


def _table(rows: dict[str, str]) -> str:
    """Return names and what each means as a table; nothing without rows."""
    lines = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{escape(says)}</td></tr>'
        for name, says in rows.items()
    )
    return f"<table>{lines}</table>" if rows else ""
