"""A city that cannot be shown: the page says so in words, and never shows another in its place."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.parts.cities import LONGEST
from dashboard.words import load
from dashboard.words.markup import SPLIT, escaped
from queries import warehouse
from tests.damage import MANIFESTS, POINTERS
from tests.dashboard.test_cli import accord
from tests.handmade import change, span
from tests.manifests import CITY
from tests.queries.test_warehouse import NAME, finish, point

SCRIPT = """
from dashboard.views import no_city, policies
from dashboard.words import load
PAGE.show(load("LANGUAGE"))
"""
NAVIGATION = Path(dashboard.__file__).with_name("navigation.py")
ASHTON, BELFIELD = "Policy of Ashton", "Policy of Belfield"
Visit = Callable[..., AppTest]
"""Opens the page of an address in a language, in a browser of its own."""


def publish(city: str, name: str) -> None:
    """Publish a made-up city with one policy, which is named after it."""
    folder = finish(
        city,
        city={**CITY, "id": city, "name": name},
        # of a dataset that no page knows: nothing asks for tables that are not there
        datasets={"other": {"rows": 1, **span("2020-01-01", "2021-12-31")}},
        tables={"policies": 1},
    )
    row = {
        "policy_id": ["p"],
        "effective_on": ["2020-07-01"],
        "entry": [json.dumps(change(f"Policy of {name}", "2020-07-01"))],
    }
    pl.DataFrame(row).write_parquet(folder / "policies.parquet")
    point(city, NAME)


@pytest.fixture
def two(home: Path) -> Visit:
    """What opens the page Policies of an address, where two cities are published."""
    publish("ashton", "Ashton")
    publish("belfield", "Belfield")

    def visit(city: str, language: str = "en") -> AppTest:
        page = SCRIPT.replace("PAGE", "policies").replace("LANGUAGE", language)
        app = AppTest.from_string(page, default_timeout=120)
        if city:
            app.query_params["city"] = city
        return app.run()

    return visit


def shown(app: AppTest) -> str:
    """Return all that a page says, as it is read; one that fails fails the test."""
    return marked(app).replace(SPLIT, "").replace("\\", "")


def marked(app: AppTest) -> str:
    """Return all that a page says, with the signs that keep it from being read as Markdown."""
    assert not app.exception
    blocks = (app.title, app.header, app.subheader, app.markdown, app.caption, app.warning)
    return "\n".join(str(element.value) for block in blocks for element in block)


def choose(app: AppTest, city: str) -> str:
    """Choose a city in the list that a refusal offers, and return what the page says."""
    (box,) = app.selectbox
    return shown(box.select(city).run())


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_address_of_no_city_shows_none(two: Visit, language: str) -> None:
    """The page says that there is no such city and offers those that there are."""
    words = load(language)
    app = two("nowhere", language)
    text = shown(app)
    assert words.text("cities.unknown", city="nowhere") in text
    assert words.text("cities.others", cities="Ashton, Belfield") in text
    assert ASHTON not in text
    assert BELFIELD not in text
    after = choose(app, "belfield")
    assert BELFIELD in after
    assert app.query_params["city"] == "belfield"
    assert words.text("cities.unknown", city="nowhere") not in after


@pytest.mark.usefixtures("two")
def test_a_page_without_its_city_is_tended() -> None:
    """Its script comes before the page ends: without it, the first answer would lie over it."""
    app = AppTest.from_file(NAVIGATION, default_timeout=120)
    app.query_params["city"] = "nowhere"
    assert load("en").text("cities.unknown", city="nowhere") in shown(app.run())
    assert [part.key for part in app.get("bidi_component")] == ["page_en"]


def test_an_address_of_a_city_shows_it(two: Visit) -> None:
    """Named or left out, what is shown is the city meant, without a warning."""
    for city, policy, other in (
        ("ashton", ASHTON, BELFIELD),
        ("belfield", BELFIELD, ASHTON),
        ("", ASHTON, BELFIELD),
    ):
        text = shown(two(city))
        assert policy in text
        assert other not in text


def test_an_address_cannot_mark_up_the_page(two: Visit) -> None:
    """An unknown city is repeated letter by letter, and no longer than a name is."""
    asked = "![a](https://example.org/b.png) <b>`:red[c]`" + "d" * 1_000
    said = marked(two(asked))
    assert escaped(asked[:LONGEST]) in said
    assert asked[: LONGEST + 1] not in said.replace("\\", "")


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        (f"{NAME}/manifest.json", "without a city"),
        ("current", "not UTF-8"),
        (f"{NAME}/policies.parquet", "gone"),
        (f"{NAME}/policies.parquet", "cut"),
    ],
)
def test_a_city_damaged_while_it_is_read_is_named(two: Visit, file: str, harm: str) -> None:
    """Its visitor is told, in either language, and shown no other city; others see no change."""
    before = {city: shown(two(city)) for city in ("ashton", "belfield")}
    reader = two("ashton")
    path = warehouse.city_folder("ashton") / file
    whole = path.read_bytes()
    (POINTERS if file == "current" else MANIFESTS)[harm](path)
    options = ["Ashton", "Belfield"] if file.endswith(".parquet") else ["Belfield"]
    for language in ("en", "es"):
        text = shown(two("ashton", language))
        told = [load(language).text("cities.damaged", city=name) for name in ("ashton", "Ashton")]
        assert any(sentence in text for sentence in told)
        assert BELFIELD not in text
        assert ASHTON not in text
    assert BELFIELD not in shown(reader.run())
    lists = two("belfield")
    assert lists.selectbox[0].options == options
    text = shown(lists)
    assert text == before["belfield"]
    assert BELFIELD in choose(two("ashton"), "belfield")
    if path.is_dir():
        path.rmdir()
    path.write_bytes(whole)
    assert {city: shown(two(city)) for city in ("ashton", "belfield")} == before
    assert ASHTON in shown(reader.run())


def test_a_site_whose_only_city_is_damaged_is_not_called_empty(home: Path) -> None:
    """No command to build a city is shown where there is one whose data cannot be read."""
    page = SCRIPT.replace("PAGE", "no_city").replace("LANGUAGE", "en")
    assert "No city is built yet" in shown(AppTest.from_string(page).run())
    publish("ashton", "Ashton")
    (warehouse.city_folder("ashton") / "current").write_bytes(b"")
    text = shown(AppTest.from_string(page).run())
    assert "cannot be read now" in text
    assert "No city is built yet" not in text


def test_a_damaged_warehouse_in_the_terminal(home: Path) -> None:
    """`accord status` names each damage with its reason; other commands end in a message."""
    for city, name in (("ashton", "Ashton"), ("belfield", "Belfield")):
        publish(city, name)
    folder = warehouse.city_folder("ashton")
    (folder / NAME / "manifest.json").write_bytes(b"{")
    result = accord(home, "status")
    assert result.exit_code == 0
    assert f"ashton damaged: {folder / NAME / 'manifest.json'}: " in result.stdout
    assert "truncated" in result.stdout
    assert f"belfield {NAME} published" in result.stdout
    for command in (("check", "ashton"), ("publish", "ashton"), ("rollback", "ashton")):
        result = accord(home, *command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "accord status ashton" in result.stderr
    result = accord(home, "quality", "ashton")
    assert result.exit_code == 2
    assert "manifest.json" in result.stderr
    publish_again = warehouse.city_folder("belfield") / NAME
    shutil.copytree(publish_again, folder / "20240202-000000")
    assert accord(home, "rollback", "ashton").exit_code == 2  # it was built later
    assert accord(home, "publish", "ashton", "20240202-000000").exit_code == 0
    (publish_again / "checks.json").unlink()
    result = accord(home, "publish", "belfield")
    assert result.exit_code == 2
    assert "checks.json" in result.stderr
