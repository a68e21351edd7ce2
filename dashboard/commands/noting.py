"""The command that writes a month note into a city's pack."""

from typing import Annotated

import typer

from dashboard.commands.console import City, Language, clear_errors, out
from dashboard.words import load
from dashboard.words.languages import folders
from data.notes import add_note, notes_file, read_notes
from queries.declared.measures import measures
from queries.texts import Texts


def note(
    city: City,
    text: Annotated[str | None, typer.Argument(help="What happened, in one or two sentences.")] = (
        None
    ),
    month: Annotated[str | None, typer.Option(help="The month, as 2023-08.")] = None,
    measure: Annotated[
        str | None, typer.Option(help="The measure it is about, such as force. Default: all.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Where this can be read.")] = None,
    language: Language = "en",
    also: Annotated[
        list[str] | None, typer.Option(help="The same in another language: 'es=…'; repeatable.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the city's notes.")] = False,
) -> None:
    """Write a note on a month into a city's pack, or list the notes that are there."""
    with clear_errors():
        if listed:
            _list(city, language)
            return
        if not text or not month or not source:
            raise typer.BadParameter("give a text, --month and --source, or --list")
        entry = {
            "month": month,
            **({"measure": measure} if measure else {}),
            "text": _texts(language, text, also or []),
            "source": source,
        }
        path = add_note(city, entry)
    _print(f"written: {path}")
    _print(f"It is shown from the next build on: accord build {city}, accord publish {city}.")


def _list(city: str, language: str) -> None:
    words = load(language)
    notes = sorted(read_notes(notes_file(city)), key=lambda entry: str(entry["month"]))
    for entry in notes:
        about = f", {measures()[entry['measure']].id}" if "measure" in entry else ""
        source = f" ({entry['source']})" if "source" in entry else ""
        texts: Texts = entry["text"]
        _print(f"{entry['month']}{about}: {words.say(texts)}{source}")
    if not notes:
        _print(f"{city} has no month note.")


def _texts(language: str, text: str, also: list[str]) -> Texts:
    """Return a text by language; raise BadParameter where a language is given twice."""
    texts = {language: text}
    for code, said in map(_other, also):
        if code in texts:
            raise typer.BadParameter(
                f"the text in {code!r} is given twice; --language says which the first one is in"
            )
        texts[code] = said
    return texts


def _other(text: str) -> tuple[str, str]:
    language, _, said = text.partition("=")
    if language not in folders() or not said.strip():
        known = ", ".join(folders())
        raise typer.BadParameter(f"{text!r} is not LANGUAGE=TEXT; the languages are {known}")
    return language, said.strip()


def _print(line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)
