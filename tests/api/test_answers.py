"""The interface gives what the pages and the terminal give, in the types that it describes."""

from typing import Any

import msgspec
import pytest

from dashboard.api.document import document
from dashboard.tables import answers, review, trends
from dashboard.tables.comparison import worded
from dashboard.words import load
from queries.change.compare import compare
from queries.change.designs import designs
from queries.change.trend import trend
from queries.quality import reports
from queries.review.month import month_of
from queries.vintage.catalog import open_city
from queries.vintage.versions import version
from tests.api.asking import content, get

POLICY = "deescalation-2019"
WORDS = load("en")


def plain(value: Any) -> Any:
    """Return plain data as JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(value))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_comparison_is_that_of_the_page(language: str) -> None:
    """Every number and sentence is the page's, for the city and for each area."""
    got = content(f"/cities/sample/compare?measure=force&policy={POLICY}&lang={language}")
    comparison = compare(open_city("sample"), "force", None, POLICY)
    table = worded(comparison, load(language))
    rows = {row["area_id"]: row for row in table.to_dicts()}
    for change in [got["citywide"], *got["areas"]]:
        row = rows[change["area_id"]]
        assert change["sentence"] == row["sentence"]
        assert change["verdict"] == row["verdict"]
        assert change["before"]["events"] == row["before_events"]
        assert change["ratio"]["value"] == row["ratio"]
    assert len(got["areas"]) == len(table.filter(kind="area")) > 1


def test_nothing_of_an_answer_is_lost_in_its_type() -> None:
    """Comparison, trend and review hold what the terminal prints, key by key, and the version."""
    sample = open_city("sample")
    numbered = {"version": str(version(sample))}
    comparison = compare(sample, "force", None, POLICY)
    printed = answers.as_json(comparison, WORDS)
    assert (
        content(f"/cities/sample/compare?measure=force&policy={POLICY}")
        == plain(printed) | numbered
    )
    model = trend(sample, "force", None, POLICY)
    places = designs(sample, "force", POLICY)
    printed = trends.as_json(model, comparison, places, WORDS)
    assert (
        content(f"/cities/sample/trend?measure=force&policy={POLICY}") == plain(printed) | numbered
    )
    month = month_of(sample)
    printed = review.as_json(month, sample, WORDS)
    assert content("/cities/sample/review") == plain(printed) | numbered


def test_what_can_be_asked_about_is_listed() -> None:
    """Cities, layers, measures, policies, areas, fields and vintages are those of the vintage."""
    sample = open_city("sample")
    layer = sample.layer()
    assert [city["id"] for city in content("/cities")] == ["sample"]
    about = content("/cities/sample")
    assert about["vintage"] == sample.vintage
    assert about["is_real"] is False
    assert {span["id"] for span in about["datasets"]} == set(sample.manifest.datasets)
    measures = content("/cities/sample/measures")
    assert [measure["id"] for measure in measures] == [m.id for m in sample.measures(layer.id)]
    assert not any("{" in measure["sentence"] for measure in measures)
    policies = content("/cities/sample/policies")
    assert [policy["id"] for policy in policies] == [policy.id for policy in sample.policies]
    areas = content("/cities/sample/areas")
    assert {area["id"] for area in areas} <= set(sample.areas(layer.id)["area_id"])
    assert all(area["geometry"]["type"] in ("Polygon", "MultiPolygon") for area in areas)
    without = content("/cities/sample/areas?geometry=none")
    assert without == [{**area, "geometry": None} for area in areas]
    (city,) = content("/cities?lang=es")
    assert city["name"] == "Rivermont (ciudad de muestra, no real)"
    assert not any(field["name"] == "race" for field in content("/cities/sample/fields"))
    assert content("/cities/sample/vintages")[0]["is_published"] is True


def test_quality_accounts_for_every_row() -> None:
    """The rows of each file add up to those read, as on the page."""
    quality = content("/cities/sample/quality")
    assert quality["rows"] == plain(reports.set_aside(open_city("sample")).to_dicts())
    for file in {row["file"] for row in quality["rows"]}:
        rows = [row for row in quality["rows"] if row["file"] == file]
        assert sum(row["rows"] for row in rows) == rows[0]["rows_read"]


def test_an_answer_that_is_known_is_not_sent_again() -> None:
    """With its ETag an answer is 304 without content; another language has another tag."""
    path = "/cities/sample/policies"
    first = get(path)
    again = get(path, if_none_match=first.headers["etag"])
    assert (again.status, again.content) == (304, b"")
    assert get(f"{path}?lang=es", if_none_match=first.headers["etag"]).status == 200


def test_every_page_on_the_web_may_read() -> None:
    """Answers and problems alike may be read from other hosts; HEAD and OPTIONS are answered."""
    for path in ("/cities", "/nothing"):
        assert get(path).headers["access-control-allow-origin"] == "*"
    assert get("/cities", "HEAD").status == 200
    options = get("/cities", "OPTIONS")
    assert options.status == 204
    assert options.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_types_are_described() -> None:
    """Every type has a sentence that says what it is, for who reads the document."""
    types = document()["components"]["schemas"]
    assert len(types) > 50
    assert [
        name for name, told in types.items() if not told.get("description", "").endswith(".")
    ] == []
