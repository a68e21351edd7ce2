"""A facilitator's spreadsheet: each mistake is one line, and nothing is taken by halves."""

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.meeting import comments
from dashboard.words import load
from data.agreements import AGREEMENT, REQUESTS, faults, folder_of
from data.new_agreement import SHEET, new_agreement
from data.requests_sheet import read_sheet
from data.toml_text import as_toml
from queries.declared.reading import read_toml
from queries.errors import BadInput

POLICY = "deescalation-2019"
CLAUSES = ["slow-down-first", "duty-to-step-in"]
SPANISH = ("Grupo", "Fecha", "Petición", "Cláusula", "Respuesta", "Motivo", "Fuente")
HEADER = "Group,Date,Request,Clause,Answer,Reason,Answered on,Source,Link"
MISTAKES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("|2018-09-18|Ask first|slow-down-first|Taken up|||S|", (", group: it is blank",)),
    (
        "Mrs. Doe|18/9/2018|Ask twice|slow-down|Maybe|||S|example.org",
        (
            ", group: “Mrs. Doe” names a person; write the group or the office",
            ", date: “18/9/2018” is no day; write it as 2018-12-31",
            ", clause: “slow-down” is none of: slow-down-first, duty-to-step-in",
            ", answer: “Maybe” is none of: taken up, taken up in part, not taken up, "
            "no answer is known",
            ", link: “example.org” is no address; write it as https://example.org/page",
        ),
    ),
    (
        "Youth council|2018-09-18|||Not taken up||2018-01-01||",
        (
            ", request: it is blank",
            ", answered on: 2018-01-01 is before the request, 2018-09-18",
            ", source: it is blank",
        ),
    ),
    (
        "Youth council||Ask\u202e thrice||In part|||S|https://",
        (
            ", request: it has a character that cannot be seen (U+202E); write the text by hand",
            ", clause: it must say which clause took it up",
            ", link: “https://” is no address; write it as https://example.org/page",
        ),
    ),
    (
        "Parents|2018-09-18|Report every stop|slow-down-first|Taken up|||S|",
        (", request: the same request stands in row 3",),
    ),
    (
        "Shops||Light the square||No answer is known|a\x1b[31m||javascript:alert(1)||more|\x1bz",
        (
            ", reason: it has a character that cannot be seen (U+001B); write the text by hand",
            ", source: “javascript:alert(1)” is no address of the web; "
            "write where this can be read",
            ": “more” stands under no heading; move it, or take it out",
            ": “U+001Bz” stands under no heading; move it, or take it out",
        ),
    ),
)
"""Rows with mistakes, and what is said of each after its number."""

RIGHT = (
    "Parents,2018-09-18,Report every stop,slow-down-first,Taken up,It says so,2019-01-28,Minutes,"
)


def written(folder: Path, *lines: str) -> Path:
    """Return a CSV file of lines."""
    path = folder / "requests.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Return a workbook of rows; days are days in it."""
    with xlsxwriter.Workbook(path, {"default_date_format": "d mmm yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_a_workbook_and_a_file_give_the_same(tmp_path: Path) -> None:
    """Days of a workbook, semicolons, blank rows and either language's header are read."""
    day = dt.date(2018, 9, 18)
    row = ["Madres", day, "Anotar todo", "slow-down-first", "Incorporada en parte", "", "acta"]
    book, _ = read_sheet(workbook(tmp_path / "a.xlsx", [SPANISH, row, [""], row[:0]]), CLAUSES)
    cells = [*row[:1], "2018-09-18", *row[2:]]
    lines = (";".join(SPANISH), ";".join(map(str, cells)), ";;")
    file, mistakes = read_sheet(written(tmp_path, *lines), CLAUSES)
    assert mistakes == []
    assert book == file
    assert book == [
        {
            "group": {"es": "Madres"},
            "on": day,
            "text": {"es": "Anotar todo"},
            "clause": "slow-down-first",
            "answer": "in_part",
            "source": "acta",
        }
    ]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (",2018-09-18,R,slow-down-first,Taken up,,,S,", "row 3, group: it is blank"),
        ("G,9/18/2018,R,slow-down-first,Taken up,,,S,", "row 3, date: “9/18/2018” is no day"),
        ("G,,R,slow-down,Taken up,,,S,", "row 3, clause: “slow-down” is none of"),
        ("G,,R,,in part,,,S,", "row 3, clause: it must say which clause took it up"),
        ("G,,R,,maybe,,,S,", "row 3, answer: “maybe” is none of: taken up,"),
        ("Mrs. Doe,,R,,not taken up,,,S,", "row 3, group: “Mrs. Doe” names a person"),
        ("G,2018-09-18,R,,not taken up,,2018-01-01,S,", "row 3, answered on: 2018-01-01 is before"),
        ("G,,R,,not taken up,,,S,example.org", "row 3, link: “example.org” is no address; write"),
        (RIGHT, "row 3, request: the same request stands in row 2"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, row: str, line: str) -> None:
    """A line names the row as the spreadsheet counts it, the column as it is headed, and why."""
    requests, mistakes = read_sheet(written(tmp_path, HEADER, RIGHT, row), CLAUSES)
    assert len(requests) == 1
    assert len(mistakes) == 1
    assert mistakes[0].startswith(line)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_sheet_full_of_mistakes_is_told_whole(tmp_path: Path, own_pack: Path, form: str) -> None:
    """Each mistake is a line with row and heading, in the sheet's order, and nothing is taken."""
    before = (folder_of(own_pack, POLICY) / REQUESTS).read_bytes()
    # blank rows count, as they do in the spreadsheet
    rows = [[], HEADER.split(","), RIGHT.split(","), [], *(row.split("|") for row, _ in MISTAKES)]
    path = tmp_path / f"requests.{form}"
    if form == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        workbook(path, rows)
    command = ["agreement", "import", "sample", POLICY, str(path), "--replace"]
    result = CliRunner().invoke(app, command)
    expected = [
        f"row {row}{line}" for row, (_, lines) in enumerate(MISTAKES, start=5) for line in lines
    ]
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        *expected,
        f"{len(expected)} to correct; nothing was taken.",
    ]
    assert (folder_of(own_pack, POLICY) / REQUESTS).read_bytes() == before


def test_another_sheet_is_not_left_out_silently(tmp_path: Path) -> None:
    """A second sheet with anything in it is named; one that is blank is none."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Requests")
        for row, line in enumerate((HEADER, RIGHT)):
            sheet.write_row(row, 0, line.split(","))
        book.add_worksheet("Blank")
        hidden = book.add_worksheet("Second night")
        hidden.write(3, 3, "One more")
        hidden.hide()
    requests, mistakes = read_sheet(path, CLAUSES)
    assert len(requests) == 1
    assert mistakes == [
        "sheet “Second night”: it is not read; move it into a file of its own, or delete it"
    ]


def test_the_name_of_a_file_is_one_line(tmp_path: Path, own_pack: Path) -> None:
    """A line break in a file's name would end the comment that names it: it is refused."""
    before = (folder_of(own_pack, POLICY) / REQUESTS).read_bytes()
    path = written(tmp_path, HEADER, RIGHT).rename(tmp_path / "a\n[[requests]].csv")
    command = ["agreement", "import", "sample", POLICY, str(path), "--replace"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert "U+000A" in result.stderr
    assert (folder_of(own_pack, POLICY) / REQUESTS).read_bytes() == before


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (
            HEADER.replace("Answer,", "Anwser,"),
            "row 1: the heading “Anwser” is unknown; is it “answer”?",
        ),
        (HEADER.replace("Link", "Date"), "row 1: the heading “Date” stands twice"),
        (HEADER.replace("Source,", ","), "row 1: there is no column “source”"),
    ],
)
def test_a_wrong_header_is_told_first(tmp_path: Path, header: str, line: str) -> None:
    """Without its columns no row can be read, so that only the header's mistakes are told."""
    requests, mistakes = read_sheet(written(tmp_path, header, RIGHT, "G,,,,,,,,"), CLAUSES)
    assert requests == []
    assert line in mistakes


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    """A file in another encoding, and a workbook that is none, end in one message."""
    path = tmp_path / "a.csv"
    path.write_bytes("Petición".encode("latin-1"))
    with pytest.raises(BadInput, match="cannot be read as a table"):
        read_sheet(path, CLAUSES)
    with pytest.raises(BadInput, match="cannot be read as a table"):
        read_sheet(path.rename(tmp_path / "a.xlsx"), CLAUSES)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Quotes, backslashes and line breaks of a cell stand in the TOML as they were."""
    row = 'G "x" \\ {y},2018-09-18,"a, ""b""",slow-down-first,taken up,,,S,https://h.org/?a=1'
    requests, mistakes = read_sheet(written(tmp_path, HEADER, row), CLAUSES)
    assert mistakes == []
    path = tmp_path / REQUESTS
    path.write_text(as_toml("From a.csv", {"requests": requests}), encoding="utf-8")
    assert read_toml(path)["requests"] == requests
    assert requests[0]["group"] == {"en": 'G "x" \\ {y}'}


def test_the_command_takes_all_or_nothing(tmp_path: Path, own_pack: Path) -> None:
    """With mistakes the file of requests stays; without, it is replaced, but only when asked to."""
    target = folder_of(own_pack, POLICY) / REQUESTS
    before = target.read_bytes()
    command = ["agreement", "import", "sample", POLICY]
    wrong = written(tmp_path, HEADER, RIGHT, "G,,R,,maybe,,,S,", ",,R,,not taken up,,,S,")
    result = CliRunner().invoke(app, [*command, str(wrong), "--replace"])
    assert result.exit_code == 2
    assert "row 3, answer" in result.output
    assert "row 4, group" in result.output
    assert "2 to correct; nothing was taken." in result.output
    right = written(tmp_path, HEADER, RIGHT)
    assert CliRunner().invoke(app, [*command, str(right)]).exit_code == 2
    assert target.read_bytes() == before
    result = CliRunner().invoke(app, [*command, str(right), "--replace"])
    assert result.exit_code == 0, result.output
    assert [request["group"] for request in read_toml(target)["requests"]] == [{"en": "Parents"}]
    assert CliRunner().invoke(app, ["agreement", "check", "sample"]).exit_code == 0
    target.write_text(target.read_text(encoding="utf-8").replace("taken_up", "yes"))
    result = CliRunner().invoke(app, ["agreement", "check", "sample"])
    assert result.exit_code == 2
    assert "requests[0], answer" in result.output


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_new_agreement_can_be_filled_in(tmp_path: Path, language: str) -> None:
    """The folder stands in progress without a fault, and its spreadsheet has only a header."""
    files = new_agreement(tmp_path, "night-walks", language, comments(load(language)))
    assert [file.name for file in files] == [AGREEMENT, SHEET]
    assert list(faults(tmp_path, [])) == []
    assert read_sheet(files[1], []) == ([], ["row 2: there is no request under the header"])
    with pytest.raises(BadInput):
        new_agreement(tmp_path, "night-walks", language, comments(load(language)))
    with pytest.raises(BadInput):
        new_agreement(tmp_path, "../x", language, comments(load(language)))


def test_the_lines_of_a_new_agreement_are_those_that_are_read(tmp_path: Path) -> None:
    """With its marks taken away, the commented file is an agreement with blank texts alone."""
    path = new_agreement(tmp_path, "night-walks", "en", comments(load("en")))[0]
    lines = path.read_text(encoding="utf-8").splitlines()
    body = [line.removeprefix("# ") for line in lines[5:]]
    path.write_text("\n".join([*lines[:5], *body]), encoding="utf-8")
    found = [str(fault).splitlines()[0] for fault in faults(tmp_path, [])]
    assert found
    assert all("no table of languages" in message for message in found)
