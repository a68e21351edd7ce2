import filecmp
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
import shapely

from data import sample
from data.config import read_city
from queries.change.compare import compare
from queries.paths import PACKS
from queries.records.persons import disparities
from queries.vintage.catalog import open_city
from queries.warehouse import city_folder, current
from tests.conftest import at_home

PACK = PACKS / "sample"
NOTE = "sample city, not real"
ID = {"force": "Case Number", "complaints": "Complaint No", "calls": "Call Number"}
DATE = {"force": "Occurred", "complaints": "Received", "calls": "Time Received"}
PATTERN = {"force": "force.csv", "complaints": "complaints.csv", "calls": "calls_*.csv"}


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    """What the generator was told to plant."""
    return tomllib.loads((PACK / "plan.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def truth(small_raw: Path) -> dict[str, Any]:
    """What the generator says it planted."""
    content: dict[str, Any] = json.loads((small_raw / "truth.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def vintage(small_home: Path) -> Iterator[Path]:
    """The folder of the vintage built from the small raw files."""
    with at_home(small_home):
        yield city_folder("sample") / str(current("sample"))


def raw_rows(raw: Path, dataset: str) -> pl.DataFrame:
    """Return the raw rows of a dataset, all columns as text."""
    files = sorted(raw.glob(PATTERN[dataset]))
    return pl.concat([pl.read_csv(file, infer_schema=False) for file in files])


def value_of(vintage: Path, query: str) -> Any:
    """Return the one value of a query on the vintage, where {table} names its Parquet files."""
    con = duckdb.connect()
    for path in vintage.glob("*.parquet"):
        con.execute(f"create view {path.stem} as select * from '{path}'")
    row = con.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    """Two runs with the same number of calls and the same seed write identical files."""
    for name in ("one", "two"):
        sample.generate(tmp_path / name, calls=2_000, seed=7)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    same, different, lost = filecmp.cmpfiles(
        tmp_path / "one", tmp_path / "two", names, shallow=False
    )
    assert (names, [], []) == (sorted(same), different, lost)


def test_seed_draws_records_but_not_the_city(tmp_path: Path, small_raw: Path) -> None:
    """Another seed draws other incidents in the same neighborhoods."""
    sample.generate(tmp_path, calls=2_000, seed=7)
    names = ("neighborhoods.geojson", "districts.geojson", "population.csv")
    for name in (*names, "population_by_race.csv"):
        assert (small_raw / name).read_bytes() == (tmp_path / name).read_bytes()
    assert (small_raw / "force.csv").read_bytes() != (tmp_path / "force.csv").read_bytes()


def test_calls_do_not_change_force_or_complaints(tmp_path: Path, small_raw: Path) -> None:
    """The number of calls asked for decides how many calls there are, and nothing else."""
    sample.generate(tmp_path, calls=2_000)
    for name in ("force.csv", "complaints.csv"):
        assert (small_raw / name).read_bytes() == (tmp_path / name).read_bytes()
    assert raw_rows(tmp_path, "calls")["Call Number"].n_unique() > 2_000


def test_every_file_says_it_is_not_real(small_raw: Path) -> None:
    """Whichever file is taken away, it says that the city is a sample."""
    for path in small_raw.glob("*.csv"):
        assert pl.read_csv(path, infer_schema=False)["DATA_NOTE"].unique().to_list() == [NOTE]
    for path in small_raw.glob("*.geojson"):
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert {feature["properties"]["DATA_NOTE"] for feature in features} == {NOTE}
    assert NOTE.upper() in (small_raw / "README.txt").read_text(encoding="utf-8")
    assert json.loads((small_raw / "truth.json").read_text(encoding="utf-8"))["note"] == NOTE


@pytest.mark.parametrize("dataset", ["force", "complaints", "calls"])
def test_truth_counts_the_raw_rows(small_raw: Path, truth: dict[str, Any], dataset: str) -> None:
    """Rows, repeats, and blank, test and impossible values are as many as truth.json says."""
    rows, planted = raw_rows(small_raw, dataset), truth["datasets"][dataset]
    id_, date = pl.col(ID[dataset]), pl.col(DATE[dataset])
    counts = {
        "rows": rows.height,
        "duplicate_rows": rows.height - rows.unique().height,
        "id_missing": rows.filter(id_.is_null()).height,
        "test_record": rows.filter(id_.str.starts_with("TEST")).height,
        "date_missing": rows.filter(date.is_null()).height,
        "date_impossible": rows.filter(date.str.contains("1900|2203")).height,
    }
    expected = {
        **{name: planted[name] for name in ("rows", "duplicate_rows")},
        **{name: planted["set_aside"][name] for name in list(counts)[2:]},
    }
    assert expected == counts
    assert (
        planted["rows"] == planted["kept"] + sum(planted["set_aside"].values()) + planted["merged"]
    )


def test_calls_come_one_file_a_year(small_raw: Path) -> None:
    """Every year from 2016 to 2023 has its file, with the same header and its own calls."""
    files = sorted(small_raw.glob("calls_*.csv"))
    assert [f"calls_{year}.csv" for year in range(2016, 2024)] == [path.name for path in files]
    assert len({path.read_text(encoding="utf-8").splitlines()[0] for path in files}) == 1


def test_neighborhoods_cover_the_city_without_gaps(small_raw: Path) -> None:
    """Both layers are whole polygons that neither overlap nor leave slivers between them."""
    layers = {}
    for name in ("neighborhoods", "districts"):
        features = json.loads((small_raw / f"{name}.geojson").read_text(encoding="utf-8"))
        layers[name] = np.array(
            [
                shapely.from_geojson(json.dumps(feature["geometry"]))
                for feature in features["features"]
            ]
        )
        assert {"Polygon"} == {polygon.geom_type for polygon in layers[name]}
        assert shapely.is_valid(layers[name]).all()
        assert shapely.coverage_is_valid(layers[name])
    assert (layers["neighborhoods"].size, layers["districts"].size) == (30, 5)
    areas = [shapely.union_all(polygons).area for polygons in layers.values()]
    assert areas[0] == pytest.approx(areas[1])


def test_residents_by_race_add_up(small_raw: Path) -> None:
    """The races of a neighborhood add up to its residents, at each census."""
    by_race = pl.read_csv(small_raw / "population_by_race.csv")
    summed = by_race.group_by("NBHD_ID", "YEAR").agg(pl.sum("RESIDENTS")).sort("NBHD_ID", "YEAR")
    residents = (
        pl.read_csv(small_raw / "population.csv")
        .unpivot(["POP_2010", "POP_2020"], index="NBHD_ID", variable_name="YEAR")
        .with_columns(pl.col("YEAR").str.slice(4).cast(pl.Int64))
        .sort("NBHD_ID", "YEAR")
        .select("NBHD_ID", "YEAR", "value")
    )
    assert summed.rows() == residents.rows()


def test_the_answer_about_groups_hangs_on_the_benchmark(sample_home: Path) -> None:
    """The range for Black people is above 1 by residents and holds 1 by arrests, as planted."""
    with at_home(sample_home):
        ratios = disparities(open_city("sample"))
    assert (ratios.years, ratios.reference) == ((2018, 2019, 2020, 2021, 2022), "white")
    rows = ratios.table.filter(pl.col("group") == "black").rows_by_key("benchmark", named=True)
    assert rows["residents"][0]["low"] > 1
    assert rows["arrests"][0]["low"] < 1 < rows["arrests"][0]["high"]
    # August 2018, in which no race was written down, is among the unknown
    assert ratios.table["unknown_share"][0] > 0.06


def test_residents_of_the_districts_add_up(small_raw: Path) -> None:
    """A district has the residents of its neighborhoods."""
    neighborhoods = pl.read_csv(small_raw / "population.csv")
    districts = pl.read_csv(small_raw / "district_population.csv")
    summed = neighborhoods.group_by("DIST_NAME").agg(pl.sum("POP_2010", "POP_2020"))
    assert summed.sort("DIST_NAME").rows() == (
        districts.select("DIST_NAME", "POP_2010", "POP_2020").sort("DIST_NAME").rows()
    )


def test_pack_agrees_with_the_plan(plan: dict[str, Any]) -> None:
    """Dates, spellings and codes that stand in both the plan and the pack are the same."""
    register = tomllib.loads((PACK / "policies.toml").read_text(encoding="utf-8"))["policies"]
    names = ("deescalation", "show_of_force", "mediators")
    assert register[-1]["areas"] == [str(area) for area in plan["mediators"]["areas"]]
    for policy, planted in zip(register, (plan[name] for name in names), strict=True):
        shared = {"id", "announced_on", "training_from", "training_to", "effective_on"}
        assert {key: planted.get(key) for key in shared} == {key: policy.get(key) for key in shared}
    city = read_city("sample")
    district = next(layer for layer in city.layers if layer.id == "district")
    assert set(plan["misspelt"].values()) == set(district.aliases)
    ids = {entry["name"]: str(entry["id"]) for entry in plan["districts"]}
    for right, wrong in plan["misspelt"].items():
        assert ids[right] == district.aliases[wrong]
    codes = pl.read_csv(PACK / "codes" / "call_types.csv")["code"].to_list()
    assert [*codes, "OLDX"] == list(plan["call_types"])
    assert {plan["retrieved_on"]} == {source.retrieved_on for source in city.sources}


@pytest.mark.parametrize("dataset", ["force", "complaints", "calls"])
def test_build_accounts_for_what_was_planted(
    vintage: Path, truth: dict[str, Any], dataset: str
) -> None:
    """The build keeps, sets aside by reason and merges exactly the planted rows."""
    manifest = json.loads((vintage / "manifest.json").read_text(encoding="utf-8"))
    files = [file for file in manifest["files"] if file["source"] == dataset]
    planted = truth["datasets"][dataset]
    reasons = {reason for file in files for reason in file["set_aside"]}
    counts = {
        "rows": sum(file["rows_read"] for file in files),
        "kept": sum(file["kept"] for file in files),
        "merged": sum(sum(file["merged"].values()) for file in files),
        "duplicate_rows": sum(file["merged"].get("duplicate", 0) for file in files),
        "set_aside": {
            reason: sum(file["set_aside"].get(reason, 0) for file in files) for reason in reasons
        },
    }
    expected = {name: planted[name] for name in counts}
    expected["set_aside"] = {reason: n for reason, n in planted["set_aside"].items() if n}
    assert expected == counts


def test_build_places_what_can_be_placed(vintage: Path, truth: dict[str, Any]) -> None:
    """Records are placed by point, by the district they name, or not, as often as planted."""
    manifest = json.loads((vintage / "manifest.json").read_text(encoding="utf-8"))
    counts = {
        (entry["dataset"], entry["layer"], entry["placed_by"]): entry["records"]
        for entry in manifest["placed"]
    }
    expected = {
        (dataset, layer, how): n
        for dataset, planted in truth["datasets"].items()
        for layer, ways in planted["placed"].items()
        for how, n in ways.items()
        if n
    }
    assert expected == counts


def test_build_finds_no_error(vintage: Path) -> None:
    """No check finds an error; one warns that many complaints name a district only."""
    checks = json.loads((vintage / "checks.json").read_text(encoding="utf-8"))
    assert [check["name"] for check in checks if check["rows"]] == ["mostly_placed"]


@pytest.mark.parametrize(
    ("keys", "query"),
    [
        ("force.persons", "select count(*) from force_persons"),
        ("force.firearm_pointed", "select count(*) from force_incidents where is_firearm_pointed"),
        (
            "force.deescalation_attempted",
            "select count(*) from force_incidents where is_deescalation_attempted",
        ),
        ("force.high_level", "select count(*) from force_incidents where force_level >= 3"),
        (
            "force.race_missing.persons",
            """
            select count(*) from force_persons join force_incidents using (incident_id)
            where date_trunc('month', occurred_on) = '2018-08-01' and race = 'unknown'
            """,
        ),
        ("complaints.allegations", "select count(*) from allegations"),
        ("complaints.open", "select count(*) from complaints where disposition = 'open'"),
        (
            "complaints.open_old",
            "select count(*) from complaints where closed_on is null and year(received_on) < 2022",
        ),
        ("complaints.force_alleged", "select count(*) from complaints where is_force_alleged"),
        ("complaints.sustained", "select count(*) from complaints where disposition = 'sustained'"),
        ("complaints.race_known", "select count(complainant_race) from complaints"),
        ("force.camera_noted", "select count(has_camera_footage) from force_incidents"),
        (
            "complaints.disciplined",
            "select count(*) from allegations where finding = 'sustained' and discipline <> 'None'",
        ),
        ("calls.unknown_type", "select count(*) from calls where category = 'unknown'"),
        ("calls.crisis_team_calls", "select count(*) from calls where responder = 'alternative'"),
    ],
)
def test_core_tables_hold_what_was_planted(
    vintage: Path, truth: dict[str, Any], keys: str, query: str
) -> None:
    """Staging and core produce exactly the planted records from the raw files."""
    expected: Any = truth["datasets"]
    for key in keys.split("."):
        expected = expected[key]
    assert expected == value_of(vintage, query)


def test_race_is_known_in_other_months(vintage: Path) -> None:
    """Only in the planted month is every person's race unknown."""
    months = """
        select list(month order by month) from (
            select strftime(occurred_on, '%Y-%m') as month
            from force_persons join force_incidents using (incident_id)
            group by month having bool_and(race = 'unknown')
        )
    """
    assert value_of(vintage, months) == ["2018-08"]


def test_discipline_follows_a_finding(vintage: Path) -> None:
    """Discipline is null while an allegation is open, "None" if unfounded, else some."""
    by_finding = """
        select list(distinct (finding, discipline is not null, discipline = 'None'))
        from allegations where finding in ('open', 'sustained', 'unfounded')
    """
    assert set(value_of(vintage, by_finding)) == {
        ("open", False, None),
        ("sustained", True, False),
        ("unfounded", True, True),
    }


def test_every_kind_of_force_has_its_weapon(vintage: Path) -> None:
    """codes/force_types.csv lists each kind of force, so no incident's weapon is unknown."""
    assert (
        value_of(vintage, "select count(*) from force_incidents where officer_weapon is null") == 0
    )
    tasers = """
        select bool_and(contains(officer_weapon, 'Taser') = list_contains(force_types, 'Taser'))
        from force_incidents
    """
    assert value_of(vintage, tasers)


def test_drawn_incidents_agree_with_the_expected(vintage: Path, truth: dict[str, Any]) -> None:
    """Every neighborhood's incidents lie as near the expected number as chance allows."""
    policy = truth["policies"]["deescalation-2019"]
    for when, window in policy["windows"].items():
        counts = value_of(
            vintage,
            f"""
            select map_from_entries(list((area_id, n))) from (
                select area_id, sum(n)::int as n from daily_counts
                where event = 'force' and layer = 'neighborhood'
                    and day between '{window["from"]}' and '{window["to"]}'
                group by area_id
            )
            """,
        )
        for area_id, area in policy["areas"].items():
            expected = area["expected"]["force"][when]
            # four standard deviations, and one record for the unplaced
            assert abs(counts[area_id] - expected) < 4 * expected**0.5 + 1, (area["area"], when)


def test_windows_show_the_planted_ratios(truth: dict[str, Any], plan: dict[str, Any]) -> None:
    """Force per call in the default windows is expected to change by the policy's own ratio."""
    policy = truth["policies"]["deescalation-2019"]
    assert policy["windows"] == {
        "before": {"from": "2016-12-03", "to": "2018-12-02"},
        "after": {"from": "2019-04-01", "to": "2021-03-31"},
    }
    for entry in [policy["citywide"], *policy["areas"].values()]:
        assert entry["policy_ratio"] == pytest.approx(entry["expected_ratio_per_call"], rel=0.005)
        assert entry["policy_ratio"] == pytest.approx(entry["expected_ratio_of_counts"], rel=0.03)
    ratios = [entry["policy_ratio"] for entry in policy["areas"].values()]
    assert (ratios.count(1.0), min(ratios)) == (10, 0.55)
    assert [entry["ratio"] for entry in plan["neighborhoods"]] == ratios


def test_mediators_change_complaints_where_they_came(truth: dict[str, Any]) -> None:
    """Complaints are expected to fall by the policy's ratio in its areas, and nowhere else."""
    policy = truth["policies"]["mediators-2021"]
    assert policy["expected_ratio_of_ratios"] == pytest.approx(policy["policy_ratio"], rel=1e-9)
    assert policy["expected"]["others"]["after"] > policy["expected"]["others"]["before"]


def test_recording_policy_only_adds_reports(vintage: Path, truth: dict[str, Any]) -> None:
    """Reports of a firearm only shown begin with the second policy, on top of the others."""
    is_shown = "list_contains(force_types, 'Show of force: firearm pointed')"
    query = f"select count(*) from force_incidents where {is_shown}"
    added = truth["policies"]["show-of-force-2022"]["recorded_ratio"] - 1
    assert truth["datasets"]["force"]["show_of_force"] == value_of(vintage, query)
    assert value_of(vintage, f"{query} and occurred_on < '2022-01-01'") == 0
    all_other = value_of(
        vintage,
        "select count(*) from force_incidents "
        f"where not {is_shown} and occurred_on >= '2022-01-01'",
    )
    assert added * all_other == pytest.approx(
        value_of(vintage, query), abs=4 * (added * all_other) ** 0.5
    )


def test_the_spring_of_2020_dips_for_calls_and_force_alike(vintage: Path) -> None:
    """From March to May 2020 there are about 0.6 times the calls and the incidents of 2021."""
    for table, day in (("force_incidents", "occurred_on"), ("calls", "received_at")):
        spring = f"""
            select count(*) filter (where year({day}) = 2020)
                / count(*) filter (where year({day}) = 2021)
            from {table} where month({day}) between 3 and 5
        """
        assert value_of(vintage, spring) == pytest.approx(0.6, abs=0.17)


def test_the_latest_months_are_incomplete(vintage: Path, truth: dict[str, Any]) -> None:
    """The last two months of force hold fewer incidents than the autumn before them."""
    last, autumn = (
        value_of(
            vintage,
            "select count(*) / 2 from force_incidents "
            f"where strftime(occurred_on, '%Y-%m') in ('2023-{first}', '2023-{second}')",
        )
        for first, second in ((11, 12), ("09", 10))
    )
    assert last < 0.85 * autumn
    assert truth["late"]["force"] == [0.8, 0.45]


def test_planted_ratios_lie_inside_their_ranges(sample_home: Path) -> None:
    """At full size the range holds the planted ratio citywide and in nine areas of ten."""
    truth = json.loads((sample_home / "raw" / "sample" / "truth.json").read_text(encoding="utf-8"))
    planted = truth["policies"]["deescalation-2019"]
    with at_home(sample_home):
        table = compare(
            open_city("sample"), "force_per_calls", "neighborhood", "deescalation-2019"
        ).table
    ratios = {area_id: entry["policy_ratio"] for area_id, entry in planted["areas"].items()}
    areas = table.filter(pl.col("kind") == "area").with_columns(
        planted=pl.col("area_id").replace_strict(ratios)
    )
    city = table.filter(pl.col("kind") == "citywide").row(0, named=True)
    assert city["ratio_low"] < planted["citywide"]["policy_ratio"] < city["ratio_high"]
    assert areas.height == 30
    within = areas.filter(pl.col("planted").is_between("ratio_low", "ratio_high")).height
    assert within >= 27


def test_recording_policy_is_not_comparable(sample_home: Path) -> None:
    """A policy that changed what is recorded gets no verdict in any area."""
    with at_home(sample_home):
        table = compare(
            open_city("sample"), "force_per_calls", "neighborhood", "show-of-force-2022"
        ).table
    assert table["verdict"].unique().to_list() == ["not_comparable"]
