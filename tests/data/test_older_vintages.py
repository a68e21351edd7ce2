"""A vintage built before a field was declared stays served: the site asks for what it has."""

import datetime as dt
import json
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.words import extracts as extract_words
from dashboard.words import load
from data import build, check
from data.seal import seal, unlock
from queries import sql_text, warehouse
from queries.declared.measures import measures
from queries.declared.sensitive import SensitiveKind, sensitive_kinds
from queries.errors import NoAnswer
from queries.quality import reports, transparency
from queries.records import disclosure, extracts, files
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage, open_city
from queries.vintage.older import ADDED, BY_SENSITIVE_TYPES

pytestmark = pytest.mark.slow

WITHOUT = {
    "force_incidents": ("is_deescalation_attempted", "has_camera_footage"),
    "force_persons": ("sex", "is_injured"),
    "calls": ("priority",),
}
"""What the older vintage lacks, by table: flags, a person's attribute, and a level."""

DATASETS = {"force_incidents": "force", "force_persons": "persons", "calls": "calls"}

SCRIPT = """
import streamlit as st
from importlib import import_module
from dashboard.words import load
st.query_params["city"] = "sample"
import_module("dashboard.views.NAME").show(load("LANGUAGE"))
"""


@pytest.fixture
def older(home: Path, small_home: Path) -> Vintage:
    """The small sample city, published as if these fields had not been declared when it was."""
    shutil.copytree(small_home, home)
    folder = warehouse.city_folder("sample") / str(warehouse.current("sample"))
    unlock(folder)
    con = duckdb.connect()
    for table, names in WITHOUT.items():
        path = folder / f"{table}.parquet"
        con.execute(f"create or replace table kept_rows as from '{path}'")
        for name in names:
            con.execute(f"alter table kept_rows drop column {name}")
        con.execute(f"copy kept_rows to '{path}' (format parquet)")
    fields = [(DATASETS[table], name) for table, names in WITHOUT.items() for name in names]
    for mart in ("coverage", "force_breakdowns", "person_breakdowns"):
        path = folder / f"{mart}.parquet"
        dataset = {"force_breakdowns": "'force'", "person_breakdowns": "'persons'"}
        con.execute(
            f"create or replace table kept_rows as from '{path}' "
            f"where ({dataset.get(mart, 'dataset')}, field) not in {tuple(fields)}"
        )
        con.execute(f"copy kept_rows to '{path}' (format parquet)")
    seal(folder, 1)
    return open_city("sample")


def test_what_it_lacks_is_known(older: Vintage) -> None:
    """The fields that its tables do not have are named; no other is."""
    assert older.lacking == {
        (DATASETS[table], name) for table, names in WITHOUT.items() for name in names
    }


def test_what_needs_a_field_says_that_it_is_not_there(older: Vintage) -> None:
    """A measure and an element of the card read `not_in_vintage`, neither no nor unpublished."""
    layer = older.layer().id
    assert older.lack(measures()["force_deescalation"], layer) == "not_in_vintage"
    assert older.lack(measures()["force_in_crisis"], layer) is None
    card = transparency.card(older).filter(pl.col("answer") == "not_in_vintage")
    assert card.select("dataset", "element").rows() == [
        ("force", "camera"),
        ("calls", "call_priority"),
    ]
    assert card["share"].null_count() == 2
    assert disclosure.attributes(older, "persons") == ["race", "age_group"]
    assert "sex" not in reports.fields(older)["field"].to_list()


def test_records_leave_without_it(older: Vintage) -> None:
    """A file has the columns there are, says which are not in the vintage, and cannot ask them."""
    query = Filter("sample", "force", older.layer().id, first=dt.date(2023, 1, 1))
    names = extracts.preview(older, query).columns
    assert "is_behavioral_crisis" in names
    assert set(names) & set(WITHOUT["force_incidents"]) == set()
    text = extract_words.readme(older, query, load("en"))
    line = next(line for line in text.splitlines() if "Not in this vintage" in line)
    assert "is_deescalation_attempted, has_camera_footage" in line
    by_field = Filter(
        "sample", "force", older.layer().id, categories=(("has_camera_footage", ("true",)),)
    )
    with pytest.raises(NoAnswer, match="not_in_vintage"):
        extracts.matched(older, by_field)


@pytest.mark.parametrize(
    ("page", "language", "texts"),
    [
        ("use_of_force", "en", ["Not in this vintage", "de-escalation", "camera footage"]),
        ("data_quality", "en", ["Not in this vintage", "de-escalation, camera footage"]),
        ("data_quality", "es", ["No está en esta versión", "video de cámara"]),
        ("get_the_data", "en", ["Not in this vintage", "has_camera_footage"]),
        ("calls", "en", []),
        ("overview", "es", []),
        ("your_neighborhood", "en", []),
        ("monthly_review", "en", []),
        ("policies", "en", []),
    ],
)
def test_pages_open(older: Vintage, page: str, language: str, texts: list[str]) -> None:
    """Every page that shows fields opens, and says of one that is lacking where it should be."""
    script = SCRIPT.replace("NAME", page).replace("LANGUAGE", language)
    app = AppTest.from_string(script, default_timeout=300).run()
    assert not app.exception
    page_text = "\n".join(str(element.value) for element in (*app.caption, *app.markdown))
    assert [text for text in texts if text not in page_text] == []


def test_a_build_after_it_is_no_revision(older: Vintage, small_raw: Path) -> None:
    """The next build has the fields; that the one before lacked them is no change of a record."""
    assert check.check_vintage("sample", older.vintage) != []
    following = open_city("sample", build.build("sample", small_raw))
    assert following.lacking == frozenset()
    assert reports.revisions(following).is_empty()


def test_a_mart_that_it_lacks_is_made_of_its_tables(home: Path, small_home: Path) -> None:
    """Without the files of added marts the vintage is whole, and every answer is the same."""
    shutil.copytree(small_home, home)
    with_all = open_city("sample")
    folder = warehouse.city_folder("sample") / with_all.vintage
    of_calls = b"".join(files.csv(with_all, Filter("sample", "calls", "district")))
    asked = [f"from {mart} order by all" for mart in ADDED]
    expected = [with_all.reader.rows(query) for query in asked]
    unlock(folder)
    for mart in ADDED:
        (folder / f"{mart}.parquet").unlink()
    described = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    described["tables"] = {
        name: rows for name, rows in described["tables"].items() if name not in ADDED
    }
    (folder / "manifest.json").write_text(json.dumps(described), encoding="utf-8")
    seal(folder, described["number"])
    assert warehouse.damages("sample") == []
    without = open_city("sample")
    assert [without.reader.rows(query) for query in asked] == expected
    assert (with_all.made, without.made) == (frozenset(), frozenset(ADDED))
    calls = Filter("sample", "calls", "district")
    assert b"".join(files.csv(without, calls)) == of_calls


def test_what_is_sensitive_now_is_so_in_every_vintage(
    home: Path, small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word added to data/sensitive.toml coarsens the calls of vintages built before."""
    shutil.copytree(small_home, home)
    theft = Filter("sample", "calls", "district", categories=(("call_type", ("Theft",)),))
    numbers = [row[0] for row in extracts.preview(open_city("sample"), theft).iter_rows()]
    assert all(number.startswith("E") for number in numbers)
    kind = SensitiveKind("theft", ("theft",), 5, {"en": "theft", "es": "robo"})
    words = sql_text._environment().overlay()
    words.globals = {**words.globals, "sensitive_kinds": lambda: (*sensitive_kinds(), kind)}
    monkeypatch.setattr(sql_text, "_environment", lambda: words)
    now = open_city("sample")
    assert now.made == {*BY_SENSITIVE_TYPES, "daily_counts", "monthly_counts"}
    preview = extracts.preview(now, theft)
    assert {number[4] for number in preview["call_id"]} == {"-"}
    assert preview["response_s"].null_count() == len(preview)


TOLD_THEN = ("call_outcomes", "call_responses", "city_responses", "daily_counts", "monthly_counts")
"""The marts in which an earlier release counted the outcomes and times of all calls."""


def test_what_an_earlier_release_told_is_told_no_more(home: Path, small_home: Path) -> None:
    """A vintage whose marts hold all calls gets them made anew, with the numbers of a build."""
    shutil.copytree(small_home, home)
    built = open_city("sample")
    asked = [f"from {mart} order by all" for mart in TOLD_THEN]
    expected = [built.reader.rows(query) for query in asked]
    folder = warehouse.city_folder("sample") / built.vintage
    unlock(folder)
    con = duckdb.connect()
    con.execute("create schema core; create schema marts")
    for path in folder.glob("*.parquet"):
        for schema in ("core", "marts"):
            con.execute(f"create view {schema}.{path.stem} as from '{path}'")
    # as then: no type of calls was left out of these marts
    con.execute(
        "create or replace view marts.sensitive_types as select null as call_type,"
        " null as category, null::integer as least limit 0"
    )
    for mart in TOLD_THEN:
        con.execute(f"create or replace table marts_{mart} as {sql_text.read_sql('marts', mart)}")
        con.execute(f"create or replace view marts.{mart} as from marts_{mart}")
    for mart in TOLD_THEN:
        con.execute(f"copy marts_{mart} to '{folder / mart}.parquet' (format parquet)")
    seal(folder, 1)
    with duckdb.connect() as then:
        ((outcomes,),) = then.execute(
            f"select sum(n) from '{folder / 'call_outcomes'}.parquet' where layer = 'district'"
        ).fetchall()
    assert outcomes == built.manifest.datasets["calls"].rows
    now = open_city("sample")
    assert [now.reader.rows(query) for query in asked] == expected
    assert now.made.issuperset(TOLD_THEN)
