"""The chance behind a synthetic survey: who joins which project, wave after wave, as plain arrays.

A territory has *slots*: places for actors, each with a group and an appetite w (weight). A project of size c draws
its members by conditional Bernoulli sampling, P(S) ∝ Π_{i∈S} w_i over the sets of c actors (Chen, Dempster & Liu 1994),
and its lead among them, evenly unless told otherwise. If the lead's group g chooses its own (odds s_g ≠ 1), the c − 1
partners are drawn again with the weights of g multiplied by s_g. Hence:

- all s_g = 1: given how active each actor is and how big each project is, every incidence is equally likely, whatever
  the appetites, because Π_p Π_{i∈S_p} w_i = Π_i w_i^{k_i} depends on the degrees k alone: the null `keep_degrees` is
  exactly true, in every wave;
- s_g ≠ 1 for one group, leads drawn evenly: given the rows of that group, all the other rows are still exchangeable in
  the same way.

Drawing one actor after the other (or by exponential keys) has neither property.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Wave", "draw_sets", "draw_waves"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Entries of the largest table held at once while sets are drawn.
_CHUNK = 2_000_000


@dataclass(frozen=True)
class Wave:
    """What happened in one wave, in all territories; members are sorted by project, then slot.

    Attributes
    ----------
    territory, born, lead
        Of each project: its territory, the wave it started in, the slot that leads it.
    project, slot
        Of each membership: its project (row of the arrays above) and the slot that takes part.
    number
        Of each project: a number that stays with it from wave to wave.
    """

    territory: Ints
    born: Ints
    lead: Ints
    number: Ints
    project: Ints
    slot: Ints


def draw_sets(weights: Floats, sizes: Ints, rng: np.random.Generator) -> Bools:
    """Draw one set a row with P(S) ∝ Π_{i∈S} w_i among the sets of the size asked for.

    Parameters
    ----------
    weights
        Rows × actors, non-negative; an actor of weight 0 is never drawn.
    sizes
        Members of each set, at most the actors with a positive weight.
    rng
        Chance.

    Returns
    -------
    numpy.ndarray
        Rows × actors, True for members.

    Notes
    -----
    Actor i joins with probability w_i e_{r−1}(w_{i+1…}) / e_r(w_{i…}), r being the places left and e_r the elementary
    symmetric polynomial: exact, one pass (Chen, Dempster & Liu 1994, Biometrika 81:457, procedure 3).

    Examples
    --------
    >>> draw_sets(np.ones((2, 3)), np.array([3, 0]), np.random.default_rng(1)).astype(int).tolist()
    [[1, 1, 1], [0, 0, 0]]
    """
    n_rows, n_actors = weights.shape
    if ((weights > 0).sum(axis=1) < sizes).any():
        raise ValueError("a set is larger than the actors who may join it")
    members = np.zeros((n_rows, n_actors), dtype=bool)
    order = np.argsort(sizes, kind="stable")  # sets of like size together: small tables
    start = 0
    while start < n_rows:
        step = max(1, _CHUNK // ((n_actors + 1) * (int(sizes[order[start]]) + 4)))
        rows = order[start : start + step]
        members[rows] = _draw_block(weights[rows], sizes[rows], rng)
        start += step
    return members


def _draw_block(weights: Floats, sizes: Ints, rng: np.random.Generator) -> Bools:
    n_rows, n_actors = weights.shape
    largest = int(sizes.max(initial=0))
    # Scaled by the sum over actors, the polynomials stay near 1 / r!: no overflow.
    scaled = weights / np.maximum(weights.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    tail = np.zeros((n_actors + 1, n_rows, largest + 1))
    tail[n_actors, :, 0] = 1.0
    for i in range(n_actors - 1, -1, -1):
        tail[i] = tail[i + 1]
        tail[i, :, 1:] += scaled[:, i, None] * tail[i + 1, :, :-1]
    members = np.zeros((n_rows, n_actors), dtype=bool)
    left = sizes.copy()
    rows = np.arange(n_rows)
    for i in range(n_actors):
        ways = tail[i, rows, left]
        joining = scaled[:, i] * tail[i + 1, rows, np.maximum(left - 1, 0)]
        joins = (left > 0) & (rng.random(n_rows) * ways < joining)
        members[:, i] = joins
        left -= joins
    return members


def draw_waves(
    weights: Floats, groups: Ints, siloing: Floats, projects: Ints, sizes: tuple[int, int] | float, *, renewal: float,
    churn: float, single_share: float, lead_bias: Floats, rng: np.random.Generator,
) -> list[Wave]:  # fmt: skip
    """Draw all waves of all territories.

    Parameters
    ----------
    weights
        Territories × slots: appetite for projects, 0 where a territory has no such slot.
    groups
        Territories × slots: group of each slot.
    siloing
        Waves × territories × groups: odds that a lead of the group chooses a partner of its own.
    projects
        Waves × territories: how many projects run.
    sizes
        Mean of 2 + Poisson, or the bounds of a uniform law.
    renewal
        Share of projects that end between two waves.
    churn
        Mean number of exchanges of one member tried in each project that goes on.
    single_share
        Share of projects with one actor.
    lead_bias
        Of each territory: a member leads with odds w^bias (0: at even chances).
    rng
        Chance.
    """
    n_waves, n_territories = projects.shape
    capacity = (weights > 0).sum(axis=1)
    waves: list[Wave] = []
    count = np.zeros(n_territories, dtype=np.int64)
    for wave in range(n_waves):
        going_on = _going_on(waves[-1], renewal, projects[wave], rng) if waves else None
        if going_on is not None:
            going_on = _exchange(going_on, weights, groups, siloing[wave], churn, rng)
            carried = np.bincount(going_on.territory, minlength=n_territories)
        else:
            carried = np.zeros(n_territories, dtype=np.int64)
        new = projects[wave] - carried
        territory = np.repeat(np.arange(n_territories), new)
        size = _draw_sizes(sizes, single_share, capacity[territory], rng)
        lead, project, slot = _draw_projects(weights, groups, siloing[wave], territory, size, lead_bias, rng)
        place = np.arange(len(territory)) - np.repeat(np.cumsum(new) - new, new)
        born = Wave(territory, np.full(len(territory), wave), lead, count[territory] + place, project, slot)
        count += new
        waves.append(_join(going_on, born) if going_on is not None else born)
    return waves


def _draw_sizes(
    sizes: tuple[int, int] | float, single_share: float, capacity: Ints, rng: np.random.Generator
) -> Ints:
    n = len(capacity)
    if isinstance(sizes, tuple):
        drawn = rng.integers(sizes[0], sizes[1] + 1, n)
    else:
        drawn = 2 + rng.poisson(max(sizes - 2, 0.0), n)
    if single_share > 0:
        drawn = np.where(rng.random(n) < single_share, 1, drawn)
    return np.minimum(drawn, capacity).astype(np.int64)


def _draw_projects(
    weights: Floats, groups: Ints, siloing: Floats, territory: Ints, size: Ints, lead_bias: Floats,
    rng: np.random.Generator,
) -> tuple[Ints, Ints, Ints]:  # fmt: skip
    n_slots = weights.shape[1]
    used = (weights > 0).sum(axis=1)[territory]
    lead = np.zeros(len(territory), dtype=np.int64)
    pieces: list[tuple[Ints, Ints]] = []
    # Territories of like size together, so that one with 2,000 actors does not widen the tables of the others.
    for widest in np.unique(2 ** np.ceil(np.log2(np.maximum(used, 1))).astype(np.int64)):
        rows = np.flatnonzero((used <= widest) & (2 * used > widest))
        step = max(1, _CHUNK // int(min(widest, n_slots)))
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            where = territory[part]
            own = weights[where, :widest]
            members = draw_sets(own, size[part], rng)
            pull = lead_bias[where, None] * np.log(own, out=np.zeros_like(own), where=own > 0)
            first = np.where(members, pull + rng.gumbel(size=members.shape), -np.inf).argmax(axis=1)
            lead[part] = first
            group = groups[where, first]
            odds = siloing[where, group]
            again = np.flatnonzero((odds != 1.0) & (size[part] > 1))
            if len(again):
                same = groups[where[again], :widest] == group[again, None]
                tilted = own[again] * np.where(same, odds[again, None], 1.0)
                tilted[np.arange(len(again)), first[again]] = 0.0
                partners = draw_sets(tilted, size[part][again] - 1, rng)
                partners[np.arange(len(again)), first[again]] = True
                members[again] = partners
            project, slot = np.nonzero(members)
            pieces.append((part[project], slot))
    if not pieces:
        return lead, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    project, slot = (np.concatenate(side) for side in zip(*pieces, strict=True))
    order = np.lexsort((slot, project))
    return lead, project[order], slot[order]


def _going_on(last: Wave, renewal: float, wanted: Ints, rng: np.random.Generator) -> Wave:
    """The projects that go on: each with probability 1 − renewal, at most those the next wave has room for."""
    key = np.where(rng.random(len(last.territory)) < renewal, 2.0, rng.random(len(last.territory)))
    order = np.lexsort((key, last.territory))
    sorted_territory = last.territory[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_territory, sorted_territory)
    keep = np.zeros(len(order), dtype=bool)
    keep[order] = (key[order] < 2.0) & (rank < wanted[sorted_territory])
    renumber = np.cumsum(keep) - 1
    stays = keep[last.project]
    return Wave(
        last.territory[keep], last.born[keep], last.lead[keep], last.number[keep], renumber[last.project[stays]],
        last.slot[stays],
    )  # fmt: skip


def _exchange(
    wave: Wave, weights: Floats, groups: Ints, siloing: Floats, churn: float, rng: np.random.Generator
) -> Wave:
    """Replace partners one by one with a Metropolis step that keeps the law of the sets (the lead stays)."""
    n, n_slots = len(wave.territory), weights.shape[1]
    slot = wave.slot.copy()
    first = np.searchsorted(wave.project, np.arange(n + 1))
    size = np.diff(first)
    capacity = (weights > 0).sum(axis=1)
    tries = rng.poisson(churn, n)
    odds = siloing[wave.territory, groups[wave.territory, wave.lead]] if n else np.zeros(0)
    lead_group = groups[wave.territory, wave.lead] if n else np.zeros(0, dtype=np.int64)
    for turn in range(int(tries.max(initial=0))):
        p = np.flatnonzero((tries > turn) & (size > 1))
        where = wave.territory[p]
        place = first[p] + rng.integers(0, size[p])
        out, candidate = slot[place], rng.integers(0, capacity[where])
        taken = np.isin(p * n_slots + candidate, wave.project * n_slots + slot)

        def appeal(chosen: Ints, p: Ints = p, where: Ints = where) -> Floats:
            tilt: Floats = np.where(groups[where, chosen] == lead_group[p], odds[p], 1.0)
            return weights[where, chosen] * tilt

        accept = (out != wave.lead[p]) & ~taken & (rng.random(len(p)) * appeal(out) < appeal(candidate))
        slot[place[accept]] = candidate[accept]
    order = np.lexsort((slot, wave.project))
    return Wave(wave.territory, wave.born, wave.lead, wave.number, wave.project[order], slot[order])


def _join(first: Wave, second: Wave) -> Wave:
    n = len(first.territory)
    return Wave(
        np.concatenate([first.territory, second.territory]), np.concatenate([first.born, second.born]),
        np.concatenate([first.lead, second.lead]), np.concatenate([first.number, second.number]),
        np.concatenate([first.project, second.project + n]), np.concatenate([first.slot, second.slot]),
    )  # fmt: skip
