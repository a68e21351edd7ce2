"""A city whose names try to be more than text changes nothing but words on its public pages."""

import re
from pathlib import Path

import pytest

from dashboard.edition.export import made
from data import build, publish
from queries import warehouse
from tests.edition.pages import POLICY
from tests.hostile import ELSEWHERE, write_pack, write_raw

pytestmark = [pytest.mark.slow, pytest.mark.whole_city]


def test_hostile_names_stay_text(
    home: Path, small_raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No element, script or address comes from a name of a pack or of an area."""
    write_pack(tmp_path / "packs")
    write_raw(small_raw, tmp_path / "raw")
    monkeypatch.setenv("ACCORD_PACKS", str(tmp_path / "packs"))
    build.build("sample", tmp_path / "raw")
    publish.publish("sample")
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
