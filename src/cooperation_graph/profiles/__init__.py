"""Tables about one territory and wave that need intervals or a null model around every cell."""

from cooperation_graph.profiles.coopetition import competition_profile
from cooperation_graph.profiles.mixing import group_mixing

__all__ = ["competition_profile", "group_mixing"]
