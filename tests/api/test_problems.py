"""A request that cannot be answered is told what was found and what would be taken."""

import pytest
from starlette.requests import Request

from dashboard.api import limits
from dashboard.api.problems import Problem
from dashboard.web.asked import client_of
from queries.vintage.catalog import open_city
from tests.api.asking import get, problem

COMPARE = "/cities/sample/compare"


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter", "found"),
    [
        ("/cities/atlantis/fields", 400, "no_such_value", "city", "atlantis"),
        ("/cities/sample/fields?lang=xx", 400, "no_such_value", "lang", "xx"),
        ("/cities/sample/fields?vintage=../../x", 404, "no_such_vintage", "vintage", "../../x"),
        (f"{COMPARE}?policy=deescalation-2019", 400, "parameter_missing", "measure", ""),
        (f"{COMPARE}?measure=forse&on=2019-01-01", 404, "no_such_measure", "measure", "forse"),
        (f"{COMPARE}?measure=force&policy=none", 404, "no_such_policy", "policy", "none"),
        (f"{COMPARE}?measure=force&on=2019-1-1", 400, "unreadable_value", "on", "2019-1-1"),
        (f"{COMPARE}?measure=force&on=20190101", 400, "unreadable_value", "on", "20190101"),
        (f"{COMPARE}?measure=force&on=1900-01-01", 422, "too_short", "on", "1900-01-01"),
        (f"{COMPARE}?measure=force", 400, "one_of", "policy", ""),
        (
            f"{COMPARE}?measure=force&before_from=2018-01-01",
            400,
            "parameter_missing",
            "before_to",
            None,
        ),
        ("/cities/sample/review?month=2019-13", 400, "unreadable_value", "month", "2019-13"),
        ("/cities/sample/areas?layers=x", 400, "no_such_parameter", "layers", None),
        ("/cities/sample/areas?layer=x&layer=y", 400, "too_many_values", "layer", "2"),
        ("/no/such", 404, "no_such_address", None, None),
        (f"{COMPARE}?measure=force&on=2019-W01-1", 400, "unreadable_value", "on", "2019-W01-1"),
        (
            f"{COMPARE}?measure=force&on=%D9%A2019-01-01",
            400,
            "unreadable_value",
            "on",
            "٢019-01-01",
        ),
        (f"{COMPARE}?measure=force&policy=", 400, "parameter_missing", "policy", ""),
        ("/cities/sample/changes?since=", 400, "parameter_missing", "since", ""),
        ("/cities/sample/areas?geometry=some", 400, "no_such_value", "geometry", "some"),
        ("/cities/sample/surveys?area=404", 404, "no_such_area", "area", "404"),
        ("/cities/sample/surveys?area=4", 422, "nobody_asked", "area", "4"),
        ("/cities/sample/surveys?layer=district", 400, "parameter_missing", "area", None),
        ("/cities/sample/surveys?layer=x&area=1", 404, "no_such_layer", "layer", "x"),
    ],
)
def test_the_parameter_is_named(
    path: str, status: int, code: str, parameter: str | None, found: str | None
) -> None:
    """Status, code, the parameter, and what was found in it; the detail is a sentence."""
    told = problem(path)
    assert (told["status"], told["code"]) == (status, code)
    assert told.get("parameter") == parameter
    if found:
        assert told["found"] == found
    assert told["detail"].endswith(".")


def test_what_would_be_taken_is_listed() -> None:
    """An unknown id comes back with those there are."""
    sample = open_city("sample")
    measures = problem(f"{COMPARE}?measure=forse&on=2019-01-01")["allowed"]
    assert measures == [measure.id for measure in sample.measures(sample.layer().id)]
    assert "measure" in problem("/cities/sample/compare?mesure=force")["allowed"]


def test_a_city_of_its_own_minute() -> None:
    """Beyond the limit of a minute an address is told when to ask again, and only that address."""
    for _ in range(limits.MOST_A_MINUTE):
        limits.count("a")
    with pytest.raises(Problem) as told:
        limits.count("a")
    assert told.value.status == 429
    assert 0 < (told.value.retry_after_s or 0) <= limits.MINUTE_S
    assert limits.count("b") == limits.MOST_A_MINUTE - 1


def test_a_busy_server_says_so() -> None:
    """With every place taken a request is refused with the seconds to wait, and later answered."""
    with limits.place("a"), limits.place("a"), limits.place("b"), limits.place("b"):
        answer = get("/cities")
    assert limits.MOST_AT_ONCE == 4
    assert answer.status == 503
    assert answer.headers["retry-after"] == str(limits.BUSY_S)
    assert get("/cities").status == 200


def test_one_client_leaves_places_to_others() -> None:
    """Who has two requests answered waits for one of them; another client's is answered."""
    with limits.place("a"), limits.place("a"):
        with pytest.raises(Problem) as told, limits.place("a"):
            pass
        assert (told.value.status, told.value.retry_after_s) == (503, limits.BUSY_S)
        assert get("/cities").status == 200
    assert limits.places.taken == 0


def test_a_network_of_ipv6_is_one_client() -> None:
    """All addresses of a customer's network count as one, those of IPv4 and of others do not."""

    def client(host: str) -> str:
        return client_of(Request({"type": "http", "client": (host, 1)}))

    assert client("2001:db8:1:2::1") == client("2001:db8:1:2:ffff::9%eth0") == "2001:db8:1:2::/64"
    assert client("2001:db8:1:3::1") != client("2001:db8:1:2::1")
    assert client("::ffff:192.0.2.1") == client("192.0.2.1") == "192.0.2.1"
    assert client("testclient") == "testclient"
    assert client_of(Request({"type": "http"})) == ""


def test_a_first_vintage_has_nothing_before() -> None:
    """What changed since a vintage that is not there is no answer, with the vintages there are."""
    told = problem("/cities/sample/changes")
    assert (told["status"], told["code"]) == (404, "no_such_vintage")
    assert "allowed" not in told
