"""Numbers of allegations are held against those of the complaints in other files."""

from collections.abc import Sequence

import duckdb
import pytest

from data.new_city.guess import Guess
from data.new_city.links import remember, unlinked
from data.new_city.profile import Column


def number(begins_again: str = "") -> Guess:
    """Return the guess that column Ref holds the number."""
    column = Column("Ref", frozenset({"a.csv"}), 4, 4, 4, 1.0, None, None, (), (), 0.0, ())
    return Guess("complaint_id", "id", "id", (column,), "a test", begins_again=begins_again or None)


def question(complaints: Sequence[str], allegations: Sequence[str], again: str = "") -> str | None:
    """Return what is asked where these numbers stand in the files."""
    con = duckdb.connect()
    for values in (complaints, allegations):
        con.execute(
            "create or replace temp table records as select unnest($values) \"Ref\", '2018' as y",
            {"values": list(values)},
        )
        if values is complaints:
            remember(con, number(again))
    return unlinked(con, number())


@pytest.mark.parametrize(
    ("complaints", "allegations", "words"),
    [
        (["007", "008"], ["7", "8"], "(0123 beside 123) 2 of them do"),
        (["C-1", "C-2"], ["c-1", "c-2"], "(ab-1 beside AB-1) 2 of them do"),
        (["1", "2"], ["8", "9"], "Is another column the number, or are complaints missing?"),
        # zeros in front tell two complaints apart, so that they cannot be dropped
        (["07", "7", "08"], ["008"], "Is another column the number"),
    ],
)
def test_numbers_without_a_complaint_are_asked_about(
    complaints: list[str], allegations: list[str], words: str
) -> None:
    """The question offers the way of writing that joins them, if there is one."""
    text = question(complaints, allegations)
    assert text is not None
    assert text.startswith(f"{len(allegations)} of {len(allegations)} numbers of 'Ref' stand in no")
    assert words in text


def test_numbers_that_begin_again_need_the_same_before_them() -> None:
    """A year before the complaints' numbers alone parts every allegation from its complaint."""
    assert "a year or the name of a file stands before them" in str(
        question(["1", "2"], ["1", "2"], again="raw.y")
    )


def test_numbers_that_stand_in_complaints_are_not_asked_about() -> None:
    """Neither linked numbers, nor spoiled ones, nor allegations without any complaint are asked."""
    assert question(["1", "2"], ["1", "2", "########"]) is None
    assert question([], ["1"]) is None
