"""Writes impact_inputs.json: synthetic tables of territories on which outside packages were run (the JSON is the record)."""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def two_waves(seed, n1, n0, *, spread=1.0, effect=0.1):
    """Levels before and after; the treated first, `spread` times as noisy as the others."""
    rng = np.random.default_rng(seed)
    noise = np.where(np.arange(n1 + n0) < n1, spread, 1.0) * 0.1
    before = rng.normal(0.5, 0.1, n1 + n0)
    after = before + 0.03 + rng.normal(0, noise) + effect * (np.arange(n1 + n0) < n1)
    return {"treated": n1, "before": before.round(6).tolist(), "after": after.round(6).tolist()}


def many_waves(seed, starts, waves, *, shock=0.05, holes=0):
    """Long table: territory, wave, value, start (0: never); `holes` rows taken out at random."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0.5, 0.1, len(starts))
    rows = [
        (f"T{k:02d}", t, round(float(level[k] + 0.02 * t + 0.04 * max(0, t - start + 1) * (start > 0) + rng.normal(0, shock)), 6), start)
        for k, start in enumerate(starts) for t in range(1, waves + 1)
    ]  # fmt: skip
    for place in sorted(rng.choice(len(rows), holes, replace=False).tolist(), reverse=True):
        del rows[place]
    territory, wave, value, start = map(list, zip(*rows, strict=True))
    return {"territory": territory, "wave": wave, "value": value, "start": start}


def estimates(seed, k, tau):
    """Values, sampling variances, one covariate."""
    rng = np.random.default_rng(seed)
    variance, x = rng.uniform(0.02, 0.2, k) ** 2, rng.normal(0, 1, k)
    value = rng.normal(0.6 + 0.05 * x, np.sqrt(variance + tau**2))
    return {"value": value.round(6).tolist(), "variance": variance.round(8).tolist(), "x": x.round(6).tolist()}


def projects(seed, territories, each, slope):
    """Projects of territories in two waves: quality, mixing, size."""
    rng = np.random.default_rng(seed)
    columns = {"territory": [], "wave": [], "mixing": [], "size": [], "quality": []}
    for g in range(territories):
        pull = rng.normal(0, 0.5)
        for wave in (1, 2):
            for _ in range(int(rng.integers(3, each))):
                mixing, size = round(float(rng.uniform()), 6), int(rng.integers(2, 9))
                quality = 3 + pull + slope * mixing + 0.1 * np.log(size) + rng.normal(0, 0.4) + 0.3 * pull * mixing
                for name, value in zip(columns, (f"T{g:02d}", wave, mixing, size, round(float(quality), 6)), strict=True):
                    columns[name].append(value)
    return columns


(HERE / "impact_inputs.json").write_text(json.dumps({
    "made_by": "tests/oracles/impact_inputs.py: synthetic, drawn at random",
    "two_waves": {
        "even": two_waves(1, 8, 8), "uneven": two_waves(2, 15, 5), "few": two_waves(3, 4, 12, spread=2.0),
        "two": two_waves(4, 2, 10), "seven": two_waves(5, 5, 7, spread=0.5),
    },
    "staggered": {
        "cohorts": many_waves(6, [2] * 3 + [4] * 5 + [5] * 4 + [0] * 6, 6),
        "late": many_waves(7, [3] * 6 + [4] * 4 + [6] * 5 + [0] * 2, 6, shock=0.1),
        "everyone": many_waves(8, [2] * 5 + [3] * 4 + [5] * 6, 5),
    },
    "panels": {
        "two": many_waves(9, [2] * 5 + [0] * 7, 2), "four": many_waves(10, [3] * 6 + [0] * 6, 4),
        "five": many_waves(13, [4] * 5 + [0] * 9, 5), "holes": many_waves(11, [3] * 7 + [0] * 8, 4, holes=9),
    },
    "estimates": {
        "alike": estimates(14, 15, 0.0), "different": estimates(15, 15, 0.2), "few": estimates(16, 6, 0.1), "many": estimates(17, 30, 0.1),
    },
    "projects": {"plain": projects(18, 9, 9, 0.4), "few": projects(19, 5, 16, 0.0)},
    "p": [0.001, 0.2, 0.03, 0.03, 0.9, 0.012, 0.5, 0.049],
    "shares": {"numerator": [12, 20, 3, 30, 8, 0, 17, 25, 9, 14], "denominator": [20, 31, 12, 37, 21, 6, 30, 26, 25, 22]},
}))  # fmt: skip
