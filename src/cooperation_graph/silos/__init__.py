"""The silo verdict: does a group work among itself more than its activity explains, and could the data have shown it?"""

from cooperation_graph.silos.sentences import sentence
from cooperation_graph.silos.validated import ValidatedTies, validated_ties
from cooperation_graph.silos.verdicts import SiloVerdicts, detect_silos

__all__ = ["SiloVerdicts", "ValidatedTies", "detect_silos", "sentence", "validated_ties"]
