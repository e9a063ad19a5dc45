"""Percentile intervals by resampling (Efron 1979), all figures of a draw at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

DRAWS = 1000
SEED = 1
LEVEL = 0.95
_AT_ONCE = 4_000_000  # numbers of a block of draws: 32 MB


def bootstrap(
    count: int, figures: Callable[[np.ndarray], np.ndarray], draws: int = DRAWS, seed: int = SEED, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Figures of all ``count`` things, their lower and upper bounds, and in how many draws each was defined.

    >>> import numpy as np
    >>> data = np.array([[1.0], [2.0], [3.0], [6.0]])
    >>> value, low, high, defined = bootstrap(4, lambda times: times @ data / times.sum(1, keepdims=True))
    >>> float(value[0]), bool(low[0] < 3 < high[0]), int(defined[0])
    (3.0, True, 1000)

    ``figures`` takes a matrix draw x thing (how often a thing stands in a draw) and gives draw x figure. Draws in
    which a figure is undefined are left out of its interval. With one thing or none the bounds are NaN.
    """
    import numpy as np

    value = figures(np.ones((1, count)))[0]
    if count < 2 or draws < 1:
        nothing = np.full(value.shape, np.nan)
        return value, nothing, nothing, np.zeros(value.shape, int)
    rng = np.random.default_rng(seed)
    even = np.full(count, 1 / count)
    block = max(1, _AT_ONCE // count)
    sizes = [min(block, draws - done) for done in range(0, draws, block)]
    drawn = np.concatenate([figures(rng.multinomial(count, even, size).astype(float)) for size in sizes])
    defined = np.isfinite(drawn).sum(0)
    bounds = np.full((2, *value.shape), np.nan)
    some = defined > 0
    if some.any():
        bounds[:, some] = np.nanquantile(drawn[:, some], [(1 - level) / 2, (1 + level) / 2], axis=0)
    bounds[:, ~np.isfinite(value)] = np.nan
    return value, bounds[0], bounds[1], defined
