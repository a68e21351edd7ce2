"""The feeds of signals and the calendar: addresses without an account, entries seen once."""

import datetime as dt
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from dashboard.catalogue.addresses import NAMES
from queries.vintage.opened import opened
from queries.vintage.versions import offered
from tests.api.asking import SITE
from tests.following import CITY
from tests.standing.conftest import AREA, Reported
from tests.web.asking import SITE as HOST
from tests.web.asking import ask

pytestmark = pytest.mark.slow

Reports = tuple[Reported, Reported]
ATOM = "{http://www.w3.org/2005/Atom}"
SIGNALS = "/feeds/sample/signals"
CALENDAR = "/feeds/sample/calendar.ics"


def items(query: str = "") -> list[dict[str, Any]]:
    """Return the items of the feed of signals as JSON."""
    answer = ask(f"{SIGNALS}.json{query}", app=SITE)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/feed+json"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].startswith(f"{HOST}{SIGNALS}.json?")
    assert feed["title"]
    assert feed["authors"][0]["name"]
    found: list[dict[str, Any]] = feed["items"]
    return found


def test_a_signal_and_its_withdrawal_are_two_entries(reports: Reports) -> None:
    """The withdrawal is news of its own, and the signal itself says that it was withdrawn."""
    first, second = reports
    by_id = {item["id"]: item for item in items()}
    name = "tag:accord.example.org,2023-10-01:sample/signals/force/city/2023-10"
    signal, withdrawal = by_id[f"{name}/en"], by_id[f"{name}/withdrawn/en"]
    assert signal["content_text"].startswith("Withdrawn.")
    assert first.vintage in signal["content_text"]
    assert withdrawal["title"] == f"Withdrawn: {signal['title']}"
    assert second.vintage in withdrawal["content_text"]
    assert "month=2023-11" in signal["url"]
    assert signal["url"].startswith(f"{HOST}/monthly-review?")


@pytest.mark.parametrize("language", ["en", "es"])
def test_both_forms_say_the_same(reports: Reports, language: str) -> None:
    """Atom and JSON have the same entries: id, title, time, text and link."""
    answer = ask(f"{SIGNALS}.atom?lang={language}", app=SITE)
    entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 - our own
    atom = [
        tuple(entry.findtext(f"{ATOM}{tag}") for tag in ("id", "title", "updated", "content"))
        for entry in entries
    ]
    names = ("id", "title", "date_published", "content_text")
    assert atom == [tuple(item[name] for name in names) for item in items(f"?lang={language}")]
    assert len(atom) == len({entry[0] for entry in atom}) >= 2


@pytest.mark.parametrize("path", ["/feeds/vintages", *(f"/feeds/sample/{name}" for name in NAMES)])
def test_every_feed_is_there_in_both_forms(reports: Reports, path: str) -> None:
    """The ids of its entries are the same in both."""
    atom = ET.fromstring(ask(f"{path}.atom", app=SITE).content)  # noqa: S314 - our own
    feed = json.loads(ask(f"{path}.json", app=SITE).content)
    ids = [entry.findtext(f"{ATOM}id") for entry in atom.findall(f"{ATOM}entry")]
    assert [item["id"] for item in feed["items"]] == ids
    assert feed["title"] == atom.findtext(f"{ATOM}title")


def test_one_area_or_measure_can_be_followed(reports: Reports) -> None:
    """A feed of a part has the entries of that part and no other."""
    everything = items()
    force = items("?measure=force")
    assert force
    assert {item["id"] for item in force} <= {item["id"] for item in everything}
    assert items("?measure=complaints") == []
    for area in opened(CITY).areas("district")["area_id"]:
        assert bool(items(f"?area={area}&measure=force")) == (area == AREA)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("area=nowhere", "area"), ("measure=force_per_calls", "measure"), ("measure=x", "measure")],
)
def test_a_part_that_is_none_is_refused(reports: Reports, query: str, parameter: str) -> None:
    """A feed that would stay empty for good is none, and what there is is named."""
    answer = ask(f"{SIGNALS}.atom?{query}", app=SITE)
    assert (answer.status, json.loads(answer.content)["parameter"]) == (404, parameter)
    assert json.loads(answer.content)["allowed"]


@pytest.mark.parametrize("path", [f"{SIGNALS}.atom", f"{SIGNALS}.json", CALENDAR])
def test_readers_that_come_often_cost_little(reports: Reports, path: str) -> None:
    """What is known is not sent again; heads are answered; pages elsewhere may read it."""
    answer = ask(path, app=SITE)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
    again = ask(path, app=SITE, if_none_match=answer.headers["etag"])
    assert (again.status, again.content) == (304, b"")
    head = ask(path, "HEAD", app=SITE)
    assert (head.status, head.headers["etag"]) == (200, answer.headers["etag"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_calendar_has_publications_and_policies(reports: Reports, language: str) -> None:
    """Each is an event of one whole day with an id for good, as RFC 5545 has it."""
    answer = ask(f"{CALENDAR}?lang={language}", app=SITE)
    assert answer.headers["content-type"].startswith("text/calendar")
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    calendar = Calendar.from_ical(answer.content)
    assert calendar["version"] == "2.0"
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    vintage = opened(CITY)
    for policy in vintage.policies:
        event = events[f"sample/policies/{policy.id}/{language}@accord.example.org"]
        assert event.decoded("dtstart") == policy.effective_on
        assert event.decoded("dtend") == policy.effective_on + dt.timedelta(days=1)
        assert policy.title[language] in event["summary"]
    versions = [uid for uid in events if "/vintages/" in uid]
    assert len(versions) == len(offered(vintage)) == 3
    assert all(event.errors == [] for event in events.values())
