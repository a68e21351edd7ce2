"""The site's name, colours and logo: read with clear errors, and never as markup."""

import base64
import re
from pathlib import Path

import pytest

from dashboard.branding import (
    CITY_KEYS,
    KEYS,
    MOST_LETTERS,
    MOST_LOGO_BYTES,
    OWN,
    TEXT_CONTRAST,
    brand,
    contrast,
    read,
)
from dashboard.settings import theme
from queries.errors import BadInput
from queries.paths import ROOT
from tests.dashboard.test_cli import accord

PAGE = (ROOT / "docs" / "branding.md").read_text(encoding="utf-8")
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def declared(folder: Path, text: str) -> Path:
    """Return an operator's file with a text."""
    path = folder / "branding.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("colour", "ground", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey just below the limit
        ("#767676", "#ffffff", 4.54),  # and the one just above it
        ("#ffffff", "#ffffff", 1.0),
    ],
)
def test_contrast_by_published_values(colour: str, ground: str, expected: float) -> None:
    """The ratio is that of WCAG 2.2, in either order."""
    assert contrast(colour, ground) == pytest.approx(expected, abs=0.005)
    assert contrast(ground, colour) == contrast(colour, ground)


def test_accords_own_brand_can_be_read_on_both_grounds() -> None:
    """Without an operator's file the name is Accord, and nobody is named as its publisher."""
    own = read(OWN)[""]
    assert (own.name, own.publisher, own.contact) == ("Accord", "", "")
    assert contrast(own.colour, theme("light", "backgroundColor")) >= TEXT_CONTRAST
    assert contrast(own.colour_on_dark, theme("dark", "backgroundColor")) >= TEXT_CONTRAST
    assert own.colour.encode() in own.mark.content
    assert b">A</text>" in own.mark.content


def test_an_operators_file_in_accord_home_is_used(home: Path) -> None:
    """Its keys come first, a city's own keys before those of the site, Accord's own last."""
    home.mkdir()
    declared(
        home,
        'name = "Riverton"\npublisher = "The city"\ncolour = "#7a1f3d"\n'
        'colour_on_dark = "#e8a3b8"\n[cities.lakeside]\nname = "Lakeside"\n'
        'contact = "tel:+1-555-0100"\n',
    )
    site, city = brand(), brand("lakeside")
    assert (site.name, site.publisher, site.contact) == ("Riverton", "The city", "")
    assert (city.name, city.publisher, city.contact) == ("Lakeside", "The city", "tel:+1-555-0100")
    assert city.accessibility == "/accessibility"
    assert brand("another") == site


@pytest.mark.parametrize(
    ("text", "key", "actual"),
    [
        ('colour = "#7db8de"', "colour", "contrast of 2.1 : 1 with the light ground #ffffff"),
        ('colour = "#1f5f8b"', "colour_on_dark", "contrast of 2.6 : 1 with the dark ground"),
        ('colour = "blue"', "colour", "blue"),
        ('colour = "#1f5f8b;}"', "colour", "#1f5f8b;}"),
        ('contact = "auditor@example.org"', "contact", "auditor@example.org"),
        ('contact = "javascript:alert(1)"', "contact", "javascript:alert(1)"),
        ('accessibility = "/about"', "accessibility", "/about"),
        ('logo = "../seal.svg"', "logo", "../seal.svg"),
        ('logo = "seal.gif"', "logo", "seal.gif"),
        ('logo = "none.svg"', "logo", "none.svg"),
        ('name = "a\\nb"', "name", "a\\nb"),
        (f'name = "{"n" * (MOST_LETTERS + 1)}"', "name", "n" * MOST_LETTERS),
        ('[cities.lakeside]\ncontact = "x y"', "cities.lakeside.contact", "x y"),
        ('nmae = "Riverton"', "", "unknown field `nmae`"),
        ("name = 7", "", "Expected `str"),
        ('[cities.lakeside]\ncolour = "#000000"', "", "unknown field `colour`"),
        ("name = ", "", "Invalid value"),
    ],
)
def test_what_cannot_be_used_is_said(text: str, key: str, actual: str, tmp_path: Path) -> None:
    """The message names the file, the key, what was found and what is expected."""
    (tmp_path / "seal.gif").write_bytes(b"GIF89a")
    with pytest.raises(BadInput) as error:
        read(declared(tmp_path, text))
    message = str(error.value)
    assert str(tmp_path / "branding.toml") in message
    assert actual in message
    assert f"value of {key}." in message if key else "expected:" in message


def test_the_site_does_not_start_with_a_colour_nobody_can_read(home: Path) -> None:
    """`accord serve` ends with the message, not with a traceback."""
    home.mkdir()
    declared(home, 'colour = "#eeeeee"')
    result = accord(home, "serve")
    assert result.exit_code == 2
    assert "#eeeeee, which has a contrast of 1.2 : 1" in result.stderr


def test_a_logo_is_an_image(tmp_path: Path) -> None:
    """It is shown as an image, in which no script runs, and its content is unchanged."""
    (tmp_path / "seal.svg").write_text(SVG, encoding="utf-8")
    mark = read(declared(tmp_path, 'logo = "seal.svg"'))[""].mark
    head, content = mark.data_uri.split(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(content).decode() == SVG
    html = read(declared(tmp_path, 'logo = "seal.svg"'))[""].mark_html(28)
    assert re.fullmatch(r'<img src="[\w:/+;,=]+" alt="" height="28">', html)


@pytest.mark.parametrize("content", [b"<html>", b"<svg" + bytes(MOST_LOGO_BYTES)])
def test_a_logo_of_another_kind_or_size_is_refused(content: bytes, tmp_path: Path) -> None:
    """What is no SVG, and what is too large for every page, is told with its size."""
    (tmp_path / "seal.svg").write_bytes(content)
    with pytest.raises(BadInput, match=f"{len(content):,} bytes"):
        read(declared(tmp_path, 'logo = "seal.svg"'))


def test_a_name_is_no_markup_in_the_mark(tmp_path: Path) -> None:
    """The first letter of a name may be one that markup begins with."""
    assert b">&lt;</text>" in read(declared(tmp_path, 'name = "<b>"'))[""].mark.content


def test_every_key_is_documented() -> None:
    """docs/branding.md has a row for each key, and names those that a city may set."""
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", PAGE, re.MULTILINE))
    assert set(rows) == set(KEYS)
    assert set(re.findall(r"`(\w+)`", rows["cities"])) == set(CITY_KEYS)
