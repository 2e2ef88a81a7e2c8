"""What ways of looking for silos say of groups and territories in which closure was planted, each as a score: large is closed.

Everything a method is compared by is here, in plain numpy, except partitions of leidenalg and Infomap (tests/oracles/recovery.py).

Criterion, written before the first run: at every strength, with and without nuisance, for groups and for territories, the area
under the curve (AUC) of our evidence is at most .02 under that of the best other method (500 territories).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from cooperation_graph.graph import build_graphs
from cooperation_graph.silos import adjusted_mutual_information, detect_silos
from cooperation_graph.survey.tables import Survey

#: Strengths of closure (1: nothing is planted), territories of each, and how far under the best we may be.
CLOSURES, RUNS, MARGIN = (2.0, 4.0, 8.0, 16.0), 500, 0.02
BATCHES = 20
#: Strengths of planted blocks, and starts of each search for communities.
SIGNALS, STARTS = (0.4, 0.5, 0.6, 0.8, 0.95), 3
#: Activity is no way to look for silos: it shows that the territories do not give away by activity what is planted.
OURS, CONTROL = "evidence of the verdict", "activity alone"
#: Score of each group (axis 1) of each territory, and of each territory.
Scores = dict[str, tuple[np.ndarray, np.ndarray]]
Cell = tuple[np.ndarray, np.ndarray, np.ndarray]


def survey_of(cells: Sequence[Cell]) -> Survey:
    """Territories as a survey, groups in ``sector``."""
    participations, actors = [], []
    for number, (group, _, matrix) in enumerate(cells):
        actor, project = np.nonzero(matrix)
        participations.append(pd.DataFrame({"territory": f"{number:04d}", "actor": actor, "project": project}))
        actors.append(pd.DataFrame({"territory": f"{number:04d}", "actor": np.arange(len(group)), "sector": group}))
    table = pd.concat(participations, ignore_index=True).assign(wave="1").astype("str")
    return Survey(participations=table, actors=pd.concat(actors, ignore_index=True).astype("str"), groups=("sector",))


def ours(cells: Sequence[Cell], *, draws: int = 999) -> tuple[np.ndarray, np.ndarray]:
    """``evidence`` of `detect_silos`: how far above what activity gives, in standard deviations of chance, a group net of the others.

    A group without a partner stands at 0.
    """
    frame = detect_silos(build_graphs(survey_of(cells)), by="sector", draws=draws, most_draws=draws, rng=1).frame
    frame["evidence"] = frame["evidence"].fillna(0.0)
    groups = frame[frame["level"] == "group"].pivot(index="territory", columns="item", values="evidence")
    return groups.to_numpy(), frame[frame["level"] == "territory"].set_index("territory")["evidence"].to_numpy()


def inward(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """−(E–I) of groups and of the whole from mixing matrices (… × groups × groups, ends of ties): 1 closed, −1 open."""
    inside, reach = np.diagonal(mixing, axis1=-2, axis2=-1), mixing.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        groups, whole = (2 * inside - reach) / reach, (2 * inside.sum(axis=-1) - reach.sum(axis=-1)) / reach.sum(axis=-1)
    return np.nan_to_num(groups), np.nan_to_num(whole)


def modular(mixing: np.ndarray) -> tuple[np.ndarray, float]:
    """Each group's term of Newman's modularity, and the modularity of the groups."""
    terms = np.diag(mixing) / mixing.sum() - (mixing.sum(axis=1) / mixing.sum()) ** 2
    return terms, float(terms.sum())


def permuted(weights: np.ndarray, member: np.ndarray, rng: np.random.Generator, shuffles: int = 499) -> tuple[np.ndarray, float]:
    """−(E–I) in standard deviations of shuffled labels."""
    shuffled = member[np.argsort(rng.random((shuffles, len(member))), axis=1)]
    drawn = inward(np.matmul(shuffled.transpose(0, 2, 1), np.matmul(weights, shuffled)))
    seen = inward(member.T @ weights @ member)
    groups, whole = ((one - among.mean(axis=0)) / np.maximum(among.std(axis=0), 1e-12) for one, among in zip(seen, drawn, strict=True))
    return groups, float(whole)


def expected_degrees(matrix: np.ndarray) -> np.ndarray:
    """Probabilities of the bipartite configuration model by fixed point, one unknown a distinct degree."""
    r, row, rows = np.unique(matrix.sum(axis=1), return_inverse=True, return_counts=True)
    c, column, columns = np.unique(matrix.sum(axis=0), return_inverse=True, return_counts=True)
    x, y = r / np.sqrt(matrix.sum()), c / np.sqrt(matrix.sum())
    for _ in range(5000):
        before = np.concatenate([x, y])
        x = r / (columns * y / (1 + np.outer(x, y))).sum(axis=1)
        y = c / (rows[:, None] * x[:, None] / (1 + np.outer(x, y))).sum(axis=0)
        if np.abs(np.concatenate([x, y]) - before).max() < 1e-8:
            break
    return (np.outer(x, y) / (1 + np.outer(x, y)))[row][:, column]


def backbone(matrix: np.ndarray, alpha: float = 0.05) -> np.ndarray:
    """Ties of a stochastic degree sequence model: pairs whose shared projects have an exact upper p of at most alpha."""
    i, j = np.triu_indices(len(matrix), 1)
    shared = (matrix.astype(int) @ matrix.T.astype(int))[i, j]
    law = np.zeros((len(i), shared.max() + 1))  # Poisson-binomial, up to the largest number shared
    law[:, 0] = 1
    probability = expected_degrees(matrix)
    for chance in (probability[i] * probability[j]).T[:, :, None]:
        law[:, 1:] = law[:, 1:] * (1 - chance) + law[:, :-1] * chance
        law[:, :1] *= 1 - chance
    below = np.where(np.arange(law.shape[1]) < shared[:, None], law, 0.0).sum(axis=1)
    ties = np.zeros((len(matrix), len(matrix)))
    ties[i, j] = ties[j, i] = 1 - below <= alpha
    return ties


def excess_density(mixing: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, float]:
    """Density of ties inside each group minus density of its ties to others, and the same of all groups."""
    inside, across = np.diag(mixing), mixing.sum(axis=1) - np.diag(mixing)
    pairs, others = sizes * (sizes - 1), sizes * (sizes.sum() - sizes)
    return inside / pairs - across / others, float(inside.sum() / pairs.sum() - across.sum() / others.sum())


def of_partition(labels: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, float]:
    """Best F1 of a group with a community (1: the group is a community), and AMI of communities with the groups."""
    table = pd.crosstab(group, labels).to_numpy()
    return (2 * table / (table.sum(axis=1)[:, None] + table.sum(axis=0))).max(axis=1), adjusted_mutual_information(group, labels)


def plain_scores(cells: Sequence[Cell]) -> Scores:
    """Every method that needs no other package than numpy."""
    found: dict[str, list[tuple[np.ndarray, float]]] = {}
    for number, (group, _, matrix) in enumerate(cells):
        member, sizes = np.eye(5)[group], np.bincount(group)
        shared = matrix.astype(float) @ matrix.T
        np.fill_diagonal(shared, 0)
        mixing, simple = member.T @ shared @ member, member.T @ (shared > 0) @ member
        activity = member.T @ matrix.sum(axis=1)
        for name, score in {
            CONTROL: (activity, float(activity.max() / activity.sum())),
            "modularity, ties": modular(simple), "modularity, shared projects": modular(mixing),
            "E–I, ties": inward(simple), "E–I, shared projects": inward(mixing),
            "label permutation": permuted(shared, member, np.random.default_rng(number)),
            "SDSM backbone": excess_density(member.T @ backbone(matrix) @ member, sizes),
        }.items():  # fmt: skip
            found.setdefault(name, []).append((score[0], float(score[1])))
    return {name: (np.array([one for one, _ in rows]), np.array([one for _, one in rows])) for name, rows in found.items()}


def auc(score: np.ndarray, truth: np.ndarray) -> float:
    """Probability that a closed one scores higher than one that is not, ties counted half."""
    rank, many = rankdata(score), truth.sum()
    return float((rank[truth].sum() - many * (many + 1) / 2) / (many * (~truth).sum()))


def areas(scores: Scores, none: Scores, closed: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """AUC by level and method: of all runs (first) and without each of 20 batches of runs (the jackknife).

    Groups: those closed against the others of the same territories. Territories: against those of `none`, where nothing is closed.
    """
    runs = len(closed)
    parts = [np.ones(runs, dtype=bool), *(np.arange(runs) % BATCHES != batch for batch in range(BATCHES))]
    truth = np.repeat([True, False], runs)
    return {
        "group": {name: np.array([auc(one[0][kept].ravel(), closed[kept].ravel()) for kept in parts]) for name, one in scores.items()},
        "territory": {
            name: np.array([auc(np.concatenate([one[1], none[name][1]])[np.tile(kept, 2)], truth[np.tile(kept, 2)]) for kept in parts])
            for name, one in scores.items()
        },
    }  # fmt: skip


def jackknife_error(values: np.ndarray) -> float:
    """Standard error from a value of all runs and those without a batch each."""
    return float(np.sqrt((BATCHES - 1) / BATCHES * ((values[1:] - values[1:].mean()) ** 2).sum()))
