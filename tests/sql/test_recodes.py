"""Words of a source as words of the dictionary, by the shared list and the city's own."""

import csv
import tomllib

import duckdb
import pytest

from data.config import packs, read_city
from data.register import load_codes
from queries.paths import ROOT


@pytest.mark.parametrize(
    ("city", "word", "sex"),
    [
        ("chicago", " female ", "female"),
        ("chicago", "Transgender Female", "unknown"),
        ("seattle", "Transgender Female", "other"),
        ("cincinnati", "TRANSGENDER FEMALE", "female"),
        ("cincinnati", "OTHER", "unknown"),
        ("cincinnati", None, "unknown"),
    ],
)
def test_a_word_is_read_as_the_city_reads_it(city: str, word: str | None, sex: str) -> None:
    """Case and spaces do not matter; a city adds words of its own, and no other city sees them."""
    con = duckdb.connect()
    load_codes(con, read_city(city))
    assert con.execute("select sex_of(?)", [word]).fetchall() == [(sex,)]


def test_every_recode_is_a_word_of_the_dictionary_in_capitals_and_once() -> None:
    """A word outside the vocabulary, in small letters or listed twice would never be right."""
    text = (ROOT / "data" / "dictionary.toml").read_text(encoding="utf-8")
    words = tomllib.loads(text)["vocabularies"]
    vocabularies = {"race": "race", "sex": "sex", "finding": "disposition"}
    own = [read_city(city).folder / "codes" / "recodes.csv" for city in packs()]
    for path in (ROOT / "data" / "recodes.csv", *own):
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        codes = [(row["vocabulary"], row["code"]) for row in rows]
        assert codes == list(dict.fromkeys(codes))
        assert all(code == code.strip().upper() for _, code in codes)
        assert [
            row for row in rows if row["word"] not in words[vocabularies[row["vocabulary"]]]
        ] == []
