"""What a draft says of places and of rows that are no records, from small files of its own."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from queries.warehouse import current, open_vintage
from tests.drafting import CITY, accept, draft, published

pytestmark = pytest.mark.slow

WEST, SOUTH, SIDE = -93.3, 44.9, 0.02
NAMES = ("Old Town", "Mill End", "Market", "Harbor")
HEADER = "case number,occurred date,longitude,latitude,precinct,force type,reason,race,sex\n"


def areas(raw: Path) -> None:
    """Write four neighborhoods, numbered from 11, side by side."""
    raw.mkdir()
    cells = [
        shapely.box(WEST + SIDE * at, SOUTH, WEST + SIDE * (at + 1), SOUTH + SIDE)
        for at in range(len(NAMES))
    ]
    frame = gpd.GeoDataFrame({"id": [11, 12, 13, 14], "name": NAMES}, geometry=cells, crs=4326)
    frame.to_file(raw / "neighborhoods.geojson", driver="GeoJSON")


def row(at: int, longitude: str, latitude: str, precinct: str) -> str:
    """Return a row of force on a day of its own."""
    day = f"2019-{1 + at // 28:02}-{1 + at % 28:02}"
    return f"F{at},{day},{longitude},{latitude},{precinct},Taser,Flight,Black,Male\n"


def inside(area: int, at: int) -> tuple[str, str]:
    """Return a point of its own inside the area of a number from 1 on."""
    return f"{WEST + SIDE * (area - 0.5) + at * 1e-5:.5f}", f"{SOUTH + SIDE / 2 + at * 1e-5:.5f}"


def questions(own_packs: Path, raw: Path, rows: list[str]) -> str:
    """Return the questions of the draft, one after the other."""
    (raw / "force.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    return "\n".join(draft(own_packs, raw).questions)


@pytest.mark.parametrize("shift", [0, 1])
def test_numbers_of_another_name_need_the_proof_of_points(
    shift: int, own_packs: Path, tmp_path: Path
) -> None:
    """A precinct places in neighborhoods only if points lie where its number says."""
    raw = tmp_path / "raw"
    areas(raw)
    rows = [row(at, *inside(1 + (at + shift) % 4, at), str(11 + at % 4)) for at in range(60)]
    questions(own_packs, raw, rows)
    toml = (own_packs / "data" / "cities" / "case" / "city.toml").read_text(encoding="utf-8")
    assert ('place_layer = "neighborhood"' in toml) is (shift == 0)


def test_a_point_that_many_records_share_is_asked_about(own_packs: Path, tmp_path: Path) -> None:
    """A third of the points at one spot stands for an unknown place."""
    raw = tmp_path / "raw"
    areas(raw)
    rows = [row(at, *(inside(1, 0) if at % 3 == 0 else inside(2, at)), "") for at in range(60)]
    assert "20 of 60 points" in questions(own_packs, raw, rows)


def test_years_without_points_are_asked_about(own_packs: Path, tmp_path: Path) -> None:
    """Points of one year only are told with the share of each year."""
    raw = tmp_path / "raw"
    areas(raw)
    rows = [row(at, *inside(2, at), "") for at in range(60)]
    rows += [row(at, "", "", "").replace("2019-", "2020-").replace("F", "G") for at in range(60)]
    assert "2019: 100%, 2020: 0%" in questions(own_packs, raw, rows)


def test_a_map_that_places_nothing_is_asked_about(own_packs: Path, tmp_path: Path) -> None:
    """Without points and names the map would show nothing."""
    raw = tmp_path / "raw"
    areas(raw)
    asked = questions(own_packs, raw, [row(at, "", "", "9") for at in range(40)])
    assert "which column places records in the 4 areas of neighborhoods.geojson?" in asked


def test_empty_rows_and_a_second_header_are_no_records(own_packs: Path, tmp_path: Path) -> None:
    """Rows with nothing but number and date are asked about; a second header only is told."""
    raw = tmp_path / "raw"
    areas(raw)
    rows = ["ID,Date,X,Y,Precinct,Force,Why,Race,Sex\n"]
    rows += [row(at, *inside(1 + at % 4, at), str(11 + at % 4)) for at in range(60)]
    (raw / "force.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    case = draft(own_packs, raw)
    assert case.questions == ()
    assert published(case)["force_incidents"] == 60
    empty = [f"E{at},2019-01-01,0,0,,,,,\n" for at in range(6)]
    (raw / "force.csv").write_text(HEADER + "".join([*rows, *empty]), encoding="utf-8")
    asked = draft(own_packs, raw, "--replace").questions
    assert any("6 of 66 rows have nothing but a number or a date" in text for text in asked)


def with_zones(raw: Path, zone: Callable[[int], str], neighborhood: Callable[[int], str]) -> None:
    """Write 80 records that name a neighborhood in two columns."""
    areas(raw)
    header = "case number,occurred date,neighborhood,neighborhood of call,force type\n"
    rows = [
        f"F{at},2019-{1 + at // 28:02}-{1 + at % 28:02},{neighborhood(at)},{zone(at)},Taser\n"
        for at in range(80)
    ]
    (raw / "force.csv").write_text(header + "".join(rows), encoding="utf-8")


def test_a_second_column_places_what_the_first_does_not(own_packs: Path, tmp_path: Path) -> None:
    """Blank and unknown names of the first column are read from the second, with the counts."""
    raw = tmp_path / "raw"
    first = ("", "Unknown", *NAMES[2:])  # half of the rows are placed by the first column
    with_zones(raw, lambda at: NAMES[at % 4] if at < 34 else "", lambda at: first[at % 4])
    drafted = draft(own_packs, raw)
    assert (
        "'neighborhood of call' names an area in 18 of the 40 rows in which 'neighborhood' names "
        "none; where both do, they agree in 16 of 16 rows"
    ) in " ".join(drafted.queries.replace("--", " ").split())
    accept(drafted)
    assert published(drafted)["force_incidents"] == 80
    con = open_vintage(CITY, str(current(CITY))).con
    by_area = con.execute(
        "select coalesce(areas.name, 'unknown'), count(*) from force_incidents "
        "left join areas on force_incidents.area_id = areas.area_id group by 1"
    ).fetchall()
    assert dict(by_area) == {
        "Old Town": 9,
        "Mill End": 9,
        "Market": 20,
        "Harbor": 20,
        "unknown": 22,
    }


def test_a_second_column_that_disagrees_is_asked_about(own_packs: Path, tmp_path: Path) -> None:
    """Another place, such as that of the station, is never read in silence."""
    raw = tmp_path / "raw"
    with_zones(
        raw,
        lambda at: NAMES[(at + 1) % 4] if at % 5 else "",
        lambda at: NAMES[at % 4] if at % 8 else "",
    )
    asked = "\n".join(draft(own_packs, raw).questions)
    assert "does 'neighborhood of call' say where it happened as well?" in asked
    assert "they agree in 0 of 56 rows, so it is not read" in asked
