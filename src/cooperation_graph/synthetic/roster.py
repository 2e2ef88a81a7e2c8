"""Who is there: appetites, turnover, the table of actors and the response ledger of a synthetic survey."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from cooperation_graph.synthetic.names import name_actors
from cooperation_graph.synthetic.plan import Plan

__all__ = ["appetites", "describe_actors", "number_ids", "people", "respond"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: National bodies, none of them real: id, name, sector, and the place of the actor of each territory they stand for.
_NATIONAL = (
    ("N-A001", "Agence nationale fictive de l'emploi", "Emploi et insertion", 1),
    ("N-A002", "Caisse nationale fictive de l'action sociale", "Social et santé", 3),
)


def appetites(plan: Plan, shape: float, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Group and weight of each slot; in a group, the most active come first and get the names one expects of them."""
    sizes = plan.group_sizes
    n_slots = int(sizes.sum(axis=1).max(initial=0))
    ends = np.cumsum(sizes, axis=1)
    place = np.arange(n_slots)
    group = (place[None, :, None] >= ends[:, None, :]).sum(axis=2)
    used = group < sizes.shape[1]
    group = np.minimum(group, sizes.shape[1] - 1)
    drawn = rng.gamma(shape, 1 / shape, group.shape) if np.isfinite(shape) else np.ones(group.shape)
    weights = np.where(used, np.maximum(drawn, 1e-3) * np.take_along_axis(plan.imbalance, group, axis=1), 0.0)
    order = np.lexsort((-weights, group), axis=1)
    return group, np.take_along_axis(weights, order, axis=1)


def people(
    group_of: Ints, used: Bools, n_waves: int, turnover: float, rng: np.random.Generator
) -> tuple[pd.DataFrame, Ints]:
    """Who holds each slot: a row an actor (territory, group, entry, exit), and waves × territories × slots."""
    territory, slot = np.nonzero(used)
    entry = np.zeros(len(territory), dtype=np.int64)
    pieces = [(territory, slot, entry)]
    holder = np.full((n_waves, *used.shape), -1, dtype=np.int64)
    holder[0][used] = np.arange(len(territory))
    count = len(territory)
    leave = np.full(count, n_waves)
    for wave in range(1, n_waves):
        holder[wave] = holder[wave - 1]
        replaced = used & (rng.random(used.shape) < turnover)
        leave[holder[wave][replaced]] = wave
        t, s = np.nonzero(replaced)
        holder[wave][replaced] = count + np.arange(len(t))
        count += len(t)
        leave = np.append(leave, np.full(len(t), n_waves))
        pieces.append((t, s, np.full(len(t), wave)))
    territory, slot, entry = (np.concatenate(side) for side in zip(*pieces, strict=True))
    order = np.lexsort((slot, entry, territory))
    renumber = np.empty(count + 1, dtype=np.int64)
    renumber[order], renumber[-1] = np.arange(count), -1
    table = pd.DataFrame({
        "territory": territory[order], "slot": slot[order], "group": group_of[territory, slot][order],
        "entry": entry[order], "exit": leave[order],
    })  # fmt: skip
    return table, renumber[holder]


def number_ids(codes: npt.NDArray[np.object_], territory: Ints, letter: str) -> list[str]:
    """Ids such as ``QN07590N-A003``: numbered within the territory (`territory` must be sorted)."""
    number = np.arange(len(territory)) - np.searchsorted(territory, territory) + 1
    return [f"{code}-{letter}{n:03d}" for code, n in zip(codes[territory].tolist(), number.tolist(), strict=True)]


def describe_actors(
    plan: Plan, roster: pd.DataFrame, by: str, national: bool, rng: np.random.Generator
) -> pd.DataFrame:
    """The table of actors: names, the group, what they are; national bodies share one id over the territories."""
    codes = plan.territories["territory"].to_numpy()
    territory = roster["territory"].to_numpy()
    group = np.array(plan.groups, dtype=object)[roster["group"]]
    table = pd.DataFrame({
        "actor": pd.Series(number_ids(codes, territory, "A"), dtype="str"),
        "territory": pd.Series(codes[territory], dtype="str"),
    })  # fmt: skip
    described = name_actors(group.tolist(), territory, (roster["entry"] == 0).to_numpy(), plan.territories, rng)
    described.insert(1, by, pd.Series(group, dtype="str"))
    table = pd.concat([table, described], axis=1)
    table["animator"] = pd.array([False] * len(table), dtype="boolean")
    table["national"] = pd.array([False] * len(table), dtype="boolean")
    place = roster.groupby(["territory", "group"]).cumcount()
    for g, (identifier, name, sector, wanted) in enumerate(_NATIONAL[: len(plan.groups)] if national else ()):
        own = roster["group"] == (plan.groups.index(sector) if sector in plan.groups else g)
        rows = table.index[own & (roster["entry"] == 0) & (place == wanted)]
        table.loc[rows, ["actor", "name", "family", "scale"]] = [identifier, name, "Organisme public", "National"]
        table.loc[rows, ["institution", "national"]] = True
        table.loc[rows, "residents"] = False
        table.loc[rows, ["territory", "network"]] = None
    return table


def respond(
    plan: Plan, roster: pd.DataFrame, ids: pd.Series, silence: Floats, rng: np.random.Generator
) -> tuple[pd.DataFrame, Bools]:
    """The ledger, and who answered: waves × actors."""
    n = len(roster)
    territory, entry, leave = (roster[name].to_numpy() for name in ("territory", "entry", "exit"))
    odds = silence[territory, roster["group"].to_numpy()]
    frames, answers = [], np.zeros((len(plan.waves), n), dtype=bool)
    labels = np.array(["answered", "partial", "no_answer", "not_yet_existing", "left"], dtype=object)
    code = plan.territories["territory"].to_numpy()[territory]
    for wave, label in enumerate(plan.waves):
        silent, partial = rng.random(n) < odds, rng.random(n) < 0.2 * odds
        status = np.where(wave < entry, 3, np.where(wave >= leave, 4, np.where(silent, 2, np.where(partial, 1, 0))))
        answers[wave] = status < 2
        ledger = {"territory": code, "wave": label, "actor": ids.to_numpy(), "status": labels[status]}
        frames.append(pd.DataFrame(ledger))
    return pd.concat(frames, ignore_index=True).astype("str"), answers
