"""What a pack or a file says is shown letter by letter; no browser fetches or runs any of it."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Dialog, Page, expect

from queries.paths import ROOT
from tests import hostile
from tests.browser.conftest import Visit, hearing, hosts_asked
from tests.browser.test_site import OF_NO_CITY, PAGES, open_page, take, unfold
from tests.browsing import free_port, served, wait_until_healthy

pytestmark = pytest.mark.browser

PIECES = (
    *hostile.SIGNS,
    *(
        "$$y$$",
        "$5 and $6",
        ":+1:",
        ":material_home:",
        ":streamlit:",
        ":help[z]",
        "::: y",
        ":small[x]",
    ),
    *(
        ":orange-badge[p]",
        ":blue-background[k]",
        "->",
        "<-",
        "--",
        ">=",
        "~=",
        "===",
        "---",
        "~~s~~",
    ),
    *(
        "www.example.com",
        "&amp;",
        "&#65;",
        "\\",
        "\\*",
        "[^1]",
        "[x]",
        "__f__",
        "<!-- k -->",
        "<b>",
    ),
    *("| a | b |\n|---|---|\n| 1 | 2 |", "\n\n    k", "\n```\nk\n```", "{a=b}", "!", "1. x", "- y"),
    *("10:30", "Note:", "O'Brien", "(x)", "1)", "\u00a0", "Peña", "a_b_c", "word"),
)
SHOWN = 200
"""Texts of random pieces, each shown in every way."""

SCRIPT = """
import json, sys
from pathlib import Path
import streamlit as st
from dashboard.parts import plain
from dashboard.words.markup import bold, joined
for position, text in enumerate(json.loads(Path(sys.argv[1]).read_text())):
    with st.container(key=f"text{position}"):
        plain.text(text)
    with st.container(key=f"points{position}"):
        plain.points([text])
    with st.container(key=f"bold{position}"):
        plain.text(joined(bold("w"), text))
    if position % 10 == 0:
        with st.container(key=f"header{position}"):
            plain.header(text)
        with st.container(key=f"takeaway{position}"):
            plain.takeaway(text)
        with st.container(key=f"caption{position}"):
            plain.caption(text)
        with st.container(key=f"warning{position}"):
            plain.warning(text)
        with st.container(key=f"radio{position}"):
            plain.radio("w", [text], str, label_visibility="collapsed", key=f"r{position}")
        with st.container(key=f"control{position}"):
            plain.segmented_control(
                "w", [text], str, label_visibility="collapsed", default=text, key=f"c{position}"
            )
        with st.container(key=f"button{position}"):
            plain.download_button(text, "", key=f"b{position}")
        with st.container(key=f"expander{position}"), plain.expander(text):
            st.text("w")
plain.text("The end")
"""
BEFORE = {"bold": "w ", "radio": "w", "control": "w"}
"""What stands before the text."""
MADE_OF_DATA = (
    "img, .katex, em, del, table, iframe, [role=img], pre, code, blockquote, mark, "
    "a[href]:not([href^='#'])"  # every heading has a link to itself
)


@pytest.fixture(scope="module")
def shown_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of a page that shows texts of random pieces in every way, and the texts."""
    folder = tmp_path_factory.mktemp("plain")
    dice = random.Random(20)  # noqa: S311 - a seed, so that a failure comes again
    texts = [
        *PIECES,
        *(
            dice.choice(("", " ")).join(dice.choices(PIECES, k=dice.randint(2, 5)))
            for _ in range(SHOWN)
        ),
    ]
    (folder / "texts.json").write_text(json.dumps(texts))
    (folder / "script.py").write_text(SCRIPT)
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(folder / "script.py")]
    settings = ["--server.port", str(port), "--server.headless", "true"]
    with (
        (folder / "log").open("w+b") as log,
        subprocess.Popen(
            [*command, *settings, "--", str(folder / "texts.json")],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=log,
        ) as server,
    ):
        try:
            wait_until_healthy(f"http://localhost:{port}", server, log)
            yield f"http://localhost:{port}", texts
        finally:
            server.terminate()


def as_read(text: str) -> str:
    """Return a text as a reader sees it: spaces in a row are one."""
    return re.sub(r"\s+", " ", text).strip()


def test_a_text_is_shown_letter_by_letter(page: Page, shown_texts: tuple[str, list[str]]) -> None:
    """In every way of showing it, the real frontend shows exactly the letters of a text."""
    site, texts = shown_texts
    page.goto(site)
    page.get_by_text("The end").wait_for()
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.get_by_role("radiogroup").last).not_to_have_text("")
    seen = page.locator('[class*="st-key-"]').evaluate_all(
        """all => all.map(part => [
            [...part.classList].find(name => name.startsWith("st-key-")).slice(7),
            (part.querySelector("summary [data-testid=stMarkdownContainer]") ?? part).textContent,
        ])"""
    )
    wrong, ways = [], set()
    for key, letters in seen:
        match = re.fullmatch(r"([a-z]{2,})(\d+)", key)
        if match is None:
            continue
        ways.add(match[1])
        text = as_read(texts[int(match[2])])
        if as_read(letters) != as_read(BEFORE.get(match[1], "") + text):
            wrong.append((match[1], text, as_read(letters)))
    assert wrong == []
    assert len(ways) == 11
    made = page.get_by_test_id("stMarkdownContainer").locator(MADE_OF_DATA)
    assert made.evaluate_all("all => all.map(part => part.outerHTML)") == []


@pytest.fixture(scope="module")
def hostile_site(hostile_home: Path) -> Iterator[str]:
    """The address of a site over a city whose pack and files try to be more than text."""
    with served(hostile_home) as address:
        yield address


OURS = "data:image/svg+xml;base64,"
"""The site's mark and small lines are drawn by us and hold no word."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_hostile_city_is_text(name: str, same_tab: Visit, hostile_site: str) -> None:
    """No page asks another host or makes anything of the signs; they are there to be read."""
    page = same_tab(1280)
    dialogs: list[str] = []

    def hear(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    with hosts_asked(page) as hosts, hearing(page, "dialog", hear):
        open_page(page, hostile_site, name, "area=12" if name == "your_neighborhood" else "")
        unfold(page)
    assert hosts <= {urlparse(hostile_site).netloc, ""}
    assert dialogs == []
    main = page.get_by_test_id("stMain")
    assert main.get_by_test_id("stException").count() == 0
    assert main.locator(f"img:not([src^='{OURS}'])").count() == 0
    strange = [hostile.ELSEWHERE, "javascript:", "mailto:"]
    targets = main.locator("a[href]").evaluate_all("all => all.map(link => link.href)")
    assert [target for target in targets if any(part in target for part in strange)] == []
    if name not in OF_NO_CITY:
        assert main.locator(".katex").count() == 0
        made = "strong, em, code, h1, h2, h3, h4, h5, h6, li, p, span, td"
        bare = main.locator(made).filter(has_text=re.compile(r"^\s*(b|c|h|hi|x2|😄)\s*$"))
        assert bare.all_inner_texts() == []
        text = as_read(main.inner_text())
        assert as_read(hostile.TEXT) in text
        assert re.findall(r".{60}\\.{60}", text) == []


def test_a_table_of_a_hostile_city_holds_no_formula(page: Page, hostile_site: str) -> None:
    """The CSV of a table has the word of the file as text."""
    open_page(page, hostile_site, "complaints")
    unfold(page)
    button = page.locator(".st-key-csv_complaints_allegations button")
    _, content = take(page, button)
    assert ",'=1+1 **b** $x^2$," in content.decode()
