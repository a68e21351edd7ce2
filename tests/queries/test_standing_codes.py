"""The caveats that always apply to the records of a city."""

from typing import Any

import pytest

from queries.declared.measures import caveats
from queries.vintage.cautions import PARTS, parts_of, standing_codes
from tests.manifests import made_up

OWN = {"force": "force_report_unit"}


@pytest.mark.parametrize(
    ("city", "dataset", "expected"),
    [
        ({"is_real": True}, "force", ["month_only"]),
        ({"is_real": True, "cautions": OWN}, "force", ["month_only", "force_report_unit"]),
        ({"is_real": True, "cautions": OWN}, "calls", ["month_only"]),
        ({"is_real": False}, "force", ["sample_city", "month_only"]),
        ({"is_real": True, "status": "catalogue"}, "force", ["from_catalogue", "month_only"]),
        (
            {"is_real": False, "status": "catalogue", "cautions": OWN},
            "force",
            ["sample_city", "from_catalogue", "month_only", "force_report_unit"],
        ),
    ],
)
def test_pack_caveats_precede_those_of_the_question_and_the_dataset(
    city: dict[str, Any], dataset: str, expected: list[str]
) -> None:
    """The caveats of the pack come first, then the codes of the question, then the dataset's."""
    assert standing_codes(made_up({}, **city).city, dataset, ["month_only"]) == expected


SPAN = {"first_on": "2020-01-01", "last_on": "2020-12-31", "settled_to": "2020-12-31"}
SUBSET = {"rates": False, "rates_reason": {"en": "Only calls of one beat."}}


@pytest.mark.parametrize(
    ("cautions", "span", "expected"),
    [
        ({}, SPAN, []),
        # a caveat that says nothing of a part
        ({"calls": "publisher_on_calls"}, SPAN, []),
        # another dataset's
        ({"complaints": "civilian_cases_only"}, SPAN, []),
        ({"calls": "offenses_left_out"}, SPAN, [caveats()["offenses_left_out"]]),
        ({}, {**SPAN, **SUBSET}, [SUBSET["rates_reason"]]),
        (
            {"calls": "offenses_left_out"},
            {**SPAN, **SUBSET},
            [SUBSET["rates_reason"], caveats()["offenses_left_out"]],
        ),
    ],
)
def test_a_part_is_called_a_part(
    cautions: dict[str, str], span: dict[str, Any], expected: list[dict[str, str]]
) -> None:
    """A dataset is a part if its source bars rates or the city's caveat says so."""
    assert parts_of(made_up({"calls": span}, cautions=cautions), "calls") == expected


def test_caveats_of_parts_are_declared() -> None:
    """Each caveat that calls records a part of all has its text."""
    assert set(PARTS) <= set(caveats())
