"""Workbook and file of Stata, read back by other programs with their labels."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import pyreadstat
import pytest
from xlsxwriter import Workbook

from dashboard.bundle import stata, workbook
from dashboard.bundle.columns import Column
from dashboard.bundle.forms import bundle
from queries.declared import dictionary
from queries.declared.fields import every_field, field
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage
from tests.hostile import SIGNS

MONTH = (dt.date(2020, 3, 1), dt.date(2020, 3, 31))


@pytest.fixture(scope="module")
def book(sample: Vintage) -> openpyxl.Workbook:
    """The workbook of one month of records, as another program reads it."""
    selection = Filter("sample", "complaints", sample.layer().id, *MONTH)
    content = b"".join(bundle(sample, selection, "es", form="xlsx"))
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_workbook_explains_itself(book: openpyxl.Workbook) -> None:
    """Records, dictionary, values and what they are stand on sheets of their own."""
    assert book.sheetnames == ["Registros", "Diccionario", "Valores", "Acerca de"]
    fields = [row[0].value for row in book["Diccionario"].iter_rows(min_row=2)]
    assert fields == [cell.value for cell in book["Registros"][1]]
    about = [row[0].value for row in book["Acerca de"].iter_rows() if row[0].value]
    assert any("Cómo citar" in text for text in about)


def test_a_workbook_has_the_rows_with_their_types(
    book: openpyxl.Workbook, complaints: Path
) -> None:
    """Each row of the CSV is there: days as days, yes and no as such, empty cells empty."""
    records = book["Registros"]
    names = [cell.value for cell in records[1]]
    rows = pl.read_csv(complaints / "data" / "complaints.csv", infer_schema=False).filter(
        pl.col("counted_on").str.starts_with("2020-03")
    )
    cells = [
        [_text(value) for value in row] for row in records.iter_rows(min_row=2, values_only=True)
    ]
    assert cells == [list(row) for row in rows.select(names).iter_rows()]
    first = dict(zip(names, next(records.iter_rows(min_row=2, values_only=True)), strict=True))
    assert isinstance(first["counted_on"], dt.datetime)


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case dt.datetime():
            return str(value.date())
    return str(value)


def test_no_text_becomes_a_formula_or_link(tmp_path: Path) -> None:
    """Hostile texts stay texts in a workbook."""
    path = tmp_path / "hostile.xlsx"
    texts = [*SIGNS, "=1+1", "+1", "@SUM(A1)", "https://example.org", "=" * 40_000]
    with Workbook(str(path), workbook.OPTIONS) as made:
        sheet = made.add_worksheet()
        for row, text in enumerate(texts):
            workbook._write(sheet, row, 0, text, None)
    cells = [row[0] for row in openpyxl.load_workbook(path).active.iter_rows()]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    assert cells[len(SIGNS)].value == "=1+1"


def test_stata_has_labels(force: Path) -> None:
    """Pandas and pyreadstat read names, labels of columns and of values, and days as days."""
    table, meta = pyreadstat.read_dta(force / "data" / "force.dta", apply_value_formats=True)
    records = pl.read_csv(force / "data" / "force.csv", infer_schema=False)
    assert list(table.columns) == records.columns
    assert meta.column_names_to_labels["reason"] == "reason"
    assert meta.variable_value_labels["is_person_injured"] == {0: "no", 1: "yes"}
    assert (table["placed_by"] == "from its point").sum() == (records["placed_by"] == "point").sum()
    assert (table["is_person_injured"] == "yes").sum() == (
        records["is_person_injured"] == "true"
    ).sum()
    assert [str(day) for day in table["occurred_on"]] == records["occurred_on"].to_list()
    with pd.io.stata.StataReader(force / "data" / "force.dta") as reader:
        other = reader.read(convert_categoricals=False)
        assert reader.variable_labels()["longitude"] == "longitude"
    assert other["rows_n"].tolist() == records["rows_n"].cast(pl.Float64).to_list()
    assert str(other["occurred_at"][0]) == records["occurred_at"][0]


def test_a_missing_number_and_yes_or_no_stay_missing(force: Path) -> None:
    """What the source does not say is missing in the file of Stata, not 0 and not no."""
    table = pd.read_stata(force / "data" / "force.dta", convert_categoricals=False)
    records = pl.read_csv(force / "data" / "force.csv", infer_schema=False)
    for name in ("has_camera_footage", "longitude"):
        missing = records[name].null_count()
        assert table[name].isna().sum() == missing > 0


def test_names_fit_into_stata() -> None:
    """A column's name has 32 letters or fewer."""
    assert [field.name for field in every_field() if len(field.name) > 32] == []


def test_a_label_is_cut_between_letters() -> None:
    """A label has at most so many bytes, and ends in an ellipsis where it was cut."""
    text = "número de días " * 10
    cut = stata.cut(text, stata.LABEL_BYTES)
    assert len(cut.encode()) <= stata.LABEL_BYTES
    assert cut.endswith("…")
    assert text.startswith(cut[:-1])
    assert stata.cut("día", stata.LABEL_BYTES) == "día"


def test_a_long_text_is_cut_for_stata(tmp_path: Path) -> None:
    """A text that no variable holds is cut, and others stay."""
    reason = Column(field("force", "reason"), "string", {}, 2, {}, {}, 2)
    texts = pl.DataFrame({"reason": ["ü" * 3_000, "short", None]})
    coded = texts.select(stata._coded(reason))["reason"].to_list()
    assert coded == ["ü" * stata.CUT_LETTERS + "…", "short", None]
    assert len(coded[0].encode()) <= stata.TEXT_BYTES
    pyreadstat.write_dta(pl.DataFrame({"reason": coded}), tmp_path / "long.dta")


def test_a_closed_list_has_one_code_per_value() -> None:
    """Codes of a vocabulary begin with 1, in the order of the dictionary."""
    words = {
        value: dictionary.word("disposition", value)
        for value in dictionary.vocabulary("disposition")
    }
    finding = Column(field("allegations", "finding"), "string", words, 0, {}, {}, 0)
    assert list(stata.codes(finding).values()) == list(range(1, len(words) + 1))
