"""Reader of files of subsidies (format ``subventions``): SCDL 1.1 to 2.1.1, real-world headings, State yearbook, réserve parlementaire.

One row of the file is one subsidy. The beneficiary takes part in the funded project (role ``lead``), whoever grants funds it
(role ``funder``). The territory is that of the file's own column, else whoever grants; the wave is the financial year, else the
year of the convention or of its payment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.glance import Glance
from cooperation_graph.intake.subsidies.drafts import make_drafts, records_frame
from cooperation_graph.intake.subsidies.headings import SCDL, find_fields, known_headings
from cooperation_graph.intake.subsidies.result import Subsidies
from cooperation_graph.intake.subsidies.tables import find_tables, read_grant_tables
from cooperation_graph.survey.columns import match_columns
from cooperation_graph.survey.draft import Draft

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["look", "read", "read_subsidies", "recognises"]

_NAMED = re.compile(r"subvention|attribsub|scdl|r[ée]serve", re.IGNORECASE)


def recognises(seen: Glance) -> bool:
    """Whether a table of the file names beneficiaries and amounts, as files of subsidies do and tables of a survey do not."""
    for sheet, rows in seen.sheets.items():
        row = [cell for cell in dict.fromkeys(max(rows[:25], key=known_headings, default=[])) if cell]
        fields, _ = find_fields(row, {})
        if not {"nomBeneficiaire", "idBeneficiaire"} & set(fields) or not any(name.startswith("montant") for name in fields):
            continue
        ours = set(match_columns("participations", row).fields.values())
        told = "role" not in ours and not ({"actor", "actor_name"} & ours and {"project", "project_name"} & ours)
        if told or len(set(fields) & set(SCDL)) >= 5 or _NAMED.search(sheet) or _NAMED.search(seen.path.name):
            return True
    return False


def read(path: Path, request: Request) -> list[Draft]:
    """Read a file or folder of subsidies for :func:`cooperation_graph.read_survey`."""
    return make_drafts(read_grant_tables(path, request))


def look(path: Path, request: Request) -> Iterator[tuple[str, RawTable, dict[str, str]]]:
    """The tables of a file and the field of each heading, for :func:`cooperation_graph.inspect_file`."""
    for raw, blocks, _ in find_tables(path, request):
        yield "subsidies", raw, {column: field for field, column in blocks[0].fields.items()}


def read_subsidies(path: str | Path, **how: Any) -> Subsidies:
    """Read a file or folder of subsidies, one row a subsidy, with the number of subsidies and their sum to the cent.

    Parameters
    ----------
    path
        CSV, workbook or Parquet file, or a folder of them.
    **how
        As for :func:`cooperation_graph.read_survey`: ``columns``, ``mapping``, ``encoding``, ``sep``, ``header``, ``lang`` and
        ``on_rule="choice"``.

    Returns
    -------
    Subsidies
        ``.n_records``, ``.total``, ``.records``, ``.problems``, ``.survey``, ``.summary(lang)``.

    Raises
    ------
    SurveyError
        The file cannot be read without doubt; every reason is in ``.problems``, with the row.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "dons 2023.csv").write_text("Bénéficiaire;Objet;Montant\\nCCAS;Jardin;1 200,50 €\\nLycée;Vélo;800 €\\n", encoding="cp1252")
    >>> subsidies = read_subsidies(folder / "dons 2023.csv")
    >>> subsidies.n_records, subsidies.total, subsidies.records["annee"].unique().tolist()
    (2, 2000.5, ['2023'])
    """
    from cooperation_graph.intake.reading import finish, prepare

    place, request, details, rest = prepare(path, format="subventions", **how)
    tables = read_grant_tables(place, request)
    return Subsidies(records_frame(tables), finish(make_drafts(tables), request, details, **rest))
