"""`write_report`: pages and data written beside their place, then put there in one go."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cooperation_graph.comparison import Comparison
from cooperation_graph.evolution import Evolution
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.impact import EvaluationPlan
from cooperation_graph.locale import check_language, translator
from cooperation_graph.measures import Measures
from cooperation_graph.report.blocks import Page, slug
from cooperation_graph.report.data import tables_of, write_tables
from cooperation_graph.report.evidence import gather_evidence
from cooperation_graph.report.material import Material, gather_material
from cooperation_graph.report.render import render_page
from cooperation_graph.report.sections.added_value import added_value_page
from cooperation_graph.report.sections.national import national_page
from cooperation_graph.report.sections.territory import territory_page
from cooperation_graph.silos import SiloVerdicts
from cooperation_graph.survey.tables import Survey

__all__ = ["write_report"]

#: File that says a folder is a report of ours and lists its files, so that it may be replaced.
MARKER = ".cooperation-graph-report"


def write_report(
    source: Graphs | CooperationGraph | Survey, folder: str | Path, *, lang: str = "fr", by: str | None = None,
    metrics: Sequence[str | Callable[..., Any]] | None = None, draws: int = 999,
    rng: np.random.Generator | int | None = None, n_jobs: int = 2, measures: Measures | None = None,
    verdicts: SiloVerdicts | None = None, evolution: Evolution | None = None, comparison: Comparison | None = None,
    plan: EvaluationPlan | str | Path | Mapping[str, Any] | None = None, audience: str = "steering", css: str | Path | None = None,
    dated: str = "", notice: str = "", force: bool = False, progress: Callable[[int, int], None] | None = None,
) -> Path:  # fmt: skip
    """Write the report: a national page, a page per territory, all tables; opens offline, prints.

    Parameters
    ----------
    source
        Graphs, one graph or a survey.
    folder
        Where it stands: ``index.html``, ``territoires/``, ``data/``. A report of ours is replaced with `force`; a folder that
        holds anything else never is.
    lang
        ``"fr"`` or ``"en"``.
    by
        Attribute of actors that forms groups; the first one declared without.
    metrics
        Further metrics, names or functions: they stand in the tables beside the headline set.
    draws, rng, n_jobs
        As in :func:`measure`.
    measures, verdicts, evolution, comparison
        Results made already, so that a notebook's own choices reach the report.
    plan
        Of the evaluation (see :class:`EvaluationPlan`): the page ``valeur-ajoutee.html`` then says what animation adds, what is not
        known and what would overturn it; without one it says what would be needed.
    audience
        ``"steering"``: those to whom the survey was entrusted; ``"public"``: no actor is named, on pages or in data.
    css
        A style sheet to add, for who has a style of their own.
    dated
        A date to print; nothing else in the report depends on the day.
    notice
        A few words that every page carries under its title: synthetic data, provisional…
    force
        Replace a report that stands there.
    progress
        Called with steps done and steps in all.

    Returns
    -------
    pathlib.Path
        ``index.html``.

    Raises
    ------
    FileExistsError
        Something stands there already.
    UnknownName
        No such language, attribute, metric or audience.
    """
    target = Path(folder)
    _refuse(target, force, check_language(lang))
    style = Path(css).read_text(encoding="utf-8") if css else None
    material = gather_material(
        source, by=by, metrics=metrics, draws=draws, rng=rng, n_jobs=n_jobs, measures=measures, verdicts=verdicts,
        evolution=evolution, comparison=comparison, audience=audience, lang=lang, progress=progress,
    )  # fmt: skip
    territories = material.graphs.territories
    evidence = None
    if len(territories) > 1 or plan is not None:
        evidence = gather_evidence(material.graphs, plan, by=material.by, entropy=material.entropy, n_jobs=n_jobs)
    steps = len(territories) + 4
    taken: set[str] = set()
    pages = {territory: f"territoires/{slug(material.name(territory), taken)}.html" for territory in territories}
    footer = _footer(material, dated, lang)
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        (scratch / "territoires").mkdir()
        written = _rendered(material, pages, lang, footer, style, notice, n_jobs)
        for place, (path, text) in enumerate(zip(pages.values(), written, strict=True)):
            (scratch / path).write_text(text, encoding="utf-8")
            if progress:
                progress(3 + place + 1, steps)
        tables = tables_of(material, lang, evidence)
        files = write_tables(tables, scratch / "data", lang)
        if evidence is not None:
            apart = _noticed(added_value_page(material, evidence, lang, footer), notice)
            (scratch / apart.path).write_text(render_page(apart, lang=lang, css=style), encoding="utf-8")
        first = _noticed(national_page(material, pages, files, lang, footer, evidence), notice)
        (scratch / "index.html").write_text(render_page(first, lang=lang, css=style), encoding="utf-8")
        _put(scratch, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if progress:
        progress(steps, steps)
    return target / "index.html"


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != MARKER)


def _refuse(target: Path, force: bool, lang: str) -> None:
    """Raise unless the folder is free, or is a report of ours, all of it, that may be replaced."""
    _ = translator(lang)
    if target.is_file():
        raise FileExistsError(_("{path} is a file: choose a folder", path=target))
    if not target.exists() or not any(target.iterdir()):
        return
    marker = target / MARKER
    try:
        known = set(json.loads(marker.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):  # no list of ours, or one that was cut short: nothing here is known to be ours
        known = set()
    others = [name for name in _files(target) if name not in known]
    if others:
        raise FileExistsError(_(
            "{path} holds files that the report did not write ({first}): choose another folder, or move them", path=target,
            first=", ".join(others[:3]) + (", …" if len(others) > 3 else ""),
        ))  # fmt: skip
    if not force:
        raise FileExistsError(_("{path} holds a report already: pass force=True, or --force, to replace it", path=target))


def _put(scratch: Path, target: Path) -> None:
    """Let the new folder take the place of the old one, which waits aside until the new one stands."""
    (scratch / MARKER).write_text(json.dumps(_files(scratch)), encoding="utf-8")
    scratch.chmod(0o755)
    if not target.exists():
        scratch.replace(target)
        return
    aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    old = target.replace(aside / "old")
    try:
        scratch.replace(target)
    except OSError:
        old.replace(target)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _rendered(
    material: Material, pages: dict[str, str], lang: str, footer: tuple[str, ...], style: str | None, notice: str, n_jobs: int
) -> Iterator[str]:
    """The pages of the territories in order; drawing takes the time, so that processes share it when there are many."""
    jobs = [(material, territory, path, lang, footer, style, notice) for territory, path in pages.items()]
    if n_jobs == 1 or len(jobs) < 4:
        yield from (_one_page(*job) for job in jobs)
        return
    import joblib

    yield from joblib.Parallel(n_jobs=n_jobs, return_as="generator")(joblib.delayed(_one_page)(*job) for job in jobs)


def _one_page(
    material: Material, territory: str, path: str, lang: str, footer: tuple[str, ...], style: str | None, notice: str
) -> str:
    return render_page(_noticed(territory_page(material, territory, path, lang, footer), notice), lang=lang, css=style)


def _noticed(page: Page, notice: str) -> Page:
    return replace(page, tags=(*page.tags, notice)) if notice else page


def _footer(material: Material, dated: str, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    version = material.measures.provenance["versions"]["cooperation-graph"]
    lines = [_("Made with cooperation_graph {version}, seed {seed}.", version=version, seed=material.entropy)]
    if dated:
        lines.append(_("Dated {date}.", date=dated))
    if material.survey.provenance.get("truth") or material.survey.provenance.get("synthetic"):
        lines.append(_("Synthetic data: no actor or place in this report exists."))
    return tuple(lines)
