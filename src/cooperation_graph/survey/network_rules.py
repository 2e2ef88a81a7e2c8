"""Rules about network files: who is an actor, what is a project, and edges that join them."""

from __future__ import annotations

from cooperation_graph.locale import N_
from cooperation_graph.survey.rule import ERROR_OR_ASIDE, WARNING_OR_ERROR, Rule

__all__ = ["NETWORK_RULES"]

NETWORK_RULES: dict[str, Rule] = {
    "bad_network": Rule(
        N_("A network file that cannot be followed"),
        N_("{detail}"),
        N_("Save the network again from the program that made it, as GraphML, GEXF, Pajek or tables of nodes and edges."),
    ),
    "one_mode": Rule(
        N_("A network of one kind of nodes"),
        N_("nothing says which nodes are actors and which are projects: actors are tied directly, or the kind of nodes is missing"),
        N_("Give nodes an attribute “kind” (actor, project), or name it: columns={{'heading': 'kind'}}. Ties between actors without"
           " projects go in the table “ties” of a survey."),
    ),
    "unknown_kind": Rule(
        N_("Kinds of nodes that are not known"),
        N_("the kinds of nodes are {found}: nothing says which of them are actors"),
        N_("Say it: values={{'kind': {{'{value}': 'actor'}}}}, and 'project' for the others."),
    ),
    "guessed_kinds": Rule(
        N_("Kinds of nodes told by the direction of edges"),
        N_("every edge goes from one set of nodes to another: the first were read as actors, the others as projects"),
        N_("Nothing to do if that is right; otherwise give nodes an attribute “kind” (actor, project)."),
        WARNING_OR_ERROR,
    ),
    "edge_inside": Rule(
        N_("Edges that join no actor to a project"),
        N_("“{value}” joins two nodes of the same kind ({kind})"),
        N_("Correct the kind of one of them, or take such edges out: on_edge_inside='set_aside'."),
        ERROR_OR_ASIDE,
    ),
    "unknown_node": Rule(
        N_("Edges to nodes that are not there"),
        N_("no node has the identifier “{value}”"),
        N_("Add the node, or correct the edge."),
        ERROR_OR_ASIDE,
    ),
    "repeated_node": Rule(
        N_("Nodes that stand twice"),
        N_("the identifier “{value}” is that of several nodes"),
        N_("Give each node an identifier of its own."),
    ),
    "left_out_part": Rule(
        N_("Parts of a network file that are not read"),
        N_("{detail}"),
        N_("Nothing to do if cooperation does not depend on it."),
        WARNING_OR_ERROR,
    ),
}
