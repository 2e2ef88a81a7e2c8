"""How many rounds of trades a graph needs between two draws, measured on a short chain of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

__all__ = ["MOST", "pace"]

#: Draws are as good as independent when their cells are correlated less than this; no graph waits longer than so many times.
INDEPENDENT, MOST = 0.01, 20


def pace(draw: Callable[[int], np.ndarray], sizes: np.ndarray, n_actors: int, block: int) -> int:
    r"""By how much to slow a chain so that its draws hardly depend on each other.

    What two matrices share, counted over cells, is a sum of as many small correlations as there are cells and hence known well from few
    draws. With C(k) what draws k apart share and C(∞) what draws of different blocks do, :math:`r = (C(1) - C(\infty)) /
    (C(0) - C(\infty))` is the lag-1 autocorrelation of cells, and :math:`\lceil \log .01 / \log r \rceil` times as many rounds
    bring it under .01.

    Parameters
    ----------
    draw
        Lists of so many draws of the chain as it is, one a row: actors of its projects one after the other.
    sizes
        Actors of each project.
    n_actors
        Actors of the graph.
    block
        Draws made from one start.

    Returns
    -------
    int
        1 … 20.
    """
    lists = draw(2 * block).astype(np.int64)
    cells = np.sort(lists + n_actors * np.repeat(np.arange(len(sizes)), sizes), axis=1)

    def share(first: int, second: int) -> int:
        return len(np.intersect1d(cells[first], cells[second], assume_unique=True))

    late = range(block // 2, block - 1)
    follow = np.mean([share(t, t + 1) for t in late] + [share(block + t, block + t + 1) for t in late])
    apart = np.mean([share(t, block + t) for t in late] + [share(t, block + t + 1) for t in late])
    free = cells.shape[1] - apart
    r = (follow - apart) / free if free > 0 else 0.0
    if r <= INDEPENDENT:
        return 1
    return int(min(MOST, np.ceil(np.log(INDEPENDENT) / np.log(r)))) if r < 1 else MOST
