"""Made-up results and surveys of three sizes with long French names, and the texts of a figure with their boxes."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from cooperation_graph.plots import Drawing
from cooperation_graph.results import Result
from cooperation_graph.survey.tables import Survey

SECTORS = (
    "Action sociale et accompagnement des familles", "Insertion par l'activité économique", "Éducation populaire et jeunesse",
    "Santé et prévention", "Culture, patrimoine et lecture publique", "Habitat et cadre de vie (bailleurs sociaux)", "Sport",
    "Services de l'État et collectivités territoriales", "Conseil citoyen et collectifs d'habitants",
)  # fmt: skip
KINDS = ("Association", "Centre social", "Régie de quartier", "Service municipal de la jeunesse et de la cohésion sociale")
PLACES = ("des Tilleuls", "de la Croix-Saint-Simon", "du Grand-Parc", "des Hauts-de-Saint-Aubin", "de la Plaine-des-Palmistes")
HOSTILE = (
    "$\\bad$ & <img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "--> ]]> \u202egnirts\u0000", "N" * 300,
    "\u753a \U0001f984 é",
)  # fmt: skip
SIZES = {"smallest": (3, 3, 2), "typical": (40, 30, 6), "largest": (300, 200, 9)}


def sectors(n: int) -> list[str]:
    return [*SECTORS, *(f"Secteur supplémentaire numéro {i}" for i in range(n))][:n]


def make_survey(
    n: int, m: int, groups: int, *, waves: tuple[str, ...] = ("2025",), names: tuple[str, ...] = (), seed: int = 0
) -> Survey:
    """Actors of `groups` sectors, every seventh without a project; projects mostly inside a sector."""
    rng = np.random.default_rng(seed)
    sector = np.sort(rng.integers(0, groups, n))
    able = np.arange(n) % 7 != 3 if n > 7 else np.ones(n, dtype=bool)
    rows = []
    for wave, project in itertools.product(waves, range(m)):
        weight = np.where(sector == rng.integers(groups), 30.0, 1.0) * able
        size = min(1 + rng.poisson(2.0), int(able.sum()))
        chosen = rng.choice(n, size, replace=False, p=weight / weight.sum())
        own = f"p{project}{wave if len(waves) > 1 else ''}"
        rows += [("QN07511M", wave, f"a{actor}", own) for actor in chosen]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"]).astype("str")
    labels = sectors(groups)
    actors = pd.DataFrame({
        "actor": [f"a{i}" for i in range(n)], "sector": [labels[s] for s in sector],
        "name": [names[i] if i < len(names) else f"{KINDS[i % 4]} {PLACES[(i * 7) % 5]}" for i in range(n)],
    }).astype("str")  # fmt: skip
    ids = pd.unique(table["project"])
    told = [names[i] if i < len(names) else f"Rénover ensemble la place du marché, étape {i}" for i in range(len(ids))]
    projects = pd.DataFrame({"project": ids, "name": told}).astype("str")
    return Survey(participations=table, actors=actors, projects=projects, groups=("sector",))


def make_verdicts(n: int, *, names: tuple[str, ...] = (), **changes: object) -> Result:
    """Verdicts of n groups in turn: silo, no evidence, open, too little data; and their mixing table."""
    rng = np.random.default_rng(n)
    items = [*names, *sectors(n)][:n]
    where = {"territory": "QN07511M", "wave": "2025", "by": "sector"}
    expected = rng.uniform(0.1, 0.3, n)
    turns = np.arange(n) % 4
    frame = pd.DataFrame({
        **where, "level": "group", "item": pd.Series(items, dtype="str"),
        "verdict": np.array(["silo", "no evidence", "open", "too little data"], dtype=object)[turns],
        "value": np.choose(turns, [expected + 0.4, expected, np.full(n, 0.02), expected + 0.2]), "expected": expected,
        "null_low": np.maximum(expected - 0.09, 0), "null_high": expected + 0.09, "p": 0.01, "q": 0.02, "severity": "weak",
        "explained_by": [items[0] if i == 5 else "" for i in range(n)], "reason": "", "detectable_effect": 0.3,
        "n_actors": 20 - np.arange(n) % 9, "n_projects": 25,
    }).assign(**changes)  # fmt: skip
    whole = frame.head(1).assign(level="territory", item="", explained_by="")
    pairs = list(itertools.combinations_with_replacement(items, 2))
    mixing = pd.DataFrame({
        **where, "group_a": pd.Series([a for a, _ in pairs], dtype="str"),
        "group_b": pd.Series([b for _, b in pairs], dtype="str"), "observed": rng.poisson(6, len(pairs)),
        "expected": rng.uniform(1, 12, len(pairs)), "p": 0.3,
    })  # fmt: skip
    return Result(pd.concat([frame, whole], ignore_index=True), {"mixing": mixing})


def boxes(drawing: Drawing) -> list[tuple[str, np.ndarray]]:
    """Every text on the figure with its box in pixels: left, bottom, right, top."""
    canvas = FigureCanvasAgg(drawing.figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    texts = [t for t in drawing.figure.findobj(Text) if t.get_text() and t.get_visible()]
    return [(t.get_text(), np.asarray(t.get_window_extent(renderer).extents)) for t in texts]


def words_of(drawing: Drawing) -> list[str]:
    return [text for text, _ in boxes(drawing)]
