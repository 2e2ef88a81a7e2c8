"""The tables beside the pages: CSV for French Excel, one workbook, what each indicator and column means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from cooperation_graph.files import write_csv, write_workbook
from cooperation_graph.locale import N_, translator
from cooperation_graph.plots.ties import actor_table
from cooperation_graph.report.blocks import slug
from cooperation_graph.report.evidence import Evidence
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.methods import definitions
from cooperation_graph.report.words import column_label
from cooperation_graph.survey.presence import presence

__all__ = ["tables_of", "write_tables"]

#: Table → its name in a file and what it holds; both are translated.
_NAMES = {
    "definitions": (N_("definitions"), N_("what each indicator means, what it cannot say, its source")),
    "columns": (N_("columns"), N_("what each column of these tables means")),
    "measures": (N_("indicators"), N_("every indicator, territory and wave: value, interval, what activity alone would give")),
    "verdicts": (N_("verdicts"), N_("silo verdicts of groups and territories")),
    "mixing": (N_("mixing"), N_("who meets whom: pairs of groups, counted and expected")),
    "completeness": (N_("completeness"), N_("who answered, territory by territory and wave by wave")),
    "actors": (N_("actors"), N_("actors by territory and wave: group, projects, partners, partners of other groups")),
    "presence": (N_("presence"), N_("who is there in each wave: in a project, in none, not there, or unknown")),
    "evolution": (N_("evolution"), N_("changes between two waves and what they are made of")),
    "ledger": (N_("ties"), N_("what became of pairs of partners")),
    "rates": (N_("rates"), N_("rates of what was kept, renewed, formed")),
    "turnover": (N_("turnover"), N_("what became of actors")),
    "comparison": (N_("comparison"), N_("territories compared: values, estimates, place in the funnel")),
    "pooled": (N_("strata"), N_("means and variation of each stratum")),
    "targets": (N_("objectives"), N_("indicators against objectives")),
    "added_value": (N_("added value"), N_("what animation adds, by the plan: estimates, intervals, what the study could see")),
    "checks": (N_("checks"), N_("the same estimates under other choices, placebos, tipping points")),
    "changes": (N_("changes by territory"), N_("change of each territory between the waves of the plan, with and without the animator")),
}  # fmt: skip


def tables_of(material: Material, lang: str, evidence: Evidence | None = None) -> dict[str, pd.DataFrame]:
    """The tables of a report by name; the public gets no row about one actor."""
    tables = {
        "measures": material.measures.frame, "verdicts": material.verdicts.frame, "mixing": material.verdicts.tables["mixing"],
        "completeness": material.quality,
    }  # fmt: skip
    if not material.public:
        tables |= {"actors": _actors(material), "presence": presence(material.survey)}
    if material.evolution is not None:
        tables["evolution"] = material.evolution.frame
        tables |= {name: material.evolution.tables[name] for name in ("ledger", "rates", "turnover") if name in material.evolution.tables}
    if material.comparison is not None:
        tables["comparison"] = material.comparison.frame
        tables["pooled"] = material.comparison.tables["pooled"]
    if material.targets is not None:
        tables["targets"] = material.targets.frame
    if evidence is not None and evidence.impact is not None and evidence.checks is not None:
        tables |= {"added_value": evidence.impact.frame, "checks": evidence.checks.frame, "changes": evidence.impact.tables["changes"]}
    if material.public:
        tables = {name: frame[frame["level"] != "actor"] if "level" in frame else frame for name, frame in tables.items()}
    return {"definitions": definitions(material, lang), "columns": _dictionary(tables, lang), **tables}


def _actors(material: Material) -> pd.DataFrame:
    """Every actor of every network, as counted in the figures."""
    found = [actor_table(graph, material.by).assign(territory=graph.territory, wave=graph.wave) for graph in material.graphs]
    table = pd.concat(found, ignore_index=True)
    return table[["territory", "wave", *table.columns.drop(["territory", "wave"])]].astype({"name": "str", "group": "str"})


def _dictionary(tables: Mapping[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """One row a column: the tables where it stands, and what it means."""
    _ = translator(lang)
    where: dict[str, list[str]] = {}
    for name, frame in tables.items():
        for column in frame.columns:
            where.setdefault(str(column), []).append(_(_NAMES[name][0]))
    rows = [(column, column_label(column, lang), ", ".join(places)) for column, places in where.items()]
    return pd.DataFrame(rows, columns=["column", "meaning", "table"]).astype("str")


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path, lang: str) -> dict[str, str]:
    """Write every table; returns the path of each file, from the folder of the report, and what it holds."""
    _ = translator(lang)
    workbook = _("report") + ".xlsx"
    files = {f"{folder.name}/{workbook}": _("all the tables below, one a sheet")}
    for name, frame in tables.items():
        title, meaning = _NAMES[name]
        file = f"{slug(_(title))}.csv"
        write_csv(frame, folder / file)
        files[f"{folder.name}/{file}"] = _(meaning)
    write_workbook(folder / workbook, {_(_NAMES[name][0]): frame for name, frame in tables.items()})
    return files
