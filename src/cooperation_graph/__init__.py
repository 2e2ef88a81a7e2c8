"""How actors cooperate: transversality, silos and their evolution, measured from survey waves."""

__version__ = "0.1.0"
