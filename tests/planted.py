"""Files of two invented cities with planted faults, and the true counts.

Ashmere: yearly CSVs with a row for each act of force, one of them given twice; columns renamed
between years; UTC beside local time; precinct numbers that look like neighborhood numbers; a point
that a third of the incidents share; complaints zipped, with a second header and a total; exactly
2,000 calls with 24:00 and slips of the year.
Tollgate: a workbook with a sheet per year, merged groups of columns and several persons in a cell;
beats without their zeros; complaints with spoiled numbers and ambiguous days; calls as a saved
ArcGIS answer that is cut off.

Each city's folder gets a `letter.txt`: what the sender answers when asked. To give a stranger the
files without the truth: `python -m tests.planted ashmere <folder>`.
"""

import csv
import datetime as dt
import io
import json
import sys
import zipfile
import zoneinfo
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import shapely

NEIGHBORHOODS = ("Kiln Row", "Upper Ash", "Weir Side", "St. Brannoc", "The Flats", "Lowmoor")
BEATS = ("0102", "0103", "0214", "0215")
CELL = 0.02


@dataclass
class Truth:
    """What a vintage must hold, by table of core."""

    records: Counter[str] = field(default_factory=Counter)
    by_area: dict[str, Counter[str]] = field(default_factory=dict)
    by_month: dict[str, Counter[str]] = field(default_factory=dict)
    races: Counter[str] = field(default_factory=Counter)
    injured: Counter[bool | None] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    """Incidents by kind of force."""

    def count(self, table: str, area: str, day: dt.date) -> None:
        """Count one record."""
        self.records[table] += 1
        self.by_area.setdefault(table, Counter())[area] += 1
        self.by_month.setdefault(table, Counter())[f"{day:%Y-%m}"] += 1


ASHMERE_LETTER = """Ashmere Police Department, records unit.
A case number is one incident. Each act of force has a row of its own.
The precinct is that of the officer. It has nothing to do with neighborhoods.
Where the place of an incident is not known, the system writes the point of headquarters.
Times of calls are local; 24:00 is the end of the day.
The calls are all there are: 2,000. No year before 2018 is right.
force_2019 (1).csv is the same download once more.
INJ counts the injuries of the person.
"""


def ashmere(folder: Path) -> Truth:
    """Write Ashmere's files into `folder` and return the truth."""
    rng = np.random.default_rng(13)
    cells = _cells(NEIGHBORHOODS, -89.66, 39.76)
    frame = gpd.GeoDataFrame(
        {"NBHD_NO": range(1, 7), "NBHD_NAME": list(cells)}, geometry=list(cells.values()), crs=4326
    )
    frame.to_file(folder / "neighborhoods.geojson")
    (folder / "letter.txt").write_text(ASHMERE_LETTER, encoding="utf-8")
    truth = Truth()
    _ashmere_force(folder, rng, cells, truth)
    _ashmere_complaints(folder, rng, truth)
    _ashmere_calls(folder, rng, truth)
    return truth


def _ashmere_force(
    folder: Path, rng: np.random.Generator, cells: dict[str, shapely.Polygon], truth: Truth
) -> None:
    zone = zoneinfo.ZoneInfo("America/Chicago")
    headers = {
        2018: "FORCE_SEQ,CASENMB,OCC_UTC,OCC_LOCAL,TACTIC,SUBJ_NO,SUBJ_RACE,SUBJ_ETHN,SUBJ_INJ,"
        "PCT,LAT,LON",
        2019: "FORCE_SEQ,CASENMB,OCC_UTC,OCC_LOCAL,TACTIC_USED,SUBJ_NO,SUBJECTRACE,SUBJ_ETHN,"
        "SUBJ_INJURIES,PCT,LAT,LON",
    }
    words = {"B": "black", "W": "white", "A": "asian"}
    tactics = ("Taser", "Takedown", "OC spray", "Strike")
    sequence = 50_000
    for year, header in headers.items():
        rows = []
        for at in range(180):
            moment = dt.datetime(year, 1, 1, tzinfo=zone) + dt.timedelta(
                minutes=int(rng.integers(365 * 24 * 60))
            )
            area, lat, lon = _point(rng, cells)
            if at % 3 == 0:
                area, lat, lon = "unknown", "39.77111", "-89.64321"
            truth.count("force_incidents", area, moment.date())
            incident_kinds = set()
            for person in range(1 + (at % 4 == 0)):
                race = "BWA"[int(rng.integers(3))]
                is_latino = rng.random() < 0.2
                injuries = int(rng.integers(4))
                truth.records["force_persons"] += 1
                truth.races["latino" if is_latino else words[race]] += 1
                truth.injured[injuries > 0] += 1
                for _ in range(1 + int(rng.integers(3))):
                    sequence += 1
                    tactic = tactics[int(rng.integers(4))]
                    incident_kinds.add(tactic)
                    rows.append(
                        [
                            *(str(sequence), f"{year % 100}{at:04}-K"),
                            f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:00Z}",
                            f"{moment:%m/%d/%Y %H:%M}",
                            *(tactic, f"{person + 1}", race, "H" if is_latino else "N"),
                            *(str(injuries), str(1 + at % 5), lat, lon),
                        ]
                    )
            truth.kinds.update(incident_kinds)
        _csv(folder / f"force_{year}.csv", [header.split(","), *rows])
    text = (folder / "force_2019.csv").read_bytes()
    (folder / "force_2019 (1).csv").write_bytes(text)


def _ashmere_complaints(folder: Path, rng: np.random.Generator, truth: Truth) -> None:
    rows = [
        ["PSB_REF", "RECVD_DT", "NBHD", "ALLEG", "FINDING"],
        ["Internal affairs file", "Date received", "Neighborhood", "Allegation", "Finding"],
    ]
    findings = ("Sustained", "Not sustained", "Exonerated")
    for at in range(120):
        day = dt.date(2018, 1, 3) + dt.timedelta(days=6 * at)
        area = int(rng.integers(6))
        truth.count("complaints", NEIGHBORHOODS[area], day)
        for allegation in range(1 + at % 2):
            truth.records["allegations"] += 1
            rows.append(
                [
                    *(f"IA{day:%y}-{at:03}", f"{day:%d-%b-%Y}", NEIGHBORHOODS[area]),
                    ("Discourtesy", "Excessive force")[allegation],
                    findings[(at + allegation) % 3],
                ]
            )
    rows.append(["Grand total", "", "", "", str(truth.records["allegations"])])
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    with zipfile.ZipFile(folder / "complaints.zip", "w") as archive:
        archive.writestr("complaints_export.csv", text.getvalue())


def _ashmere_calls(folder: Path, rng: np.random.Generator, truth: Truth) -> None:
    rows = [["CAD_EVT", "RCVD_DATE", "RCVD_TIME", "NATURE", "PRI", "NBHD_NO", "PCT"]]
    natures = ("Burglary", "Noise complaint", "Welfare check", "Traffic collision")
    for at in range(2000):
        day = dt.date(2018, 1, 1) + dt.timedelta(days=int(rng.integers(720)))
        area = int(rng.integers(6))
        clock = f"{int(rng.integers(24)):02}:{int(rng.integers(60)):02}"
        written = f"{day:%m/%d/%Y}"
        if at % 50 == 0:  # midnight, written as the end of the day before
            clock, received = "24:00", day + dt.timedelta(days=1)
        else:
            received = day
        if at % 500 == 7:  # slips of the year: later than the download, or long before
            written = f"{day:%m/%d}/{(2081, 1998, 2091, 1989)[at // 500]}"
        else:
            truth.count("calls", NEIGHBORHOODS[area], received)
        rows.append(
            [
                *(f"E{at:05}", written, clock, natures[at % 4], str(1 + at % 3)),
                *(str(area + 1), str(1 + at % 5)),
            ]
        )
    _csv(folder / "calls.csv", rows)


TOLLGATE_LETTER = """Tollgate Police, data office.
Reports of force are numbered from 1 every year; a number is one incident.
The beat under Place is where it happened; the other one is where the officer works.
Dates are written day first, in every file.
Numbers of complaints have six digits; where the print shows ########, we no longer know them.
From May to June 2018 the system was replaced, and no reports of force were entered.
calls.json is complete: there are 600 calls.
An age of 999 means that nobody wrote it down.
"""


def tollgate(folder: Path) -> Truth:
    """Write Tollgate's files into `folder` and return the truth."""
    rng = np.random.default_rng(31)
    cells = _cells(BEATS, -73.80, 42.64)
    frame = gpd.GeoDataFrame(
        {"BEAT": list(cells), "AREA_KM": [3.6] * 4}, geometry=list(cells.values()), crs=4326
    )
    frame.to_file(folder / "beats.geojson")
    (folder / "letter.txt").write_text(TOLLGATE_LETTER, encoding="utf-8")
    truth = Truth()
    _tollgate_force(folder, rng, truth)
    _tollgate_complaints(folder, rng, truth)
    _tollgate_calls(folder, rng, truth)
    return truth


def _tollgate_force(folder: Path, rng: np.random.Generator, truth: Truth) -> None:
    groups = [("Incident", 2), ("Officer", 3), ("Subject", 4), ("Force", 8), ("Place", 1)]
    columns = {
        2017: ["No.", "Date", "Race", "Sex", "Beat", "Race", "Sex", "Age", "Injured"],
        2019: ["Number", "Occurred", "Race", "Gender", "Beat", "Race", "Gender", "Age", "Injury"],
    }
    columns[2018] = columns[2017]
    words = {"Black": "black", "White": "white", "Hispanic": "latino"}
    tactics = ("Baton", "Taser", "Takedown", "Strike", "OC spray")
    book = openpyxl.Workbook()
    book.active.title = "Legend"
    book.active.append(["Column", "Meaning"])
    book.active.append(["Age", "999: not recorded"])
    for year in (2017, 2018, 2019):
        sheet = book.create_sheet(str(year))
        at = 1
        for group, width in groups:
            sheet.cell(1, at, group)
            if width > 1:
                sheet.merge_cells(
                    start_row=1, start_column=at, end_row=1, end_column=at + width - 1
                )
            at += width
        kinds = [f"Type {number}" for number in range(1, 9)]
        sheet.append([*columns[year], *kinds, "Beat"])
        days = sorted(
            dt.date(year, 1, 1) + dt.timedelta(days=int(rng.integers(365))) for _ in range(300)
        )
        if year == 2018:  # no reports in May and June, few in the months beside
            few = {4: 2, 5: 0, 6: 0, 7: 3}
            by_month = [[day for day in days if day.month == month] for month in range(1, 13)]
            days = [day for of_month in by_month for day in of_month[: few.get(of_month[0].month)]]
        for number, day in enumerate(days, start=1):
            beat = BEATS[int(rng.integers(4))]
            truth.count("force_incidents", beat, day)
            persons = 2 if number % 5 == 0 else 1
            races = [list(words)[int(rng.integers(3))] for _ in range(persons)]
            ages = [str(18 + int(rng.integers(50))) for _ in range(persons)]
            is_injured = [rng.random() < 0.3 for _ in range(persons)]
            if number % 17 == 0:
                ages[0] = "999"
            truth.records["force_persons"] += persons
            truth.races.update(words[race] for race in races)
            truth.injured.update(is_injured)
            chosen = sorted({tactics[int(rng.integers(5))] for _ in range(1 + number % 3)})
            truth.kinds.update(chosen)
            sheet.append(
                [
                    *(number, day, "White", "M", int(BEATS[number % 4])),
                    *("; ".join(races), "; ".join("MF"[n % 2] for n in range(persons))),
                    int(ages[0]) if persons == 1 else "; ".join(ages),
                    "; ".join("Yes" if injured else "No" for injured in is_injured),
                    *(chosen + [None] * (8 - len(chosen))),
                    int(beat),
                ]
            )
    book.save(folder / "force.xlsx")


def _tollgate_complaints(folder: Path, rng: np.random.Generator, truth: Truth) -> None:
    findings = ("Sustained", "Unfounded", "Exonerated", "Not sustained")
    allegations = [["Complaint No", "Allegation", "Finding", "Officer Race"]]
    number = 700
    for year in (2018, 2019):
        rows = [["Complaint No", "Received", "Beat of Occurrence", "Source"]]
        for at in range(120):
            number += 1
            # in the first file no day is above 12
            last = 12 if year == 2018 else 28
            day = dt.date(year, 1 + at // 10, 1 + int(rng.integers(last)))
            beat = BEATS[int(rng.integers(4))]
            ref = f"{number:06}"
            is_spoiled = at % 15 == 4
            if not is_spoiled:
                truth.count("complaints", beat, day)
            written = "########" if is_spoiled else ref
            rows.append([written, f"{day:%d/%m/%Y}", beat, ("Citizen", "Internal")[at % 2]])
            if is_spoiled:
                continue
            for part in range(1 + at % 2):
                truth.records["allegations"] += 1
                kind = ("Discourtesy", "Excessive force")[part]
                # a spreadsheet took the zeros away
                allegations.append([str(number), kind, findings[(at + part) % 4], "White"])
        _csv(folder / f"complaints_{year}.csv", rows)
    _csv(folder / "allegations.csv", allegations)


def _tollgate_calls(folder: Path, rng: np.random.Generator, truth: Truth) -> None:
    zone = zoneinfo.ZoneInfo("America/New_York")
    natures = ("Theft", "Noise complaint", "Welfare check", "Traffic collision")
    features = []
    for at in range(600):
        moment = dt.datetime(2018, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            days=int(rng.integers(1, 720)), minutes=int(rng.integers(24 * 60))
        )
        beat = BEATS[int(rng.integers(4))]
        truth.count("calls", beat, moment.astimezone(zone).date())
        features.append(
            {
                "attributes": {
                    "OBJECTID": at + 1,
                    "CallNo": f"C{at:05}",
                    "CallReceived": int(moment.timestamp() * 1000),
                    "CallNature": natures[at % 4],
                    "CallPriority": 1 + at % 3,
                    "Beat": int(beat),
                }
            }
        )
    answer = {
        "objectIdFieldName": "OBJECTID",
        "exceededTransferLimit": True,
        "fields": [
            {"name": "OBJECTID", "type": "esriFieldTypeOID"},
            {"name": "CallReceived", "type": "esriFieldTypeDate"},
        ],
        "features": features,
    }
    (folder / "calls.json").write_text(json.dumps(answer), encoding="utf-8")


def _cells(names: tuple[str, ...], west: float, south: float) -> dict[str, shapely.Polygon]:
    return {
        name: shapely.box(
            west + CELL * (at % 2),
            south + CELL * (at // 2),
            west + CELL * (at % 2 + 1),
            south + CELL * (at // 2 + 1),
        )
        for at, name in enumerate(names)
    }


def _point(rng: np.random.Generator, cells: dict[str, shapely.Polygon]) -> tuple[str, str, str]:
    """Return an area, and latitude and longitude of a point well inside it."""
    name = list(cells)[int(rng.integers(len(cells)))]
    west, south, east, north = cells[name].bounds
    lon = west + (0.1 + 0.8 * rng.random()) * (east - west)
    lat = south + (0.1 + 0.8 * rng.random()) * (north - south)
    return name, f"{lat:.5f}", f"{lon:.5f}"


def _csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


CITIES = {"ashmere": ashmere, "tollgate": tollgate}

if __name__ == "__main__":
    place = Path(sys.argv[2])
    place.mkdir(parents=True)
    CITIES[sys.argv[1]](place)
