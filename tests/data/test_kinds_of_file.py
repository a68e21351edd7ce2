"""Files that are something else than they seem are read all the same, or named in one message."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
import shapely
from openpyxl import Workbook

from data.areas import read_layer
from data.formats import header
from data.inputs import find_files
from data.new_city.opened import layout, layouts
from data.new_city.places import draft_layer
from data.new_city.profile import profile
from data.new_city.second_header import second_header
from data.new_city.whole import cut_off, unread_sheets
from data.read import read_source
from queries.errors import BadInput
from tests.data.test_formats import source

RECORDS = [{"id": "1", "day": 1514764800000}, {"id": "2", "day": 1514851200000, "race": "B"}]


def read(path: Path, **changes: object) -> list[tuple[Any, ...]]:
    """Return the rows of a file, without their keys."""
    con = duckdb.connect()
    read_source(con, source(path.name, **changes), find_files(source(path.name), path.parent), 1)
    return con.execute("select * exclude (source_file, row_key) from raw.s").fetchall()


def written(tmp_path: Path, name: str, content: object) -> Path:
    """Write JSON into a file and return its path."""
    path = tmp_path / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_saved_arcgis_answer_is_read(tmp_path: Path) -> None:
    """Attributes and points are the columns, and the limit that the answer names is asked."""
    features = [{"attributes": row, "geometry": {"x": 1.5, "y": 2}} for row in RECORDS]
    path = written(tmp_path, "f.json", {"features": features, "exceededTransferLimit": True})
    assert read(path) == [
        (1, "1", "1514764800000", "1.5", "2", None),
        (2, "2", "1514851200000", "1.5", "2", "B"),
    ]
    (question,) = cut_off({"f.json": 2}, [path])
    assert "only a part of the records" in question


def test_geojson_is_read_as_records(tmp_path: Path) -> None:
    """Properties are the columns; a point gives two more, and a feature without one gives none."""
    point = {"type": "Point", "coordinates": [-90.25, 35.5]}
    features = [
        {"type": "Feature", "properties": RECORDS[0], "geometry": point},
        {"type": "Feature", "properties": RECORDS[1], "geometry": None},
    ]
    path = written(tmp_path, "f.geojson", {"type": "FeatureCollection", "features": features})
    assert read(path) == [
        (1, "1", "1514764800000", "-90.25", "35.5", None),
        (2, "2", "1514851200000", None, None, "B"),
    ]


def test_a_saved_socrata_answer_is_read(tmp_path: Path) -> None:
    """Values stand in the order of the columns that the answer names beside them."""
    columns = [{"name": "id"}, {"name": "Race"}]
    content = {"meta": {"view": {"columns": columns}}, "data": [["1", "W"], ["2", None]]}
    assert read(written(tmp_path, "f.json", content)) == [(1, "1", "W"), (2, "2", None)]


def test_nested_records_become_flat(tmp_path: Path) -> None:
    """Objects inside get dotted names, and what a list repeats stands in one text."""
    rows = [{"id": "1", "who": {"race": "B"}, "force": [{"kind": "a"}, {"kind": "b"}]}]
    path = written(tmp_path, "f.json", {"meta": {"n": 1}, "data": rows})
    assert read(path) == [(1, "1", "B", "a | b")]
    lines = tmp_path / "f.jsonl"
    lines.write_text("\n".join(json.dumps(row) for row in [*rows, {"id": "2"}]), encoding="utf-8")
    assert read(lines) == [(1, "1", "B", "a | b"), (2, "2", None, None)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"error": {"code": 400, "message": "Invalid query"}}, "Invalid query"),
        ({"name": "x", "list": []}, "No records were found"),
    ],
)
def test_json_without_records_is_named(tmp_path: Path, content: object, words: str) -> None:
    """A portal's error and a document without records end in one message with the file."""
    path = written(tmp_path, "f.json", content)
    with pytest.raises(BadInput, match=words):
        read(path)


def test_a_zip_of_one_file_is_read(tmp_path: Path) -> None:
    """The only table inside is read; what systems put beside it is passed over."""
    path = tmp_path / "f.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/f.csv", "id;day\n1;a\n2;b\n")
        archive.writestr("__MACOSX/folder/._f.csv", "junk")
        archive.writestr("README.txt", "about")
    form = layout(path)
    assert form.delimiter == ";"
    assert read(path, delimiter=";") == [(2, "1", "a"), (3, "2", "b")]


@pytest.mark.parametrize("members", [[], ["a.csv", "b.csv"]])
def test_a_zip_of_several_files_is_named(tmp_path: Path, members: list[str]) -> None:
    """An archive that does not hold one file is refused with the names inside."""
    path = tmp_path / "f.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.writestr(member, "id\n1\n")
    with pytest.raises(BadInput, match="does not hold one file"):
        layout(path)


def test_a_damaged_zip_is_named(tmp_path: Path) -> None:
    """A file that only ends in .zip is refused."""
    (tmp_path / "f.zip").write_text("no archive", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be opened"):
        layout(tmp_path / "f.zip")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("f.json.gz", [{"id": "1", "day": "a"}, {"id": "2", "day": "b"}]),
        (
            "f.jsonl.gz",
            {"features": [{"attributes": {"id": at, "day": day}} for at, day in ("1a", "2b")]},
        ),
        (
            "f.geojson.gz",
            {
                "type": "FeatureCollection",
                "features": [
                    {"properties": {"id": at, "day": day}, "geometry": None}
                    for at, day in ("1a", "2b")
                ],
            },
        ),
    ],
)
def test_gzipped_json_is_read_like_json(tmp_path: Path, name: str, content: object) -> None:
    """Records of JSON that came compressed are the same, and are drafted as JSON."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    assert layout(path).kind in (".json", ".jsonl", ".geojson")
    assert [{"1", "2", "a", "b"} & {*row} for row in read(path)] == [{"1", "a"}, {"2", "b"}]


def test_areas_may_come_gzipped(tmp_path: Path) -> None:
    """A compressed GeoJSON of areas is drafted and read like a plain one."""
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"NAME": name},
                "geometry": shapely.geometry.mapping(shapely.box(-90 + at, 40, -89 + at, 41)),
            }
            for at, name in enumerate(("North", "South"))
        ],
    }
    path = tmp_path / "beats.geojson.gz"
    path.write_bytes(gzip.compress(json.dumps(collection).encode()))
    drafted = draft_layer(path, tmp_path, set())
    assert list(read_layer(drafted.layer, tmp_path)["name"]) == ["North", "South"]


def test_gzipped_json_that_is_cut_off_is_named(tmp_path: Path) -> None:
    """Half a file is refused with what to do."""
    path = tmp_path / "f.json.gz"
    path.write_bytes(gzip.compress(b'[{"id": 1}]' * 99)[:-9])
    with pytest.raises(BadInput, match="cut off or damaged"):
        layout(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_name_may_hold_a_line_break(tmp_path: Path, end: str) -> None:
    """A wrapped heading is one name on one line, and every row is read with its own number."""
    path = tmp_path / "f.csv"
    path.write_bytes(end.join(["title", 'id,"Force\nType"', "1,a", "2,b", ""]).encode())
    assert layout(path).title_rows == 1
    con = duckdb.connect()
    read_source(con, source("f.csv", title_rows=1), [path], 1)
    assert con.execute('select id, "Force Type" from raw.s').fetchall() == [("1", "a"), ("2", "b")]


def test_marks_of_byte_order_are_no_part_of_a_name(tmp_path: Path) -> None:
    """A mark that was saved twice does not stand before the first name."""
    (tmp_path / "f.csv").write_bytes(b"\xef\xbb\xbf" + "ï»¿id,day\n1,a\n".encode())
    con = duckdb.connect()
    read_source(con, source("f.csv"), [tmp_path / "f.csv"], 1)
    assert con.execute("select id, day from raw.s").fetchall() == [("1", "a")]


def test_windows_letters_are_read(tmp_path: Path) -> None:
    """Curly quotes of Windows-1252 come in as themselves, not as control characters."""
    path = tmp_path / "f.csv"
    path.write_bytes("id,day\n1,O’Bryon\n2,Peña\n".encode("windows-1252"))
    assert layout(path).encoding == "windows-1252"
    assert read(path, encoding="windows-1252") == [(2, "1", "O’Bryon"), (3, "2", "Peña")]


def test_a_web_page_is_named(tmp_path: Path) -> None:
    """A page that was saved in place of the records is called one."""
    (tmp_path / "f.csv").write_text("<!DOCTYPE html>\n<html>", encoding="utf-8")
    with pytest.raises(BadInput, match="web page"):
        read(tmp_path / "f.csv")


@pytest.mark.parametrize(("rows", "is_asked"), [(999, False), (1000, True), (1001, False)])
def test_a_page_of_a_portal_is_asked(tmp_path: Path, rows: int, is_asked: bool) -> None:
    """Exactly a page's rows may be a page only."""
    path = tmp_path / "f.csv"
    path.write_text("id\n", encoding="utf-8")
    assert bool(cut_off({"f.csv": rows}, [path])) == is_asked


def test_sheets_are_read_as_files(tmp_path: Path) -> None:
    """Each sheet has its own name and row numbers; one that is not declared is named."""
    book = Workbook()
    for sheet, number in (("2018", "1"), ("2019", "2"), ("notes", "x")):
        page = book.create_sheet(sheet)
        page.append(["id", "day"])
        page.append([number, sheet])
    book.remove(book.worksheets[0])
    book.save(tmp_path / "f.xlsx")
    both = ("2018", "2019")
    con = duckdb.connect()
    spec = source("f.xlsx", sheets=both, other_sheets=("notes",))
    files = read_source(con, spec, [tmp_path / "f.xlsx"], 1)
    assert [record["file"] for record in files] == ["f.xlsx [2018]", "f.xlsx [2019]"]
    assert con.execute("select source_file, source_row, id from raw.s").fetchall() == [
        ("f.xlsx [2018]", 2, "1"),
        ("f.xlsx [2019]", 2, "2"),
    ]
    with pytest.raises(BadInput, match=r"other sheets than source 's' declares"):
        read(tmp_path / "f.xlsx", sheets=both)
    (form,) = layouts(tmp_path / "f.xlsx")
    assert form.sheets == (*both, "notes")


def test_sheets_of_another_kind_are_asked(tmp_path: Path) -> None:
    """A sheet with other columns is left out in words; one without a table is left out alone."""
    book = Workbook()
    book.active.append(["id", "day"])
    book.active.append(["1", "2"])
    for name, rows in (("Officers", [["badge", "rank"], ["7", "x"]]), ("About", [["a note"]])):
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "f.xlsx")
    (question,) = unread_sheets([tmp_path / "f.xlsx"])
    assert "'Officers' of f.xlsx is not read: 1 rows of 'badge', 'rank'" in question
    (form,) = layouts(tmp_path / "f.xlsx")
    assert (form.sheets, form.other_sheets) == (("Sheet",), ("Officers", "About"))


def test_a_legend_in_front_is_not_taken_for_the_records(tmp_path: Path) -> None:
    """The sheets of the years are read, though the first sheet has columns and rows as well."""
    book = Workbook()
    book.active.append(["Column", "Meaning"])
    book.active.append(["Age", "999: not recorded"])
    for year in ("2018", "2019"):
        page = book.create_sheet(year)
        for row in (["id", "day", "race"], ["1", "2", "B"]):
            page.append(row)
    book.save(tmp_path / "f.xlsx")
    (form,) = layouts(tmp_path / "f.xlsx")
    assert (form.sheets, form.other_sheets) == (("2018", "2019"), ("Sheet",))


GROUPS = [
    ["Use of force 2018", "", "", "", ""],
    ["Incident", "Officer", "", "Subject", ""],
    ["Number", "Race", "Sex", "Race", "Sex"],
    ["1", "W", "M", "B", "F"],
]
NAMES = ["Incident Number", "Officer Race", "Officer Sex", "Subject Race", "Subject Sex"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_group_of_columns_stands_in_their_names(tmp_path: Path, ending: str) -> None:
    """Merged cells over a header give each column its group, so that races stay apart."""
    path = tmp_path / f"f.{ending}"
    if ending == "csv":
        path.write_text("".join(",".join(row) + "\n" for row in GROUPS), encoding="utf-8")
    else:
        book = Workbook()
        for row in GROUPS:
            book.active.append([cell or None for cell in row])
        book.save(path)
    form = layout(path)
    assert (form.title_rows, form.has_groups) == (2, True)
    spec = source(path.name, title_rows=2, has_groups=True, columns={})
    con = duckdb.connect()
    assert header(con, path, spec) == NAMES
    read_source(con, spec, [path], 1)
    assert con.execute('select "Officer Race", "Subject Race" from raw.s').fetchall() == [
        ("W", "B")
    ]


@pytest.mark.parametrize(
    ("top", "is_second"),
    [("ID,Date,Race,Age", True), ("F0,2018-01-01,Race,7", False), ("Test,unknown,B,", False)],
)
def test_a_second_header_is_no_record(tmp_path: Path, top: str, is_second: bool) -> None:
    """Names under the header are set aside; a first record with gaps or slips is not."""
    rows = "".join(f"F{n},2018-01-{n:02d},B,{n}\n" for n in range(1, 29))
    (tmp_path / "f.csv").write_text(f"id,incident_date,race,age\n{top}\n{rows}", encoding="utf-8")
    con = duckdb.connect()
    spec = source("f.csv")
    read_source(con, spec, [tmp_path / "f.csv"], 1)
    table = profile(con, "s", {"f.csv": ["id", "incident_date", "race", "age"]})
    assert bool(second_header(con, table)) == is_second
