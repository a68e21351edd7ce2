"""The site's name, mark, colours and publisher: Accord's own, or what an operator declares."""

import base64
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from dashboard.settings import theme
from queries import warehouse
from queries.declared.letters import is_web
from queries.declared.reading import read_toml
from queries.errors import BadInput

OWN = Path(__file__).with_name("branding.toml")
NAME = "branding.toml"
"""The operator's file, in ACCORD_HOME."""

TEXT_CONTRAST = 4.5
"""Least contrast of the colour with its ground (WCAG 2.2, 1.4.3); a mark would need 3 (1.4.11)."""

MOST_LETTERS = 60
"""Letters of a name or publisher: more do not fit into a header."""

MOST_LOGO_BYTES = 200_000
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
CONTACT_SCHEMES = ("mailto:", "https://", "tel:")


@dataclass(frozen=True)
class Mark:
    """A picture that stands for the site: its content and its media type."""

    content: bytes
    media_type: str

    @property
    def data_uri(self) -> str:
        """The picture as an address that asks no server; no script in it can run."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.content).decode()}"


@dataclass(frozen=True)
class Brand:
    """How the site presents itself, or one city of it. No text is markup: escape each.

    `publisher` and `contact` are empty if the operator names none. `accessibility` is where the
    accessibility statement stands.
    """

    name: str
    publisher: str
    contact: str
    accessibility: str
    colour: str
    colour_on_dark: str
    mark: Mark

    def mark_html(self, pixels: int) -> str:
        """Return the mark as an image of a height; its text is empty, as the name stands beside."""
        return f'<img src="{self.mark.data_uri}" alt="" height="{pixels}">'


class _OfCity(msgspec.Struct, forbid_unknown_fields=True):
    """The keys that a city may override."""

    name: str | None = None
    publisher: str | None = None
    contact: str | None = None
    logo: str | None = None


class _Declared(_OfCity, forbid_unknown_fields=True):
    """The keys of a file."""

    colour: str | None = None
    colour_on_dark: str | None = None
    accessibility: str | None = None
    cities: dict[str, _OfCity] = {}


def brand(city: str | None = None) -> Brand:
    """Return how the site presents itself on pages about a city, or about none.

    The files are read once; a change needs a restart. Raises BadInput for a file that cannot be
    used, which `accord serve` shows before it starts.
    """
    brands = _brands(warehouse.home() / NAME)
    return brands.get(city or "", brands[""])


@cache
def _brands(path: Path) -> dict[str, Brand]:
    return read(path if path.is_file() else OWN)


def read(path: Path) -> dict[str, Brand]:
    """Return the brand of the site under "", and of each city that has its own, by city.

    Keys that the file lacks are Accord's own; a colour alone is used on both grounds. Raises
    BadInput.
    """
    own, declared = _declared(OWN), _declared(path)
    colour = declared.colour or own.colour or ""
    on_dark = declared.colour_on_dark or declared.colour or own.colour_on_dark or colour
    _need_contrast(path, "colour", colour, "light")
    _need_contrast(path, "colour_on_dark", on_dark, "dark")
    accessibility = declared.accessibility or own.accessibility or ""
    _need(
        accessibility == own.accessibility or is_address(accessibility, ("https://",)),
        path,
        "accessibility",
        accessibility,
        f"{own.accessibility}, or an address that begins with https://",
    )
    brands = {}
    for city, of_city in {"": declared, **declared.cities}.items():
        where = f"cities.{city}." if city else ""
        name = _text(path, f"{where}name", of_city.name or declared.name or own.name or "")
        logo = of_city.logo or declared.logo
        contact = of_city.contact or declared.contact or ""
        _need(
            not contact or is_address(contact, CONTACT_SCHEMES),
            path,
            f"{where}contact",
            contact,
            f"one address that begins with {', '.join(CONTACT_SCHEMES)}",
        )
        brands[city] = Brand(
            name=name,
            publisher=_text(
                path, f"{where}publisher", of_city.publisher or declared.publisher or ""
            ),
            contact=contact,
            accessibility=accessibility,
            colour=colour,
            colour_on_dark=on_dark,
            mark=_logo(path, f"{where}logo", logo) if logo else _letter(name, colour, on_dark),
        )
    return brands


def contrast(colour: str, ground: str) -> float:
    """Return the contrast ratio of two colours (#rrggbb), from 1 to 21.

    Source: WCAG 2.2, definitions of relative luminance and contrast ratio.
    """
    low, high = sorted((_luminance(colour), _luminance(ground)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _declared(path: Path) -> _Declared:
    try:
        return msgspec.convert(read_toml(path), _Declared)
    except msgspec.ValidationError as error:
        raise BadInput(
            "The file that names the site has a key that cannot be used.",
            file=path,
            actual=str(error),
            expected=f"the keys {', '.join(_keys(_Declared))}; each is a text, but cities",
            remedy="correct the key; docs/branding.md explains each",
        ) from error


def _keys(struct: type[msgspec.Struct]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(struct)]


KEYS = _keys(_Declared)
CITY_KEYS = _keys(_OfCity)


def _need(holds: bool, path: Path, key: str, actual: object, expected: str) -> None:
    if not holds:
        raise BadInput(
            f"The site cannot present itself with this value of {key}.",
            file=path,
            actual=str(actual),
            expected=expected,
            remedy="correct the key, or leave it out; docs/branding.md explains each",
        )


def _need_contrast(path: Path, key: str, colour: str, ground: str) -> None:
    is_colour = re.fullmatch("#[0-9a-f]{6}", colour, re.IGNORECASE) is not None
    _need(is_colour, path, key, colour, "a colour such as #1f5f8b")
    behind = theme(ground, "backgroundColor")
    ratio = contrast(colour, behind)
    _need(
        ratio >= TEXT_CONTRAST,
        path,
        key,
        f"{colour}, which has a contrast of {ratio:.1f} : 1 with the {ground} ground {behind}",
        f"{TEXT_CONTRAST} : 1 or more, so that everyone can read it"
        + ("; colour_on_dark may differ from colour" if ground == "dark" else ""),
    )


def _text(path: Path, key: str, text: Any) -> str:
    _need(
        str(text).isprintable() and text == text.strip() and len(text) <= MOST_LETTERS,
        path,
        key,
        text,
        f"at most {MOST_LETTERS} letters in one line",
    )
    return str(text)


def is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Return whether a text is one address of these schemes; one of the web names a machine."""
    is_word = text.isprintable() and text.startswith(schemes) and len(text.split()) == 1
    return is_word and (is_web(text) or not text.startswith("https:"))


def _logo(path: Path, key: str, name: str) -> Mark:
    logo = path.parent / name
    types = " or ".join(LOGO_TYPES)
    expected = f"a file {types} beside {path.name}, of at most {MOST_LOGO_BYTES:,} bytes"
    is_beside = logo.parent.resolve() == path.parent.resolve() and logo.is_file()
    _need(is_beside and logo.suffix in LOGO_TYPES, path, key, name, expected)
    content = logo.read_bytes()
    is_picture = content.startswith(b"\x89PNG") if logo.suffix == ".png" else b"<svg" in content
    size = (
        f"{name}, {len(content):,} bytes, {'' if is_picture else 'not '}{logo.suffix[1:].upper()}"
    )
    _need(is_picture and len(content) <= MOST_LOGO_BYTES, path, key, size, expected)
    return Mark(content, LOGO_TYPES[logo.suffix])


def _letter(name: str, colour: str, on_dark: str) -> Mark:
    """Return the first letter of a name in a rounded square, light or dark as the browser asks."""
    light, dark = theme("light", "backgroundColor"), theme("dark", "backgroundColor")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">'
        f"<style>rect{{fill:{colour}}}text{{fill:{light}}}"
        f"@media(prefers-color-scheme:dark){{rect{{fill:{on_dark}}}text{{fill:{dark}}}}}</style>"
        '<rect width="32" height="32" rx="7"/>'
        '<text x="16" y="22.5" text-anchor="middle" font-family="sans-serif" font-size="18" '
        f'font-weight="700">{escape(name[:1])}</text></svg>'
    )
    return Mark(svg.encode(), LOGO_TYPES[".svg"])
