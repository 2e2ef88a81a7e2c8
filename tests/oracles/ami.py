"""Writes ami.json: adjusted mutual information by scikit-learn (run where it is installed, never by the tests)."""

import json
from importlib import metadata
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

rng = np.random.default_rng(4)
found = []
for n, k, m, mixed in ((6, 2, 3, 1.0), (12, 3, 3, 0.3), (30, 4, 6, 0.5), (60, 5, 5, 0.1), (60, 1, 4, 1.0), (200, 20, 7, 0.6)):
    first = rng.integers(k, size=n)
    second = np.where(rng.random(n) < mixed, rng.integers(m, size=n), first)
    found.append({"first": first.tolist(), "second": second.tolist(), "ami": adjusted_mutual_info_score(first, second)})
record = {"made by": f"tests/oracles/ami.py, scikit-learn {metadata.version('scikit-learn')}", "pairs": found}
Path(__file__).with_suffix(".json").write_text(json.dumps(record))
