"""R's network, ergm and btergm: one folder a territory, incidence matrices as text, attributes, and a script that puts them together."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd

from cooperation_graph.export.records import NetworkRecords, clean_text, network_records
from cooperation_graph.files import atomic_path
from cooperation_graph.graph import CooperationGraph, Graphs

__all__ = ["r_name", "r_text", "write_ergm"]


def write_ergm(graphs: Graphs | CooperationGraph, folder: str | Path) -> Path:
    """Write the waves of one territory for R: ``network`` objects of the two-mode graphs, for ergm, tergm and btergm.

    Parameters
    ----------
    graphs
        One graph, or the waves of one territory.
    folder
        Receives, for each wave k, ``wave_k.csv`` (actors × projects, 0 and 1, ids as names of rows and columns, only those present),
        ``actors.csv`` and ``projects.csv`` (attributes, one row an id), ``waves.csv``, and ``networks.R``.

    Notes
    -----
    Plain CSV with commas and decimal points in UTF-8: ``read.csv`` reads it with its defaults. Ids keep their zeros
    (``colClasses = "character"``). In R, ``source("networks.R")`` makes ``networks``, a list of bipartite ``network`` objects whose
    actors come first (``ergm`` takes one, ``btergm`` the list).

    Examples
    --------
    >>> import tempfile
    >>> from cooperation_graph.testing import tiny_graph
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in write_ergm(tiny_graph("two_silos"), folder).iterdir())
    ['actors.csv', 'networks.R', 'projects.csv', 'wave_1.csv', 'waves.csv']
    """
    target = Path(folder)
    records = network_records(graphs)
    chosen = [graphs] if isinstance(graphs, CooperationGraph) else list(graphs)
    for number, graph in enumerate(chosen, start=1):
        matrix = pd.DataFrame(graph.biadjacency.toarray(), index=graph.actor_ids, columns=graph.project_ids)
        _csv(matrix.rename_axis("actor").reset_index(), target / f"wave_{number}.csv")
    for kind in ("actor", "project"):
        own = records.nodes.loc[records.nodes["kind"] == kind].drop(columns="kind")
        own = own.assign(id=own["id"].str.removeprefix(f"{kind}:")).dropna(axis=1, how="all")
        _csv(own, target / f"{kind}s.csv")
    waves = pd.DataFrame({"number": np.arange(1, len(chosen) + 1), "wave": records.waves, "actors": [g.n_actors for g in chosen]})
    _csv(waves, target / "waves.csv")
    with atomic_path(target / "networks.R") as scratch:
        scratch.write_text(_script(records, len(chosen)), encoding="utf-8")
    return target


def _csv(frame: pd.DataFrame, path: Path) -> None:
    with atomic_path(path) as scratch:
        frame.to_csv(scratch, index=False, encoding="utf-8")


def _script(records: NetworkRecords, waves: int) -> str:
    lines = [
        "# Written by cooperation_graph. Run it in its own folder: it makes `networks`, a list of two-mode networks, one a wave.",
        "library(network)",
        'attributes <- read.csv("actors.csv", colClasses = "character", encoding = "UTF-8", check.names = FALSE)',
        "read_wave <- function(k) {",
        '  table <- read.csv(sprintf("wave_%d.csv", k), check.names = FALSE, encoding = "UTF-8", colClasses = c(actor = "character"))',
        "  incidence <- as.matrix(table[, -1, drop = FALSE])",
        "  rownames(incidence) <- table$actor",
        "  net <- network(incidence, matrix.type = \"bipartite\", bipartite = nrow(incidence), directed = FALSE)",
        "  own <- attributes[match(rownames(incidence), attributes$id), , drop = FALSE]",
    ]
    for group in records.groups:
        lines.append(f"  net %v% {r_text(r_name(group))} <- c(own[[{r_text(group)}]], rep(NA, ncol(incidence)))")
    lines += [
        "  net",
        "}",
        f"networks <- lapply(seq_len({waves}), read_wave)",
        "# ergm:   library(ergm);   ergm(networks[[1]] ~ edges + gwb1dsp(0.5, fixed = TRUE))",
        "# btergm: library(btergm); btergm(networks ~ edges + gwb1deg(0.5, fixed = TRUE), R = 500)",
    ]
    return "\n".join(lines) + "\n"


def r_text(text: str) -> str:
    """A text as R writes it.

    Examples
    --------
    >>> print(r_text('Secteur d’activité "A"'))
    "Secteur d’activité \\"A\\""
    """
    return json.dumps(clean_text(text), ensure_ascii=False)


def r_name(text: str) -> str:
    """A name that R takes, and keeps.

    Examples
    --------
    >>> r_name("Secteur d'activité"), r_name("2e réseau")
    ('Secteur_d_activite', 'x_2e_reseau')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    return name if name[:1].isalpha() else f"x_{name}"
