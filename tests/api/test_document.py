"""The document describes what the interface does."""

import re
from html import unescape

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from dashboard.api import files, selecting
from dashboard.api.document import PREFIX, document
from dashboard.api.guide import FILE_PARAMETERS, FORM_SAYS
from dashboard.api.operations import OPERATIONS, VERSION, Operation
from dashboard.api.parameters import LANGUAGE
from dashboard.citing.page import FORMS
from queries.paths import ROOT
from queries.records.filters import PAGE
from tests.api.asking import SITE, get
from tests.web.asking import ask


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_answers_are_as_described(operation: Operation) -> None:
    """Whatever is asked, the answer has a described status, type and form, and is no fault of ours.

    A value that the document allows may still not go with another one.
    """
    schema = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", SITE)

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[operation.path]["GET"].as_strategy())
    def hold(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    hold()


def test_every_operation_is_described() -> None:
    """Each has a sentence and its parameters, each parameter a meaning; the page lists them too."""
    page = get("").text
    paths = document()["paths"]
    assert set(paths) == {operation.path for operation in OPERATIONS}
    for operation in OPERATIONS:
        told = paths[operation.path]["get"]
        assert told["summary"] == operation.says
        assert all(parameter["description"].endswith(".") for parameter in told["parameters"])
        assert f"GET {PREFIX}{operation.path}" in page
    assert "<script" not in page
    assert get("/").text == page


def test_every_question_stands_in_the_documentation() -> None:
    """docs/api.md names each address, by its end, in its table of questions."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    table = text[text.index("| question,") : text.index("Calls by categories")]
    ends = {operation.path.replace("{city}", "CITY").rsplit("/", 1)[-1] for operation in OPERATIONS}
    assert {end for end in ends if f"/{end}`" not in table} == set()


def test_the_page_tells_all_that_a_file_can_be_asked() -> None:
    """Every format and parameter of files, and every ending of a citation, stands on the page."""
    assert set(FORM_SAYS) == set(files.FORMS)
    assert set(FILE_PARAMETERS) == {VERSION.name, LANGUAGE.name, *selecting.NAMES}
    page = get("").text
    for name in (*FORM_SAYS, *FILE_PARAMETERS):
        assert f"<code>{name}</code>" in page
    assert all(f".{form}" in page for form in FORMS)


def test_every_address_of_the_page_answers() -> None:
    """Whoever begins at the front page gets to the interface, and from there to everything."""
    front = ask("/?city=sample", accept_language="es").text
    assert f'rel="service-doc" href="{PREFIX}"' in front
    assert f'<a href="{PREFIX}">' in front
    addresses = re.findall('<a href="(/[^"]+)"', get("").text)
    assert "/data/" in addresses
    for address in addresses:
        app = None if address == f"/{PAGE}" else SITE
        assert ask(unescape(address), "HEAD", app).status == 200, address
