"""All data of the site as one catalogue, in the form of DCAT-US 3."""

from collections.abc import Sequence
from typing import Any

from dashboard.branding import brand
from dashboard.catalogue.addresses import (
    CATALOGUE,
    LATEST,
    croissant_address,
    file_address,
    page_address,
)
from dashboard.catalogue.described import (
    FORMS,
    Described,
    datasets,
    origins,
    published_at,
    publisher,
    rights,
)
from dashboard.catalogue.schema_org import MEDIA_TYPE
from dashboard.words import Words
from queries.records.filters import PAGE
from queries.vintage.catalog import Vintage
from queries.vintage.versions import version

PROFILE = "https://resources.data.gov/dcat-us/3.0.0/catalog"
MAIL = "mailto:"


def catalogue(cities: Sequence[Vintage], site: str, words: Words) -> dict[str, Any]:
    """Return the catalogue of the published data; `site` stands before every address."""
    about = brand(None)
    return {
        "@id": f"{site}{CATALOGUE}",
        "@type": "Catalog",
        "conformsTo": {"@type": "Standard", "@id": PROFILE, "title": "DCAT-US 3.0"},
        "title": words.text("catalogue.title", name=about.name),
        "language": words.language,
        "publisher": {"@type": "Organization", "name": about.publisher or about.name},
        "dataset": [
            _dataset(vintage, part, site, words)
            for vintage in cities
            for part in datasets(vintage, words)
        ],
    }


def _dataset(vintage: Vintage, part: Described, site: str, words: Words) -> dict[str, Any]:
    city = vintage.city_id
    page = site + page_address(PAGE, city, words.language, dataset=part.name)
    identifier = site + file_address(city, LATEST, part.name, "csv")
    return {
        "@type": "Dataset",
        "@id": identifier,
        "identifier": {"@type": "Identifier", "@id": identifier},
        "title": part.title,
        "description": part.says,
        "publisher": {"@type": "Organization", "name": publisher(vintage)},
        **_contact(city),
        "version": str(version(vintage)),
        "modified": published_at(vintage).isoformat(),
        "language": words.language,
        "keyword": [vintage.city_id, part.name],
        "temporal": [
            {
                "@type": "PeriodOfTime",
                "startDate": part.first.isoformat(),
                "endDate": part.last.isoformat(),
            }
        ],
        "spatial": [{"@type": "Location", "prefLabel": words.say(vintage.city_name)}],
        "provenance": [words.text("catalogue.sources", origins="; ".join(origins(vintage)))],
        "rights": rights(vintage, words, part.name),
        "landingPage": {"@type": "Document", "@id": page, "title": part.title, "accessURL": page},
        "describedBy": {
            "@type": "Distribution",
            "downloadURL": site + croissant_address(city, vintage.vintage),
            "mediaType": MEDIA_TYPE,
        },
        "distribution": [
            {
                "@type": "Distribution",
                "title": words.text("catalogue.file", dataset=part.title, form=form.upper()),
                "downloadURL": site + file_address(city, LATEST, part.name, form),
                "mediaType": media_type,
            }
            for form, media_type in FORMS.items()
        ],
    }


def _contact(city: str) -> dict[str, Any]:
    """Return whom to ask; nothing where the operator names no e-mail address."""
    about = brand(city)
    if not about.contact.startswith(MAIL):
        return {}
    name = about.publisher or about.name
    return {"contactPoint": {"@type": "Kind", "fn": name, "hasEmail": about.contact}}
