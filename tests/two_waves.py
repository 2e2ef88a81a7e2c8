"""Small surveys of two waves written by hand or at random, for the tests of evolution."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.survey import Survey

Wave = Mapping[str, str]


def survey(first: Wave, second: Wave, *, roster: tuple[str, str] = ("", ""), silent: tuple[str, str] = ("", ""),
           gone: tuple[str, str] = ("", ""), **projects: Mapping[str, str]) -> Survey:  # fmt: skip
    """Projects with their members (one letter an actor) in waves 1 and 2 of territory T.

    The first member leads. `roster` adds answers without a project, `silent` actors who did not answer, `gone` those said
    to have left; a wave has a response ledger when any of them is given. Further arguments are attributes of projects.
    A capital letter belongs to group "up", another to "low".
    """
    rows, responses = [], []
    for wave, members in (("1", first), ("2", second)):
        rows += [("T", wave, a, p, "lead" if a == who[0] else "partner") for p, who in members.items() for a in who]
        k = int(wave) - 1
        present = "".join(members.values()) + roster[k]
        if roster[k] or silent[k] or gone[k]:
            responses += [("T", wave, a, "answered") for a in sorted(set(present) - set(silent[k]))]
            responses += [("T", wave, a, "no_answer") for a in silent[k]] + [("T", wave, a, "left") for a in gone[k]]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "role"], dtype="str")
    everybody = sorted(set(table["actor"]) | {row[2] for row in responses})
    names = sorted(set(table["project"]))
    described = {key: pd.Series([values.get(p) for p in names], dtype="str") for key, values in projects.items()}
    return Survey(
        table, actors=pd.DataFrame({"actor": pd.Series(everybody, dtype="str"),
                                    "case": pd.Series(["up" if a.isupper() else "low" for a in everybody], dtype="str")}),
        projects=pd.DataFrame({"project": pd.Series(names, dtype="str"), **described}),
        responses=pd.DataFrame(responses, columns=["territory", "wave", "actor", "status"], dtype="str"), groups=("case",),
    )  # fmt: skip


def pair(first: Wave, second: Wave, **more: object) -> tuple[CooperationGraph, CooperationGraph]:
    """Both graphs of :func:`survey`."""
    graphs = build_graphs(survey(first, second, **more))
    return graphs.get("T", "1"), graphs.get("T", "2")


def random_waves(
    rng: np.random.Generator, *, actors: str = "ABCDefgh", projects: int = 9
) -> tuple[dict[str, str], dict[str, str]]:
    """Two waves in which actors and projects come, go and change; some projects have one member."""
    waves: list[dict[str, str]] = []
    present = [[a for a in actors if rng.random() < 0.85] or [actors[0]] for _ in range(2)]
    for k in range(2):
        members = {}
        for p in range(projects):
            if rng.random() < 0.65:
                chosen = rng.permutation(present[k])[: rng.integers(1, 5)]
                if k and f"p{p}" in waves[0] and rng.random() < 0.6:
                    chosen = [a for a in waves[0][f"p{p}"] if a in present[1]] or chosen
                members[f"p{p}"] = "".join(chosen)
        waves.append(members or {"p0": "".join(present[k][:2])})
    return waves[0], waves[1]


#: KA1: A, B, C stay, D leaves, E comes. Ties AB, BC, CD, then AB, BC, AC, CE; only p1 continues.
KA1 = ({"p1": "AB", "p2": "BC", "p3": "CD"}, {"p1": "AB", "p4": "AC", "p5": "BC", "p6": "CE"})
