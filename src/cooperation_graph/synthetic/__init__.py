"""Synthetic surveys of which the truth is known: for tests, benchmarks, tutorials and the samples.

Every name in them is made up.
"""

from cooperation_graph.synthetic.calibration import calibrate
from cooperation_graph.synthetic.messy import write_messy
from cooperation_graph.synthetic.power import plan_power, survey_power
from cooperation_graph.synthetic.samples import write_samples
from cooperation_graph.synthetic.simulation import simulate, truth

__all__ = ["calibrate", "plan_power", "simulate", "survey_power", "truth", "write_messy", "write_samples"]
