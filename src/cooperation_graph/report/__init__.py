"""The report: results become sections, sections become pages that open offline."""

from cooperation_graph.report.actor_page import write_actor_page
from cooperation_graph.report.writing import write_report

__all__ = ["write_actor_page", "write_report"]
