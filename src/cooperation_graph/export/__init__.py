"""A survey or a graph goes to other tools: one family of formats a file."""

from cooperation_graph.export.ergm import write_ergm
from cooperation_graph.export.node_tables import write_gephi, write_kumu
from cooperation_graph.export.partitions import write_parquet
from cooperation_graph.export.rsiena import siena_feasibility, write_rsiena
from cooperation_graph.export.tables import write_survey
from cooperation_graph.export.two_mode import write_dl, write_pajek
from cooperation_graph.export.xml_graphs import write_gexf, write_graphml

__all__ = [
    "siena_feasibility", "write_dl", "write_ergm", "write_gephi", "write_gexf", "write_graphml", "write_kumu", "write_pajek",
    "write_parquet", "write_rsiena", "write_survey",
]  # fmt: skip
