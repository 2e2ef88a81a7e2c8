"""Criterion of governance, written before the code: `make check-statistics`.

`lead_concentration` is unbiased: |mean − truth| < .005 with 5 projects a territory, for leadership spread evenly, like in the field
(a truth of .149) and concentrated. With 40,000 territories the standard error is below .0013: an unbiased estimate fails with
probability below 2e-4. The naive index, Σ (n_i/P)², is printed: at 5 projects it is .17 too high.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.graph import build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.survey.tables import Survey

TERRITORIES, PROJECTS = 40_000, 5
SHARES = {
    "even": np.full(10, 0.1),
    "field": np.array([0.28, 0.16, 0.12, 0.1, 0.08, 0.07, 0.06, 0.05, 0.04, 0.04]),
    "concentrated": np.array([0.6, 0.2, 0.1, 0.1]),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHARES)
def test_lead_concentration_has_no_bias_with_few_projects(kind: str) -> None:
    share = SHARES[kind]
    truth = float((share**2).sum())
    leads = np.random.default_rng(11).choice(len(share), (TERRITORIES, PROJECTS), p=share)
    place = np.repeat(np.arange(TERRITORIES), PROJECTS)
    table = pd.DataFrame({
        "territory": pd.Series(place).astype("str"), "wave": "1", "actor": "a" + pd.Series(leads.ravel()).astype("str"),
        "project": "p" + pd.Series(np.arange(leads.size)).astype("str"), "role": "lead",
    }).astype("str")  # fmt: skip
    found = measure(build_graphs(Survey(participations=table)), ["lead_concentration"], null=None, interval=None).frame["value"]
    assert found.notna().all()
    counts = np.stack([(leads == k).sum(axis=1) for k in range(len(share))], axis=1)
    naive = ((counts / PROJECTS) ** 2).sum(axis=1).mean()
    print(f"{kind}: truth {truth:.3f}, unbiased {found.mean():.4f} ± {found.std() / np.sqrt(TERRITORIES):.4f}, naive {naive:.3f}")
    assert abs(found.mean() - truth) < 0.005
    assert abs(naive - truth) > 0.05
