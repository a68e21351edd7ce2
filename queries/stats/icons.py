"""The icon of a signal on a control chart, given the better direction."""

import numpy as np
from numpy.typing import NDArray


def icons(is_high: NDArray[np.bool_], is_low: NDArray[np.bool_], better: str) -> NDArray[np.str_]:
    """Return improvement, concern, neutral or common_cause per point, of any shape.

    `better` is the measure's direction: down, up or neutral. Raises KeyError for another word.
    """
    when_high, when_low = {
        "down": ("concern", "improvement"),
        "up": ("improvement", "concern"),
        "neutral": ("neutral", "neutral"),
    }[better]
    return np.select([is_high, is_low], [when_high, when_low], "common_cause")
