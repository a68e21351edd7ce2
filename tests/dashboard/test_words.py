"""The words: two languages that say the same, nothing unused, nothing that claims too much."""

import re
import string
import tomllib

import pytest

from dashboard.words import NO_BREAK, by_letter, load
from dashboard.words.languages import ENGLISH, flat, folders, gaps, texts
from dashboard.words.records import percent
from data.config import packs, read_city
from queries.declared import glossary
from queries.declared.measures import caveats, events, measures
from queries.declared.methods import methods
from queries.paths import ROOT
from tests.languages import LANGUAGES

CLAIMS = {
    "en": r"\beffects?\b|\bcaused?\b|\bproved?\b|\bproven\b|trend towards|because of",
    "es": r"\befectos?\b|\bcausó\b|\bprobado\b|\bdemostr|tendencia a|debido a",
}


OTHER_NAMES = {
    r"margen|intervalo": "rango",
    r"raz[oó]n(es)?": "veces, tasa ÷ tasa, cociente: it is read as a reason",
    r"medid[oa]s? contra|denominador": "base",
    r"barrios?": "vecindario",
    r"oficial(es)?|policías": "agente",
    r"reclamos?|denuncias?": "queja",
    r"sectores policiales|sector de patrulla|rondas?": "zona de patrulla",
    r"precintos?": "comisaría",
    r"desescalada|desescalar": "calmar la situación",
    r"sustentadas?|sostenidas?": "confirmada",
    r"tendencias?": "meses en torno a la política, línea",
    r"efectiv[oa]s?": "en vigor, agente",
    r"«|»": "“ ”",
}
"""What a Spanish text may not say, and the one name that the thing has on this site."""


def placeholders(text: str) -> set[str]:
    """Return the names of the values a text takes."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_and_spanish_lack_nothing(language: str) -> None:
    """Each has every key of the words and every text of data/*.toml."""
    assert gaps(language) == []


@pytest.mark.parametrize("language", folders())
def test_a_language_has_no_text_that_english_lacks(language: str) -> None:
    """Every key stands in English too, and takes the same values there."""
    english = texts(folders()[ENGLISH])
    for key, text in texts(folders()[language]).items():
        if not key.startswith("written_in."):
            assert placeholders(text) == placeholders(english[key]), key


@pytest.mark.parametrize("language", folders())
def test_no_key_stands_in_two_files(language: str) -> None:
    """The files of a language share no key, so none overrides another in silence."""
    keys = []
    for path in folders()[language].glob("*.toml"):
        keys += [key for key, _ in flat(tomllib.loads(path.read_text(encoding="utf-8")))]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_claims_more_than_a_change(language: str) -> None:
    """No sentence, measure or caveat says that a policy made something happen."""
    texts = [*load(language).texts.values()]
    texts += [one.name[language] for one in measures().values()]
    texts += [one.sentence[language] for one in measures().values()]
    texts += [one[language] for one in caveats().values()]
    texts += [text[language] for one in methods() for text in (one.name, one.plain, one.limits)]
    texts += [text[language] for one in methods() for text in one.in_tables.values()]
    found = [text for text in texts if re.search(CLAIMS[language], text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("other", OTHER_NAMES)
def test_a_thing_has_one_name_in_spanish(other: str) -> None:
    """No text calls a thing by a second name."""
    texts = [*load("es").texts.values(), *(one["es"] for one in caveats().values())]
    texts += [text["es"] for one in measures().values() for text in (one.name, one.sentence)]
    texts += [text["es"] for one in methods() for text in (one.name, one.plain, one.limits)]
    told = [one[part] for one in glossary.terms().values() for part in ("term", "meaning")]
    texts += [one["es"] for one in (*told, *glossary.verdicts().values())]
    texts += [one["es"] for one in glossary.nouns().values()]
    pattern = other if other == "«|»" else rf"\b({other})\b"
    assert [text for text in texts if re.search(pattern, text, re.IGNORECASE)] == []


def test_every_text_is_used() -> None:
    """The code names every key, or the group of keys that it belongs to."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py")
    )
    keys = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)*)""", code))
    groups = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)*)\.\{""", code))
    groups |= set(re.findall(r"""["'](columns|[a-z_]+(?:\.[a-z_]+)+)["']""", code))
    unused = [
        key
        for key in load("en").texts
        if key not in keys
        and key.split(".", maxsplit=1)[0] not in groups
        and key.rsplit(".", maxsplit=1)[0] not in groups
    ]
    assert unused == []


@pytest.mark.parametrize("city", packs())
def test_every_unit_and_caution_of_a_city_has_words(city: str) -> None:
    """What a pack calls its records and warns of can be said in both languages."""
    pack = read_city(city)
    nouns = {*pack.units.values(), *(one.noun for one in events().values())}
    for language in LANGUAGES:
        for noun in nouns:
            assert load(language).nouns(noun, 1) != load(language).nouns(noun, 2)
    for code in pack.cautions.values():
        assert set(caveats()[code]) == set(LANGUAGES)


def test_every_measure_can_be_spoken_of() -> None:
    """Each measure has its name, its sentence and its caveats in both languages."""
    for one in measures().values():
        assert set(one.name) == set(one.sentence) == set(LANGUAGES)
        assert set(one.caveats) <= set(caveats())
        named = {one.numerator, one.denominator} - {"residents", "none"}
        assert named <= set(events())


def test_parts_in_words() -> None:
    """Parts near nothing and near all keep a digit; one that is not quite either is said so."""
    parts = (0.244, 0.0654, 0.0004, 0.0, 0.9954, 0.9996, 1.0, None)
    said = [percent(part) for part in parts]
    expected = ["24 %", "6.5 %", "< 0.1 %", "0 %", "99.5 %", "> 99.9 %", "100 %", "–"]
    assert said == [one.replace(" ", NO_BREAK) for one in expected]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_ends_before_a_percent_sign(language: str) -> None:
    """A number and its percent sign are never parted, in texts, caveats and methods."""
    texts = [*load(language).texts.values(), *(one[language] for one in caveats().values())]
    texts += [text[language] for one in methods() for text in (one.plain, one.limits)]
    assert [text for text in texts if re.search(r"[\d}] %", text)] == []


def test_accents_do_not_sort_a_word_to_the_end() -> None:
    """A list of words is in the order a reader looks for them in."""
    listed = sorted(["veredicto", "área", "Azar", "apartado"], key=by_letter)
    assert listed == ["apartado", "área", "Azar", "veredicto"]


def test_the_toml_files_are_read_as_utf_8() -> None:
    """Spanish letters arrive whole."""
    assert load("es").text("language_name") == "Español"
