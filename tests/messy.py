"""Files of two invented cities, as messy as departments send them, with their true counts.

Riverton: one CSV per year with columns of its own, three date formats in one column, the header
repeated in the middle, points in state-plane feet, areas as KML, complaints in another encoding.
Lakeside: a workbook per quarter with a title row and numbers that begin anew, areas as a shapefile,
records placed by name only, calls as JSON lines without their empty keys.
"""

import csv
import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import shapely

RIVERTON = ("North End", "Old Town", "Mill Park", "Harbor", "Peña Hill", "Fairview")
LAKESIDE = ("Mount Auburn", "East Bay", "O'Bryon", "Station")
CELL = 0.02
WEST, SOUTH = -122.70, 45.48
FEET = "EPSG:2269"
"""NAD83 / Oregon North, in feet: what Riverton's files use and do not say."""

RACES = {"Black": "black", "White": "white", "Hispanic": "latino"}


@dataclass
class Truth:
    """What a vintage must hold: records per dataset, and per dataset and area name."""

    records: Counter[str] = field(default_factory=Counter)
    by_area: dict[str, Counter[str]] = field(default_factory=dict)
    races: Counter[str] = field(default_factory=Counter)

    def count(self, dataset: str, area: str) -> None:
        """Count one record."""
        self.records[dataset] += 1
        self.by_area.setdefault(dataset, Counter())[area] += 1


def riverton(folder: Path) -> Truth:
    """Write Riverton's files into `folder` and return the truth."""
    rng = np.random.default_rng(1)
    cells = _cells(RIVERTON)
    placemarks = "".join(
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in cell.exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for name, cell in cells.items()
    )
    (folder / "neighborhoods.kml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{placemarks}</Document></kml>",
        encoding="utf-8",
    )
    truth = Truth()
    ways = {
        2017: ["%m/%d/%Y", "%Y-%m-%d %H:%M:%S", "%m/%d/%y"],
        2018: ["%Y-%m-%d %H:%M:%S"],
        2019: ["%d-%b-%Y"],
    }
    headers = {
        2017: "Case Number,Date,Subject Race,Subject Sex,X Coordinate,Y Coordinate",
        2018: "case_no,incident_date,race,sex,x_coord,y_coord,subject_injured,force_type",
        2019: "Case #,Occurred Date,Subject Race,Subject Gender,X,Y,Person Injured,Force Type,Memo",
    }
    for year, header in headers.items():
        rows: list[list[str]] = []
        for at in range(240):
            day = dt.datetime(year, 1, 1) + dt.timedelta(days=int(rng.integers(365)))
            area, x, y = _point(rng, cells)
            if at % 40 == 0:
                area, x, y = "unknown", "0", "0"
            truth.count("force", area)
            for _ in range(1 + at % 2):
                race = list(RACES)[int(rng.integers(3))]
                sex = "M" if rng.random() < 0.8 else "F"
                date = day.strftime(ways[year][at % len(ways[year])])
                row = [f"{year}-{at:04}", date, race, sex, x, y]
                row += ["Yes" if at % 5 == 0 else "No", "Taser"] if year > 2017 else []
                row += ["officer A. Smith wrote this"] if year == 2019 else []
                rows.append(row)
        if year == 2018:
            rows.insert(100, header.split(","))
        _csv(folder / f"use_of_force_{year}.csv", [header.split(","), *rows])
    lines = [["Complaint No", "Date Received", "Neighborhood", "Allegation", "Finding"]] * 2
    for at in range(150):
        area = RIVERTON[int(rng.integers(len(RIVERTON)))]
        day = dt.date(2017, 1, 2) + dt.timedelta(days=7 * at)
        allegation = "Excessive force" if at % 3 == 0 else "Discourtesy"
        finding = ("SUSTAINED", "Not sustained", "Unfounded", "Filed only")[at % 4]
        truth.count("complaints", area)
        lines.append([f"C-{at:03}", f"{day:%m/%d/%Y}", area.upper(), allegation, finding])
    _csv(folder / "complaints.csv", lines, encoding="latin-1", delimiter=";")
    return truth


def lakeside(folder: Path) -> Truth:
    """Write Lakeside's files into `folder` and return the truth."""
    rng = np.random.default_rng(2)
    cells = _cells(LAKESIDE)
    frame = gpd.GeoDataFrame(
        {"OBJECTID": range(1, 5), "NAME": list(cells)}, geometry=list(cells.values()), crs=4326
    )
    frame.to_crs(FEET).to_file(folder / "neighborhoods.shp")
    truth = Truth()
    spelled = {"Mount Auburn": "MT. AUBURN", "O'Bryon": "OBRYON"}
    places = [*LAKESIDE, "Annex"]
    for quarter in range(4):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet["A1"] = f"Use of force, quarter {quarter + 1} of 2018"
        sheet.append(["Report No.", "Date of Incident", "Neighborhood", "Race", "Gender", "Age"])
        for number in range(1, 61):
            day = dt.date(2018, 3 * quarter + 1, 1) + dt.timedelta(days=int(rng.integers(90)))
            area = places[int(rng.integers(5))]
            race = list(RACES)[int(rng.integers(3))]
            truth.count("force", "unknown" if area == "Annex" else area)
            truth.races[RACES[race]] += 1
            sheet.append([number, day, spelled.get(area, area), race, "Male", 20 + number % 30])
        book.save(folder / f"force_2018_Q{quarter + 1}.xlsx")
    records = []
    for at in range(500):
        moment = dt.datetime(2018, 1, 1) + dt.timedelta(minutes=int(rng.integers(525_000)))
        area = LAKESIDE[int(rng.integers(4))]
        is_placed = at % 10 > 0
        truth.count("calls", area if is_placed else "unknown")
        record = {
            "event_number": f"E{at:05}",
            "time_received": moment.strftime("%Y-%m-%dT%H:%M:%S"),
            "nature": ("Burglary", "Noise complaint", "Welfare check", "Wires down")[at % 4],
            "priority": str(1 + at % 3),
        }
        records.append(record | ({"neighborhood": spelled.get(area, area)} if is_placed else {}))
    text = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "calls.jsonl").write_text(text, encoding="utf-8")
    return truth


def _cells(names: tuple[str, ...]) -> dict[str, shapely.Polygon]:
    return {
        name: shapely.box(
            WEST + CELL * (at % 2),
            SOUTH + CELL * (at // 2),
            WEST + CELL * (at % 2 + 1),
            SOUTH + CELL * (at // 2 + 1),
        )
        for at, name in enumerate(names)
    }


def _point(rng: np.random.Generator, cells: dict[str, shapely.Polygon]) -> tuple[str, str, str]:
    """Return an area and a point well inside it, in feet."""
    name = list(cells)[int(rng.integers(len(cells)))]
    west, south, east, north = cells[name].bounds
    at = shapely.Point(
        west + (0.1 + 0.8 * rng.random()) * (east - west),
        south + (0.1 + 0.8 * rng.random()) * (north - south),
    )
    feet = gpd.GeoSeries([at], crs=4326).to_crs(FEET).iloc[0]
    return name, f"{feet.x:.1f}", f"{feet.y:.1f}"


def _csv(path: Path, rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
