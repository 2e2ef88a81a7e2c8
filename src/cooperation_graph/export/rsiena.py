"""RSiena: one folder a territory, two-mode matrices a wave with structural zeros, composition change, a script."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.export.ergm import r_name, r_text
from cooperation_graph.export.records import clean_text, network_records
from cooperation_graph.files import atomic_path
from cooperation_graph.graph import Graphs
from cooperation_graph.locale import N_

__all__ = ["siena_feasibility", "write_rsiena"]

#: Structural zero: a project that did not run, or an actor that was not there.
STRUCTURAL_ZERO = 10
TOO_FEW_WAVES = N_("RSiena needs at least two waves")


def _arrays(graphs: Graphs) -> tuple[list[str], list[str], np.ndarray]:
    """Actors, projects and codes 0, 1, 10 (waves × actors × projects) over the union of the waves."""
    chosen = list(graphs)
    if len(chosen) < 2:
        raise Undefined(TOO_FEW_WAVES)
    actors = sorted({str(i) for graph in chosen for i in graph.actor_ids})
    projects = sorted({str(i) for graph in chosen for i in graph.project_ids})
    row, column = ({name: k for k, name in enumerate(names)} for names in (actors, projects))
    codes = np.full((len(chosen), len(actors), len(projects)), STRUCTURAL_ZERO, dtype=np.int8)
    for wave, graph in enumerate(chosen):
        rows = np.array([row[str(i)] for i in graph.actor_ids], dtype=int)
        columns = np.array([column[str(i)] for i in graph.project_ids], dtype=int)
        codes[wave][np.ix_(rows, columns)] = graph.biadjacency.toarray()
    return actors, projects, codes


def siena_feasibility(graphs: Graphs) -> pd.DataFrame:
    """Whether a stochastic actor-oriented model has a chance: one row a pair of waves.

    Returns
    -------
    pandas.DataFrame
        Ties kept, lost, formed between actors present in both waves, for the two-mode network (participations) and for "has
        cooperated" (two actors share a project); Jaccard, and a word: fine (≥ .3), doubtful (≥ .2), too different. Projects
        end, so that the two-mode Jaccard is low by nature: model the one-mode network then.

    References
    ----------
    Snijders, van de Bunt & Steglich 2010, Social Networks 32:44.
    """
    codes = _arrays(graphs)[2]
    waves = [graph.wave for graph in graphs]
    rows = []
    for k in range(len(waves) - 1):
        present = (codes[k] != STRUCTURAL_ZERO).any(axis=1) & (codes[k + 1] != STRUCTURAL_ZERO).any(axis=1)
        two_mode = [(codes[w] == 1)[present] for w in (k, k + 1)]
        one_mode = [np.triu(((b.astype(int) @ b.T.astype(int)) > 0), 1) for b in two_mode]
        for network, (first, second) in (("participations", two_mode), ("has cooperated", one_mode)):
            kept, lost, formed = int((first & second).sum()), int((first & ~second).sum()), int((~first & second).sum())
            total = kept + lost + formed
            jaccard = kept / total if total else np.nan
            word = "fine" if jaccard >= 0.3 else "doubtful" if jaccard >= 0.2 else "too different"
            rows.append((waves[k], waves[k + 1], network, int(present.sum()), kept, lost, formed, jaccard, word))
    columns = ["wave_from", "wave_to", "network", "actors", "kept", "lost", "formed", "jaccard", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def write_rsiena(graphs: Graphs, folder: str | Path) -> Path:
    """Write the waves of one territory for RSiena.

    Parameters
    ----------
    graphs
        At least two waves of one territory.
    folder
        Receives ``actors.csv``, ``projects.csv``, ``net_w1.csv``… (0, 1, 10 = structural zero), ``composition.csv`` (waves each
        actor is in), ``feasibility.csv`` and ``model.R``.

    Raises
    ------
    Undefined
        There is one wave only.
    """
    target = Path(folder)
    actors, projects, codes = _arrays(graphs)
    records = network_records(graphs)
    nodes = records.nodes.set_index("id")
    people = nodes.reindex([f"actor:{clean_text(a)}" for a in actors])
    things = nodes.reindex([f"project:{clean_text(p)}" for p in projects])
    present = (codes != STRUCTURAL_ZERO).any(axis=2)
    spells = ["|".join(str(w + 1) for w in np.flatnonzero(own)) for own in present.T]
    composition = pd.DataFrame({"actor": actors, "waves": spells})
    for name, frame in (
        ("actors.csv", people.reset_index()), ("projects.csv", things.reset_index()), ("composition.csv", composition),
        ("feasibility.csv", siena_feasibility(graphs)),
    ):  # fmt: skip
        with atomic_path(target / name) as scratch:
            frame.dropna(axis=1, how="all").to_csv(scratch, index=False, encoding="utf-8")
    for wave in range(len(codes)):
        with atomic_path(target / f"net_w{wave + 1}.csv") as scratch:
            np.savetxt(scratch, codes[wave], fmt="%d", delimiter=",")
    with atomic_path(target / "model.R") as scratch:
        scratch.write_text(_script(len(actors), len(projects), len(codes), records.groups), encoding="utf-8")
    return target


def _script(n: int, m: int, waves: int, groups: tuple[str, ...]) -> str:
    lines = [
        "# Written by cooperation_graph. One-mode networks would come first; node sets are named in every object.",
        "library(RSiena)",
        f"n <- {n}; m <- {m}; waves <- {waves}",
        'actors <- read.csv("actors.csv", encoding = "UTF-8", check.names = FALSE)',
        'read_wave <- function(w) as.matrix(read.csv(sprintf("net_w%d.csv", w), header = FALSE))',
        "arrays <- array(unlist(lapply(seq_len(waves), read_wave)), dim = c(n, m, waves))",
        'actor_set <- sienaNodeSet(n, nodeSetName = "Actors")',
        'project_set <- sienaNodeSet(m, nodeSetName = "Projects")',
        'participation <- sienaDependent(arrays, type = "bipartite", nodeSet = c("Actors", "Projects"))',
        'spells <- strsplit(read.csv("composition.csv", colClasses = "character")$waves, "|", fixed = TRUE)',
        "runs <- function(w) { w <- as.numeric(w); new <- c(TRUE, diff(w) > 1); as.vector(rbind(w[new], w[c(new[-1], TRUE)])) }",
        'change <- sienaCompositionChange(lapply(spells, runs), nodeSet = "Actors")  # waves present, first and last of each run',
    ]
    covariates = ["participation", "change"]
    for group in groups:
        name = f"{r_name(group)}_code"
        lines.append(f'{name} <- coCovar(as.numeric(factor(actors[[{r_text(group)}]])), nodeSet = "Actors")')
        covariates.append(name)
    lines += [
        f"data <- sienaDataCreate({', '.join(covariates)}, nodeSets = list(actor_set, project_set))",
        "effects <- getEffects(data)",
        'print01Report(data, modelname = "report")',
    ]
    return "\n".join(lines) + "\n"
