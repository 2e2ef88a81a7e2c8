"""Quality of cooperation: what actors answer about each other in the table of ties."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric

__all__ = [
    "reciprocity", "tie_disagreement", "tie_intensity", "tie_intensity_distribution", "trust_score", "value_score",
]  # fmt: skip

OFF_SCALE = N_("an answer lies outside the scale of the question")
DECLARED = N_("it is what actors declare; those who did not answer are missing")
SAME_WORDS = N_("other waves with the same question and about the same respondents")
NOT_RATED = N_("nobody rates this actor")
FREY, PARTNER = (0.0, 5.0), (1.0, 4.0)


def _answers(graph: CooperationGraph, kinds: Sequence[str], scale: tuple[float, float]) -> pd.DataFrame:
    """Answers of actors of the graph about others: source, target (their rows), kind, intensity."""
    table = graph.ties
    empty = pd.DataFrame({"source": [], "target": [], "kind": [], "intensity": []})
    if not len(table):
        return empty
    source, target = (graph.actor_ids.get_indexer(pd.Index(table[column])) for column in ("source", "target"))
    found = pd.DataFrame({
        "source": source, "target": target, "kind": table["kind"].to_numpy(dtype=object),
        "intensity": pd.to_numeric(table["intensity"], errors="coerce").to_numpy(dtype=float) if "intensity" in table.columns else np.nan,
    })  # fmt: skip
    chosen = (source >= 0) & (target >= 0) & (source != target) & found["kind"].isin(kinds).to_numpy()
    found = found.loc[np.flatnonzero(chosen)]
    if not found["intensity"].dropna().between(*scale).all():
        raise Undefined(OFF_SCALE)
    return found


@metric(
    range=FREY, direction=+1, reads="ties",
    label=N_("Intensity of ties"),
    reading=N_("how intense the cooperation that actors declare is, on average, from 1 (they know each other) to 5 (they act as one)"),
    cannot_say=DECLARED, compare_with=N_("its distribution; other waves with the same question and about the same respondents"),
    reference="Frey, Lohmeier, Lee & Tollefson 2006",
)  # fmt: skip
def tie_intensity(graph: CooperationGraph, *, kind: str = "cooperation") -> float:
    r"""Mean declared intensity of ties, on the scale of Frey and others from 0 (none) to 5.

    Parameters
    ----------
    graph
        The territory and wave; its table of ties is read: answers of actors of the graph about actors of the graph.
    kind
        Kind of ties.

    Returns
    -------
    float
        Mean of the answers above 0: an intensity of 0 is no tie. In [0, 5].

    Raises
    ------
    Undefined
        No tie of this kind has an intensity, or an answer lies outside 0 to 5.

    See Also
    --------
    tie_intensity_distribution : how many answers at each level.

    References
    ----------
    Frey, Lohmeier, Lee & Tollefson 2006, Am. J. Eval. 27:383.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> 1 <= tie_intensity(random_graph(np.random.default_rng(1))) <= 5
    True
    """
    said = _answers(graph, [kind], FREY)["intensity"]
    if not (said > 0).any():
        raise Undefined("no tie of this kind has an intensity")
    return float(said[said > 0].mean())


def tie_intensity_distribution(graph: CooperationGraph, *, kind: str = "cooperation") -> pd.DataFrame:
    """How many answers at each declared intensity, and how many ties have none.

    Parameters
    ----------
    graph
        The territory and wave.
    kind
        Kind of ties.

    Returns
    -------
    pandas.DataFrame
        By ``intensity``: ``answers`` and their ``share``; answers without an intensity are counted in ``attrs["blank"]``.

    Raises
    ------
    Undefined
        No answer of this kind has an intensity, or one lies outside 0 to 5.

    References
    ----------
    Frey, Lohmeier, Lee & Tollefson 2006, Am. J. Eval. 27:383.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> float(tie_intensity_distribution(random_graph(np.random.default_rng(1)))["share"].sum())
    1.0
    """
    said = _answers(graph, [kind], FREY)["intensity"]
    counts = said.dropna().value_counts().sort_index()
    if not len(counts):
        raise Undefined("no tie of this kind has an intensity")
    frame = pd.DataFrame({"answers": counts, "share": counts / counts.sum()}).rename_axis("intensity")
    frame.attrs["blank"] = int(said.isna().sum())
    return frame


@metric(
    range=FREY, direction=-1, reads="ties",
    label=N_("Disagreement between partners"),
    reading=N_("by how many levels the answers of two partners about their own tie differ, on average"),
    cannot_say=N_("two partners may agree that their tie is weak"), compare_with=SAME_WORDS,
    reference="Frey, Lohmeier, Lee & Tollefson 2006",
)  # fmt: skip
def tie_disagreement(graph: CooperationGraph, *, kind: str = "cooperation") -> float:
    r"""Mean absolute difference between the two answers about one tie.

    Parameters
    ----------
    graph
        The territory and wave.
    kind
        Kind of ties.

    Returns
    -------
    float
        Mean of :math:`|x_{ij} - x_{ji}|` over the pairs that both answered, 0 included. In [0, 5].

    Raises
    ------
    Undefined
        No two actors rate each other, or an answer lies outside 0 to 5.

    References
    ----------
    Own definition on the scale of Frey, Lohmeier, Lee & Tollefson 2006, Am. J. Eval. 27:383.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> 0 <= tie_disagreement(random_graph(np.random.default_rng(1))) <= 4
    True
    """
    said = _answers(graph, [kind], FREY).dropna(subset=["intensity"])
    pairs = said.merge(said, left_on=["source", "target"], right_on=["target", "source"])
    if not len(pairs):
        raise Undefined("no two actors rate each other")
    return float((pairs["intensity_x"] - pairs["intensity_y"]).abs().mean())


@metric(
    range=(0, 1), direction=+1, reads="ties",
    label=N_("Reciprocity"),
    reading=N_("of the ties declared between two actors who both answered, the share that the other declares too"),
    cannot_say=N_("a tie that one alone declares may be forgotten rather than one-sided"), compare_with=SAME_WORDS,
    reference="Wasserman & Faust 1994, ch. 13",
)  # fmt: skip
def reciprocity(graph: CooperationGraph, *, kind: str = "cooperation") -> float:
    r"""Share of declared ties that the other end declares too, among actors who answered.

    Parameters
    ----------
    graph
        The territory and wave.
    kind
        Kind of ties.

    Returns
    -------
    float
        :math:`2M/(2M + A)` in [0, 1], with M pairs that declare each other and A pairs where one declares alone, both having
        answered: who declares no tie and gives no answer of this kind is left out, not counted as declining. Intensity 0 is no tie.

    Raises
    ------
    Undefined
        No tie joins two actors who both answered.

    References
    ----------
    Wasserman & Faust 1994, Social Network Analysis, ch. 13; ``networkx.overall_reciprocity`` of the respondents.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> 0 <= reciprocity(random_graph(np.random.default_rng(1))) <= 1
    True
    """
    said = _answers(graph, [kind], (0.0, np.inf))
    answered = set(said["source"])
    responses = graph.survey.responses
    if len(responses):
        here = (responses["territory"] == graph.territory) & (responses["wave"] == graph.wave)
        rows = graph.actor_ids.get_indexer(pd.Index(responses["actor"][here & (responses["status"] == "answered")]))
        answered |= set(rows[rows >= 0])
    tied = said[~(said["intensity"] == 0) & said["target"].isin(answered)]
    arcs = set(zip(tied["source"], tied["target"], strict=True))
    if not arcs:
        raise Undefined("no tie joins two actors who both answered")
    return sum((target, source) in arcs for source, target in arcs) / len(arcs)


def _score(graph: CooperationGraph, items: Sequence[str] | str, name: str) -> pd.Series:
    """Mean rating received by each actor: over the items of each rater, then over raters."""
    kinds = [items] if isinstance(items, str) else list(items)
    said = _answers(graph, kinds, PARTNER).dropna(subset=["intensity"])
    if not len(said):
        raise Undefined("nobody rates anybody on these items")
    each = said.groupby(["target", "source"])["intensity"].mean().groupby("target").mean()
    value = pd.Series(each.reindex(range(graph.n_actors)).to_numpy(dtype=float), index=graph.actor_ids, name=name)
    value.attrs["undefined"] = NOT_RATED
    return value


@metric(
    level="actor", range=PARTNER, direction=+1, reads="ties",
    label=N_("Trust received"), reading=N_("how much the others trust the actor, on average, from 1 (not at all) to 4 (a great deal)"),
    cannot_say=N_("with few raters one answer weighs much; never publish it by name"), compare_with=SAME_WORDS,
    reference="Varda & others 2008 (PARTNER)", minimum_n=N_("5 raters, so that nobody is recognised"),
)  # fmt: skip
def trust_score(graph: CooperationGraph, *, items: Sequence[str] | str = "trust") -> pd.Series:
    """Trust that others place in each actor: mean of items rated from 1 to 4.

    Parameters
    ----------
    graph
        The territory and wave.
    items
        Kinds of ties that hold the items, one or several (reliability, shared mission, openness to discussion…).

    Returns
    -------
    pandas.Series
        By actor, in [1, 4]: the mean of each rater's items, then over raters; NaN for an actor whom nobody rates.

    Raises
    ------
    Undefined
        Nobody rates anybody on these items, or a rating lies outside 1 to 4.

    References
    ----------
    Varda, Chandra, Stern & Lurie 2008, J. Public Health Manag. Pract. 14:E1 (PARTNER).

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> bool(trust_score(random_graph(np.random.default_rng(1))).dropna().between(1, 4).all())
    True
    """
    return _score(graph, items, "trust_score")


@metric(
    level="actor", range=PARTNER, direction=+1, reads="ties",
    label=N_("Value recognised"),
    reading=N_("how much the others value what the actor brings, on average, from 1 (little) to 4 (a great deal)"),
    cannot_say=N_("with few raters one answer weighs much; never publish it by name"), compare_with=SAME_WORDS,
    reference="Varda & others 2008 (PARTNER)", minimum_n=N_("5 raters, so that nobody is recognised"),
)  # fmt: skip
def value_score(graph: CooperationGraph, *, items: Sequence[str] | str = "value") -> pd.Series:
    """Value that others see in each actor: mean of items rated from 1 to 4.

    Parameters
    ----------
    graph
        The territory and wave.
    items
        Kinds of ties that hold the items, one or several (influence, involvement, resources brought…).

    Returns
    -------
    pandas.Series
        By actor, in [1, 4]: the mean of each rater's items, then over raters; NaN for an actor whom nobody rates.

    Raises
    ------
    Undefined
        Nobody rates anybody on these items, or a rating lies outside 1 to 4.

    References
    ----------
    Varda, Chandra, Stern & Lurie 2008, J. Public Health Manag. Pract. 14:E1 (PARTNER).

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> bool(value_score(random_graph(np.random.default_rng(1))).dropna().between(1, 4).all())
    True
    """
    return _score(graph, items, "value_score")
