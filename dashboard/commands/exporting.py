"""The command that writes a city's public edition into a folder."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.console import City, as_site, clear_errors, err, out
from dashboard.commands.output import clear_place
from dashboard.edition.export import export as export_edition
from dashboard.edition.kept import keep_all
from dashboard.words.languages import folders
from queries.vintage.catalog import open_city

Folder = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Folder to write into (default: beside the vintage)."),
]
OneLanguage = Annotated[
    str | None, typer.Option(help=f"One language, {' or '.join(folders())} (default: all).")
]
Site = Annotated[
    str | None, typer.Option(help="Address of the live site, for links from the pages to it.")
]


def export(
    city: City, output: Folder = None, language: OneLanguage = None, site: Site = None
) -> None:
    """Write a city's public pages into a folder, for any file host, or beside the vintage."""
    with clear_errors():
        languages = list(folders())
        if language is not None and language not in languages:
            raise typer.BadParameter(
                f"there is no language {language!r}; there are: {', '.join(languages)}"
            )
        if output is None:
            if language is not None or site is not None:
                raise typer.BadParameter("--language and --site need a folder: name it with -o")
            with err.status("making the pages"):
                n = keep_all(open_city(city))
            out.print(f"{n} pages of {city} are kept beside its vintage", highlight=False)
            return
        address = as_site(site) if site is not None else None
        with err.status("making the pages"), clear_place(output):
            n = export_edition(
                open_city(city),
                output.resolve(),
                [language] if language else languages,
                address,
            )
        out.print(f"{n} pages of {city} are in {output}", highlight=False)
