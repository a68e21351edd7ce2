"""Reads a pack's agreements: the folders `agreements/POLICY/` beside its register."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields
from functools import partial
from pathlib import Path
from typing import Any

from data.config import need_texts
from queries.declared import agreement as declared
from queries.declared.letters import BREAKS, need_seen, need_web
from queries.declared.measures import measures
from queries.declared.reading import need, need_keys, need_one_of, need_tables, read_toml
from queries.errors import BadInput

FOLDER = "agreements"
AGREEMENT = "agreement.toml"
REQUESTS = "requests.toml"

IN_PROGRESS = "in_progress"
"""The key of an agreement that is not published yet: it needs no policy and no clause."""

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TEXTS = ("title", "says", "no_record", "summary", "group", "by", "text", "reason")
DAYS = ("on", "answered_on")
LINES = ("id", "source", "link", "language", "file", "clause")

PERSON = re.compile(r"(mr|mrs|ms|mx|dr|sra?|srta|don|doña)\b\.? ", re.IGNORECASE)
"""How the name of a private person often begins: requests are kept by group or office."""

Entry = dict[str, Any]


def folder_of(pack: Path, policy: str) -> Path:
    """Return the folder of a policy's agreement."""
    return pack / FOLDER / policy


def read_agreements(pack: Path, policies: Iterable[str]) -> dict[str, Entry]:
    """Return a pack's agreements by policy, in the form of queries.declared.agreement.Agreement.

    Those in progress are left out. Raises BadInput for the first fault.
    """
    for fault in faults(pack, policies):
        raise fault
    contents = {folder.name: _read(folder) for folder in _folders(pack)}
    return {name: content for name, content in contents.items() if not content.get(IN_PROGRESS)}


def faults(pack: Path, policies: Iterable[str]) -> Iterator[BadInput]:
    """Yield what is wrong in a pack's agreements: the first fault of each entry."""
    known = set(policies)
    for folder in _folders(pack):
        try:
            checks = _checks(folder, known)
        except BadInput as fault:
            yield fault
            continue
        for check in checks:
            try:
                check()
            except BadInput as fault:
                yield fault


def clause_ids(folder: Path) -> list[str]:
    """Return the ids of an agreement's clauses; raise BadInput if it has no such file."""
    path = folder / AGREEMENT
    expected = "the file that `accord agreement new` makes"
    need(path.is_file(), path, "The agreement", "its file is missing", "nothing", expected)
    clauses = need_tables(path, "clauses", read_toml(path).get("clauses", []))
    return [str(clause.get("id")) for clause in clauses]


def check_request(path: Path, key: str, entry: Entry, clauses: list[str]) -> None:
    """Raise BadInput for a request that cannot be kept as it stands."""
    _check_entry(path, key, entry, declared.Request)
    clause = entry.get("clause")
    need(clause in (None, *clauses), path, f"{key}, clause", "there is none", clause, clauses)
    is_in_text = entry["answer"] in ("taken_up", "in_part")
    need(
        bool(clause) or not is_in_text,
        path,
        f"{key}, clause",
        "it is not said which clause took the request up",
        "nothing",
        clauses,
    )
    for name in entry["group"].values():
        is_group = not PERSON.match(name)
        need(is_group, path, f"{key}, group", "it names a person", name, "a group or an office")
    on, answered_on = entry.get("on"), entry.get("answered_on")
    is_later = on is None or answered_on is None or on <= answered_on
    need(is_later, path, f"{key}, answered_on", "it is before the request", answered_on, on)


def _folders(pack: Path) -> list[Path]:
    return sorted(path for path in (pack / FOLDER).glob("*") if path.is_dir())


def _checks(folder: Path, policies: set[str]) -> list[Callable[[], None]]:
    """Return a check for each entry of an agreement; raise BadInput where none can be listed."""
    path = folder / AGREEMENT
    ids = clause_ids(folder)
    content = read_toml(path)
    if not content.get(IN_PROGRESS):
        is_known = folder.name in policies
        expected = f"{', '.join(sorted(policies))}; or {IN_PROGRESS} = true"
        need(is_known, path, "The folder", "it is named by no policy", folder.name, expected)
        need(bool(ids), path, "clauses", "there is none", "[]", "[[clauses]]")
    needed = {"clauses": [], **content}
    further, without = [IN_PROGRESS], ["requests"]
    _check_keys(path, "The agreement", needed, declared.Agreement, further=further, without=without)
    twice = [name for name in ids if ids.count(name) > 1]
    need(not twice, path, "clauses", "an id stands twice", ", ".join(twice), "each id once")
    need_texts(path, "The agreement", {"title": content.get("title")})
    requests = _requests(folder)
    return [
        *(partial(_check_clause, folder, clause) for clause in needed["clauses"]),
        *(
            partial(_check_statement, path, f"{kind}[{place}]", entry, ids)
            for kind in ("dissent", "reviews")
            for place, entry in enumerate(need_tables(path, kind, content.get(kind, [])))
        ),
        *(
            partial(check_request, folder / REQUESTS, f"requests[{place}]", entry, ids)
            for place, entry in enumerate(requests)
        ),
    ]


def _requests(folder: Path) -> list[Entry]:
    path = folder / REQUESTS
    if not path.is_file():
        return []
    return need_tables(path, "requests", read_toml(path).get("requests", []))


def _read(folder: Path) -> Entry:
    """Return a checked agreement with its requests and the words of its text files."""
    content = read_toml(folder / AGREEMENT)
    for clause in content.get("clauses", []):
        for version in clause["versions"]:
            if file := version.pop("file", None):
                version["text"] = _words(folder / file)
    return {**content, "requests": _requests(folder)}


def _words(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise BadInput(
            "This text is not in UTF-8",
            file=file,
            actual=str(error),
            expected="plain text in UTF-8",
            remedy="save it once more as UTF-8",
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        need_seen(line, "This text", file=file, row=number, allowed=BREAKS)
    return text


def _check_statement(path: Path, key: str, entry: Entry, clauses: list[str]) -> None:
    _check_entry(path, key, entry, declared.Statement)
    clause = entry.get("clause")
    need(clause in (None, *clauses), path, f"{key}, clause", "there is none", clause, clauses)


def _check_clause(folder: Path, clause: Entry) -> None:
    path, key = folder / AGREEMENT, f"Clause {clause.get('id', '?')!r}"
    _check_entry(path, key, clause, declared.Clause)
    is_id = bool(IDENTIFIER.fullmatch(clause["id"]))
    need(is_id, path, f"{key}, id", "no address can hold it", clause["id"], "such as duty-to-stop")
    ways = clause.get("measures", {})
    is_table = isinstance(ways, dict)
    need(is_table, path, f"{key}, measures", "it is no table", ways, '{ force = "down" }')
    for measure, way in ways.items():
        near = difflib.get_close_matches(measure, measures(), n=1) or sorted(measures())
        is_known = measure in measures()
        need(is_known, path, f"{key}, measures", "one is unknown", measure, " | ".join(near))
        need_one_of(path, f"{key}, measures.{measure}", way, ("down", "up"))
    is_tied = bool(clause.get("measures")) or "no_record" in clause
    need(is_tied, path, key, "nothing shows it", "no measures", "measures, or no_record says why")
    versions = need_tables(path, f"{key}, versions", clause["versions"])
    states = [version.get("version") for version in versions]
    for place, version in enumerate(versions):
        _check_version(folder, f"{key}, versions[{place}]", version)
    in_order = [state for state in declared.VERSIONS if state in states]
    is_in_order = bool(states) and states == in_order
    need(is_in_order, path, f"{key}, versions", "wrong order", states, declared.VERSIONS)


def _check_version(folder: Path, key: str, version: Entry) -> None:
    path = folder / AGREEMENT
    _check_entry(path, key, version, declared.Version, further=["file"], without=["text"])
    is_one = ("file" in version) != ("summary" in version)
    expected = "file, where the words may be shown, or else summary"
    need(is_one, path, key, "its content is not clear", ", ".join(version), expected)
    if "file" in version:
        file = folder / version["file"]
        is_there = file.resolve().parent == folder.resolve() and file.is_file()
        need(is_there, path, f"{key}, file", "it is not in the folder", file.name, "a text file")
        need(bool(_words(file)), file, key, "the file is empty", "nothing", "the clause's words")


def _check_entry(
    path: Path,
    key: str,
    entry: Entry,
    kind: type,
    *,
    further: Iterable[str] = (),
    without: Iterable[str] = (),
) -> None:
    """Raise BadInput unless an entry has the keys and values of a declared kind."""
    _check_keys(path, key, entry, kind, further=further, without=without)
    need_texts(path, key, {name: entry[name] for name in TEXTS if name in entry})
    for name in DAYS:
        is_day = name not in entry or type(entry[name]) is dt.date
        need(is_day, path, f"{key}, {name}", "it is no day", entry.get(name), "2017-05-05")
    for name in LINES:
        line = entry.get(name, "-")
        is_line = isinstance(line, str) and bool(line.strip())
        need(is_line, path, f"{key}, {name}", "it is no text", line, "a text in quotes")
    need_web(entry.get("link"), f"{key}, link", path)
    if "version" in entry:
        need_one_of(path, f"{key}, version", entry["version"], declared.VERSIONS)
    if "answer" in entry:
        need_one_of(path, f"{key}, answer", entry["answer"], declared.ANSWERS)


def _check_keys(
    path: Path,
    key: str,
    entry: Entry,
    kind: Any,
    *,
    further: Iterable[str] = (),
    without: Iterable[str] = (),
) -> None:
    names = {item.name: item for item in fields(kind) if item.name not in without}
    needed = [
        name
        for name, item in names.items()
        if item.default is MISSING and item.default_factory is MISSING
    ]
    need_keys(path, key, entry, needed, [*names, *further])
