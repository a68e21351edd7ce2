"""Data quality: late, removed, changed, missing, unusable and corrected records."""

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.words import load
from data import build, publish
from queries.change.vintages import changed_verdicts, changes
from queries.paths import PACKS
from queries.quality import reports
from queries.texts import as_cell
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

TOTALS = """
[[totals]]
id = "force-2019"
event = "force"
from = 2019-01-01
to = 2019-12-31
published = 700
source = "Annual report 2019 (invented)"
link = "https://example.org/2019"
explained = { en = "Counted by report.", es = "Contado por informe." }

[[totals]]
id = "complaints-2019"
event = "complaints"
from = 2019-01-01
to = 2019-12-31
published = 300
source = "Annual report 2019 (invented)"
"""

CORRECTIONS = """
[[corrections]]
id = "holds"
source = "force"
dataset = "force"
action = "flag"
where = "incident_id like 'RV16-0000_'"
rows = {rows}
reason = {{ en = "why", es = "por qué" }}
status = "reported 2024-01"

[[corrections]]
id = "mended"
source = "force"
dataset = "force"
action = "flag"
where = "incident_id = 'RV16-99999'"
rows = 1
reason = {{ en = "why", es = "por qué" }}
status = {{ en = "reported", es = "informado" }}
"""

EXPLAINED = """
[[revisions]]
dataset = "force"
field = "removed"
text = { en = "Cancelled since.", es = "Anulado después." }
"""

# One record of each kind; `revise` writes them into the second release of the files.
REMOVED = "RV19-00100"  # of 2 March 2019
CHANGED = "RV20-00100"  # of 23 March 2020, for the reason "Other"
CLOSED = "C23-0032"  # of 3 February 2023, under review, one allegation
LATE, NEW = "RV21-09999", "RV24-00001"


def raw_rows(raw: Path, file: str) -> pl.DataFrame:
    """Return a raw file, all columns as text."""
    return pl.read_csv(raw / file, infer_schema=False)


def revise(raw: Path) -> None:
    """Make the files a second release: one incident gone, one changed, one late, one new.

    And one complaint, open before, is closed.
    """
    force, complaints = raw_rows(raw, "force.csv"), raw_rows(raw, "complaints.csv")
    number, reason = pl.col("Case Number"), pl.col("Reason")
    model = force.filter(number == CHANGED)[:1]
    added = [
        model.with_columns(pl.lit(id_).alias("Case Number"), pl.lit(at).alias("Occurred"))
        for id_, at in ((LATE, "2021-03-10 12:00:00"), (NEW, "2024-01-02 12:00:00"))
    ]
    force = force.filter(number.ne_missing(REMOVED)).with_columns(
        pl.when(number == CHANGED).then(pl.lit("Flight")).otherwise(reason).alias("Reason")
    )
    pl.concat([force, *added]).write_csv(raw / "force.csv")
    is_closed = pl.col("Complaint No") == CLOSED
    complaints.with_columns(
        pl.when(is_closed).then(pl.lit(text)).otherwise(pl.col(column)).alias(column)
        for column, text in (
            ("Closed", "2024-01-03"),
            ("Outcome", "Unfounded"),
            ("Finding", "Unfounded"),
        )
    ).write_csv(raw / "complaints.csv")


@pytest.fixture(scope="module")
def second(small_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vintage]:
    """The second published vintage of the small sample city, with a pack of its own.

    The pack adds totals, corrections and an explanation.
    """
    packs = tmp_path_factory.mktemp("packs")
    shutil.copytree(PACKS / "sample", packs / "sample")
    flagged = raw_rows(small_raw, "force.csv").filter(
        pl.col("Case Number").str.contains(r"^RV16-0000\d$")
    )
    (packs / "sample" / "reconciliation.toml").write_text(TOTALS, encoding="utf-8")
    (packs / "sample" / "corrections.toml").write_text(
        CORRECTIONS.format(rows=len(flagged)), encoding="utf-8"
    )
    (packs / "sample" / "revisions.toml").write_text(EXPLAINED, encoding="utf-8")
    raw = tmp_path_factory.mktemp("raw") / "sample"
    shutil.copytree(small_raw, raw)
    with at_home(tmp_path_factory.mktemp("home")), pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.config.PACKS", packs)
        build.build("sample", raw)
        publish.publish("sample")
        revise(raw)
        build.build("sample", raw)
        publish.publish("sample")
        yield open_city("sample")  # its checks are read from ACCORD_HOME


def rows_of(frame: pl.DataFrame, *columns: str) -> set[tuple[Any, ...]]:
    """Return some columns of a table as a set of rows."""
    return set(frame.select(columns).rows())


def test_revisions_tell_what_was_revised(second: Vintage) -> None:
    """One incident came late, one is gone, one has another reason, one complaint was closed.

    The incident after the first release's last day is new, not late.
    """
    revisions = reports.revisions(second)
    assert rows_of(revisions, "dataset", "kind", "field", "records", "months") == {
        ("force", "added", None, 1, 1),
        ("force", "removed", None, 1, 1),
        ("force", "changed", "reason", 1, 1),
        ("complaints", "changed", "closed_on", 1, 1),
        ("complaints", "changed", "disposition", 1, 1),
    }


def test_what_each_release_knew_of_a_month_is_handed_on(second: Vintage) -> None:
    """The first release's count of a month stands beside the second's, by the day each reached."""
    known = second.ask("reported_months", {"dataset": "force"})
    first, last = known["reached_on"].unique().sort()
    assert last == dt.date(2024, 1, 2)
    new = dt.date(2024, 1, 1)
    counts = {
        day: dict(rows.select("month", "records").iter_rows())
        for (day,), rows in known.group_by("reached_on")
    }
    assert counts[last].pop(new) == 1
    assert new not in counts[first]
    shared = counts[first].keys() & counts[last].keys()
    assert shared
    assert all(counts[first][month] == counts[last][month] for month in shared)


def test_revisions_are_explained_where_the_pack_can(second: Vintage) -> None:
    """The pack's explanation is next to the change it explains, and next to no other."""
    revisions = reports.revisions(second)
    explained = {"en": "Cancelled since.", "es": "Anulado después."}
    assert rows_of(revisions.filter(pl.col("text").is_not_null()), "kind", "text") == {
        ("removed", as_cell(explained))
    }


def test_revision_records_name_the_records(second: Vintage) -> None:
    """Each revision lists its records with the value before and the value now."""
    records = reports.revision_records(second, "force")
    assert rows_of(records, "record_id", "kind", "field", "value_before", "value_now") == {
        (LATE, "added", None, None, None),
        (REMOVED, "removed", None, None, None),
        (CHANGED, "changed", "reason", "Other", "Flight"),
    }
    closed = reports.revision_records(second, "complaints")
    assert rows_of(closed, "record_id", "field", "value_before", "value_now") == {
        (CLOSED, "closed_on", None, "2024-01-03"),
        (CLOSED, "disposition", "open", "unfounded"),
    }


def test_months_tell_which_were_revised(second: Vintage) -> None:
    """Late, removed and changed records count in their own month only."""
    months = reports.months(second, "force", "neighborhood")
    revised = months.filter(pl.any_horizontal(pl.col("late", "removed", "changed") > 0))
    assert rows_of(revised, "month", "late", "removed", "changed") == {
        (dt.date(2019, 3, 1), 0, 1, 0),
        (dt.date(2020, 3, 1), 0, 0, 1),
        (dt.date(2021, 3, 1), 1, 0, 0),
    }
    complaints = reports.months(second, "complaints", "neighborhood")
    assert complaints["changed"].sum() == 1  # two fields of one complaint


def test_months_hold_every_record(second: Vintage) -> None:
    """Eight years and the new month hold all incidents; the last two months are provisional."""
    months = reports.months(second, "force", "neighborhood")
    # 6,000, one gone, one late, one new
    assert (len(months), months["rows"].sum()) == (8 * 12 + 1, 6_000 - 1 + 2)
    assert months.filter("is_provisional")["month"].to_list() == [
        dt.date(2023, 12, 1),
        dt.date(2024, 1, 1),
    ]


def test_months_are_placed_as_planted(small_raw: Path, second: Vintage) -> None:
    """The shares placed, over all months, give the planted number of placed records."""
    truth = json.loads((small_raw / "truth.json").read_text(encoding="utf-8"))
    planted = truth["datasets"]["complaints"]["placed"]["district"]
    months = reports.months(second, "complaints", "district")
    placed_n = (months["rows"] * months["placed_share"].fill_nan(0).fill_null(0)).sum()
    assert placed_n == pytest.approx(planted["point"] + planted["field"])


def test_only_the_planted_gap_is_a_jump(second: Vintage) -> None:
    """Race in August 2018, planted as missing, is the only jump of any field and month."""
    fields = reports.fields(second)
    assert rows_of(fields.filter("is_jump"), "dataset", "field", "month", "filled") == {
        ("persons", "race", dt.date(2018, 8, 1), 0)
    }


def test_fields_not_published_are_left_out(second: Vintage) -> None:
    """A field that no record fills is absent from the table of months."""
    fields = reports.fields(second)
    published = rows_of(fields, "dataset", "field")
    assert ("force", "has_camera_footage") in published
    assert ("force", "is_person_killed") not in published
    assert ("allegations", "officer_race") not in published


def test_set_aside_accounts_for_every_row(small_raw: Path, second: Vintage) -> None:
    """Kept, unusable and merged rows of each file add up to the rows read."""
    truth = json.loads((small_raw / "truth.json").read_text(encoding="utf-8"))["datasets"]
    fates = reports.set_aside(second)
    sums = fates.group_by("file").agg(pl.col("rows").sum(), pl.col("rows_read").first())
    assert sums["rows"].to_list() == sums["rows_read"].to_list()
    reasons = fates.filter((pl.col("source") == "complaints") & (pl.col("fate") == "set_aside"))
    assert dict(reasons.select("reason", "rows").iter_rows()) == truth["complaints"]["set_aside"]


def test_reconciliation_holds_totals_against_ours(small_raw: Path, second: Vintage) -> None:
    """A published total is next to our count, here counted from the raw file."""
    ours = {
        event: raw_rows(small_raw, file)[column].str.extract(f"^({prefix}19-\\d+)$").n_unique() - 1
        for event, file, column, prefix in (
            ("force", "force.csv", "Case Number", "RV"),  # and one without: null
            ("complaints", "complaints.csv", "Complaint No", "C"),
        )
    }
    totals = reports.reconciliation(second)
    # the second release removed one incident of 2019
    assert rows_of(totals, "event", "published", "ours", "difference", "text", "link") == {
        (
            "force",
            700,
            ours["force"] - 1,
            ours["force"] - 1 - 700,
            as_cell({"en": "Counted by report.", "es": "Contado por informe."}),
            "https://example.org/2019",
        ),
        ("complaints", 300, ours["complaints"], ours["complaints"] - 300, None, None),
    }


def test_corrections_say_whether_they_hold(second: Vintage) -> None:
    """A correction holds if its fault has the expected rows; with no row it does not."""
    corrections = reports.corrections(second)
    assert dict(corrections.select("correction_id", "holds").iter_rows()) == {
        "holds": True,
        "mended": False,
    }
    assert corrections.filter(pl.col("correction_id") == "mended")["rows_n"].to_list() == [0]
    checks = {row["name"]: row["rows"] for row in reports.checks(second).to_dicts()}
    assert checks["corrections_hold"] == 1


def test_who_was_told_of_a_fault_stands_in_the_readers_language(second: Vintage) -> None:
    """A status in two languages is shown in the reader's; a single text is shown in both."""
    corrections = reports.corrections(second).sort("correction_id")
    english, spanish = (
        load(language).say_column(corrections["status"]) for language in ("en", "es")
    )
    assert english.to_list() == ["reported 2024-01", "reported"]
    assert spanish.to_list() == ["reported 2024-01", "informado"]


def test_unmapped_calls_are_listed_by_volume(sample_home: Path) -> None:
    """Call types without a category are listed with their calls, largest first."""
    with at_home(sample_home):
        vintage = open_city("sample")
    unmapped = reports.unmapped_calls(vintage)
    total = vintage.manifest.datasets["calls"].rows
    [(mapped,)] = vintage.reader.rows("select count(*) from calls where category <> 'unknown'")
    assert unmapped["calls"].to_list() == sorted(unmapped["calls"], reverse=True)
    assert int(unmapped["calls"].sum()) == total - mapped
    assert unmapped["share"].sum() == pytest.approx((total - mapped) / total)


def test_two_vintages_differ_where_files_were_revised(second: Vintage) -> None:
    """Months with a record more or less are named with both counts; what is the same is not."""
    first = open_city("sample", second.manifest.previous)
    found = changes(first, second)
    by_month = {
        (row["dataset"], row["month"]): row["now"] - row["before"]
        for row in found.months.to_dicts()
    }
    assert {key: more for key, more in by_month.items() if more} == {
        ("force", dt.date(2019, 3, 1)): -1,
        ("force", dt.date(2021, 3, 1)): 1,
        ("force", dt.date(2024, 1, 1)): 1,
    }
    assert found.kind == "patch"
    assert found.fields.added == found.fields.removed == []
    assert not found.is_read_otherwise
    back = changes(second, first)
    assert back.months["now"].to_list() == found.months["before"].to_list()
    for verdict in changed_verdicts(first, second):
        sides = [side.table["verdict"][0] for side in (verdict.before, verdict.now) if side]
        assert len(set(sides)) == len(sides)


def test_what_is_gone_is_a_major_change(second: Vintage) -> None:
    """A field or unit that a later vintage lacks or names otherwise is major, a new one minor."""
    first = open_city("sample", second.manifest.previous)
    city = replace(second.city, units={**second.city.units, "force": "force_report"})
    other = replace(second, manifest=replace(second.manifest, city=city), answers=Answers())
    found = changes(first, other)
    assert (found.kind, found.units_changed) == ("major", ["force"])
    fewer = replace(second.city, layers=second.city.layers[:1])
    earlier = replace(second, manifest=replace(second.manifest, city=fewer), answers=Answers())
    found = changes(earlier, second)
    assert found.kind == "minor"
    assert found.layers.added == [layer.id for layer in second.city.layers[1:]]
    assert changes(second, earlier).kind == "major"
