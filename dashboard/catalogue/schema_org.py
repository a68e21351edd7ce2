"""What a page says of the data behind it to search engines: schema.org's Dataset as JSON-LD."""

from typing import Any

import msgspec

from dashboard.catalogue.addresses import LATEST, croissant_address, file_address, page_address
from dashboard.catalogue.described import (
    FORMS,
    cited,
    datasets,
    licence_links,
    origins,
    published_at,
    publisher,
    rights,
)
from dashboard.words import Words
from queries.records.filters import PAGE
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.versions import version

MEDIA_TYPE = "application/ld+json"
ANY_SITE = "https://accord.invalid"
"""An address that is nobody's (RFC 2606)."""

HARMLESS = str.maketrans(
    {sign: f"\\u{ord(sign):04x}" for sign in ("<", ">", "&", "\u2028", "\u2029")}
)
"""What could end a script or begin markup, as JSON may write it."""


def dataset(vintage: Vintage, site: str, words: Words) -> dict[str, Any]:
    """Return a city's data as schema.org describes a dataset.

    `site` stands before every address; with "" they are those of the host of the page.
    """
    parts = datasets(vintage, words)
    city = words.say(vintage.city_name)
    page = site + page_address(PAGE, vintage.city_id, words.language)
    names = "; ".join(part.title for part in parts)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": words.text("catalogue.city", city=city),
        "description": words.text("catalogue.says_city", city=city, datasets=names),
        "inLanguage": words.language,
        "version": str(version(vintage)),
        "identifier": f"{vintage.city_id}/{vintage.vintage}",
        "dateModified": published_at(vintage).isoformat(),
        "temporalCoverage": f"{min(part.first for part in parts)}/{max(p.last for p in parts)}",
        "spatialCoverage": {"@type": "Place", "name": city},
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": publisher(vintage)},
        "creator": {"@type": "Organization", "name": publisher(vintage)},
        **({"license": links} if (links := licence_links(vintage)) else {}),
        "usageInfo": " ".join(rights(vintage, words)),
        "isBasedOn": [{"@type": "CreativeWork", "name": origin} for origin in origins(vintage)],
        "creditText": cited(vintage, words),
        "subjectOf": {
            "@type": "DataDownload",
            "encodingFormat": MEDIA_TYPE,
            "contentUrl": site + croissant_address(vintage.city_id, vintage.vintage),
        },
        "distribution": [
            {
                "@type": "DataDownload",
                "name": words.text("catalogue.file", dataset=part.title, form=form.upper()),
                "encodingFormat": media_type,
                "contentUrl": site + file_address(vintage.city_id, LATEST, part.name, form),
            }
            for part in parts
            for form, media_type in FORMS.items()
        ],
    }


def script(vintage: Vintage, site: str, words: Words) -> str:
    """Return the description as an element of a page, which no text in it can end.

    It is empty where the vintage has no record that can be taken away.
    """
    return _script(vintage, words).replace(ANY_SITE, site)


@once_per_vintage
def _script(vintage: Vintage, words: Words) -> str:
    """Return the element with ANY_SITE for the site, whose name each visitor's browser sends."""
    if not datasets(vintage, words):
        return ""
    content = msgspec.json.encode(dataset(vintage, ANY_SITE, words)).decode().translate(HARMLESS)
    return f'<script type="{MEDIA_TYPE}">{content}</script>'
