"""How sure a number is: project jackknife, permutation of projects, Monte Carlo p-values, several tests at once.

The default target is ``fixed_actors``: the roster is a census, and projects are realisations of the cooperation of the
territory. An interval says how much a number would move had the same actors set up other projects of the same kind; it
does not cover what the survey forgot.
"""

from cooperation_graph.uncertainty.intervals import (
    MINIMUM_PROJECTS,
    Interval,
    jackknife,
    means_without_each,
    ratios_without_each,
)
from cooperation_graph.uncertainty.multiplicity import benjamini_hochberg, holm
from cooperation_graph.uncertainty.permutations import draw_assignments, permutation_p, two_sided_p
from cooperation_graph.uncertainty.shares import clopper_pearson, wilson

__all__ = [
    "MINIMUM_PROJECTS", "Interval", "benjamini_hochberg", "clopper_pearson", "draw_assignments", "holm", "jackknife",
    "means_without_each", "permutation_p", "ratios_without_each", "two_sided_p", "wilson",
]  # fmt: skip
