"""`Survey`: a frozen set of tidy tables, checked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from typing import Any

import pandas as pd

__all__ = ["TABLES", "Survey"]

#: Canonical columns of each table; `actors` and `projects` take any further column.
TABLES: dict[str, tuple[str, ...]] = {
    "participations": (
        "territory", "wave", "actor", "project", "role", "intensity", "amount", "rung", "decides", "source",
        "reported_by",
    ),
    "actors": ("actor", "territory", "wave", "name", "siret", "siren", "rna", "residents", "animator",
               "institution", "national", "aliases"),
    "projects": ("project", "territory", "name", "theme", "kind", "call", "start", "end", "budget"),
    "territories": ("territory", "name", "stratum", "region", "population", "latitude", "longitude",
                    "animation_start"),
    "waves": ("wave", "label", "order", "start", "end"),
    "ties": ("territory", "wave", "source", "target", "kind", "intensity", "reported_by"),
    "responses": ("territory", "wave", "actor", "status"),
    "applications": ("territory", "wave", "call", "application", "actor", "role", "theme", "amount", "granted"),
    "targets": ("indicator", "territory", "wave", "target", "direction", "baseline"),
    "correspondences": ("kind", "wave", "old", "new", "share", "relation"),
}  # fmt: skip


_NUMBERS = ("intensity", "amount", "budget", "population", "latitude", "longitude", "order", "share", "target")
_BOOLEANS = ("residents", "animator", "institution", "national", "decides", "granted")


def empty_table(table: str) -> pd.DataFrame:
    """A table without rows, its columns of the right types."""

    def dtype(column: str) -> str:
        if table == "ties" and column == "target":
            return "str"
        return "float64" if column in _NUMBERS else "boolean" if column in _BOOLEANS else "str"

    return pd.DataFrame({column: pd.Series(dtype=dtype(column)) for column in TABLES[table]})


def _no_problems() -> pd.DataFrame:
    return pd.DataFrame(
        columns=["file", "table", "row", "column", "value", "count", "rule", "severity", "message", "remedy"]
    )


@dataclass(frozen=True, eq=False)
class Survey:
    """The tables of a survey, checked together; only `participations` is required.

    Attributes
    ----------
    participations, actors, projects, territories, waves, ties, responses, applications, targets, correspondences
        The tables (see :data:`TABLES`): texts, ``boolean`` for yes and no, ``float64`` for numbers, dates as ISO text.
    groups
        Attributes of actors that may form silos, in order.
    provenance
        Files read: hash, encoding, separator, rows read, kept, set aside and why; choices made.
    problems
        Warnings: file, table, row, column, value, count, rule, severity, message, remedy.
    set_aside
        Rows taken out by a rule, as they were read, with file, row and rule.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(pd.DataFrame({"acteur": ["CCAS", "École"], "projet": ["Jardin", "Jardin"]}))
    >>> survey.participations["territory"].unique().tolist()
    ['1']
    """

    participations: pd.DataFrame
    actors: pd.DataFrame = field(default_factory=partial(empty_table, "actors"))
    projects: pd.DataFrame = field(default_factory=partial(empty_table, "projects"))
    territories: pd.DataFrame = field(default_factory=partial(empty_table, "territories"))
    waves: pd.DataFrame = field(default_factory=partial(empty_table, "waves"))
    ties: pd.DataFrame = field(default_factory=partial(empty_table, "ties"))
    responses: pd.DataFrame = field(default_factory=partial(empty_table, "responses"))
    applications: pd.DataFrame = field(default_factory=partial(empty_table, "applications"))
    targets: pd.DataFrame = field(default_factory=partial(empty_table, "targets"))
    correspondences: pd.DataFrame = field(default_factory=partial(empty_table, "correspondences"))
    groups: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    problems: pd.DataFrame = field(default_factory=_no_problems)
    set_aside: pd.DataFrame = field(default_factory=pd.DataFrame)

    @classmethod
    def from_frame(
        cls, df: pd.DataFrame, *, territory: str | None = None, wave: str | None = None, actor: str | None = None,
        project: str | None = None, role: str | None = None, by: Sequence[str] | str | None = None,
        actors: pd.DataFrame | None = None, projects: pd.DataFrame | None = None, territories: pd.DataFrame | None = None,
        waves: pd.DataFrame | None = None, ties: pd.DataFrame | None = None, responses: pd.DataFrame | None = None,
        applications: pd.DataFrame | None = None, targets: pd.DataFrame | None = None,
        correspondences: pd.DataFrame | None = None, columns: Mapping[str, Any] | None = None,
        values: Mapping[str, Mapping[str, str]] | None = None, numbers: Sequence[str] = (), lang: str = "fr", **options: str,
    ) -> Survey:  # fmt: skip
        """Make a survey from data frames; one row of `df` is one participation.

        Parameters
        ----------
        df
            Participations; it may also hold what is known of the actors (sector…) and of the projects (theme…).
        territory, wave, actor, project, role
            Columns that hold them, when their names are not recognised. Without a territory or a wave there is one.
        by
            Columns with the groups that may form silos, in `df` or in `actors`; ``sector``, ``family``, ``network`` and
            ``scale`` (or their French names) without.
        actors, projects, territories, waves, ties, responses, applications, targets, correspondences
            The other tables; actors without any project stand in `actors`.
        columns, values, numbers
            Headings, words and columns of numbers that the library does not know: see :func:`read_survey`.
        lang
            Language of messages.
        **options
            What to do when a rule is broken, ``on_exact_duplicate="error"``: see the table of rules.

        Raises
        ------
        SurveyError
            Everything wrong, at once, in ``.problems``.
        UnknownName
            A column or an option that does not exist.

        Examples
        --------
        >>> import pandas as pd
        >>> df = pd.DataFrame({"QPV": ["A", "A"], "Structure": ["CCAS", "Lycée"], "Action": ["Jardin", "Jardin"],
        ...                    "Secteur": ["social", "éducation"]})
        >>> survey = Survey.from_frame(df, territory="QPV", actor="Structure", project="Action", by=["Secteur"])
        >>> survey
        <Survey: 2 participations, 2 actors, 1 project, 1 territory, 1 wave; groups: Secteur>
        """
        from cooperation_graph.survey.assemble import frames_to_survey

        frames = {
            "participations": df, "actors": actors, "projects": projects, "territories": territories, "waves": waves,
            "ties": ties, "responses": responses, "applications": applications, "targets": targets,
            "correspondences": correspondences,
        }  # fmt: skip
        chosen = {"territory": territory, "wave": wave, "actor": actor, "project": project, "role": role}
        return frames_to_survey(
            frames, chosen=chosen, by=by, columns=columns, values=values, numbers=numbers, lang=lang, choices=options,
        )  # fmt: skip

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    @cached_property
    def fingerprint(self) -> str:
        """Hash of what the tables say, whatever the order of their rows."""
        from cooperation_graph.survey.provenance import fingerprint

        return fingerprint(self.tables, self.groups)

    def _counts(self) -> dict[str, int]:
        table = self.participations
        return {
            "participations": len(table), "actors": int(pd.concat([table["actor"], self.actors["actor"]]).nunique()),
            "projects": int(pd.concat([table["project"], self.projects["project"]]).nunique()),
            "territories": int(table["territory"].nunique()), "waves": int(table["wave"].nunique()),
        }  # fmt: skip

    def summary(self, lang: str = "fr") -> str:
        """What the survey holds and what was found in it, in sentences."""
        from cooperation_graph.survey.summary import summary

        return summary(self, lang)

    def pseudonymise(self, *, key: str) -> Survey:
        """The survey with codes in place of actors' identifiers, stable across waves; the key is written nowhere."""
        from cooperation_graph.survey.privacy import pseudonymise

        return pseudonymise(self, key=key)

    def __repr__(self) -> str:
        singular = {"territories": "territory"}
        said = ", ".join(f"{n} {name if n != 1 else singular.get(name, name[:-1])}" for name, n in self._counts().items())
        return f"<Survey: {said}; groups: {', '.join(self.groups) or 'none'}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{name}</td><td>{len(table)}</td><td>{escape(', '.join(map(str, table.columns)))}</td></tr>"
            for name, table in self.tables.items() if len(table)
        )  # fmt: skip
        lines = escape(self.summary("fr")).replace("\n", "<br>")
        return f"<p>{lines}</p><table><tr><th>table</th><th>rows</th><th>columns</th></tr>{rows}</table>"
