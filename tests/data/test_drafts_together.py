"""Drafts in which several things meet: merged cells over a total, persons in cells, lost dates."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from data.config import Source
from data.read import read_source
from queries.errors import BadInput
from tests.drafting import accept, draft, published

HEADER = "Case Number,Incident Date,Force Type,Subject Race,Subject Age\n"
FIRST = dt.date(2018, 1, 1)


def day(at: int) -> dt.date:
    """Return a day for each record, three apart."""
    return FIRST + dt.timedelta(days=3 * at)


@pytest.mark.slow
def test_a_total_under_merged_cells_is_no_record(own_packs: Path, tmp_path: Path) -> None:
    """Blank cells belong to the record above; the word Total is no record."""
    rows = [
        row
        for at in range(40)
        for row in (f"F{at},{day(at)},Taser,Black,{20 + at}\n", f",,Strike,Black,{20 + at}\n")
    ]
    raw = tmp_path / "raw"
    raw.mkdir()
    text = HEADER + "".join([*rows, "Total,,,,80\n"])
    (raw / "force.csv").write_text(text, encoding="utf-8")
    drafted = draft(own_packs, raw)
    assert any("are these merged cells" in question for question in drafted.questions)
    accept(drafted)
    assert published(drafted)["force_incidents"] == 40


@pytest.mark.slow
def test_rows_with_several_persons_are_counted_once(own_packs: Path, tmp_path: Path) -> None:
    """A question about numbers counts rows of the file, not the persons in their cells."""
    rows = [
        f'{"" if at % 3 == 0 else f"F{at}"},{day(at)},Taser,"Black,White","{20 + at},30"\n'
        for at in range(60)
    ]
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "force.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    questions = " ".join(draft(own_packs, raw).questions)
    assert "20 of 60 rows have no 'Case Number'" in questions
    assert "each as a record of its own 60" in questions
    assert "by row 60" in questions


@pytest.mark.parametrize("columns", [{}, {"Incident Date": "date"}])
def test_rows_of_two_files_are_copies_only_with_a_date(
    columns: dict[str, str], tmp_path: Path
) -> None:
    """Without a date the same rows in two files may be two years; a date tells them apart."""
    text = HEADER + "".join(f"{at},{day(at)},Taser,Black,30\n" for at in range(40))
    paths = [tmp_path / f"force_{year}.csv" for year in (2018, 2019)]
    for path in paths:
        path.write_text(text, encoding="utf-8")
    source = Source("force", "force_*.csv", "a test", FIRST, ("%Y-%m-%d",), {}, columns)
    if columns:
        with pytest.raises(BadInput, match="stand twice"):
            read_source(duckdb.connect(), source, paths, 1)
    else:
        assert len(read_source(duckdb.connect(), source, paths, 1)) == 2
