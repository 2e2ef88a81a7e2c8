"""A mixed model for who asks for one: territories vary around their group, waves shift all of them, animation adds its part."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.errors import CooperationError, Undefined
from cooperation_graph.impact.did import TOO_FEW, Effect, t_effect
from cooperation_graph.locale import N_

__all__ = ["MixedModel", "mixed_model"]

MISSING = N_("the mixed model needs the package statsmodels: pip install 'cooperation-graph[models]'")


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
    CooperationError
        statsmodels is not installed.
    Undefined
        Fewer than two territories on one side.

    References
    ----------
    Bates, Mächler, Bolker & Walker 2015, J. Stat. Softw. 67:1 (lme4, whose values it has).
    """
    try:
        from statsmodels.regression.mixed_linear_model import MixedLM
    except ImportError as error:
        raise CooperationError(MISSING) from error
    table = panel.dropna(subset=["value"]).reset_index(drop=True)
    treated, after = table["treated"].to_numpy(dtype=float), table["after"].to_numpy(dtype=float)
    sides = table.groupby("territory")["treated"].first().astype(bool)
    sizes = int(sides.sum()), int((~sides).sum())
    if min(sizes) < 2:
        raise Undefined(TOO_FEW)
    waves = pd.get_dummies(table["wave"], drop_first=True).to_numpy(dtype=float)
    design = np.column_stack([treated * after, np.ones(len(table)), treated, waves])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a variance of 0 between territories is an answer, not a failure
        fit = MixedLM(table["value"].to_numpy(dtype=float), design, groups=table["territory"].to_numpy()).fit(reml=True, gtol=1e-10)
    effect = t_effect(float(fit.fe_params[0]), float(fit.bse_fe[0]), float(sum(sizes) - 2), sizes, "mixed model, REML", confidence)
    return MixedModel(effect, float(np.asarray(fit.cov_re)[0, 0]), float(fit.scale))
