"""The document describes what the interface does."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from dashboard.api.document import PREFIX, document
from dashboard.api.operations import OPERATIONS, Operation
from tests.api.asking import SITE, get


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
