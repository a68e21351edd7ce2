"""A page's title before and after its script has run, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import hearing
from tests.browsing import new_visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("what-changed?city=sample", "What changed · Rivermont (sample city, not real) · Accord"),
        (
            "what-changed?city=sample&lang=es",
            "Qué cambió · Rivermont (ciudad de muestra, no real) · Accord",
        ),
        ("glossary", "Glossary · Accord"),
        ("?city=nowhere", "Overview · Accord"),
    ],
)
def test_the_title_stays(address: str, title: str, page: Page, sample_site: str) -> None:
    """The served title is that of the tab once the page has run; the policy refuses nothing."""
    messages: list[str] = []
    with hearing(page, "console", lambda message: messages.append(message.text)):
        response = page.goto(f"{sample_site}/{address}")
        assert response is not None
        assert f"<title>{title}</title>" in response.text()
        # the served page has a title and a heading too: the script must have run
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        expect(page.locator("h1").first).to_be_visible()
        expect(page).to_have_title(title)
    assert [text for text in messages if "Content Security Policy" in text] == []


def test_a_browser_without_script_is_told(browser: Browser, sample_site: str) -> None:
    """The page says what it is, and its links lead to the other pages."""
    context = new_visitor(browser, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{sample_site}/calls?city=sample")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Calls for service")
    tab.get_by_role("link", name="What changed").click()
    expect(tab).to_have_title("What changed · Rivermont (sample city, not real) · Accord")
    context.close()
