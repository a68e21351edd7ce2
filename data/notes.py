"""Month notes: what a city says of a single month, in notes.toml of its pack.

A vintage holds the notes of its build and never changes, so a note shows from the next build on:
what was cited before stays as it was.
"""

import json
import re
from pathlib import Path
from typing import Any

from data.config import need_texts, not_written, pack_folder, read_city
from queries.declared.letters import OTHER_SCHEME, need_seen
from queries.declared.measures import measures
from queries.declared.reading import need_tables, read_toml
from queries.errors import BadInput
from queries.stored.written import locked, write_whole

MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
KEYS = ("month", "text", "measure", "source")
LONGEST = 500
"""Most characters of a note: it stands under every chart by month."""


def notes_file(city_id: str) -> Path:
    """Return the file of a city's notes; raise BadInput if the city has no pack."""
    return pack_folder(read_city(city_id).id) / "notes.toml"


def read_notes(path: Path) -> list[dict[str, Any]]:
    """Return the notes of a file (none without it): month, text by language, measure, source.

    Measure and source are optional. Raises BadInput for a note that cannot be used.
    """
    notes = need_tables(path, "notes", read_toml(path).get("notes", [])) if path.is_file() else []
    for note in notes:
        check_note(note, path)
    return notes


def check_note(note: dict[str, Any], path: Path) -> None:
    """Raise BadInput unless a note has a month and a text, and only keys that are read."""
    month = str(note.get("month", ""))
    owner = f"Note {month or '?'}"
    if unknown := set(note) - set(KEYS):
        raise BadInput(
            f"{owner} has an unknown key",
            file=path,
            actual=", ".join(sorted(unknown)),
            expected=", ".join(KEYS),
            remedy="correct the name, or leave it out",
        )
    if not MONTH.fullmatch(month):
        raise BadInput(
            f"{owner} has no month",
            file=path,
            actual=month,
            expected="a month such as 2023-08",
            remedy="write the year, a dash and the month in two digits",
        )
    if "text" not in note:
        raise BadInput(f"{owner} has no text", file=path, remedy='write text = { en = "…" }')
    need_texts(path, owner, {"text": note["text"]})
    longest = max(note["text"].values(), key=len)
    if len(longest) > LONGEST:
        raise BadInput(
            f"{owner} is too long",
            file=path,
            actual=f"{len(longest)} characters",
            expected=f"{LONGEST} at most",
            remedy="say it shorter, and name where more stands as its source",
        )
    written = "".join([*note["text"].values(), str(note.get("source", ""))])
    need_seen(written, owner, file=path)
    measure = note.get("measure")
    if measure is not None and measure not in measures():
        raise BadInput(
            f"{owner} names a measure that does not exist",
            file=path,
            actual=str(measure),
            expected=", ".join(measures()),
            remedy="name one of these, or leave it out: the note is then about all records",
        )
    source = note.get("source")
    if source is not None and not (isinstance(source, str) and source.strip()):
        raise BadInput(
            f"{owner} has an empty source",
            file=path,
            expected="where this can be read, as a title or an address",
            remedy="name it, or leave it out",
        )
    if source is not None and OTHER_SCHEME.match(source):
        raise BadInput(
            f"{owner} has a source that is no address of the web",
            file=path,
            actual=source,
            expected="where this can be read: a title, or an address that begins with https://",
            remedy="name it, or leave it out",
        )


def add_note(city_id: str, note: dict[str, Any]) -> Path:
    """Add a note at the end of the file of a city's notes, and return the file.

    Raises BadInput for a note that cannot be used, that stands there already, or where the file
    cannot be written.
    """
    path = notes_file(city_id)
    check_note(note, path)
    try:
        with locked(path.parent):
            if note in read_notes(path):
                raise BadInput(
                    f"This note of {note['month']} stands there already",
                    file=path,
                    remedy="nothing: `accord note CITY --list` shows what is there",
                )
            written = path.read_text(encoding="utf-8") if path.is_file() else HEAD
            write_whole(path, f"{written.rstrip()}\n\n{_written(note)}".encode())
    except OSError as error:
        raise not_written("The note", path, error) from error
    return path


HEAD = "# Month notes, drawn on every chart over time."


def _written(note: dict[str, Any]) -> str:
    """Return a note as TOML; a JSON string is one of TOML too."""
    texts = ", ".join(f"{language} = {_quoted(text)}" for language, text in note["text"].items())
    lines = ["[[notes]]", f"month = {_quoted(note['month'])}"]
    lines += [f"measure = {_quoted(note['measure'])}"] if "measure" in note else []
    lines.append(f"text = {{ {texts} }}")
    lines += [f"source = {_quoted(note['source'])}"] if "source" in note else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
