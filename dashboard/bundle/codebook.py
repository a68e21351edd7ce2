"""The codebook of an extract as a page to be read."""

from typing import Any

from dashboard.bundle import readme, stata
from dashboard.bundle.columns import Column
from dashboard.bundle.dictionary import made, meaning, producer_columns, unit
from dashboard.bundle.extract import Extract
from dashboard.parts.templates import rendered
from dashboard.words import extracts as extract_words
from dashboard.words import language_name, load
from dashboard.words.languages import folders
from dashboard.words.records import percent

SAYS = (
    "title",
    "variables",
    "name",
    "meaning",
    "type",
    "unit",
    "filled",
    "by_year",
    "value",
    "code",
    "n",
    "producer",
    "not_named",
    "accord",
)


def codebook(extract: Extract) -> str:
    """Return the codebook as HTML; every text of the data stands in it as text."""
    words = extract.words
    dataset, city = readme.title(extract)
    return rendered(
        "codebook",
        language=words.language,
        languages=[language_name(language) for language in folders()],
        say={name: words.text(f"bundle.codebook.{name}") for name in SAYS},
        title=f"{dataset}, {city}",
        sentence=extract_words.sentence(extract.vintage, extract.selection, words),
        made=readme.made(extract),
        sources_title=words.text("bundle.readme.sources"),
        sources=readme.source_lines(extract),
        columns=[_column(extract, column) for column in extract.columns],
    )


def filled(extract: Extract, column: Column) -> str:
    """Return how many of the records hold a value: 12 of 20 records (60 %)."""
    share = percent(column.filled / extract.n if extract.n else None)
    numbers = {"n": column.filled, "all": extract.n}
    texts = {name: extract.words.number(number) for name, number in numbers.items()}
    return extract.words.text("bundle.codebook.filled_n", share=share, **texts)


def _column(extract: Extract, column: Column) -> dict[str, Any]:
    words = extract.words
    return {
        "name": column.name,
        "label": stata.label(column, words),
        "type": words.text(f"bundle.types.{column.type}"),
        "unit": unit(column, words),
        "filled": filled(extract, column),
        "years": [(year, percent(share)) for year, share in column.by_year.items()],
        "producer": producer_columns(extract, column),
        "made": " ".join(made(extract, column)),
        "is_coded": stata.is_coded(column),
        "rows": _values(extract, column),
        "caption": _caption(extract, column),
    }


def _values(extract: Extract, column: Column) -> list[dict[str, Any]]:
    codes = stata.codes(column)
    return [
        {
            "value": value,
            "code": codes.get(value),
            "texts": [meaning(column, value, load(language)) for language in folders()],
            "n": extract.words.number(column.values.get(value, 0)),
        }
        for value in (codes or column.values)
    ]


def _caption(extract: Extract, column: Column) -> str:
    words = extract.words
    if stata.is_coded(column):
        return words.text("bundle.codebook.values")
    more = words.text(
        "bundle.codebook.more",
        shown=words.number(len(column.values)),
        all=words.number(column.values_n),
    )
    own = words.text("bundle.codebook.open")
    return f"{own} {more}" if len(column.values) < column.values_n else own
