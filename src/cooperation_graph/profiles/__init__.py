"""Tables about one territory and wave that need intervals or a null model around every cell."""

from cooperation_graph.profiles.mixing import group_mixing

__all__ = ["group_mixing"]
