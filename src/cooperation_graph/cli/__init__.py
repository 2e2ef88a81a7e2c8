"""The command line: thin commands over the public functions, errors in one screen, French by default."""

from cooperation_graph.cli.entry import main

__all__ = ["main"]
