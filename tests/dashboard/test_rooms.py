"""The rooms of force, complaints and calls, run without a browser on every kind of choice."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.words import load
from tests.conftest import at_home

WORDS = load("en")
ROOMS = ("use_of_force", "complaints", "calls")
pytestmark = pytest.mark.slow

CHOICES = [
    {},
    {"period": "last"},
    {"period": "2016"},
    {"period": "after.deescalation-2019", "area": "21"},
    {"period": "all", "area": "unknown"},
]


def room(name: str, language: str) -> None:
    """Show a page; Streamlit runs this function by its source."""
    from importlib import import_module  # noqa: PLC0415

    from dashboard.words import load  # noqa: PLC0415

    import_module(f"dashboard.views.{name}").show(load(language))


def run(home: Path, name: str, language: str = "en", **choices: str) -> AppTest:
    """Return a page after it ran with choices in its address."""
    app = AppTest.from_function(room, args=(name, language), default_timeout=120)
    for key, value in choices.items():
        app.query_params[key] = value
    with at_home(home):
        return app.run()


@pytest.mark.parametrize("choices", CHOICES, ids=str)
@pytest.mark.parametrize("name", ROOMS)
def test_a_room_begins_with_how_many(name: str, choices: dict[str, str], sample_home: Path) -> None:
    """Whatever is selected, the first heading asks how many and since when, and nothing fails."""
    app = run(sample_home, name, "es" if choices else "en", city="sample", **choices)
    assert not app.exception
    words = load("es" if choices else "en")
    assert app.header[0].value.replace("\\", "") == words.text("over_time.header")


def test_a_recording_change_between_two_periods_is_said(sample_home: Path) -> None:
    """Force was recorded otherwise in the year before: said over the panels, and not twice."""
    texts = [warning.value for warning in run(sample_home, "use_of_force", city="sample").warning]
    assert (
        len([text for text in texts if "What is recorded changed inside this period" in text]) == 1
    )


def test_what_most_calls_do_not_say_has_no_picture(cincinnati_home: Path) -> None:
    """Four in five of Cincinnati's calls do not say who started them: a sentence, and no panel."""
    app = run(cincinnati_home, "calls", city="cincinnati")
    assert not app.exception
    says = "Who started it is not known for 2,985 of 3,771 calls."
    assert any(says in text.value for text in app.markdown)
    panels = [element.proto.body for element in app.get("html")]
    assert any("The most frequent kind is" in panel for panel in panels)
    assert not any("Started most often" in panel for panel in panels)


def test_what_a_pack_does_not_give_is_said(new_orleans_home: Path) -> None:
    """New Orleans' pack does not say how to appeal; the page says so and has the source."""
    texts = [
        text.value for text in run(new_orleans_home, "complaints", city="new_orleans").markdown
    ]
    missing = f"{WORDS.text('complaints.way.appeal')}** {WORDS.text('complaints.way.not_given')}"
    assert any(missing in text.replace("\\", "") for text in texts)
