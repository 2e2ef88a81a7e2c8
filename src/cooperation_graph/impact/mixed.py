"""A mixed model for who asks for one: territories vary around their group, waves shift all of them, animation adds its part."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize

from cooperation_graph.errors import Undefined
from cooperation_graph.impact.did import TOO_FEW, Effect, t_effect

__all__ = ["MixedModel", "mixed_model"]

#: Ratios of standard deviations (between territories over inside them) among which the best one is looked for first.
RATIOS = np.concatenate([[0.0], np.geomspace(1e-3, 1e3, 121)])


class MixedModel(NamedTuple):
    """The effect, and the variances between territories and inside them."""

    effect: Effect
    between: float
    within: float


def mixed_model(panel: pd.DataFrame, *, confidence: float = 0.95) -> MixedModel:
    r"""Effect of animation by a linear mixed model, restricted maximum likelihood.

    Parameters
    ----------
    panel
        Columns ``territory, wave, value, treated, after``: `treated` says whether the territory is animated at some time, `after`
        whether the wave comes after the start.

    Returns
    -------
    MixedModel
        :math:`\delta` of :math:`y_{gt} = \alpha T_g + \beta_t + \delta T_g A_t + u_g + \varepsilon_{gt}`, with t on G − 2 degrees
        of freedom instead of the normal law; variances of u and ε. With two waves and no hole, :math:`\delta` is the difference of
        mean changes.

    Raises
    ------
    Undefined
        Fewer than two territories on one side.

    Notes
    -----
    With :math:`V = I + \rho ZZ'`, :math:`\rho = \sigma_u^2/\sigma^2`, and P the projection that takes fixed effects out, ρ solves
    :math:`(n - p)\, y'PZZ'Py = y'Py\, \mathrm{tr}(PZZ')`, or is 0; :math:`\sigma^2 = y'Py/(n - p)`; the covariance of fixed effects is
    :math:`\sigma^2 (X'V^{-1}X)^{-1}`, as in lme4.

    References
    ----------
    Bates, Mächler, Bolker & Walker 2015, J. Stat. Softw. 67:1 (lme4, whose values it has).
    """
    table = panel.dropna(subset=["value"]).reset_index(drop=True)
    treated, after = table["treated"].to_numpy(dtype=float), table["after"].to_numpy(dtype=float)
    sides = table.groupby("territory")["treated"].first().astype(bool)
    sizes = int(sides.sum()), int((~sides).sum())
    if min(sizes) < 2:
        raise Undefined(TOO_FEW)
    waves = pd.get_dummies(table["wave"], drop_first=True).to_numpy(dtype=float)
    design = np.column_stack([treated * after, np.ones(len(table)), treated, waves])
    y, n, p = table["value"].to_numpy(dtype=float), len(table), design.shape[1]
    if n <= p + 1 or np.linalg.matrix_rank(design) < p:
        raise Undefined(TOO_FEW)
    place = pd.factorize(table["territory"])[0]
    same = (place[:, None] == place[None, :]).astype(float)

    def fit(ratio: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        """Coefficients, their covariance over σ², P, and minus twice the restricted likelihood, at a ratio of standard deviations."""
        variance = np.eye(n) + ratio**2 * same
        inverse = np.linalg.inv(variance)
        bread = np.linalg.inv(design.T @ inverse @ design)
        projector = inverse - inverse @ design @ bread @ design.T @ inverse
        deviance = (n - p) * np.log(y @ projector @ y) + np.linalg.slogdet(variance)[1] - np.linalg.slogdet(bread)[1]
        return bread @ design.T @ inverse @ y, bread, projector, float(deviance)

    def slope(ratio: float) -> float:
        """Sign of the change of the restricted likelihood with the ratio; 0 where it is highest."""
        projector = fit(ratio)[2]
        carried = projector @ y
        return float((n - p) * (carried @ same @ carried) - (y @ carried) * (projector * same).sum())

    best = int(np.argmin([fit(ratio)[3] for ratio in RATIOS]))
    low, high = RATIOS[max(best - 1, 0)], RATIOS[min(best + 1, len(RATIOS) - 1)]
    ratio = float(optimize.brentq(slope, low, high, xtol=1e-15, rtol=1e-14)) if slope(low) > 0 > slope(high) else float(RATIOS[best])
    beta, bread, projector, _ = fit(ratio)
    within = float(y @ projector @ y) / (n - p)
    effect = t_effect(float(beta[0]), float(np.sqrt(within * bread[0, 0])), float(sum(sizes) - 2), sizes, "mixed model, REML", confidence)
    return MixedModel(effect, ratio**2 * within, within)
