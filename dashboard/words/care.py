"""Officer wellbeing and crisis response in words."""

from dashboard.words import Words
from dashboard.words.records import share_words
from queries.declared.measures import measures
from queries.records import care
from queries.records.care import KnownShare
from queries.vintage.catalog import Vintage

OF_CALLS = ("calls_crisis", "other_team")
"""What only records of calls tell."""


def assaults_line(found: KnownShare | None, words: Words) -> str:
    """Return how often a reason for force is an assault on an officer; empty if none says so."""
    if found is None:
        return ""
    nouns = words.nouns(found.part.vintage.unit(measures()["force"]))
    reasons = "; ".join(f"“{reason}”" for reason in found.reasons)
    return words.text("care.assaults", nouns=nouns, reasons=reasons, **_numbers(found, words))


def other_team_line(found: KnownShare | None, words: Words) -> str:
    """Return how many crisis calls another team answered; empty if no call names one."""
    return words.text("care.other_team", **_numbers(found, words)) if found else ""


def untold(vintage: Vintage, words: Words) -> list[str]:
    """Return what the city's records do not tell of the topic, and what no such record tells."""
    told = {measure.id for measure in care.supported(vintage)}
    is_told = {
        **{name: name in told for name in care.MEASURES},
        "assaults": care.assaults(vintage) is not None,
        "other_team": care.other_team(vintage) is not None,
    }
    lacking = [name for name, is_so in is_told.items() if not is_so]
    if "calls" not in vintage.manifest.datasets:
        lacking = [*(name for name in lacking if name not in OF_CALLS), "calls"]
    lines = [words.text(f"care.none.{name}") for name in lacking]
    return [*lines, words.text("care.none.outcomes"), words.text("care.none.wellbeing")]


def _numbers(found: KnownShare, words: Words) -> dict[str, str]:
    return {
        "n": words.number(found.row["n"] or 0),
        "total": words.number(found.row["total"] or 0),
        "share": share_words(found.row),
        "first": words.month(found.part.period.first),
        "last": words.month(found.part.period.last),
    }
