"""Bad input ends in one clear message with file, row and remedy, and nothing is half published."""

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data import build, config
from data.config import read_city
from queries import warehouse
from queries.errors import BadInput
from queries.paths import PACKS

FORCE = "force.csv"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def _missing(raw: Path) -> None:
    (raw / FORCE).rename(raw / "force_old.csv")


def _renamed_column(raw: Path) -> None:
    lines = _lines(raw / FORCE)
    name = lines[0].split(",")[0]
    (raw / FORCE).write_text(lines[0].replace(name, name + "_no", 1) + "".join(lines[1:]))


def _cut_off(raw: Path) -> None:
    text = (raw / FORCE).read_text(encoding="utf-8")
    end = text.rindex(",", 0, len(text) // 2)
    (raw / FORCE).write_text(text[:end], encoding="utf-8")


def _binary(raw: Path) -> None:
    (raw / FORCE).write_bytes(bytes(range(256)) * 40)


def _zipped(raw: Path) -> None:
    (raw / FORCE).write_bytes(gzip.compress((raw / FORCE).read_bytes())[:-300])


def _latin(raw: Path) -> None:
    lines = (raw / FORCE).read_bytes().splitlines(keepends=True)
    lines[20] = lines[20].replace(b",", b",Nu\xf1ez ", 1)
    (raw / FORCE).write_bytes(b"".join(lines))


def _empty(raw: Path) -> None:
    (raw / FORCE).write_bytes(b"")


def _header_only(raw: Path) -> None:
    (raw / FORCE).write_text(_lines(raw / FORCE)[0], encoding="utf-8")


def _changed_type(raw: Path) -> None:
    lines = _lines(raw / FORCE)
    column = next(name for name, kind in _declared(FORCE).items() if kind == "number")
    position = lines[0].strip().split(",").index(column)
    for number, line in enumerate(lines[1:], start=1):
        values = line.rstrip("\n").split(",")
        values[position] = "near the river"
        lines[number] = ",".join(values) + "\n"
    (raw / FORCE).write_text("".join(lines), encoding="utf-8")


def _huge_field(raw: Path) -> None:
    lines = _lines(raw / FORCE)
    lines[5] = lines[5].replace(",", "," + "x" * 10_000_000, 1)
    (raw / FORCE).write_text("".join(lines), encoding="utf-8")


def _bad_polygon(raw: Path) -> None:
    path = raw / "neighborhoods.geojson"
    shapes = json.loads(path.read_text(encoding="utf-8"))
    shapes["features"][3]["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]],
    }
    path.write_text(json.dumps(shapes), encoding="utf-8")


def _copied_file(raw: Path) -> None:
    shutil.copy(raw / "calls_2018.csv", raw / "calls_2018 (copy).csv")


def _copied_in_another_order(raw: Path) -> None:
    lines = _lines(raw / "calls_2018.csv")
    text = lines[0] + "".join(reversed(lines[1:]))
    (raw / "calls_2019_new.csv").write_text(text, encoding="utf-8")


def _pasted_twice(raw: Path) -> None:
    lines = _lines(raw / FORCE)
    (raw / FORCE).write_text("".join([*lines, *lines[1:]]), encoding="utf-8")


def _pasted_block(raw: Path) -> None:
    lines = _lines(raw / FORCE)
    (raw / FORCE).write_text("".join([*lines, *lines[500:530]]), encoding="utf-8")


def _stray_quote(raw: Path) -> None:
    text = (raw / "calls_2018.csv").read_text(encoding="utf-8")
    lines = text.replace('"sample city, not real"', "none").splitlines(keepends=True)
    for number, place in ((100, "before"), (191, "after")):
        values = lines[number].split(",")
        values[12] = f'"{values[12]}' if place == "before" else f'{values[12]}"'
        lines[number] = ",".join(values)
    (raw / "calls_2018.csv").write_text("".join(lines), encoding="utf-8")


def _lost_piece(raw: Path) -> None:
    lines = (raw / "calls_2018.csv").read_bytes().splitlines(keepends=True)
    start, end = lines[100].index(b","), lines[103].index(b",")
    lost = b"".join(lines[100:103])[start - 4 :] + lines[103][: end - 2]
    head, tail = lines[100][: start - 4], lines[103][end - 2 :]
    lines[100:104] = [head + bytes(len(lost)) + tail]
    (raw / "calls_2018.csv").write_bytes(b"".join(lines))


def _second_column(raw: Path) -> None:
    lines = _lines(raw / FORCE)
    header = lines[0].replace("DATA_NOTE", "Subject Race")
    (raw / FORCE).write_text(header + "".join(lines[1:]), encoding="utf-8")


def _own_name(raw: Path) -> None:
    lines = _lines(raw / FORCE)
    header = lines[0].replace("DATA_NOTE", "row_key")
    (raw / FORCE).write_text(header + "".join(lines[1:]), encoding="utf-8")


def _blank_line(raw: Path) -> None:
    (raw / FORCE).write_text("\n" + "".join(_lines(raw / FORCE)), encoding="utf-8")


def _one_year_in_another_form(raw: Path) -> None:
    lines = _lines(raw / "calls_2018.csv")
    text = re.sub(r"2018-(\d\d)-(\d\d) ", r"\2.\1.2018 ", "".join(lines))
    (raw / "calls_2018.csv").write_text(text, encoding="utf-8")


def _headers_of_residents(raw: Path) -> None:
    path = raw / "population.csv"
    path.write_text(_lines(path)[0], encoding="utf-8")


def _headers_of_arrests(raw: Path) -> None:
    path = raw / "arrests.csv"
    path.write_text(_lines(path)[0], encoding="utf-8")


def _cut_residents(raw: Path) -> None:
    path = raw / "population.csv"
    lines = _lines(path)
    path.write_text("".join([*lines[:3], lines[3][:5] + "\n"]), encoding="utf-8")


def _superscripts(raw: Path) -> None:
    path = raw / "population.csv"
    lines = _lines(path)
    lines[3] = re.sub(r"\d+(?=,\")", "²³", lines[3])
    path.write_text("".join(lines), encoding="utf-8")


def _superscript_arrests(raw: Path) -> None:
    path = raw / "arrests.csv"
    lines = _lines(path)
    lines[3] = re.sub(r"\d+(?=,\")", "²³", lines[3])
    path.write_text("".join(lines), encoding="utf-8")


def _swapped_axes(raw: Path) -> None:
    path = raw / "districts.geojson"
    shapes = json.loads(path.read_text(encoding="utf-8"))
    for feature in shapes["features"]:
        rings = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [[[y, x] for x, y in ring] for ring in rings]
    path.write_text(json.dumps(shapes), encoding="utf-8")


def _missing_polygons(raw: Path) -> None:
    (raw / "neighborhoods.geojson").unlink()


def _declared(file: str) -> dict[str, str]:
    return next(source.columns for source in read_city("sample").sources if source.file == file)


FAULTS: list[tuple[Callable[[Path], None], list[str]]] = [
    (_missing, ["missing", "force_old.csv", "put it there"]),
    (_renamed_column, ["column", "the nearest is", "_no", "row 1"]),
    (_cut_off, ["cut off", "row ", "download the file again"]),
    (_binary, ["force.csv", "download the file again"]),
    (_zipped, ["force.csv", "download the file again"]),
    (_latin, ["not UTF-8", "row 21", "save the file as UTF-8"]),
    (_empty, ["empty", "row 1", "download the file again"]),
    (_header_only, ["no rows", "download it again"]),
    (_changed_type, ["changed its type", "near the river", "a number", "row 2"]),
    (_huge_field, ["larger than any record", "mend the row"]),
    (_bad_polygon, ["invalid", "neighborhoods.geojson", "row 4", "Self-intersection"]),
    (_copied_file, ["given twice", "calls_2018 (copy).csv", "calls_2018.csv"]),
    (_copied_in_another_order, ["in another order", "calls_2019_new.csv", "calls_2018.csv"]),
    (_pasted_twice, ["stand twice", "rows 11,647 to 23,291", "from row 2 on"]),
    (_pasted_block, ["rows stand twice", "row 11647", "rows 11,647 to 11,676", "from row 501 on"]),
    (_stray_quote, ["91 further rows", "calls_2018.csv", "row 101", "'Block'", "stray quote"]),
    (_lost_piece, ["zero bytes", "calls_2018.csv", "row 101", "download the file again"]),
    (_second_column, ["same name", "subject race", "columns 17 and 25"]),
    (_own_name, ["the build uses itself", "row_key", "rename the column"]),
    (_blank_line, ["first line is blank", "row 1", "title_rows"]),
    (_one_year_in_another_form, ["changed its type", "calls_2018.csv", "row 2", ".2018"]),
    (_headers_of_residents, ["population.csv", "holds no rows"]),
    (_headers_of_arrests, ["arrests.csv", "holds no rows"]),
    (_cut_residents, ["population.csv", "row 4", "different number of columns"]),
    (_superscripts, ["population.csv", "row 4", "no whole number", "whole number"]),
    (_superscript_arrests, ["arrests.csv", "row 4", "without a year or a count"]),
    (_swapped_axes, ["districts.geojson", "lie apart", "axes of one of the two are swapped"]),
    (_missing_polygons, ["missing", "neighborhoods.geojson", "put it beside the raw files"]),
]


@pytest.mark.parametrize(("spoil", "phrases"), FAULTS, ids=[f.__name__[1:] for f, _ in FAULTS])
def test_a_fault_is_named_with_its_remedy(
    spoil: Callable[[Path], None], phrases: list[str], small_raw: Path, tmp_path: Path, home: Path
) -> None:
    """Each fault stops the build with file, finding and remedy; no vintage is left behind."""
    raw = tmp_path / "raw"
    shutil.copytree(small_raw, raw)
    spoil(raw)
    with pytest.raises(BadInput) as caught:
        build.build("sample", raw)
    message = str(caught.value)
    assert all(part in message for part in phrases), message
    assert len(message) < 1_500
    assert warehouse.vintages("sample") == []
    assert warehouse.current("sample") is None


def test_an_unknown_city_names_the_nearest(home: Path) -> None:
    """A slip in a city's name is answered with the name that was meant."""
    with pytest.raises(BadInput, match="did you mean 'sample'"):
        build.build("sampel")


@pytest.mark.slow
def test_the_published_vintage_survives_a_bad_delivery(
    small_raw: Path, small_home: Path, tmp_path: Path, home: Path
) -> None:
    """After a failed build the vintage published before is still there and still opens."""
    shutil.copytree(small_home, home)
    first = str(warehouse.current("sample"))
    raw = tmp_path / "raw"
    shutil.copytree(small_raw, raw)
    _cut_off(raw)
    with pytest.raises(BadInput):
        build.build("sample", raw)
    assert warehouse.current("sample") == first
    reader = warehouse.open_vintage("sample", first)
    assert reader.rows("select count(*) > 0 from force_incidents") == [(True,)]


def test_a_smallest_cell_that_hides_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under 3 the range of a hidden cell would be a single number, and so no secret."""
    pack = tmp_path / "sample"
    pack.mkdir()
    text = (PACKS / "sample" / "city.toml").read_text(encoding="utf-8")
    (pack / "city.toml").write_text("smallest_cell = 2\n" + text, encoding="utf-8")
    monkeypatch.setattr(config, "PACKS", tmp_path)
    with pytest.raises(BadInput, match="smallest cell"):
        read_city("sample")


@pytest.mark.parametrize("n", ["0", "13", "2.5"])
def test_a_promise_that_cannot_be_kept_is_refused(
    n: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month that never alarms by chance, or does so every month, is refused in words."""
    pack = tmp_path / "sample"
    pack.mkdir()
    text = (PACKS / "sample" / "city.toml").read_text(encoding="utf-8")
    (pack / "city.toml").write_text(f"false_alarms_a_year = {n}\n{text}", encoding="utf-8")
    monkeypatch.setattr(config, "PACKS", tmp_path)
    with pytest.raises(BadInput, match="false alarms a year"):
        read_city("sample")


@pytest.mark.parametrize(
    "days", ["[]", '["reported_on"]', '["received_on", "received_on"]', '"closed_on"']
)
def test_days_by_which_no_complaint_can_count_are_refused(
    days: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the three days may stand once; the message names them."""
    pack = tmp_path / "sample"
    pack.mkdir()
    text = (PACKS / "sample" / "city.toml").read_text(encoding="utf-8")
    (pack / "city.toml").write_text(f"complaint_days = {days}\n{text}", encoding="utf-8")
    monkeypatch.setattr(config, "PACKS", tmp_path)
    with pytest.raises(BadInput, match="'received_on', 'occurred_on', 'closed_on'"):
        read_city("sample")


@pytest.mark.parametrize(
    "licence",
    ['{ id = "cc_by" }', '{ id = "ours", by = "publisher" }', '{ id = "mit", by = "us" }'],
)
def test_a_licence_that_is_not_declared_is_refused(
    licence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack names a licence that Accord knows, and who states it, or none."""
    pack = tmp_path / "sample"
    shutil.copytree(PACKS / "sample", pack)
    text = (pack / "city.toml").read_text(encoding="utf-8")
    declared = 'licence = { id = "mit", by = "publisher" }'
    (pack / "city.toml").write_text(text.replace(declared, f"licence = {licence}", 1))
    monkeypatch.setattr(config, "PACKS", tmp_path)
    with pytest.raises(BadInput, match="has an unknown licence"):
        read_city("sample")
