"""A sheet as plain data: what it says and shows, without how it looks."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, and what it shows in words."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Named:
    """A name, and a note under it."""

    name: str
    note: str


@dataclass(frozen=True)
class Table:
    """A table: its caption, its column heads and its rows.

    A row's first cell names it. `numbers` are the positions of columns of numbers, and `tones` has
    for each row more, less or nothing: the tone of its last cell, whose text says the same.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Named | Picture, ...], ...]
    numbers: tuple[int, ...] = ()
    tones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A chart under its title, with a text about it, and what to ask."""

    title: str
    text: str
    picture: Picture
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a sheet; what it holds is shown in the order of these fields."""

    title: str
    texts: tuple[str, ...] = ()
    table: Table | None = None
    figures: tuple[Figure, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Credit:
    """Whose records a document is made of: their origins in `language`, and what is around."""

    before: str
    origins: str
    language: str
    after: str


@dataclass(frozen=True)
class Sheet:
    """One document in one language.

    `above` stands over the title, `lead` under it; `credit` ends the document, with the
    address `link` of the same numbers on the site, which may be empty. `made_at` is when the data
    were built, so that the same vintage gives the same file.
    """

    language: str
    above: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    credit: Credit
    link: str
    made_at: dt.datetime
