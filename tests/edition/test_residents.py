"""What residents say, and what they named as concerns, stand in the public edition too."""

from pathlib import Path

from dashboard.edition.addresses import places
from dashboard.edition.export import made
from dashboard.words import load
from queries.vintage.catalog import open_city
from tests.conftest import at_home


def test_surveys_and_priorities_stand_on_the_public_pages(small_home: Path) -> None:
    """The front page, an area, a policy's measure and Policies have them, in both languages."""
    with at_home(small_home):
        vintage = open_city("sample")
        first: dict[str, str] = {}
        for path, place in places(vintage).items():
            if place.area or place.page != "your_neighborhood":
                first.setdefault(place.page, path)
        names = ("overview", "your_neighborhood", "what_changed", "policies")
        paths = {name: first[name] for name in names}
        pages, _ = made("sample", vintage.vintage, ("en", "es"), None, list(paths.values()))
    for language in ("en", "es"):
        words = load(language)
        texts = {name: pages[f"{language}/{path}"].decode() for name, path in paths.items()}
        for name, text in texts.items():
            assert words.text("residents.title") in text, name
        listed = words.text("priorities.says")
        assert [name for name, text in texts.items() if listed in text] == list(names[:2])
        assert words.text("priorities.no_record") in texts["overview"]
