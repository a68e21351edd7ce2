"""The commands that put a month on paper: its brief, and posters for a meeting."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from dashboard.brief.content import EDITIONS
from dashboard.brief.files import FORMS, brief_file
from dashboard.brief.subject import subject
from dashboard.brief.typeset import PAPERS
from dashboard.brief.walk import walk_file
from dashboard.catalogue.addresses import LATEST
from dashboard.commands.console import City, Language, as_site, clear_errors, out
from dashboard.commands.named import as_month
from dashboard.commands.output import need_place, write_output
from dashboard.words import load
from queries.vintage.catalog import open_city

Month = Annotated[str, typer.Option(help=f"A month, as 2023-09, or {LATEST}.")]
Layer = Annotated[
    str | None, typer.Option(help="A layer of areas (default: the one with the fewest).")
]
Paper = Annotated[str, typer.Option(help=f"One of {', '.join(PAPERS)}.")]


def brief(
    city: City,
    output: Annotated[
        Path, typer.Option("--output", "-o", help=f"File to write: .{' or .'.join(FORMS)}.")
    ],
    month: Month = LATEST,
    layer: Layer = None,
    district: Annotated[
        str | None, typer.Option(help="An area's id or name (default: the whole city).")
    ] = None,
    edition: Annotated[str, typer.Option(help=f"One of {', '.join(EDITIONS)}.")] = "chief",
    paper: Paper = "a4",
    language: Language = "en",
    site: Annotated[str, typer.Option(help="Address of the live site, to lead to it.")] = "",
) -> None:
    """Write the brief of a month: what moved, where and what to ask, on a page or two."""
    with clear_errors():
        form = output.suffix.removeprefix(".")
        _need(form, FORMS, "-o ending")
        _need(edition, EDITIONS, "--edition")
        _need(paper, PAPERS, "--paper")
        need_place(output)
        address = as_site(site) if site else ""
        vintage = open_city(city)
        day = None if month == LATEST else as_month(month, vintage, layer)
        about = subject(vintage, load(language), day, layer, district, address)
        _write(output, brief_file(about, edition, form, paper))


def walk(
    city: City,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .pdf.")],
    month: Month = LATEST,
    layer: Layer = None,
    paper: Paper = "a4",
    language: Language = "en",
) -> None:
    """Write posters, a facilitator's sheet and cards for a walk through the data with residents."""
    with clear_errors():
        _need(output.suffix.removeprefix("."), ("pdf",), "-o ending")
        _need(paper, PAPERS, "--paper")
        need_place(output)
        vintage = open_city(city)
        day = None if month == LATEST else as_month(month, vintage, layer)
        about = subject(vintage, load(language), day, layer)
        _write(output, walk_file(about, paper))


def _need(value: str, known: Iterable[str], option: str) -> None:
    if value not in known:
        raise typer.BadParameter(f"{option} {value!r} is none of: {', '.join(known)}")


def _write(output: Path, content: bytes) -> None:
    write_output(output, content)
    out.print(f"{output}: {len(content):,} bytes", highlight=False, markup=False, soft_wrap=True)
