"""What a bundle holds, for programs: the descriptor of a Frictionless Data Package.

https://specs.frictionlessdata.io/data-package; what the standard has no word for stands under
`accord`.
"""

from typing import Any

from dashboard.bundle import readme, stata
from dashboard.bundle.columns import Column
from dashboard.bundle.dictionary import made, producer_columns, unit
from dashboard.bundle.extract import Extract
from dashboard.words import extracts as extract_words
from queries.declared.licences import licences
from queries.records.filters import JOINED_BY
from queries.vintage.versions import version

PROFILE = "tabular-data-package"
NOT_SPECIFIED = {"name": "notspecified", "path": "README.md"}
"""The licence of a source that states none (opendefinition.org)."""

TIME = "%Y-%m-%d %H:%M:%S"


def descriptor(extract: Extract, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return datapackage.json as plain data; `resources` are those of `table` and `document`."""
    words, vintage, selection = extract.words, extract.vintage, extract.selection
    dataset, city = readme.title(extract)
    name = f"accord-{vintage.city_id}-{selection.dataset}-{vintage.vintage}"
    homepage = {"homepage": extract.page} if extract.site else {}
    return {
        "name": name.replace("_", "-").lower(),
        "id": extract.address,
        "title": f"{dataset}, {city}",
        "description": extract_words.sentence(vintage, selection, words),
        **homepage,
        "version": str(version(vintage)),
        "created": vintage.manifest.built_at.isoformat(),
        "licenses": _licences(extract),
        "sources": [{"title": line} for line in readme.source_lines(extract)],
        "contributors": [
            {"title": readme.publisher(extract), "role": "publisher"},
            *(
                {"title": origin, "role": "author"}
                for origin in dict.fromkeys(source.origin for source in extract.sources)
            ),
        ],
        "resources": resources,
        "accord": {
            "city": vintage.city_id,
            "vintage": vintage.vintage,
            "filter": selection.to_query(),
            "records": extract.n,
            "page": extract.page,
            "cautions": extract_words.cautions(vintage, selection, words),
            "disclosure": readme.protected(extract),
            "citation": readme.citation(extract),
        },
    }


def _licences(extract: Extract) -> list[dict[str, str]]:
    """Return the licences of the sources, each once; of one without, where the README tells it."""
    entries: dict[str, dict[str, str]] = {}
    for source in extract.sources:
        if source.licence is None:
            title = extract.words.text("bundle.readme.no_licence")
            entries[""] = {**NOT_SPECIFIED, "title": title}
            continue
        licence = licences()[source.licence.id]
        place = {"path": licence.link or NOT_SPECIFIED["path"]}
        title = extract.words.say(licence.names)
        entries[licence.id] = {"name": licence.name, **place, "title": title}
    return list(entries.values())


def table(extract: Extract, path: str) -> dict[str, Any]:
    """Return the resource of the records as CSV, with their schema."""
    return {
        **document(path),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(extract, column) for column in extract.columns],
            "missingValues": [""],
        },
    }


def document(path: str) -> dict[str, Any]:
    """Return the resource of another file of the bundle."""
    name = path.rpartition("/")[2].lower().replace(".", "-").replace("_", "-")
    return {"name": name, "path": path}


def _field(extract: Extract, column: Column) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    if column.vocabulary:
        rule["constraints"] = {"enum": list(column.vocabulary)}
    if column.type == "datetime":
        rule["format"] = TIME
    if column.type == "boolean":
        rule |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.field.kind == "list":
        rule["separator"] = JOINED_BY
    return {
        "name": column.name,
        "type": column.type,
        "title": stata.label(column, extract.words),
        "description": " ".join(made(extract, column)),
        "unit": unit(column, extract.words),
        "sourceColumns": producer_columns(extract, column),
        **rule,
    }
