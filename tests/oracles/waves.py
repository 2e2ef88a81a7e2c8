"""Writes waves.json: small pairs of waves (synthetic) that the reference tools of change were run on."""

import json
from pathlib import Path

import numpy as np


def waves() -> dict[str, dict[str, list]]:
    """Name → participations (actors × projects) and roster of both waves, the silent of the later one, blocks of actors ("" for none)."""
    rng = np.random.default_rng(52)
    found = {}

    def add(name: str, before: np.ndarray, after: np.ndarray, roster: tuple[np.ndarray, np.ndarray] | None = None, silent: tuple[int, ...] = ()):
        n = len(before)
        here = np.ones((2, n), dtype=bool) if roster is None else np.array(roster)
        blocks = []
        for k, one in enumerate((before, after)):
            codes = rng.integers(4, size=n) if n > 6 else np.arange(n) % 2
            blocks.append([f"{'cd'[k]}{code}" if there else "" for code, there in zip(codes, here[k] & one.any(axis=1), strict=True)])
        found[name] = {
            "from": before.astype(int).tolist(), "to": after.astype(int).tolist(), "roster_from": here[0].tolist(), "roster_to": here[1].tolist(),
            "silent_to": list(silent), "blocks_from": blocks[0], "blocks_to": blocks[1],
        }  # fmt: skip

    def projects(n: int, m: int, density: float) -> np.ndarray:
        matrix = rng.random((n, m)) < density * rng.gamma(2, 0.5, (n, 1))
        matrix[rng.integers(n, size=m), np.arange(m)] = True
        return matrix

    one = projects(9, 7, 0.35)
    nobody = np.zeros_like(one)
    add("identical", one, one)
    add("other projects", np.hstack([one, nobody]), np.hstack([nobody, projects(9, 7, 0.35)]))
    actors = np.arange(12) < 6
    split = projects(12, 6, 0.5)
    add("other actors", split & actors[:, None], split & ~actors[:, None], (actors, ~actors))
    add("rewired", one, projects(9, 7, 0.35))
    add("nobody meets later", one, np.eye(9, 7, dtype=bool))
    single = np.zeros((3, 2), dtype=bool)
    single[0, 0] = True
    add("one participation", single, np.array([[1, 0], [1, 0], [0, 0]], dtype=bool))
    add("thinned", one, one & (rng.random(one.shape) < 0.6))
    add("everybody together", np.ones((6, 1), dtype=bool), np.ones((6, 1), dtype=bool))
    for name, n, m, density in (("small", 8, 9, 0.3), ("medium", 20, 16, 0.2), ("large", 45, 40, 0.07)):
        before, after = projects(n, m, density), projects(n, m, density)
        after[:, : m // 3] = before[:, : m // 3]
        here = rng.random((2, n)) < 0.85
        before[:, m - m // 4 :] = False
        after[:, m // 3 : m // 2] = False
        add(name, before & here[0][:, None], after & here[1][:, None], (here[0], here[1]))
    before, after = projects(14, 10, 0.25), projects(14, 10, 0.25)
    after[:, :4] = before[:, :4]
    mute = np.zeros(14, dtype=bool)
    mute[[2, 5, 9]] = True
    add("silent", before, after & ~mute[:, None], silent=(2, 5, 9))
    return found


if __name__ == "__main__":
    Path(__file__).with_suffix(".json").write_text(json.dumps(waves()))
