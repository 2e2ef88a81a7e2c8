"""`write_actor_page`: what a survey says of one actor, for that actor: its projects, its partners, what changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.files import atomic_path
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.locale import check_language, translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.measures import as_graphs
from cooperation_graph.report.blocks import Block, Bullets, Page, Section, Table, Text
from cooperation_graph.report.render import render_page
from cooperation_graph.report.sections.parts import frame_table, listed
from cooperation_graph.report.words import attribute_name
from cooperation_graph.silos import SiloVerdicts, sentence
from cooperation_graph.sufficient import group_attribute
from cooperation_graph.survey.tables import Survey

__all__ = ["write_actor_page"]


def write_actor_page(
    source: Graphs | CooperationGraph | Survey, actor: str, path: str | Path, *, territory: str | None = None, by: str | None = None,
    verdicts: SiloVerdicts | None = None, lang: str = "fr", css: str | Path | None = None, notice: str = "", force: bool = False,
) -> Path:  # fmt: skip
    """Write the page of one actor, to be handed to that actor alone: it names only those it works with.

    No score and no rank stand on it. Actors it shares no project with are counted, never named.

    Parameters
    ----------
    source
        Graphs, one graph or a survey.
    actor
        Identifier of the actor.
    path
        The page (.html).
    territory
        Where the actor is in several.
    by
        Attribute of actors that forms groups; the first one declared without.
    verdicts
        Silo verdicts, for the sentence about the actor's group.
    lang, css, notice, force
        As in :func:`write_report`.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    UnknownName
        No such actor, or an actor of several territories without `territory`.
    FileExistsError
        Something stands at `path` already.

    Examples
    --------
    >>> import tempfile
    >>> from cooperation_graph.testing import tiny_graph
    >>> page = write_actor_page(tiny_graph("two_silos"), "a1", tempfile.mkdtemp() + "/a1.html", lang="en")
    >>> "In one paragraph" in page.read_text(encoding="utf-8")
    True
    """
    _ = translator(check_language(lang))
    target = Path(path)
    if target.exists() and not force:
        raise FileExistsError(_("{path} exists already; --force replaces it", path=target))
    graphs = as_graphs(source)
    seen = [graph for graph in graphs if actor in graph.actor_ids]
    if not seen:
        raise UnknownName("actor", actor, list(dict.fromkeys(a for graph in graphs for a in graph.actor_ids)))
    places = list(dict.fromkeys(graph.territory for graph in seen))
    if territory is None and len(places) > 1:
        raise UnknownName("territory", "one territory", places, hint="Choose it: territory=….")
    here = [graph for graph in seen if territory in (None, graph.territory)]
    if not here:
        raise UnknownName("territory", territory, places)
    attribute = group_attribute(graphs, by)
    last = here[-1]
    table = graphs.survey.territories
    named = dict(zip(table["territory"], table["name"].fillna(table["territory"]), strict=True)) if len(table) else {}
    sections = [
        _summary(last, actor, attribute, verdicts, lang), _projects(last, actor, lang), _partners(last, actor, attribute, lang),
        _over_time(here, actor, lang), _questions(last, actor, attribute, lang),
        Section("methode", _("What this page is"), (
            Text(_("It says what the survey holds, not all that this actor does: a project that nobody named is not here. Partners are those"
                   " who take part in the same project. It holds no score and no rank, and names only partners.")),
        )),
    ]  # fmt: skip
    page = Page(
        target.name, str(last.actors["name"].loc[actor]), _("A page for one actor – {wave}", wave=last.wave),
        tuple(tag for tag in (str(named.get(last.territory, last.territory)), notice) if tag),
        tuple(section for section in sections if section is not None), footer=(_("To be handed to this actor only."),),
    )  # fmt: skip
    style = Path(css).read_text(encoding="utf-8") if css else None
    with atomic_path(target) as scratch:
        scratch.write_text(render_page(page, lang=lang, css=style), encoding="utf-8")
    return target


def _place(graph: CooperationGraph, actor: str) -> int:
    return int(np.flatnonzero(graph.actor_ids == actor)[0])


def _own(graph: CooperationGraph, actor: str) -> np.ndarray:
    """Places of the projects the actor takes part in."""
    row = _place(graph, actor)
    return graph.indices[graph.indptr[row] : graph.indptr[row + 1]]


def _shared(graph: CooperationGraph, actor: str) -> np.ndarray:
    """How many projects each actor shares with this one."""
    counts: np.ndarray = np.asarray(graph.biadjacency[:, _own(graph, actor)].sum(axis=1)).ravel()
    counts[_place(graph, actor)] = 0
    return counts


def _summary(graph: CooperationGraph, actor: str, by: str, verdicts: SiloVerdicts | None, lang: str) -> Section:
    _ = translator(lang)
    shared, (codes, labels) = _shared(graph, actor), graph.groups(by)
    own, met = codes[_place(graph, actor)], codes[shared > 0]
    n, partners = len(_own(graph, actor)), int((shared > 0).sum())
    said = [_("In {wave}, takes part in {n} project", plural="In {wave}, takes part in {n} projects", n=n, wave=graph.wave)
            + _(", with {n} partner.", plural=", with {n} partners.", n=partners)]  # fmt: skip
    outside = met[(met >= 0) & (met != own)]
    if partners and own >= 0:
        said.append(_("{share} of them are of other groups ({by}).", share=percent(len(outside) / partners, lang), by=attribute_name(by, lang)))
    blocks: list[Block] = [Text(" ".join(said), "lead")]
    if verdicts is not None and own >= 0:
        frame = verdicts.frame
        rows = frame[(frame["territory"] == graph.territory) & (frame["wave"] == graph.wave) & (frame["level"] == "group")]
        names = rows["item"].tolist()
        blocks += [
            Text(_("Of its group: {sentence}", sentence=sentence(row, lang, groups=names)))
            for row in rows[rows["item"] == labels[own]].to_dict("records")
        ]
    return Section("resume", _("In one paragraph"), tuple(blocks))


def _projects(graph: CooperationGraph, actor: str, lang: str) -> Section:
    _ = translator(lang)
    own = _own(graph, actor)
    frame = pd.DataFrame({"name": graph.projects["name"].to_numpy()[own], "partners": graph.project_sizes[own] - 1})
    table = graph.participations
    if "role" in table:
        said = table[table["actor"] == actor].dropna(subset=["role"])
        roles = said.groupby("project")["role"].agg(lambda held: ", ".join(_(role) for role in sorted(set(held))))
        frame.insert(1, "role", roles.reindex(graph.project_ids[own]).fillna("").to_numpy())
    if "theme" in graph.projects:
        frame.insert(1, "theme", graph.projects["theme"].fillna("").to_numpy()[own])
    blocks: tuple[Block, ...] = (Text(_("The survey names no project of this actor in this wave.")),)
    if len(frame):
        blocks = (_table(frame.sort_values("name"), _("Projects"), lang, {"role": _("role"), "theme": _("theme")}),)
    return Section("projets", _("Its projects"), blocks)


def _partners(graph: CooperationGraph, actor: str, by: str, lang: str) -> Section | None:
    _ = translator(lang)
    shared, (codes, labels) = _shared(graph, actor), graph.groups(by)
    met = np.flatnonzero(shared)
    if not len(met):
        return None
    frame = pd.DataFrame({
        "name": graph.actors["name"].to_numpy()[met], "group": [str(labels[c]) if c >= 0 else _("no group known") for c in codes[met]],
        "projects": shared[met].astype(np.int64),
    }).sort_values(["projects", "name"], ascending=[False, True])  # fmt: skip
    others = np.arange(graph.n_actors) != _place(graph, actor)
    groups = pd.DataFrame([
        (str(labels[c]), int(((codes == c) & others).sum()), int((shared[codes == c] > 0).sum())) for c in range(len(labels)) if (codes == c).any()
    ], columns=["group", "n_actors", "partners"])  # fmt: skip
    heads = {"projects": _("projects in common"), "n_actors": _("other actors"), "partners": _("partners among them")}
    return Section("partenaires", _("Its partners"), (
        _table(frame, _("Partners"), lang, heads), _table(groups, _("Groups, and how many of their actors are partners"), lang, heads),
    ))  # fmt: skip


def _over_time(graphs: list[CooperationGraph], actor: str, lang: str) -> Section | None:
    _ = translator(lang)
    if len(graphs) < 2:
        return None
    rows, before = [], set[str]()
    for number, graph in enumerate(graphs):
        now = set(graph.actor_ids[_shared(graph, actor) > 0])
        kept = "–" if not number else str(len(now & before))
        rows.append((graph.wave, len(_own(graph, actor)), len(now), kept, "–" if not number else str(len(before - now))))
        before = now
    frame = pd.DataFrame(rows, columns=["wave", "projects", "partners", "kept", "no_more"])
    heads = {"kept": _("partners kept"), "no_more": _("partners no more")}
    return Section("vagues", _("From one wave to the next"), (
        _table(frame, _("Projects and partners by wave"), lang, heads),
        Text(_("A partner no more is one with whom no project is named any longer: the project may simply have ended, or nobody answered."), "note"),
    ))  # fmt: skip


def _questions(graph: CooperationGraph, actor: str, by: str, lang: str) -> Section:
    _ = translator(lang)
    shared, (codes, labels) = _shared(graph, actor), graph.groups(by)
    met = set(codes[shared > 0].tolist())
    unmet = [str(labels[c]) for c in sorted(set(codes[codes >= 0].tolist()) - met - {codes[_place(graph, actor)]})]
    asked = []
    if unmet:
        asked.append(_("Nothing in common yet with {names}: would a project gain by it?", names=listed(unmet, lang)))
    once = int((shared == 1).sum())
    if once:
        asked.append(_(
            "{n} partnership rests on a single project: what becomes of it when the project ends?",
            plural="{n} partnerships rest on a single project each: what becomes of them when it ends?", n=once,
        ))  # fmt: skip
    asked.append(_("What does this page miss? Whoever reads it knows better than the survey."))
    return Section("questions", _("Questions to think over"), (Bullets(tuple(asked)),))


def _table(frame: pd.DataFrame, caption: str, lang: str, heads: dict[str, str] | None = None) -> Table:
    return frame_table(frame, caption, lang, labels=heads, sortable=False)
