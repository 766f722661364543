"""Names for the narrow arrays that hold many answers in little memory."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

ItemArray = NDArray[np.int32]
ScoreArray = NDArray[np.uint8]
# Whole numbers of any width, as they come from a file.
AnyArray = NDArray[Any]
