"""Files of subsidies: the SCDL standard, its dialects, and what publishers write instead."""

from cooperation_graph.intake.subsidies.result import Subsidies

__all__ = ["Subsidies"]
