"""The silo verdict: does a group work among itself more than its activity explains, and could the data have shown it?"""

from cooperation_graph.silos.agreement import adjusted_mutual_information
from cooperation_graph.silos.blocks import Blocks, find_blocks
from cooperation_graph.silos.sentences import sentence
from cooperation_graph.silos.validated import ValidatedTies, validated_ties
from cooperation_graph.silos.verdicts import SiloVerdicts, detect_silos

__all__ = [
    "Blocks", "SiloVerdicts", "ValidatedTies", "adjusted_mutual_information", "detect_silos", "find_blocks", "sentence",
    "validated_ties",
]  # fmt: skip
