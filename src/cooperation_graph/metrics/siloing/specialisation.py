"""Specialisation of groups in projects or themes: H2′ of the table, d′ of each group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.sufficient import direct

__all__ = ["d_prime", "h2_prime"]

KEPT = N_("the value when activity and size of projects are kept")
NO_ROOM = {"no_room": N_("one group or one project: the table cannot be more or less specialised")}


def _h2_prime(entropy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    observed = entropy[..., 0]
    lowest, highest = np.minimum(entropy[..., 1], observed), np.maximum(entropy[..., 2], observed)
    room = highest - lowest
    return (highest - observed) / room, np.where(room < 1e-12, 1, 0)


@metric(
    range=(0, 1), direction=-1, groups=("by",), formula=_h2_prime, undefined=NO_ROOM,
    statistics=lambda integer=False, columns="project": None if integer or columns != "project" else ("table_entropy",),
    vary=lambda integer=False, columns="project": {"chance": integer, "reads": "incidence" if columns == "project" else "themes"},
    label=N_("Specialisation of projects (H2′)"),
    reading=N_("0: every project mixes groups as the whole territory does; 1: each project belongs to as few groups as possible"),
    cannot_say=N_("small projects cannot mirror all groups, so that it is above 0 without any silo"), compare_with=KEPT,
    reference="Blüthgen, Menzel & Blüthgen 2006",
)  # fmt: skip
def h2_prime(
    graph: CooperationGraph, *, by: str | None = None, integer: bool = False, columns: str = "project",
    rng: np.random.Generator | int | None = None, missing: str = "drop",
) -> float:  # fmt: skip
    r"""Standardised entropy of the group × project table, :math:`H_2' = (H_{2max} - H_2) / (H_{2max} - H_{2min})`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.
    integer
        True takes :math:`H_{2max}` from the most even table of whole numbers, which removes most of the bias of small projects;
        it is searched greedily and ties are drawn with `rng`.
    columns
        ``"project"``, or ``"theme"`` for the table of groups × themes, in which a project of k themes counts 1/k in each.
    rng
        Chance, for `integer`.

    Returns
    -------
    float
        :math:`H_2 = -\sum_{sp} (x_{sp}/T) \ln (x_{sp}/T)`; :math:`H_{2max}` is the entropy of the product of the margins,
        :math:`H_{2min}` that of the greedy most concentrated table with the same margins; both are moved to :math:`H_2` when
        it lies beyond. In [0, 1].

    Raises
    ------
    Undefined
        :math:`H_{2max} = H_{2min}`: one group, one project, or no participation.
    ValueError
        `integer` with themes, where counts are not whole.

    Notes
    -----
    The greedy searches are those of the authors' own program, so that values can be compared with published ones; they are
    heuristic. Against every table with the same margins (386 random ones of 2 or 3 groups and 2 to 4 projects) the least entropy was
    missed in 7 % and :math:`H_2'` then moved by up to .29. The most even whole table was missed in one of 200 of these, in one of
    five of 1 416 larger ones (up to 30 projects), where H2′ is then too low by up to .13; on the small tables the form in whole numbers
    moved by up to .42. :math:`H_{2max}` of ``integer=False`` is exact.

    References
    ----------
    Blüthgen, Menzel & Blüthgen 2006, BMC Ecology 6:9.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> h2_prime(tiny_graph("two_silos"), by="sector")
    1.0
    >>> h2_prime(tiny_graph("star"), by="sector", integer=True, rng=1)
    0.0
    """
    if columns not in ("project", "theme"):
        raise UnknownName("columns of the table", columns, ("project", "theme"))
    if columns == "project" and not integer:
        return float(direct(h2_prime, graph, by=by, missing=missing))
    if integer and columns == "theme":
        raise ValueError("integer=True needs counts: projects of several themes are split between them")
    table = group_table_of(graph, by, columns, missing)
    if table.sum() == 0:
        raise Undefined("one group or one project: the table cannot be more or less specialised")
    top = _entropy(_most_even(table, np.random.default_rng(rng))) if integer else _entropy(table.sum(axis=1)) + _entropy(table.sum(axis=0))
    parts = np.array([_entropy(table), _entropy(most_concentrated(table)), top])
    with np.errstate(divide="ignore", invalid="ignore"):
        value, code = _h2_prime(parts)
    if code:
        raise Undefined("one group or one project: the table cannot be more or less specialised")
    return float(value)


def group_table_of(graph: CooperationGraph, by: str | None, columns: str, missing: str) -> np.ndarray:
    """Participations of groups in projects or themes, without empty rows and columns."""
    seen, codes, labels = with_groups(graph, by, missing)
    table = np.zeros((len(labels), seen.n_projects))
    np.add.at(table, (np.repeat(codes, seen.actor_degrees), seen.indices), 1.0)
    if columns == "theme":
        from cooperation_graph.metrics.theme_weights import theme_weights

        table = table @ theme_weights(seen)[0]
    kept: np.ndarray = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    return kept


def _entropy(table: np.ndarray) -> float:
    shares = table[table > 0] / table.sum()
    return float(-(shares * np.log(shares)).sum())


def most_concentrated(table: np.ndarray) -> np.ndarray:
    """A table with the same margins, filled by putting the largest row into the largest column, again and again."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    filled = np.zeros_like(table)
    while rows.max() > 1e-9 and columns.max() > 1e-9:
        r, c = int(rows.argmax()), int(columns.argmax())
        move = min(rows[r], columns[c])
        filled[r, c] += move
        rows[r] -= move
        columns[c] -= move
    return filled


def _most_even(table: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A table of whole numbers with the same margins, close to their product.

    From the product rounded down, each further unit goes to an open cell with the least in it that lacks most; ties are drawn.
    Where one cell holds more than 1/e of the total, −x·ln x falls as it fills and the greedy order may fail: units then move
    around rectangles of four cells as long as entropy grows.
    """
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    wanted = np.outer(rows, columns) / table.sum()
    even: np.ndarray = np.floor(wanted + 1e-9)
    left_r, left_c = rows - even.sum(axis=1), columns - even.sum(axis=0)
    while left_r.sum() > 0.5:
        open_cells = np.outer(left_r > 0.5, left_c > 0.5)
        low = open_cells & (even == even[open_cells].min())
        lack = wanted - even
        best = np.argwhere(low & (lack >= lack[low].max() - 1e-12))
        r, c = best[rng.integers(len(best))]
        even[r, c] += 1
        left_r[r] -= 1
        left_c[c] -= 1
    return _smoothed(even) if wanted.max() > table.sum() / np.e else even


def _smoothed(even: np.ndarray) -> np.ndarray:
    """The table after every move of units around four cells that makes it more even."""

    def cost(k: np.ndarray) -> np.ndarray:
        return np.where(k > 0, k * np.log(np.maximum(k, 1)), 0.0)

    while True:
        up, down = cost(even + 1) - cost(even), cost(even - 1) - cost(even)
        down = np.where(even > 0, down, np.inf)
        # what moving a unit from (r, c) and (r2, c2) to (r, c2) and (r2, c) adds to the sum of x ln x
        change = down[:, :, None, None] + down[None, None, :, :] + up[:, None, None, :] + up.T[None, :, :, None]
        r = np.arange(even.shape[0])
        c = np.arange(even.shape[1])
        change[r, :, r, :] = np.inf
        change[:, c, :, c] = np.inf
        place = np.unravel_index(int(change.argmin()), change.shape)
        if change[place] > -1e-9:
            return even
        a, b, a2, b2 = place
        even[a, b] -= 1
        even[a2, b2] -= 1
        even[a, b2] += 1
        even[a2, b] += 1


def _d_prime(parts: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    S = parts.shape[-1] // 3
    own, distance, least = parts[..., :S], parts[..., S : 2 * S], parts[..., 2 * S :]
    most = np.log(table[..., :1] / own)
    least = np.minimum(least, distance)
    room = most - least
    return (distance - least) / room, np.where(own == 0, 1, np.where(room < 1e-12, 2, 0))


@metric(
    level="group", range=(0, 1), direction=-1, groups=("by",), statistics=("specialisation", "group_table"), formula=_d_prime,
    undefined={
        "no_participation": N_("this group takes part in no project"),
        "no_room": N_("the size of projects leaves this group no choice: it cannot be more or less specialised"),
    },
    label=N_("Specialisation of a group (d′)"),
    reading=N_("0: the group spreads over projects as their sizes invite; 1: it keeps to projects of its own"),
    cannot_say=N_("a group with few participations cannot spread evenly"), compare_with=KEPT,
    reference="Blüthgen, Menzel & Blüthgen 2006",
)  # fmt: skip
def d_prime(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Specialisation of each group in projects: :math:`d' = (d - d_{min}) / (d_{max} - d_{min})`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.Series
        With :math:`p_{sj} = x_{sj}/R_s` and :math:`q_j = c_j/T`: :math:`d_s = \sum_j p_{sj} \ln(p_{sj}/q_j)`,
        :math:`d_{max} = \ln(T/R_s)`, and :math:`d_{min}` from filling projects one participation after the other where it costs
        least (or d when lower). In [0, 1]; NaN for a group without a participation, or where :math:`d_{max} = d_{min}` (one group,
        or every project of one actor).

    Raises
    ------
    Undefined
        No group has a value.

    Notes
    -----
    :math:`d_{max}` is exact and may be out of reach where no set of projects adds up to :math:`R_s`; :math:`d_{min}` starts from the
    proportional share rounded down, as the authors' own program does: against every allocation it was missed for 4 of 934 groups of
    small tables, by .07 at most.

    References
    ----------
    Blüthgen, Menzel & Blüthgen 2006, BMC Ecology 6:9.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> d_prime(tiny_graph("two_silos"), by="sector").round(6).to_dict()
    {'a': 1.0, 'b': 1.0}
    """
    series: pd.Series = direct(d_prime, graph, by=by, missing=missing)
    return series
