"""The report: results become sections, sections become pages that open offline."""

from cooperation_graph.report.writing import write_report

__all__ = ["write_report"]
