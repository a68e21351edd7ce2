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
from queries.declared.measures import caveats, events, measures, short_caveats
from queries.declared.methods import methods
from queries.paths import ROOT, SQL
from tests.languages import LANGUAGES

CLAIMS = {
    "en": r"\beffects?\b|\bcaused?\b|\bproved?\b|\bproven\b|trend towards|because of",
    "es": r"\befectos?\b|\bcausó\b|\bprobado\b|\bdemostr|tendencia a|debido a",
}

EVERY_CAVEAT = (*caveats().values(), *short_caveats().values())


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
    texts += [measure.name[language] for measure in measures().values()]
    texts += [measure.sentence[language] for measure in measures().values()]
    texts += [caveat[language] for caveat in EVERY_CAVEAT]
    texts += [
        text[language]
        for method in methods()
        for text in (method.name, method.plain, method.limits)
    ]
    texts += [text[language] for method in methods() for text in method.in_tables.values()]
    claims = [text for text in texts if re.search(CLAIMS[language], text, re.IGNORECASE)]
    assert claims == []


@pytest.mark.parametrize("synonym", OTHER_NAMES)
def test_a_thing_has_one_name_in_spanish(synonym: str) -> None:
    """No text uses a second name for a term."""
    texts = [*load("es").texts.values(), *(caveat["es"] for caveat in EVERY_CAVEAT)]
    texts += [
        text["es"] for measure in measures().values() for text in (measure.name, measure.sentence)
    ]
    texts += [
        text["es"] for method in methods() for text in (method.name, method.plain, method.limits)
    ]
    terms = [term[part] for term in glossary.terms().values() for part in ("term", "meaning")]
    texts += [meaning["es"] for meaning in (*terms, *glossary.verdicts().values())]
    texts += [meaning["es"] for meaning in glossary.nouns().values()]
    pattern = synonym if synonym == "«|»" else rf"\b({synonym})\b"
    assert [text for text in texts if re.search(pattern, text, re.IGNORECASE)] == []


def test_every_text_is_used() -> None:
    """The code names every key, or the group of keys that it belongs to."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py")
    )
    keys = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)*)""", code))
    groups = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)*)\.\{""", code))
    groups |= set(re.findall(r"""["'](columns|[a-z_]+(?:\.[a-z_]+)+)["']""", code))
    groups |= set(re.findall(r"""words\.group\("([a-z_]+)"\)""", code))
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
    """The nouns and cautions of a pack have texts in both languages."""
    pack = read_city(city)
    nouns = {*pack.units.values(), *(event.noun for event in events().values())}
    for language in LANGUAGES:
        for noun in nouns:
            assert load(language).nouns(noun, 1) != load(language).nouns(noun, 2)
    for code in pack.cautions.values():
        assert set(caveats()[code]) == set(LANGUAGES)


def test_every_check_has_words() -> None:
    """Each check of a build has its rule in both languages."""
    checks = {path.stem for path in (SQL / "checks").glob("*.sql")}
    for language in LANGUAGES:
        keys = {key for key in load(language).texts if key.startswith("quality.checks.")}
        assert keys == {f"quality.checks.{check}" for check in checks}


def test_every_measure_can_be_spoken_of() -> None:
    """Each measure has its name, its sentence and its caveats in both languages."""
    for measure in measures().values():
        assert set(measure.name) == set(measure.sentence) == set(LANGUAGES)
        assert set(measure.caveats) <= set(caveats())
        counted_events = {measure.numerator, measure.denominator} - {"residents", "none"}
        assert counted_events <= set(events())


def test_parts_in_words() -> None:
    """Shares near 0 and 1 keep a digit; a share almost 0 or 1 gets < or >."""
    parts = (0.244, 0.0654, 0.0004, 0.0, 0.9954, 0.9996, 1.0, None)
    texts = [percent(part) for part in parts]
    expected = ["24 %", "6.5 %", "< 0.1 %", "0 %", "99.5 %", "> 99.9 %", "100 %", "–"]
    assert texts == [text.replace(" ", NO_BREAK) for text in expected]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_ends_before_a_percent_sign(language: str) -> None:
    """No line can break between a number and its percent sign, in texts, caveats and methods."""
    texts = [*load(language).texts.values(), *(caveat[language] for caveat in EVERY_CAVEAT)]
    texts += [text[language] for method in methods() for text in (method.plain, method.limits)]
    assert [text for text in texts if re.search(r"[\d}] %", text)] == []


def test_accents_do_not_sort_a_word_to_the_end() -> None:
    """Sorting by letter ignores accents and case."""
    terms = sorted(["veredicto", "área", "Azar", "apartado"], key=by_letter)
    assert terms == ["apartado", "área", "Azar", "veredicto"]


def test_the_toml_files_are_read_as_utf_8() -> None:
    """Spanish letters arrive whole."""
    assert load("es").text("language_name") == "Español"
