"""The caveats that always apply to the records of a city."""

from typing import Any

import pytest

from queries.vintage.cautions import standing_codes
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
