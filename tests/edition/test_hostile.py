"""A city whose names try to be more than text changes nothing but words on its public pages."""

import re
from pathlib import Path

import pytest

from dashboard.edition.export import made
from queries import warehouse
from tests.edition.pages import POLICY
from tests.hostile import ELSEWHERE

pytestmark = [pytest.mark.slow, pytest.mark.whole_city]


def test_hostile_names_stay_text(hostile_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No element, script or address comes from a name of a pack or of an area."""
    monkeypatch.setenv("ACCORD_HOME", str(hostile_home))
    vintage = warehouse.current("sample")
    assert vintage
    paths = ("index.html", "policies.html", f"what-changed/{POLICY}/force.html")
    pages, shared = made("sample", vintage, ("en",), "https://live.example.org", paths)
    for path, content in (pages | shared).items():
        if path.endswith((".csv", ".json")):  # no browser takes these for a page
            continue
        text = content.decode()
        assert "onerror" not in re.sub(r"(&lt;|\\u003c)img[^<]*", "", text), path
        assert f'"http://{ELSEWHERE}' not in text, path
        assert 'href="javascript' not in text, path
    assert "&lt;img src=http" in pages[f"en/{paths[2]}"].decode()
