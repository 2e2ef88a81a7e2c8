"""What may be compared between territories of different sizes, and what to compare instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cooperation_graph.locale import N_

__all__ = ["NOT_ACROSS_SIZES", "READ_WITH_CARE", "Refusal", "comparable"]


class Refusal(NamedTuple):
    """Why a metric is not compared between territories: a code, what stands in its place, a sentence."""

    code: str
    instead: str
    message: str


_DENSITY = Refusal(
    "density_not_comparable", "mean_partners",
    N_("density falls as the number of actors grows: compare partners per actor in its place"),
)  # fmt: skip
_COMPONENTS = Refusal(
    "components_not_comparable", "mean_partners",
    N_("components and distances depend on the number of actors: compare partners per actor in their place"),
)  # fmt: skip
_MODULARITY = Refusal(
    "modularity_not_comparable", "cross_pair_ratio",
    N_("modularity grows with the number of actors even without any silo: compare cross-group pairs against group sizes in "
       "its place"),
)  # fmt: skip

#: Metrics whose value changes with the number of actors at the same cooperation, with their substitute.
NOT_ACROSS_SIZES: dict[str, Refusal] = {
    "density": _DENSITY, "largest_component_share": _COMPONENTS, "connectedness": _COMPONENTS, "mean_distance": _COMPONENTS,
    "newman_modularity": _MODULARITY, "barber_modularity": _MODULARITY,
}  # fmt: skip
#: Metrics that may be compared, with what moves them besides cooperation.
READ_WITH_CARE: dict[str, tuple[str, str]] = {
    "ei_index": ("depends_on_groups", N_(
        "the E–I index depends on the size of groups in each territory: read cross-group pairs against group sizes beside it"
    )),
    "cross_group_project_share": ("depends_on_project_size", N_(
        "large projects cross groups more easily: read diversity inside projects beside it"
    )),
}  # fmt: skip


def comparable(metrics: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
    """Replace what cannot be compared across sizes.

    Parameters
    ----------
    metrics
        Names as in tables, parameters included.

    Returns
    -------
    tuple
        The names to compare, each once, and coded warnings (code, metric, message).

    References
    ----------
    Anderson, Butts & Carley 1999, Social Networks 21:239; Friedkin 1981, Social Networks 3:41; Faust 2006.

    Examples
    --------
    >>> names, warnings = comparable(["density", "pair_heterogeneity"])
    >>> names, warnings[0]["code"]
    (['mean_partners', 'pair_heterogeneity'], 'density_not_comparable')
    """
    kept: dict[str, None] = {}
    warnings = []
    for name in metrics:
        plain = name.split("(")[0]
        refusal = NOT_ACROSS_SIZES.get(plain)
        kept[refusal.instead if refusal else name] = None
        if refusal:
            warnings.append({"code": refusal.code, "metric": name, "message": refusal.message})
        elif plain in READ_WITH_CARE:
            code, message = READ_WITH_CARE[plain]
            warnings.append({"code": code, "metric": name, "message": message})
    return list(kept), warnings
