"""Bad input ends in one clear message with file, row and remedy, and nothing is half published."""

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data import build, config, publish
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
    small_raw: Path, tmp_path: Path, home: Path
) -> None:
    """After a failed build the vintage published before is still there and still opens."""
    first = build.build("sample", small_raw)
    publish.publish("sample")
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
