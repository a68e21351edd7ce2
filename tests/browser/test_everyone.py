"""The narrowest phone, twice the size, a keyboard alone, no motion, another language, paper."""

import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.words import load
from tests.browser.conftest import Visit
from tests.browser.test_site import open_page, settle
from tests.browsing import new_visitor

pytestmark = pytest.mark.browser

VARIED = (
    "overview",
    "what_changed",
    "use_of_force",
    "policies",
    "monthly_review",
    "get_the_data",
    "data_quality",
)
"""Pages that together have every kind of element: cards, maps, bars, grids, forms, tables."""
WIDER = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
    .filter(one => !one.closest('[data-testid=stDataFrame], pre'))
    .map(one => one.tagName + ' ' + one.textContent.slice(0, 60))"""
"""Elements wider than the window; tables and addresses scroll inside their own frame."""
CUT = """() => [...document.querySelectorAll('[data-testid=stMain] :is(a, button, p, li) *')]
    .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
    .filter(one => getComputedStyle(one).textOverflow === 'ellipsis')
    .map(one => one.textContent)"""
"""Text cut by an ellipsis: links, buttons and text must be readable whole."""
FOCUSED = """() => {
    const one = document.activeElement;
    const name = one.getAttribute('aria-label');
    const text = one.matches('a, button, summary') ? one.innerText : one.tagName;
    return (name || text).split('\\n').map(line => line.trim()).filter(line => line);
}"""
"""The name of the focused element, in lines: an icon's name is a separate line."""
MOST_TABS = 60
PAPER = (718, 1047)
"""A4 with a browser's own margins, in CSS pixels."""
PRINTED = """() => [...document.querySelectorAll('[data-testid=stSelectbox]')].map(one => {
    const whole = getComputedStyle(one, '::after').content.slice(1, -1);
    const list = one.querySelector('input');
    return [list.value, list.checkVisibility() ? 'a list' : whole.replaceAll('\\\\"', '"')];
})"""
"""The selected option of each list, and the text that is printed instead of the list."""
PARTED = """() => [
    ...[...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3)')]
        .filter(one => getComputedStyle(one).breakAfter !== 'avoid'),
    ...[...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
        .filter(one => getComputedStyle(one).breakInside !== 'avoid'
            || one.offsetHeight > 0.85 * window.innerHeight),
].map(one => one.tagName + ' ' + one.textContent.slice(0, 60))"""
"""Titles that may end a printed page, and charts that may be cut or fill a whole page."""


@pytest.fixture(
    scope="module",
    params=[(name, language) for name in VARIED for language in ("en", "es")],
    ids="-".join,
)
def shared_page(
    request: pytest.FixtureRequest, same_tab: Visit, sample_site: str
) -> tuple[Page, str]:
    """A page and its language, opened once for tests that resize it and press nothing."""
    name, language = request.param
    page = same_tab(320, 640)
    open_page(page, sample_site, name, f"lang={language}")
    return page, language


@pytest.mark.accessibility("narrow")
def test_nothing_is_wider_than_the_narrowest_phone(shared_page: tuple[Page, str]) -> None:
    """At 320 pixels (a desktop window at 400 %) nothing is cut or scrolls sideways."""
    page, _ = shared_page
    resize(page, 320, 640)
    assert page.evaluate(WIDER) == []
    assert page.evaluate(CUT) == []


@pytest.mark.accessibility("zoom")
def test_a_page_at_twice_its_size(shared_page: tuple[Page, str]) -> None:
    """A desktop window at 200 %, 640 pixels wide, shows the whole page within its width."""
    page, _ = shared_page
    resize(page, 640, 450)
    assert page.evaluate(WIDER) == []


@pytest.mark.accessibility("keyboard")
def test_the_keyboard_alone_is_enough(page: Page, sample_site: str) -> None:
    """Tab reaches menu, page, list and table in visual order, and keys open them."""
    open_page(page, sample_site, "overview")
    labels = _tab_to(page, "For the department")
    pages = ["Overview", "Your neighborhood", "What changed", "Topics", "For the department"]
    assert labels[:2] == ["Skip to main content", "MAIN"]
    assert [label for label in labels if label in pages] == pages
    page.keyboard.press("Enter")
    link = page.get_by_test_id("stPopoverBody").get_by_role("link", name="Compare neighborhoods")
    expect(link).to_be_visible()
    _tab_to(page, "Compare neighborhoods")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Compare neighborhoods")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Data", exact=True).focus()
    labels = _tab_to(page, "Measure")
    order = [label for label in labels if label in {"English", "City", "Policy", "Measure"}]
    assert order == ["English", "City", "Policy", "Measure"]
    page.keyboard.type("Complaints per 1,000")
    expect(page.get_by_role("option", name="Complaints per 1,000 calls")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Complaints per 1,000")
    settle(page)
    expect(page).to_have_url(re.compile("measure=complaints_per_calls"))
    open_page(page, sample_site, "what_changed")
    _tab_to(page, "Table")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-fold_series").get_by_test_id("stDataFrame")).to_be_visible()


@pytest.mark.accessibility("keyboard")
def test_a_chart_can_be_walked_by_keys_in_both_languages(page: Page, sample_site: str) -> None:
    """From the chart's row, Enter opens its outline, and arrows lead from the title to a point."""
    for language, axes, series in (
        ("en", "Axes", "All points"),
        ("es", "Ejes", "Todos los puntos"),
    ):
        open_page(page, sample_site, "what_changed", f"lang={language}")
        _tab_to(page, load(language).text("walk.label"))
        page.keyboard.press("Enter")
        tree = page.locator(".st-key-outline_series").get_by_role("tree")
        expect(tree).to_be_visible()
        tree.get_by_role("treeitem").first.focus()
        page.keyboard.press("ArrowDown")
        expect(tree.get_by_role("treeitem", name=axes)).to_be_focused()
        page.keyboard.press("End")
        points = tree.get_by_role("treeitem", name=series)
        expect(points).to_be_focused()
        for key in ("ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        expect(points.get_by_role("treeitem").first).to_be_focused()
        page.keyboard.press("ArrowLeft")
        expect(points).to_be_focused()


@pytest.mark.accessibility("language")
def test_streamlit_speaks_the_readers_language(page: Page, sample_site: str) -> None:
    """On a Spanish page a search without a hit, and what a screen reader hears, are Spanish."""
    open_page(page, sample_site, "what_changed", "lang=es")
    box = page.get_by_role("combobox", name="Medida")
    box.fill("zzzz")
    expect(page.get_by_text("No hay resultados")).to_be_visible()
    english = [f"[aria-label='{text}'], [title='{text}']" for text in load("en").group("borrowed")]
    expect(page.locator(", ".join(english))).to_have_count(0)


@pytest.mark.accessibility("focus")
def test_what_has_the_focus_is_seen_to_have_it(page: Page, sample_site: str) -> None:
    """Each element that Tab reaches at the head of a page has a focus ring or border."""
    open_page(page, sample_site, "what_changed")
    style = "one => { const s = getComputedStyle(one); return s.outline + s.boxShadow; }"
    button = page.get_by_role("button", name="Topics")
    before = button.evaluate(style)
    _tab_to(page, "Topics")
    assert button.evaluate(style) != before


@pytest.mark.accessibility("motion")
def test_nothing_moves_for_those_who_want_no_motion(browser: Browser, sample_site: str) -> None:
    """With reduced motion a settled page has no animation that still runs."""
    context = new_visitor(browser, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, sample_site, "what_changed")
    running = "document.getAnimations().filter(one => one.playState === 'running').length"
    assert page.evaluate(running) == 0
    context.close()


@pytest.mark.accessibility("language")
def test_a_page_says_in_which_language_it_is(page: Page, sample_site: str) -> None:
    """The lang attribute follows the language, also after a switch."""
    open_page(page, sample_site, "what_changed", "lang=es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("radio", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_chart_can_be_had_as_a_picture(language: str, page: Page, sample_site: str) -> None:
    """A chart can be saved as PNG by keyboard in both languages, wide enough for paper."""
    open_page(page, sample_site, "what_changed", f"lang={language}")
    label = load(language).text("figures.picture")
    charts = page.get_by_test_id("stVegaLiteChart")
    buttons = page.get_by_role("button", name=label)
    expect(buttons).to_have_count(charts.count())
    buttons.first.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 1_400
    assert height > 500
    assert download.value.suggested_filename.endswith(".png")


@pytest.mark.accessibility("print")
def test_paper_has_what_can_be_read_there(shared_page: tuple[Page, str]) -> None:
    """A printed page has no buttons, whole names, and titles next to uncut charts."""
    page, language = shared_page
    words = load(language)
    resize(page, *PAPER)
    titles = [words.text(f"menus.{name}") for name in ("topics", "department", "researchers")]
    titles += [words.text("share.label"), words.text("figures.picture"), words.text("figures.csv")]
    buttons = page.get_by_role("button", name=re.compile("|".join(titles)))
    expect(buttons.first).to_be_visible()
    page.emulate_media(media="print")
    expect(buttons).to_have_count(0)
    expect(page.get_by_role("radio", name="English")).to_have_count(0)
    lists = page.evaluate(PRINTED)
    assert [text for _, text in lists] == [option for option, _ in lists] != []
    assert page.evaluate(PARTED) == []
    about = page.get_by_test_id("stExpander").last.get_by_text(words.text("header.source"))
    # a month has no room for all that is said about its sources; they are named under its table
    named = page.get_by_text(words.group("figures")["source"].partition("{")[0])
    source = named if page.locator(".accord-month").count() else about
    assert source.first.evaluate("one => one.checkVisibility({ contentVisibilityAuto: true })")


def resize(page: Page, width: int, height: int) -> None:
    """Give an open page another window on a screen, and wait until it is drawn for it."""
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("() => new Promise(requestAnimationFrame)")
    settle(page)


def _tab_to(page: Page, label: str) -> list[str]:
    """Press Tab until `label` has the focus; return the names of all focused elements."""
    labels: list[str] = []
    while label not in labels:
        assert len(labels) < MOST_TABS, labels
        page.keyboard.press("Tab")
        lines = page.evaluate(FOCUSED)
        labels.append(label if label in lines else lines[0])
    return labels
