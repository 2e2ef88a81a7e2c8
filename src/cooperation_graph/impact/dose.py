"""More animation, more change? A rank correlation over territories; an association, whatever its p."""

from __future__ import annotations

from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.locale import N_

__all__ = ["DoseResponse", "dose_response"]

#: Orders are enumerated up to this many territories (40,320).
ENUMERATED = 8
TOO_FEW = N_("fewer than four territories, or the same dose everywhere: nothing can be said of more or less animation")


class DoseResponse(NamedTuple):
    """Spearman's correlation, its two-sided permutation p, territories, whether all orders were enumerated."""

    correlation: float
    p: float
    n: int
    exact: bool


def dose_response(
    changes: Any, dose: Any, *, draws: int = 9_999, rng: np.random.Generator | int | None = None
) -> DoseResponse:
    """Do territories with more animation change more?

    Parameters
    ----------
    changes
        Change of each territory, shape (G,).
    dose
        Months of animation, share of projects animated…, shape (G,).
    draws, rng
        Of the permutations, when there are more than eight territories.

    Returns
    -------
    DoseResponse
        Spearman's ρ with mid-ranks; p is the share of orders of the doses with |ρ| as large, the observed one included. What
        remains to say without comparison territories; where animation went is not chance, so it proves no cause.

    Raises
    ------
    Undefined
        Fewer than four territories, or a dose or change that does not vary.

    Examples
    --------
    >>> dose_response([0.1, 0.2, 0.3, 0.4, 0.5], [1, 2, 3, 4, 5])
    DoseResponse(correlation=1.0, p=0.016666666666666666, n=5, exact=True)
    """
    y, x = (pd.Series(np.asarray(side, dtype=float)).rank().to_numpy() for side in (changes, dose))
    n = len(y)
    if n < 4 or len(x) != n or np.isnan(x).any() or np.isnan(y).any() or np.ptp(x) == 0 or np.ptp(y) == 0:
        raise Undefined(TOO_FEW)
    x, y = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    exact = n <= ENUMERATED
    if exact:
        orders = np.array(list(permutations(range(n))))
    else:
        chance = np.random.default_rng(rng)
        orders = np.vstack([np.arange(n), chance.random((draws, n)).argsort(axis=1)])
    found = x[orders] @ y / n
    own = float(x @ y / n)
    return DoseResponse(round(own, 15), float((np.abs(found) >= abs(own) - 1e-9).mean()), n, exact)
