"""Columns of a new city: none is left unread in silence, and one thing under two names is one."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from data.config import Source
from data.formats import header
from data.new_city.ethnicity import latino_values
from data.new_city.force_words import kinds_unread
from data.new_city.guess import Guess, guesses
from data.new_city.kin import are_kin, spelled_out
from data.new_city.persons_in_cells import persons_in_cells
from data.new_city.profile import Table, profile
from data.new_city.rivals import rivals
from data.read import read_source
from tests.data.test_new_city import text_profile

DAYS = [f"2018-01-{n:02d}" for n in range(1, 21)]


def table(tmp_path: Path, names: str, *rows: str) -> Table:
    """Return the profile of twenty records that repeat `rows` after a number and a day."""
    return _profiled(tmp_path, names, *rows)[1]


def _profiled(tmp_path: Path, names: str, *rows: str) -> tuple[duckdb.DuckDBPyConnection, Table]:
    lines = [f"F{n},{day},{rows[n % len(rows)]}" for n, day in enumerate(DAYS)]
    text = "\n".join([f"case_number,incident_date,{names}", *lines, ""])
    return text_profile(tmp_path, "f.csv", text)


def asked(profiled: Table, dataset: str = "force") -> tuple[dict[str, Guess], str]:
    """Return the guesses and the questions about what is not used."""
    best = guesses(dataset, profiled)
    used = frozenset(column.name for guess in best.values() for column in guess.columns)
    ethnic = frozenset(guess.ethnicity.name for guess in best.values() if guess.ethnicity)
    return best, " / ".join(rivals(dataset, profiled, best, used | ethnic))


@pytest.mark.parametrize(
    ("names", "rows", "taken"),
    [
        ("Disposition,DispositionText", ("RTF,REPORT TO FOLLOW", "GOA,GONE ON ARRIVAL"), 1),
        ("DispositionText,Disposition", ("REPORT TO FOLLOW,RTF", "GONE ON ARRIVAL,GOA"), 0),
        # the longer one is no text of the other
        ("Disposition,DispositionText", ("REPORT TO FOLLOW,R", "GONE ON ARRIVAL,G"), 0),
        ("Disposition,DispositionUnit", ("RTF,FIRST DISTRICT", "GOA,SECOND DISTRICT"), 0),
    ],
)
def test_the_text_is_taken_and_not_its_code(
    names: str, rows: tuple[str, ...], taken: int, tmp_path: Path
) -> None:
    """Of two columns named alike, of which one says that it is a text, and nothing is asked."""
    best, questions = asked(table(tmp_path, names, *rows), "calls")
    assert best["outcome"].columns[0].name == names.split(",")[taken]
    assert "which column is outcome" not in questions


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CIT_INJURE", ["citizen", "injured"]),
        ("SERVICE_TY", ["service", "type"]),
        ("CURRENT_BA", ["current", "badge"]),
        ("incident_x", ["incident", "x"]),
        ("CIT_INJURES", ["citizen", "injures"]),
        ("ALLEG", ["allegation"]),
        ("OFFICE", ["office"]),
        ("SUBJ_ETHN", ["subject", "race"]),
    ],
)
def test_names_that_are_cut_off_are_written_out(name: str, words: list[str]) -> None:
    """A cut word is written out if it begins one known word, and has ten letters or lost many."""
    assert spelled_out(name) == words


@pytest.mark.parametrize(
    ("names", "values", "is_one"),
    [
        (("FORCE_EFFECTIVE", "FORCE_EFFEC"), ("Yes", "No"), True),
        (("FORCE_EFFECTIVE", "FORCE_EFFEC"), ("Yes", "Taser"), False),
        (("Officer Race", "Subject Sex"), ("Yes", "Yes"), False),
        (("force_used_1", "force_used_2"), ("Yes", "Yes"), False),
    ],
)
def test_kin_need_names_and_values(
    tmp_path: Path, names: tuple[str, str], values: tuple[str, str], is_one: bool
) -> None:
    """Two columns are one only if both their names and their values agree."""
    columns = [
        next(c for c in table(tmp_path, name, f"{value}", "Yes").columns if c.name == name)
        for name, value in zip(names, values, strict=True)
    ]
    if values == ("Yes", "Taser"):
        columns[1] = next(
            c for c in table(tmp_path, names[1], "Taser", "Baton").columns if c.name == names[1]
        )
    assert are_kin(*columns) == is_one


def test_race_comes_from_races_and_ethnicity_adds_hispanic(tmp_path: Path) -> None:
    """The column whose values are known is the race, whatever the order of the alphabet."""
    whose = table(tmp_path, "Race,Subject Ethnicity", "White,Hispanic", "Black,Non-Hisp.")
    best, questions = asked(whose)
    assert best["person_race"].columns[0].name == "Race"
    assert "'Race', taken below, or 'Subject Ethnicity'" in questions  # whose race is not said
    same = table(tmp_path, "Subject Ethnicity,Subject Race", "Hispanic,White", "Non-Hisp.,Black")
    best, questions = asked(same)
    ethnicity = best["person_race"].ethnicity
    assert ethnicity is not None
    assert latino_values(ethnicity) == ("Hispanic",)
    assert questions == ""


def test_an_equal_choice_is_asked(tmp_path: Path) -> None:
    """Two columns that both name races are a question, never settled by the alphabet."""
    _, questions = asked(table(tmp_path, "Race,Race Reported", "White,Black", "Black,White"))
    assert questions == ""  # the shorter name is the plain one
    _, questions = asked(table(tmp_path, "Race A,Race B", "White,Black", "Black,White"))
    assert "which column is person_race: 'Race A', taken below, or 'Race B'" in questions


def test_the_officers_race_is_never_the_persons(tmp_path: Path) -> None:
    """A column of the officer is neither taken nor asked about as the person's."""
    best, questions = asked(table(tmp_path, "officer_race,officer_sex", "White,M", "Black,F"))
    assert not {"person_race", "person_sex"} & best.keys()
    assert questions == ""


@pytest.mark.parametrize(
    ("name", "values", "target"),
    [
        ("Number of Subjects Injured", ("few", "many"), "is_person_injured"),
        ("Apparent Descent Race", ("Black", "Martian"), ""),
        ("Subject Injured", ("", ""), ""),
    ],
)
def test_a_filled_column_that_could_be_core_is_asked(
    tmp_path: Path, name: str, values: tuple[str, str], target: str
) -> None:
    """A name of the contract with other values than expected is a question; an empty column not."""
    _, questions = asked(table(tmp_path, name, *values))
    assert (f"is one of these {target}" in questions) if target else questions == ""


def test_repeated_columns_are_one_list(tmp_path: Path) -> None:
    """Kinds of force in numbered columns are all read, also where later ones are nearly empty."""
    best, questions = asked(
        table(tmp_path, "force_used_1,force_used_2,force_used_3", "Taser,Baton,", "Baton,,Taser")
    )
    assert [column.name[-1] for column in best["force_type"].columns] == ["1", "2", "3"]
    assert "several([" in best["force_type"].sql
    assert questions == ""
    _, questions = asked(table(tmp_path, "Race 1,Race 2", "White,Black", "Black,White"))
    assert "several persons or things in one row" in questions


def test_several_kinds_in_a_cell_are_split_where_they_stand_alone(tmp_path: Path) -> None:
    """Parts that stand alone elsewhere are kinds of their own; else it is asked."""
    best, _ = asked(table(tmp_path, "force_type", "Taser; Baton", "Taser", "Baton"))
    assert best["force_type"].delimiter == ";"
    best, _ = asked(table(tmp_path, "force_type", "Grabbed; Locks", "Other"))
    assert best["force_type"].delimiter is None
    assert "several kinds of force in one cell" in (best["force_type"].decide or "")


def test_persons_in_one_cell_are_split_where_the_lists_agree(tmp_path: Path) -> None:
    """Parallel lists give persons; lists of other lengths, and a list alone, are asked."""
    names = "Subject Race,Subject Age"
    con, profiled = _profiled(tmp_path, names, '"Black,White,","19,22,"', "White,20")
    cells, questions = persons_in_cells(con, profiled, "force")
    assert cells is not None
    assert (cells.columns, cells.delimiter, questions) == (
        ("Subject Race", "Subject Age"),
        ",",
        (),
    )
    con, profiled = _profiled(tmp_path, names, '"Black,White","19,22,30"', "White,20")
    cells, questions = persons_in_cells(con, profiled, "force")
    assert cells is None
    assert "the lists agree in length in 0 of them" in questions[0]


def test_lists_of_persons_agree_where_a_year_renames_a_column(tmp_path: Path) -> None:
    """A column of another file has no list to agree with, and does not part the others."""
    for year, name in ((2018, "Subject Sex"), (2019, "Subject Gender")):
        text = f'Subject Race,{name}\n"B;W","M;F"\nB,M\n'
        (tmp_path / f"{year}.csv").write_text(text, encoding="utf-8")
    files = [tmp_path / "2018.csv", tmp_path / "2019.csv"]
    source = Source("force", "20*.csv", "a test", dt.date(2024, 1, 1), (), {}, {})
    con = duckdb.connect()
    read_source(con, source, files, 1)
    profiled = profile(con, "force", {path.name: header(con, path, source) for path in files})
    cells, questions = persons_in_cells(con, profiled, "force")
    assert cells is not None
    assert (sorted(cells.columns), questions) == (
        ["Subject Gender", "Subject Race", "Subject Sex"],
        (),
    )


def test_kinds_and_levels_under_other_names_are_asked(tmp_path: Path) -> None:
    """Values that name kinds or levels of force are a question where the names do not say so."""

    def questions(names: str, *rows: str) -> str:
        profiled = table(tmp_path, names, *rows)
        return " / ".join(kinds_unread("force", profiled, guesses("force", profiled), frozenset()))

    assert "do these hold the kinds of force" in questions("Description", "TASER", "BEANBAG SHOT")
    assert "'taser' ('0', '1'); 'firearm_used'" in questions("taser,firearm_used", "0,1", "1,0")
    levels = ("Level 1 - Use of Force", "Level 2 - Use of Force")
    assert "levels of force? They are taken for reason" in questions("Incident_Type", *levels)
    assert questions("force_type,reason", "Taser,Arrest", "Hands,Stop") == ""


def test_words_are_read_and_their_code_is_not_asked(tmp_path: Path) -> None:
    """A code beside its words is no choice: the words are read."""
    best, questions = asked(
        table(tmp_path, "finding_code,finding", "1,Sustained", "2,Unfounded"), "allegations"
    )
    assert best["finding"].columns[0].name == "finding"
    assert questions == ""
    best, questions = asked(table(tmp_path, "reason_code,reason_text", "1,Arrest", "2,Stop"))
    assert best["reason"].columns[0].name == "reason_text"
    assert questions == ""


def test_a_column_of_codes_is_no_text(tmp_path: Path) -> None:
    """Numbers that stand for words are asked about, with some of them, and never shown as words."""
    best, questions = asked(table(tmp_path, "incident_type,force_type", "9826,Taser", "9824,Hands"))
    assert "reason" not in best
    assert "is one of these reason, which no column was found for: 'incident_type'" in questions
    assert best["force_type"].columns[0].name == "force_type"


def test_the_day_of_completion_closes_a_complaint(tmp_path: Path) -> None:
    """`completion_date` is the day a complaint was closed, as `completed_date` is."""
    profiled = table(tmp_path, "received_date,case_completion_date", "2018-03-01,2018-04-01")
    assert guesses("complaints", profiled)["closed_on"].columns[0].name == "case_completion_date"
