"""Catalogues and descriptions have what their forms want, and lead to files that are there."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import jsonschema
import polars as pl
import pytest

from dashboard.api import kept
from dashboard.api.kept import making_of
from dashboard.catalogue import croissant
from dashboard.catalogue.addresses import NAMES
from dashboard.edition.addresses import Place
from dashboard.edition.figures import Shared
from dashboard.edition.pages import page_html
from dashboard.sums import release
from dashboard.web import sitemap
from dashboard.web.addresses import is_known
from queries.vintage.opened import opened
from tests.api.asking import SITE
from tests.conftest import at_home
from tests.web.asking import SITE as HOST
from tests.web.asking import ask

pytestmark = pytest.mark.slow

Names = tuple[str, str, str]
ADDRESS = {"type": "string", "pattern": f"^{HOST}/"}
TEXT = {"type": "string", "minLength": 1}
DATE = {"type": "string", "format": "date"}


def wanted(*names: str, **properties: Any) -> dict[str, Any]:
    """Return a schema of an object that needs these names, and what each must be."""
    needed = [*names, *properties]
    return {"type": "object", "required": needed, "properties": properties}


def many(of: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of a list that is not empty."""
    return {"type": "array", "minItems": 1, "items": of}


AGENT = wanted(name=TEXT)
DCAT = wanted(
    dataset=many(
        wanted(
            title=TEXT,
            description=TEXT,
            publisher=AGENT,
            identifier=wanted(**{"@id": ADDRESS}),
            contactPoint=wanted(fn=TEXT, hasEmail={"type": "string", "pattern": "^mailto:.+@"}),
            keyword=many(TEXT),
            temporal=many(wanted(startDate=DATE, endDate=DATE)),
            distribution=many(wanted(title=TEXT, downloadURL=ADDRESS, mediaType=TEXT)),
            describedBy=wanted(downloadURL=ADDRESS, mediaType=TEXT),
            spatial=many(wanted(prefLabel=TEXT)),
            provenance=many(TEXT),
            language={"type": "string", "maxLength": 2},
            version=TEXT,
            modified={"type": "string", "format": "date-time"},
        )
    )
)
"""What DCAT-US 3.0 needs of a catalogue, and the types of what else is told."""

CROISSANT = wanted(
    "@context",
    **{"@type": {"const": "sc:Dataset"}},
    conformsTo={"const": "http://mlcommons.org/croissant/1.0"},
    name=TEXT,
    description=TEXT,
    license={"anyOf": [TEXT, many({"type": "string", "pattern": "^https://"})]},
    url=ADDRESS,
    creator=AGENT,
    datePublished={"type": "string", "format": "date-time"},
    version={"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    distribution=many(
        wanted(
            **{"@id": TEXT, "@type": {"const": "cr:FileObject"}},
            name=TEXT,
            contentUrl=ADDRESS,
            encodingFormat={"const": "text/csv"},
            sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        )
    ),
    recordSet=many(
        wanted(
            **{"@id": TEXT, "@type": {"const": "cr:RecordSet"}},
            field=many(
                wanted(
                    **{"@id": TEXT, "@type": {"const": "cr:Field"}},
                    description=TEXT,
                    dataType={"type": "string", "pattern": "^sc:"},
                    source=wanted(fileObject=wanted(**{"@id": TEXT}), extract=wanted(column=TEXT)),
                )
            ),
        )
    ),
)
"""What Croissant 1.0 needs of a description."""

DATASET = wanted(
    **{"@context": {"const": "https://schema.org/"}, "@type": {"const": "Dataset"}},
    name=TEXT,
    description={"type": "string", "minLength": 50, "maxLength": 5000},
    url=ADDRESS,
    version=TEXT,
    temporalCoverage={"type": "string", "pattern": r"^\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d$"},
    publisher=AGENT,
    distribution=many(wanted(encodingFormat=TEXT, contentUrl=ADDRESS)),
)
"""What search engines need of schema.org's Dataset, with the lengths that they take."""


def document(path: str, form: dict[str, Any]) -> dict[str, Any]:
    """Return a document that has a form."""
    answer = ask(path, app=SITE)
    assert answer.status == 200, answer.text
    content: dict[str, Any] = json.loads(answer.content)
    jsonschema.validate(content, form, format_checker=jsonschema.FormatChecker())
    return content


def heads(addresses: list[str]) -> set[int]:
    """Return the statuses with which files at these addresses answer."""
    return {
        ask(urlsplit(address)._replace(scheme="", netloc="").geturl(), "HEAD", SITE).status
        for address in addresses
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_catalogue_is_dcat_us(versions_home: Names, language: str) -> None:
    """It needs an e-mail address, which the operator gives; every file and description is there."""
    catalogue = document(f"/data.json?lang={language}", DCAT)
    for dataset in catalogue["dataset"]:
        files = [file["downloadURL"] for file in dataset["distribution"]]
        assert heads([*files, dataset["describedBy"]["downloadURL"]]) == {200}
        assert is_known(urlsplit(dataset["landingPage"]["accessURL"]).path)
    assert len({dataset["@id"] for dataset in catalogue["dataset"]}) == len(catalogue["dataset"])


def test_no_contact_is_made_up(small_home: Path) -> None:
    """Where the operator gives no e-mail address none is told."""
    with at_home(small_home):
        catalogue = json.loads(ask("/data.json", app=SITE).content)
    assert catalogue["dataset"]
    assert not any("contactPoint" in dataset for dataset in catalogue["dataset"])


def test_a_vintage_is_croissant(versions_home: Names) -> None:
    """Sums, sizes and columns are those of the files; each kept vintage has its own."""
    found = document(f"/data/sample/{versions_home[0]}/croissant.json", CROISSANT)
    assert found["version"] == "1.0.0"
    assert found["isLiveDataset"] is False
    assert set(found["@context"]) >= {"@vocab", "sc", "cr", "dct", "column", "recordSet"}
    fields = {records["@id"]: records["field"] for records in found["recordSet"]}
    for file in found["distribution"]:
        answer = ask(urlsplit(file["contentUrl"]).path, app=SITE)
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert f"{len(answer.content)} B" == file["contentSize"]
        columns = pl.read_csv(answer.content, infer_schema=False).columns
        named = [field["source"]["extract"]["column"] for field in fields[file["@id"][:-4]]]
        assert named == columns
    latest = document("/data/sample/latest/croissant.json", CROISSANT)
    assert latest["version"] == "2.0.0"
    assert ask("/data/sample/20200101-000000/croissant.json", app=SITE).status == 404


def test_a_file_of_many_records_is_not_summed(
    versions_home: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would have to be written first, and the description says so; a kept one has its sum."""
    monkeypatch.setattr(croissant, "MOST_SUMMED", 1)
    # this home has a brand, and the program may have begun with another home
    monkeypatch.setattr(kept, "release_on_disk", release)
    folder = f"/data/sample/{versions_home[1]}"
    found = json.loads(ask(f"{folder}/croissant.json", app=SITE).content)
    assert found["isLiveDataset"] is True
    assert not any("sha256" in file for file in found["distribution"])
    content = ask(f"{folder}/force.csv", app=SITE).content
    making = making_of(opened("sample", versions_home[1]), "force", "csv")
    assert making is None or making.is_over.wait(60)
    found = json.loads(ask(f"{folder}/croissant.json", app=SITE).content)
    sums = {file["@id"]: file["sha256"] for file in found["distribution"] if "sha256" in file}
    assert sums == {"force.csv": hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize("path", ["/", "/what-changed", "/get-the-data"])
def test_a_page_describes_its_data(versions_home: Names, path: str) -> None:
    """As schema.org has it, with the feeds; a name cannot end the script or begin another."""
    page = ask(f"{path}?city=sample&lang=en").text
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert not set("<>&") & set(script)
    found = json.loads(script)
    jsonschema.validate(found, DATASET)
    assert "R</script><!-- ]]> \x07 & \"'{x}" in found["name"]
    assert heads([file["contentUrl"] for file in found["distribution"]]) == {200}
    feeds = re.findall(
        r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]*)"', page
    )
    statuses = [ask(feed.replace("&amp;", "&"), app=SITE).status for feed in feeds]
    assert statuses == [200] * len(NAMES)
    assert "</script><!--" not in page


def test_a_page_about_no_city_describes_none(versions_home: Names) -> None:
    """Methods and words are no data."""
    assert "ld+json" not in ask("/glossary").text


def test_a_public_page_describes_its_data_where_there_is_a_site(versions_home: Names) -> None:
    """On a file host nothing could be had at these addresses."""
    vintage = opened("sample")
    with_site, without = (
        page_html(vintage, Place("policies"), "es", site, Shared()) for site in (HOST, None)
    )
    (script,) = re.findall(r'application/ld\+json">(.*?)</script>', with_site, re.DOTALL)
    jsonschema.validate(json.loads(script), DATASET)
    assert f'href="{HOST}/feeds/sample/verdicts.atom?lang=es"' in with_site
    assert "ld+json" not in without
    assert "atom" not in without


def test_the_sitemap_has_pages_that_are_there(
    versions_home: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Live and public ones, each once, in both languages, no more than the protocol takes."""
    names = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = ET.fromstring(ask("/sitemap.xml", app=SITE).content)  # noqa: S314 - our own
    pages = [element.text or "" for element in root.iter(f"{names}loc")]
    assert len(pages) == len(set(pages)) > 100
    assert all(page.startswith(f"{HOST}/") and is_known(urlsplit(page).path) for page in pages)
    assert {ask(page.removeprefix(HOST)).status for page in pages[:16]} == {200}
    assert f"{HOST}/public/sample/es/index.html" in pages
    assert f"Sitemap: {HOST}/sitemap.xml" in ask("/robots.txt").text
    monkeypatch.setattr(sitemap, "MOST", 3)
    assert ask("/sitemap.xml", app=SITE).text.count("<loc>") == 3
