"""The files of a vintage and every column of them, in the form of Croissant 1.0."""

from collections.abc import Mapping
from typing import Any

from dashboard.catalogue.addresses import croissant_address, file_address
from dashboard.catalogue.described import (
    FORMS,
    Described,
    cited,
    datasets,
    licence_links,
    published_at,
    publisher,
    rights,
)
from dashboard.words import Words
from queries.declared import dictionary
from queries.declared.fields import Field
from queries.vintage.catalog import Vintage
from queries.vintage.versions import version

PROFILE = "http://mlcommons.org/croissant/1.0"
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        term: f"cr:{term}"
        for term in (
            "citeAs",
            "column",
            "extract",
            "field",
            "fileProperty",
            "fileObject",
            "fileSet",
            "format",
            "includes",
            "isLiveDataset",
            "jsonPath",
            "key",
            "md5",
            "parentField",
            "path",
            "recordSet",
            "references",
            "regex",
            "repeated",
            "replace",
            "separator",
            "source",
            "subField",
            "transform",
        )
    },
}
"""The terms of Croissant, as its specification lists them."""

TYPES = {
    "day": "sc:Date",
    "time": "sc:DateTime",
    "number": "sc:Integer",
    "level": "sc:Integer",
    "point": "sc:Float",
    "flag": "sc:Boolean",
}
"""The type of a column by the kind of its field; all others are text."""


MOST_SUMMED = 1_000_000
"""Most records of a file that is made to name its sum."""

Sums = Mapping[str, tuple[str, int] | None]
"""The SHA-256 sum and the bytes of each dataset's file; None where the sum is not known."""


def described(vintage: Vintage, sums: Sums, site: str, words: Words) -> dict[str, Any]:
    """Return the description of a vintage; `site` stands before every address.

    Where a file has no sum the whole is said to be live, as the specification wants it.
    """
    parts = datasets(vintage, words)
    city = words.say(vintage.city_name)
    return {
        "@context": {**CONTEXT, "@language": words.language},
        "@type": "sc:Dataset",
        "conformsTo": PROFILE,
        "name": words.text("catalogue.city", city=city),
        "description": "\n".join(part.says for part in parts),
        "url": site + croissant_address(vintage.city_id, vintage.vintage),
        "version": str(version(vintage)),
        "datePublished": published_at(vintage).isoformat(),
        "publisher": {"@type": "sc:Organization", "name": publisher(vintage)},
        "creator": {"@type": "sc:Organization", "name": publisher(vintage)},
        "license": licence_links(vintage) or " ".join(rights(vintage, words)),
        "citeAs": cited(vintage, words),
        "isLiveDataset": None in sums.values(),
        "distribution": [_file(vintage, part, sums[part.name], site) for part in parts],
        "recordSet": [_records(part, words) for part in parts],
    }


def _file(
    vintage: Vintage, part: Described, summed: tuple[str, int] | None, site: str
) -> dict[str, Any]:
    name = f"{part.name}.csv"
    sums = {"sha256": summed[0], "contentSize": f"{summed[1]} B"} if summed else {}
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": part.title,
        "contentUrl": site + file_address(vintage.city_id, vintage.vintage, part.name, "csv"),
        "encodingFormat": FORMS["csv"],
        **sums,
    }


def _records(part: Described, words: Words) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": part.name,
        "name": part.name,
        "description": part.says,
        "field": [_field(part.name, column, words) for column in part.columns],
    }


def _field(dataset: str, column: Field, words: Words) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{dataset}/{column.name}",
        "name": f"{dataset}/{column.name}",
        "description": words.say(dictionary.field(column.name)),
        "dataType": TYPES.get(column.kind, "sc:Text"),
        "source": {
            "fileObject": {"@id": f"{dataset}.csv"},
            "extract": {"column": column.name},
        },
    }
