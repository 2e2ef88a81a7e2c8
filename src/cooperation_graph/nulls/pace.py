"""How many rounds of trades a graph needs between two draws, measured on short chains of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

__all__ = ["MOST", "pace"]

#: Draws are as good as independent when their cells are correlated less than this, or than this as far as a short chain can tell; no
#: graph waits longer than so many times.
INDEPENDENT, SEEN, MOST = 0.01, 0.02, 100


def pace(draw: Callable[[int, int], np.ndarray], sizes: np.ndarray, n_actors: int, block: int) -> int:
    r"""By how much to slow a chain so that its draws hardly depend on each other.

    What two matrices share, counted over cells, is a sum of as many small correlations as there are cells and hence known well from few
    draws. With C(k) what draws k apart share and C(∞) what draws of different blocks do, :math:`r = (C(1) - C(\infty)) /
    (C(0) - C(\infty))` is the lag-1 autocorrelation of cells. If all cells moved at one speed, :math:`\lceil \log .01 / \log r
    \rceil` times as many rounds would bring it under .01. Where some cells move slower than others it takes more: the slowed chain is
    measured in its turn, and slowed again, until r is .02 at most.

    Parameters
    ----------
    draw
        Lists of draws of the chain slowed so many times (first argument), so many (second), one a row: actors of its projects one
        after the other.
    sizes
        Actors of each project.
    n_actors
        Actors of the graph.
    block
        Draws made from one start.

    Returns
    -------
    int
        1 … 100.
    """
    slower = 1
    while slower < MOST:
        r = _correlation(draw(slower, 2 * block), sizes, n_actors, block)
        if r <= (INDEPENDENT if slower == 1 else SEEN):
            break
        times = np.log(INDEPENDENT) / np.log(r) if r < 1 else MOST
        slower = int(min(MOST, np.ceil(slower * times)))
    return slower


def _correlation(lists: np.ndarray, sizes: np.ndarray, n_actors: int, block: int) -> float:
    """Lag-1 autocorrelation of cells in the second halves of two blocks."""
    cells = np.sort(lists.astype(np.int64) + n_actors * np.repeat(np.arange(len(sizes)), sizes), axis=1)

    def share(first: int, second: int) -> int:
        return len(np.intersect1d(cells[first], cells[second], assume_unique=True))

    late = range(block // 2, block - 1)
    follow = np.mean([share(t, t + 1) for t in late] + [share(block + t, block + t + 1) for t in late])
    apart = np.mean([share(t, block + t) for t in late] + [share(t, block + t + 1) for t in late])
    free = cells.shape[1] - apart
    return float((follow - apart) / free) if free > 0 else 0.0
