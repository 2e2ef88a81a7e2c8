"""`explore`: one page that holds everything, asks nothing of the network and runs no name as code."""

from __future__ import annotations

import base64
import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import jinja2
import pandas as pd
from markupsafe import Markup

from cooperation_graph.errors import CooperationWarning
from cooperation_graph.explorer.model import as_waves, to_pyvis
from cooperation_graph.files import atomic_path
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_, check_language, translate, translator

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["Explorer", "explore"]

#: Roles of the survey, marked for translation.
_ROLES = (
    N_("lead"), N_("co_lead"), N_("partner"), N_("host"), N_("participant"), N_("funder"), N_("beneficiary"), N_("animator"),
)  # fmt: skip
_MANY, _MOST = 300, 3000  # nodes: from the first a warning, beyond the second groups instead of actors


@dataclass(frozen=True)
class Explorer:
    """The page; in a notebook it shows itself in a frame that can run nothing outside it."""

    html: str
    lang: str = "fr"

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all."""
        with atomic_path(path) as scratch:
            scratch.write_text(self.html, encoding="utf-8")
        return Path(path)

    def _repr_html_(self) -> str:
        hint = translate("Nothing above? Run the cell again: a notebook that was only opened shows no frame.", self.lang)
        return (
            f'<iframe srcdoc="{escape(self.html)}" sandbox="allow-scripts" title="cooperation_graph" '
            'style="width:100%;height:760px;border:1px solid #ccc"></iframe>'
            f"<p>{escape(hint)}</p>"
        )

    def __repr__(self) -> str:
        return f"<Explorer: a page of {len(self.html) / 1e6:.1f} MB; .save(path) writes it>"


@overload
def explore(
    graphs: CooperationGraph | Sequence[CooperationGraph] | Network, path: str | Path, *, by: str | None = ...,
    positions: pd.DataFrame | None = ..., lang: str = ..., names: Mapping[str, str] | None = ..., aggregate: bool | None = ...,
) -> Path: ...  # fmt: skip
@overload
def explore(
    graphs: CooperationGraph | Sequence[CooperationGraph] | Network, path: None = ..., *, by: str | None = ...,
    positions: pd.DataFrame | None = ..., lang: str = ..., names: Mapping[str, str] | None = ..., aggregate: bool | None = ...,
) -> Explorer: ...  # fmt: skip
def explore(
    graphs: CooperationGraph | Sequence[CooperationGraph] | Network, path: str | Path | None = None, *, by: str | None = None,
    positions: pd.DataFrame | None = None, lang: str = "fr", names: Mapping[str, str] | None = None,
    aggregate: bool | None = None,
) -> Path | Explorer:  # fmt: skip
    """Write an interactive page of who works on what: search, filters by group, wave and role, and the same in tables.

    The page is one file, opens without network and holds no physics: places come from :func:`plots.layout`, so that every
    wave and every opening looks the same.

    Parameters
    ----------
    graphs
        One graph, several waves of one territory, or a network from :func:`to_pyvis` that was tuned.
    path
        File to write; without, the page itself is returned, which a notebook shows.
    by
        Attribute of actors that makes the groups; the first declared without.
    positions
        Places of actors from :func:`plots.layout`.
    lang
        ``"fr"`` or ``"en"``.
    names
        Names of territories, by id.
    aggregate
        Draw groups instead of actors; by default beyond 3,000 nodes, where a drawing of actors says nothing.

    Returns
    -------
    Path or Explorer
        The file written, or the page.

    Warns
    -----
    CooperationWarning
        ``many_nodes``: more than 300 nodes can hardly be told apart; ``aggregated``: groups are drawn instead.

    Raises
    ------
    ValueError
        The selection holds several territories.
    """
    check_language(lang)
    if isinstance(graphs, CooperationGraph | Sequence):
        waves = as_waves(graphs)
        chosen = _choose(waves, aggregate, lang)
        network = to_pyvis(waves, by=by, positions=positions, lang=lang, aggregate=chosen)
        place = (names or {}).get(waves[0].territory, waves[0].territory)
        title = " – ".join(part for part in (place, ", ".join(wave.wave for wave in waves if wave.wave)) if part)
    else:
        network, title = graphs, ""
    page = Explorer(_render(network, title, lang), lang)
    return page if path is None else page.save(path)


def _choose(waves: list[CooperationGraph], aggregate: bool | None, lang: str) -> bool:
    """Groups or actors; a warning where actors can hardly be told apart."""
    _ = translator(lang)
    n = len({i for wave in waves for i in wave.actor_ids}) + len({j for wave in waves for j in wave.project_ids})
    if aggregate is None and n > _MOST:
        text = _("{n} nodes: groups are drawn instead of actors; aggregate=False draws them all.", n=n)
        warnings.warn(CooperationWarning("aggregated", text), stacklevel=3)
    elif not aggregate and n > _MANY:
        text = _("{n} nodes can hardly be told apart: filter by group, or draw groups with aggregate=True.", n=n)
        warnings.warn(CooperationWarning("many_nodes", text), stacklevel=3)
    return n > _MOST if aggregate is None else aggregate


def _render(network: Network, title: str, lang: str) -> str:
    _ = translator(lang)
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    settings = json.loads(options)
    settings["physics"] = {"enabled": False}
    settings.pop("configure", None)  # pyvis' own panel needs its own page
    settings["interaction"] = {"hover": True, "tooltipDelay": 120, **settings.get("interaction", {}),
                               "keyboard": {"enabled": True, "bindToWindow": False}}  # fmt: skip
    settings["nodes"] = {"scaling": {"label": {"drawThreshold": 8}}, **settings.get("nodes", {})}
    settings["edges"] = {**settings.get("edges", {}), "smooth": False}
    kinds = {kind: [node for node in nodes if node.get("kind", "actor") == kind] for kind in ("actor", "group", "project")}
    waves = list(dict.fromkeys(wave for node in nodes for wave in node.get("waves", []) if wave))
    present = {role for edge in edges for role in edge.get("roles", [])}
    roles = [(role, _(role)) for role in (*_ROLES, *sorted(present.difference(_ROLES))) if role in present]
    library, script = _asset("vis-network.min.js"), _asset("explorer.js")
    return _template().render(
        _=_, lang=lang, title=title, legend=_legend([*kinds["actor"], *kinds["group"]]), waves=waves, roles=roles,
        actors=kinds["actor"], groups=kinds["group"], projects=kinds["project"],
        data=_json({"nodes": nodes, "edges": edges, "options": settings, "words": {
            "found": _("found: {n}", n="%n"), "none": _("nothing found"), "shown": _("shown: {n}", n="%n")}}),
        library=Markup(library), script=Markup(script), style=Markup(_asset("explorer.css")),
        policy="default-src 'none'; "
               f"script-src {_hash(library)} {_hash(script)}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
               "form-action 'none'",
    )  # fmt: skip


def _legend(actors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups in the order of their colours, with their sign and number of actors."""
    found: dict[str, dict[str, Any]] = {}
    for node in actors:
        if "group" in node:
            look = node.get("color", {})
            fill = look.get("background", "#c9ced4") if isinstance(look, dict) else look
            entry = {"name": node["group"], "n": 0, "shape": node.get("shape", "dot"), "fill": fill}
            found.setdefault(node["group"], entry)["n"] += node.get("members", 1)
    return sorted(found.values(), key=lambda entry: str(entry["name"]))


def _json(value: Any) -> Markup:
    """JSON that cannot end its script element nor hold NaN."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


@cache
def _asset(name: str) -> str:
    if name == "vis-network.min.js":  # as shipped in the wheel of pyvis: no copy in our repository
        folder = files("pyvis") / "templates" / "lib" / "vis-9.1.2"
    else:
        folder = files(__package__) / "assets"
    return (folder / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cooperation_graph.explorer"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("explorer.html")
