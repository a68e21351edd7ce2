"""Pure statistics: arrays in, tables of arrays out; no files and no imports from other rooms."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Table = dict[str, NDArray[Any]]
"""Columns by name, all of one length; `method` says how each row was computed."""
