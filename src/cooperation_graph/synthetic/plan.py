"""What is planted: the arguments of `simulate` resolved into labels and arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.synthetic.names import name_territories
from cooperation_graph.synthetic.vocabulary import SECTORS

__all__ = [
    "Counts",
    "Odds",
    "Plan",
    "per_territory",
    "resolve_groups",
    "resolve_odds",
    "resolve_start",
    "resolve_territories",
    "split",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: One number, one a territory (list or array), or the two bounds (tuple) between which each territory draws its own.
Counts = int | tuple[int, int] | Sequence[int] | Sequence[Sequence[int]] | Ints
#: One number, one a group or a territory by name, or groups within territories by name.
Odds = float | Mapping[str, float | Mapping[str, float]]


@dataclass(frozen=True)
class Plan:
    """The territories, waves and groups of a simulation, and what is planted in each."""

    territories: pd.DataFrame
    waves: tuple[str, ...]
    groups: tuple[str, ...]
    group_sizes: Ints  # territories × groups
    projects: Ints  # waves × territories
    base_siloing: Floats  # territories × groups
    imbalance: Floats  # territories × groups
    start: Ints  # wave in which animation starts, len(waves) for never
    animation: Floats  # territories × groups
    shocks: Floats  # waves × territories: what a territory's wave adds to the logarithm of the odds

    @property
    def animated(self) -> npt.NDArray[np.bool_]:
        """Waves × territories: is there an animator?"""
        return np.arange(len(self.waves))[:, None] >= self.start[None, :]

    @property
    def siloing(self) -> Floats:
        """Waves × territories × groups: planted odds, animation included."""
        odds: Floats = self.base_siloing / np.where(self.animated[:, :, None], self.animation, 1.0)
        return odds * np.exp(self.shocks)[:, :, None]


def resolve_territories(
    asked: int | Sequence[str] | pd.DataFrame, strata: Mapping[str, float], rng: np.random.Generator
) -> pd.DataFrame:
    """The table of territories, made up or completed; columns `kind`, `place` and `town` serve to name actors."""
    if isinstance(asked, pd.DataFrame):
        given = asked.reset_index(drop=True)
    elif isinstance(asked, int):
        given = pd.DataFrame(index=range(asked))
    else:
        given = pd.DataFrame({"territory": list(asked)})
    if "stratum" not in given.columns:
        shares = np.array(list(strata.values()), dtype=float)
        sizes = split(len(given), shares)
        given["stratum"] = np.repeat(list(strata), sizes)
    made = name_territories(given["stratum"].tolist(), rng)
    for column in given.columns:
        made[column] = given[column].where(given[column].notna(), made.get(column))
    if "name" in given.columns:
        made["place"] = made["name"].str.replace(" (fictif)", "", regex=False)
    return made


def split(total: int, shares: Floats) -> Ints:
    """Share out `total` in proportion (largest remainders)."""
    exact = total * shares / shares.sum()
    whole: Ints = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def per_territory(asked: Counts, n: int, rng: np.random.Generator) -> Ints:
    """One number a territory, or a wave and territory if the list has two dimensions."""
    if isinstance(asked, tuple):
        return rng.integers(asked[0], asked[1] + 1, n)
    values = np.asarray(asked, dtype=np.int64)
    return np.repeat(values, n) if values.ndim == 0 else values


def resolve_groups(asked: int | Sequence[str] | Mapping[str, float]) -> tuple[tuple[str, ...], Floats]:
    """Labels and shares of the groups."""
    if isinstance(asked, int):
        named = list(SECTORS)[:asked]
        asked = named + [f"Groupe {i + 1:02d}" for i in range(len(named), asked)]
    if isinstance(asked, Mapping):
        return tuple(asked), np.array([float(share) for share in asked.values()])
    return tuple(asked), np.ones(len(asked))


def resolve_odds(
    asked: Odds, territories: Sequence[str], groups: Sequence[str], *, default: float = 1.0, first_only: bool = False
) -> Floats:
    """Territories × groups, later names winning; a number means all groups, or the first one alone with `first_only`."""
    odds = np.full((len(territories), len(groups)), default)
    several = slice(0, 1) if first_only else slice(None)
    if not isinstance(asked, Mapping):
        odds[:, several] = asked
        return odds
    for name, value in asked.items():
        if isinstance(value, Mapping):
            row = _place(name, territories, "territory")
            for group, own in value.items():
                odds[row, _place(group, groups, "group")] = own
        elif name in groups:
            odds[:, groups.index(name)] = value
        else:
            odds[_place(name, territories, "group or territory"), several] = value
    return odds


def _place(name: str, names: Sequence[str], kind: str) -> int:
    if name not in names:
        raise UnknownName(kind, name, names)
    return names.index(name)


def resolve_start(
    asked: int | Sequence[str] | Mapping[str, str], territories: Sequence[str], waves: Sequence[str],
    rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """Wave in which animation starts in each territory (the second one unless named), len(waves) for never."""
    start = np.full(len(territories), len(waves), dtype=np.int64)
    usual = min(1, len(waves) - 1)
    if isinstance(asked, int):
        start[rng.permutation(len(territories))[:asked]] = usual
        return start
    for name in asked:
        wave = asked[name] if isinstance(asked, Mapping) else waves[usual]
        start[_place(name, territories, "territory")] = _place(wave, waves, "wave")
    return start
