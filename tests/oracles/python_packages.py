"""Writes python_packages.json: values of PySAL segregation and bctpy on inputs.json (run where they are installed)."""

import json
from importlib import metadata
from pathlib import Path

import bct
import numpy as np
import pandas as pd
from segregation import multigroup

HERE = Path(__file__).parent
INDICES = {
    "theil": "MultiInfoTheory", "dissimilarity": "MultiDissim", "divergence": "MultiDivergence", "exposure": "MultiNormExposure",
}  # fmt: skip
found = {}
for name, given in json.loads((HERE / "inputs.json").read_text()).items():
    matrix, codes = np.array(given["matrix"]), pd.factorize(np.array(given["groups"]), sort=True)[0]
    table = pd.DataFrame({f"g{s}": matrix[codes == s].sum(axis=0) for s in range(codes.max() + 1)})
    weights = (matrix @ matrix.T).astype(float)
    np.fill_diagonal(weights, 0)
    found[name] = {
        **{key: float(getattr(multigroup, kind)(table, list(table.columns)).statistic) for key, kind in INDICES.items()},
        "participation": bct.participation_coef(weights, codes + 1).tolist(),
        "participation_simple": bct.participation_coef((weights > 0) * 1.0, codes + 1).tolist(),
    }
versions = ", ".join(f"{package} {metadata.version(package)}" for package in ("segregation", "bctpy"))
(HERE / "python_packages.json").write_text(json.dumps({"made_by": f"tests/oracles/python_packages.py, {versions}", **found}))
