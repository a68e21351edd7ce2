"""Loads a pack's policies, questions, month notes and published totals into tables."""

import csv
import datetime as dt
import difflib
import io
import json
import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from data.agreements import IDENTIFIER, read_agreements
from data.config import City, need_texts, packs
from data.notes import read_notes
from data.plans import read_plans
from data.priorities import check_areas
from data.sql import make_table, run_sql
from queries.declared.letters import need_seen, need_web, unseen
from queries.declared.policy import Policy, read_policy
from queries.declared.reading import need, need_tables, read_toml
from queries.errors import BadInput

DATA = Path(__file__).parent
RECORDING = ("unchanged", "caution", "breaks")
OWN_FILES = {"agreement", "plans"}
"""What belongs to a policy and stands in files of its own."""

SCOPES = ("citywide", "statewide", "areas")
GOAL_KEYS = {"measure", "change", "by", "agreed_by", "agreed_on", "source"}
POLICY_DAYS = {"announced_on", "training_from", "training_to", "effective_on", "recording_since"}
POLICY_TEXTS = ("title", "recording_change", "says", "groups_note")
QUESTION_KEYS = {"id", "text", "measures"}
ANSWER_KEYS = {"fell", "rose", "same"}
ASKED_KEYS = {"on", "where", "source"}
YEAR_DAYS = 366
TOTAL_KEYS = {"id", "event", "from", "to", "published", "source"}


def load_register(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Fill core.policies, core.questions, core.month_notes and more from the city's pack.

    core.policies: policy_id, effective_on, recording, entry (the whole entry as JSON, with the
    policy's agreement and its plans).
    core.questions: question_id, position, entry; the city's questions first, then the general ones.
    core.month_notes: month, entry. core.lost_months: dataset, month, reason.
    core.reconciliation: event, first_on, last_on, published, entry. core.revision_notes: dataset,
    field, entry.
    """
    policies = _entries(city.folder / "policies.toml", "policies")
    steps = set(read_toml(DATA / "dictionary.toml")["vocabularies"]["policy_step"])
    for entry in policies:
        _check_policy(entry, city.folder / "policies.toml", steps)
        _check_reach(con, city, entry, city.folder / "policies.toml")
    make_table(con, "core.policies")
    agreements = read_agreements(city.folder, policy_ids(city))
    plans = read_plans(city.folder, policy_ids(city))
    for entry in policies:
        of_policy = {
            "agreement": agreements.get(entry["id"]),
            "plans": plans.get(entry["id"], []),
        }
        con.execute(
            "insert into core.policies values (?, ?, ?, ?)",
            [entry["id"], entry["effective_on"], entry["recording"], _json(entry | of_policy)],
        )
    _load_questions(con, city, set(policy_ids(city)))
    check_areas(city.folder, _area_ids(con))
    make_table(con, "core.month_notes")
    for entry in read_notes(city.folder / "notes.toml"):
        con.execute(
            "insert into core.month_notes values (?, ?)", [f"{entry['month']}-01", _json(entry)]
        )
    make_table(con, "core.lost_months")
    for key, reason in city.lost_months.items():
        dataset, month = key.split(":")
        con.execute(
            "insert into core.lost_months values (?, ?, ?)", [dataset, f"{month}-01", reason]
        )
    _load_totals(con, city.folder / "reconciliation.toml")
    make_table(con, "core.revision_notes")
    for entry in _entries(city.folder / "revisions.toml", "revisions"):
        owner = f"Revision of {entry['field']!r}"
        need_texts(city.folder / "revisions.toml", owner, {"text": entry["text"]})
        con.execute(
            "insert into core.revision_notes values (?, ?, ?)",
            [entry["dataset"], entry["field"], _json(entry)],
        )


def policy_ids(city: City) -> list[str]:
    """Return the ids of the policies in a city's register."""
    return [entry["id"] for entry in _entries(city.folder / "policies.toml", "policies")]


def load_vocabularies(con: duckdb.DuckDBPyConnection) -> None:
    """Fill core.vocabularies (vocabulary, word) from data/dictionary.toml."""
    vocabularies = read_toml(DATA / "dictionary.toml")["vocabularies"]
    make_table(con, "core.vocabularies")
    con.executemany(
        "insert into core.vocabularies values (?, ?)",
        [(vocabulary, word) for vocabulary, words in vocabularies.items() for word in words],
    )


def load_codes(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Make a table codes_<name> from each of the city's code files, all columns as text.

    The city's recodes.csv has precedence over data/recodes.csv. Their macros are made as well.
    """
    for path in sorted((city.folder / "codes").glob("*.csv")):
        _check_codes(path)
        con.execute(
            f"create table codes_{path.stem} as "
            "select * from read_csv(?, all_varchar = true, header = true)",
            [str(path)],
        )
    shared, city_codes = DATA / "recodes.csv", city.folder / "codes" / "recodes.csv"
    paths = [str(path) for path in (city_codes, shared) if path.is_file()]
    run_sql(con, "steps/recodes", paths=paths, shared=str(shared))
    run_sql(con, "staging/recodes")


def _check_codes(path: Path) -> None:
    """Raise BadInput for words that cannot be read; a code is the source's own, as it writes it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "This table of codes is not in UTF-8",
            file=path,
            actual=str(error),
            expected="CSV in UTF-8",
            remedy="save it once more as UTF-8",
        ) from error
    if not unseen(text, "\r\n"):
        return
    for number, row in enumerate(csv.DictReader(io.StringIO(text, newline="")), start=2):
        for column, cell in row.items():
            if column != "code":
                need_seen(f"{column}{cell or ''}", f"Column {column!r}", file=path, row=number)


def load_call_codes(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Fill core.call_codes from the codes of call types, so that a vintage keeps how it read them.

    Needs the tables of `load_codes`. It stays empty where the city has no such file.
    """
    make_table(con, "core.call_codes")
    if (city.folder / "codes" / "call_types.csv").is_file():
        run_sql(con, "steps/call_codes")


def _load_questions(con: duckdb.DuckDBPyConnection, city: City, policies: set[str]) -> None:
    """Fill core.questions; a city's question replaces the general question with the same id."""
    path = city.folder / "questions.toml"
    city_questions = _entries(path, "questions")
    measures = {measure["id"] for measure in read_toml(DATA / "measures.toml")["measures"]}
    for entry in city_questions:
        _check_question(entry, path, measures, policies)
    ids = {entry["id"] for entry in city_questions}
    general = _entries(DATA / "questions.toml", "questions")
    make_table(con, "core.questions")
    for entry in (
        *city_questions,
        *(question for question in general if question["id"] not in ids),
    ):
        con.execute(
            "insert into core.questions select ?, count(*), ? from core.questions",
            [entry["id"], _json(entry)],
        )


def _check_question(
    entry: dict[str, Any], path: Path, measures: set[str], policies: set[str]
) -> None:
    missing = (QUESTION_KEYS | {"asked"}) - set(entry)
    missing |= {f"asked.{key}" for key in ASKED_KEYS - set(entry.get("asked", {}))}
    if missing:
        raise BadInput(
            f"Question {entry.get('id', '?')!r} lacks {', '.join(sorted(missing))}",
            file=path,
            expected="id, text, measures and asked (on, where, source)",
            remedy="add them, or remove the question if the place where it was asked is unknown",
        )
    need_texts(
        path,
        f"Question {entry['id']!r}",
        {
            "text": entry["text"],
            "asked.where": entry["asked"]["where"],
            **{f"answers.{name}": text for name, text in entry.get("answers", {}).items()},
        },
    )
    if unknown := set(entry.get("answers", {})) - ANSWER_KEYS:
        raise BadInput(
            f"Question {entry['id']!r} has answers to what is no outcome",
            file=path,
            actual=", ".join(sorted(unknown)),
            expected=", ".join(sorted(ANSWER_KEYS)),
            remedy="give each answer under the outcome of which it says what it means",
        )
    unknown = {*entry["measures"]} - measures | {entry.get("policy", "")} - {"", *policies}
    if unknown or not entry["measures"]:
        raise BadInput(
            f"Question {entry['id']!r} names a measure or a policy that does not exist",
            file=path,
            actual=", ".join(sorted(unknown)) or "no measure",
            expected="measures of data/measures.toml and a policy of this city's policies.toml",
            remedy="name one that exists",
        )


def _load_totals(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    make_table(con, "core.reconciliation")
    for entry in _entries(path, "totals"):
        missing = TOTAL_KEYS - set(entry)
        if missing:
            raise BadInput(
                f"Total {entry.get('id', '?')!r} lacks {', '.join(sorted(missing))}",
                file=path,
                expected=", ".join(sorted(TOTAL_KEYS)),
                remedy="add them with the source, or remove the total if they are not known",
            )
        need_texts(path, f"Total {entry['id']!r}", {"explained": entry.get("explained")})
        con.execute(
            "insert into core.reconciliation values (?, ?, ?, ?, ?)",
            [entry["event"], entry["from"], entry["to"], entry["published"], _json(entry)],
        )


def _area_ids(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Return the ids of the areas on the maps, by layer."""
    ids: dict[str, set[str]] = {}
    for layer, area_id in con.execute("select layer, area_id from core.areas").fetchall():
        ids.setdefault(layer, set()).add(area_id)
    return ids


def _entries(path: Path, key: str) -> list[dict[str, Any]]:
    return need_tables(path, key, read_toml(path).get(key, [])) if path.is_file() else []


def _check_policy(entry: dict[str, Any], path: Path, steps: set[str]) -> None:
    for key in ("id", "title", "effective_on", "source", "recording"):
        if not str(entry.get(key, "")).strip():
            raise BadInput(
                f"Policy {entry.get('id', '?')!r} lacks {key!r}",
                file=path,
                expected="id, title, effective_on, source and recording",
                remedy="add it with its source, or remove the policy if it is not known",
            )
    _check_shapes(entry, path)
    _check_texts(entry, path)
    _check_keys(entry, path)
    need_web(entry.get("link"), f"Policy {entry['id']!r}, link", path)
    for position, step in enumerate(entry.get("process", [])):
        need_web(step.get("link"), f"Policy {entry['id']!r}, process[{position}].link", path)
    if entry["recording"] not in RECORDING:
        raise BadInput(
            f"Policy {entry['id']!r} has an unknown value of recording",
            file=path,
            actual=str(entry["recording"]),
            expected=" | ".join(RECORDING),
            remedy="say whether the policy changed what is recorded",
        )
    for position, goal in enumerate(entry.get("goals", [])):
        _check_goal(f"Policy {entry['id']!r}, goals[{position}]", goal, entry, path)
    unknown = {str(step.get("kind")) for step in entry.get("process", [])} - steps
    if unknown:
        raise BadInput(
            f"Policy {entry['id']!r} has a step of an unknown kind",
            file=path,
            actual=", ".join(sorted(unknown)),
            expected=" | ".join(sorted(steps)),
            remedy="use one of these, or add the kind to policy_step in data/dictionary.toml",
        )
    _check_values(entry, path)


def _check_shapes(entry: dict[str, Any], path: Path) -> None:
    """Raise BadInput for a policy that lists what is no list, or with a day that is none."""
    policy = f"Policy {entry['id']!r}"
    is_id = bool(IDENTIFIER.fullmatch(str(entry["id"])))
    need(is_id, path, f"{policy}, id", "no address can hold it", entry["id"], "such as stops-2019")
    for key in ("goals", "process"):
        need_tables(path, f"{policy}, {key}", entry.get(key, []))
    for key, kind in (("groups", list), ("measures", dict), ("comparison", dict)):
        is_right = isinstance(entry.get(key, kind()), kind)
        found, expected = entry.get(key), "[…]" if kind is list else "{ … }"
        need(is_right, path, f"{policy}, {key}", "it has another form", found, expected)
    for key in sorted(POLICY_DAYS & set(entry)):
        day = entry[key]
        need(type(day) is dt.date, path, f"{policy}, {key}", "it is no day", day, "2020-01-31")
    begins, ends = entry.get("training_from", dt.date.min), entry.get("training_to", dt.date.max)
    need(begins <= ends, path, f"{policy}, training_to", "it ends before it begins", ends, begins)
    for place, step in enumerate(entry.get("process", [])):
        on, key = step.get("on"), f"{policy}, process[{place}].on"
        need(type(on) is dt.date, path, key, "it is no day", on, "2020-01-31")


def _check_values(entry: dict[str, Any], path: Path) -> None:
    """Raise BadInput for a value that no page could read: a vintage would stop at every page."""
    try:
        read_policy(_json(entry))
    except msgspec.ValidationError as error:
        expected = "docs/adding_a_city.md lists what a policy has"
        need(False, path, f"Policy {entry['id']!r}", "a value has another form", error, expected)


def _check_goal(key: str, goal: dict[str, Any], entry: dict[str, Any], path: Path) -> None:
    """Raise BadInput for a goal that no year of the city's records could be held against."""
    expected = {
        "keys": ", ".join(sorted(GOAL_KEYS)),
        "measure": "the id of a measure of data/measures.toml",
        "change": "a share that is not 0 and over -1, such as -0.15 for a fall of 15 %",
        "by": "a day more than a year after effective_on, agreed on before it",
        "source": "a text in quotes",
        "scope": "a policy for the whole city: its goals are held against the whole city",
    }
    is_right = {"keys": set(goal) == GOAL_KEYS}
    if is_right["keys"]:
        known = {measure["id"] for measure in read_toml(DATA / "measures.toml")["measures"]}
        change = goal["change"]
        days = [goal["agreed_on"], goal["by"]]
        are_days = all(type(day) is dt.date for day in days)
        is_right |= {
            "measure": str(goal["measure"]) in known,
            "change": isinstance(change, float) and -1 < change < math.inf and change != 0,
            "source": isinstance(goal["source"], str) and bool(goal["source"].strip()),
            "by": are_days
            and days[0] < days[1]
            and (days[1] - entry["effective_on"]).days > YEAR_DAYS,
            "scope": entry.get("scope", "citywide") != "areas",
        }
    for name, is_so in is_right.items():
        if not is_so:
            found = goal.get(name, entry.get(name)) if name != "keys" else ", ".join(sorted(goal))
            raise BadInput(
                f"{key}: {name} cannot be used",
                file=path,
                actual=str(found),
                expected=expected[name],
                remedy="write the goal as its parties agreed it, with the source; "
                "docs/adding_a_city.md lists what a goal has",
            )


def _check_keys(entry: dict[str, Any], path: Path) -> None:
    """Raise BadInput for a key, or a measure under `measures`, that nothing would read."""
    measures = {measure["id"] for measure in read_toml(DATA / "measures.toml")["measures"]}
    for kind, written, known in (
        ("key", set(entry), {field.name for field in fields(Policy)} - OWN_FILES),
        ("measure", set(entry.get("measures", {})), measures),
    ):
        for name in sorted(written - known):
            near = difflib.get_close_matches(name, known, n=1)
            raise BadInput(
                f"Policy {entry['id']!r} has an unknown {kind}",
                file=path,
                actual=name,
                expected=f"{near[0]!r}?" if near else ", ".join(sorted(known)),
                remedy="correct the name; docs/adding_a_city.md lists what a policy may have",
            )
    directions = {str(way) for way in entry.get("measures", {}).values()} - {"down", "up"}
    if directions:
        raise BadInput(
            f"Policy {entry['id']!r} says of a measure neither down nor up",
            file=path,
            actual=", ".join(sorted(map(str, directions))),
            expected='measures = { force = "down" }',
            remedy="say which way it was meant to move, or leave it out",
        )


def _check_reach(
    con: duckdb.DuckDBPyConnection, city: City, entry: dict[str, Any], path: Path
) -> None:
    """Raise BadInput for a wrong scope, wrong areas or a wrong comparison city of a policy."""
    policy = f"Policy {entry['id']!r}"
    scope = entry.get("scope", "citywide")
    if scope not in SCOPES:
        raise BadInput(
            f"{policy} has an unknown scope",
            file=path,
            actual=str(scope),
            expected=" | ".join(SCOPES),
            remedy="say whether it reached the whole city, the state or some areas of the city",
        )
    has_areas = bool(entry.get("areas")) and "layer" in entry
    if has_areas != (scope == "areas") or ("areas" in entry) != ("layer" in entry):
        raise BadInput(
            f"{policy} does not say which areas it reached",
            file=path,
            actual=f"scope {scope}, layer {entry.get('layer')}, areas {entry.get('areas')}",
            expected='scope = "areas" with layer and areas, or neither of them',
            remedy="name the layer and the ids of the areas that the source says it reached",
        )
    if has_areas:
        area_ids = _area_ids(con).get(entry["layer"], set())
        unknown = [area for area in entry["areas"] if area not in area_ids]
        is_repeated = len(set(entry["areas"])) < len(entry["areas"])
        if unknown or is_repeated or len(entry["areas"]) == len(area_ids):
            raise BadInput(
                f"{policy} names areas that cannot be compared with others",
                file=path,
                actual=", ".join(map(str, unknown))
                or ("an area twice" if is_repeated else "every area"),
                expected=f"ids of some areas of the layer {entry['layer']!r}, each once",
                remedy='take the ids from the layer\'s file; all areas are scope = "citywide"',
            )
    comparison = entry.get("comparison")
    if comparison is not None and (
        comparison.get("city") not in {*packs()} - {city.id} or not comparison.get("why")
    ):
        raise BadInput(
            f"{policy} has a comparison that cannot be used",
            file=path,
            actual=str(comparison),
            expected='comparison = { city = "another pack\'s id", why = { en = …, es = … } }',
            remedy="name another city with a pack, and why it can be compared with this city",
        )


def _check_texts(policy: dict[str, Any], path: Path) -> None:
    texts = {key: policy.get(key) for key in POLICY_TEXTS}
    texts["comparison.why"] = policy.get("comparison", {}).get("why")
    for position, group in enumerate(policy.get("groups", [])):
        texts[f"groups[{position}]"] = group
    for position, goal in enumerate(policy.get("goals", [])):
        texts[f"goals[{position}].agreed_by"] = goal.get("agreed_by")
    for position, step in enumerate(policy.get("process", [])):
        texts[f"process[{position}].text"] = step.get("text")
    need_texts(path, f"Policy {policy['id']!r}", texts)


def _json(entry: dict[str, Any]) -> str:
    return json.dumps(entry, default=str, ensure_ascii=False, sort_keys=True)
