"""The samples of the repository, written again by ``python -m cooperation_graph.synthetic``."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pandas as pd

from cooperation_graph.files import atomic_path
from cooperation_graph.survey.tables import TABLES, Survey
from cooperation_graph.synthetic.french import FILES, in_french
from cooperation_graph.synthetic.plan import Odds
from cooperation_graph.synthetic.readme import ANIMATION, QUICKSTART
from cooperation_graph.synthetic.simulation import simulate, truth
from cooperation_graph.synthetic.vocabulary import SECTORS

__all__ = ["animation_survey", "quickstart_survey", "write_samples"]

#: Seeds, kept because what is planted can be seen with them.
SEED = 2026
QUICKSTART_SEED = 2028

#: Territory, name, stratum, region, latitude, longitude, actors, projects a wave, animated.
_TERRITORIES = (
    ("QN07511M", "Les Hautes-Fougères", "QPV", "11", 48.883, 2.391, 66, (62, 66, 70), True),
    ("QN03892N", "La Clairière", "QPV", "84", 45.164, 5.731, 60, (64, 60, 62), False),
    ("QN05993M", "Les Tilleuls-Blancs", "QPV", "32", 50.641, 3.112, 48, (38, 41, 46), True),
    ("QN01391I", "Bel-Essor", "QPV", "93", 43.322, 5.411, 54, (44, 42, 47), True),
    ("QN06995N", "Les Quatre-Chemins", "QPV", "84", 45.741, 4.892, 42, (34, 30, 32), False),
    ("QN04490N", "Le Clos-Fleuri", "QPV", "52", 47.236, -1.587, 36, (28, 31, 35), True),
    ("QN02A91N", "L'Orée-du-Bois", "QPV", "94", 41.947, 8.751, 14, (7, 6, 8), False),
    ("07987", "Vallée-des-Noisetiers", "rural", "84", 44.702, 4.553, 38, (27, 30, 33), True),
    ("15988", "Plateau-du-Genévrier", "rural", "84", 45.051, 2.487, 30, (22, 21, 24), False),
    ("23986", "Pays-des-Trois-Sources", "rural", "75", 46.129, 1.902, 12, (6, 7, 6), True),
    ("2B987", "Haute-Combe-d'Ambre", "rural", "94", 42.358, 9.201, 27, (20, 18, 19), False),
    ("QN97191M", "Ravine-Claire", "outre-mer", "01", 16.251, -61.538, 58, (56, 60, 63), True),
    ("QN97290N", "Morne-Doré", "outre-mer", "02", 14.667, -61.041, 40, (31, 33, 30), False),
    ("QN97490N", "Îlet-des-Songes", "outre-mer", "04", -21.089, 55.502, 44, (36, 38, 42), True),
    ("QN97691N", "Mtsanga-Moinga", "outre-mer", "06", -12.802, 45.183, 24, (16, 19, 20), False),
)  # fmt: skip
#: Sectors closed on themselves, and the odds planted in 2021.
_SILOS = {
    "QN07511M": {"Emploi et insertion": 24.0},
    "QN03892N": {"Éducation et jeunesse": 16.0},
    "QN97191M": {"Social et santé": 18.0},
}
#: Sectors more active than the others of their territory.
_BUSY: dict[str, dict[str, float]] = {"QN07511M": {"Emploi et insertion": 1.8}, "QN03892N": {"Éducation et jeunesse": 1.6}}
#: Effect of animation from 2023 on the odds of choosing outside one's own sector.
_EFFECT: Odds = {**dict.fromkeys(SECTORS, 2.0), "QN97191M": {"Social et santé": 18.0}}
_DATES = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
#: Odds of all other sectors.
_USUAL_ODDS = 1.8
_QUICK_GROUPS = {
    "Emploi et insertion": 7, "Social et santé": 7, "Éducation et jeunesse": 6, "Culture et sport": 6,
}  # fmt: skip


def animation_survey() -> Survey:
    """The survey of ``data/samples/animation``: 15 territories, three waves, every table."""
    rows = pd.DataFrame(
        _TERRITORIES,
        columns=["territory", "name", "stratum", "region", "latitude", "longitude", "actors", "projects", "animated"],
    )
    codes = rows["territory"].tolist()
    where = rows[["territory", "name", "stratum", "region", "latitude", "longitude"]].assign(name=rows["name"] + " (fictif)")
    animated = rows.loc[rows["animated"], "territory"].tolist()
    silence = dict(zip(codes, np.tile([0.25, 0.35, 0.3, 0.4, 0.28], 3), strict=True)) | {"QN06995N": 0.55}
    return simulate(
        territories=where, waves=["2021", "2023", "2025"], actors=rows["actors"].tolist(),
        projects=np.array(rows["projects"].tolist()).T, groups=list(SECTORS),
        siloing={**dict.fromkeys(SECTORS, _USUAL_ODDS), **_SILOS},
        imbalance={"Social et santé": 1.5, **_BUSY}, activity_shape=1.8, single_share=0.06,
        lead_bias={"QN05993M": 3.0, "QN97290N": 3.0, "15988": 2.0}, renewal=0.65, actor_turnover=0.09,
        nonresponse=silence, animation=_EFFECT, animated=dict.fromkeys(animated, "2023"), national=True,
        tables="all", rng=SEED,
    )  # fmt: skip


def quickstart_survey() -> Survey:
    """The survey of ``data/samples/quickstart``: one territory, two waves, one closed sector."""
    where = pd.DataFrame({"territory": ["Les Ormes (fictif)"], "name": ["Les Ormes"], "stratum": ["QPV"]})
    return simulate(
        territories=where, waves=["2023", "2025"], actors=26, projects=[[22], [24]], groups=_QUICK_GROUPS,
        siloing={"Emploi et insertion": 40.0}, imbalance={"Emploi et insertion": 1.5}, size_mean=3.4, renewal=0.6,
        actor_turnover=0.08, rng=QUICKSTART_SEED,
    )  # fmt: skip


def write_samples(folder: str | Path) -> Path:
    """Write every sample under `folder`: same seed, same files.

    Parameters
    ----------
    folder
        Where to; ``data/samples`` in the repository.

    Returns
    -------
    Path
        The folder.
    """
    root = Path(folder)
    survey = animation_survey()
    for table in TABLES:
        with atomic_path(root / "animation" / f"{FILES[table]}.csv") as scratch:
            in_french(table, getattr(survey, table)).to_csv(scratch, sep=";", index=False, encoding="utf-8-sig")
    _write_text(root / "animation" / "README.md", _animation_readme(survey))
    quick = quickstart_survey()
    _write_workbook(root / "quickstart" / "quickstart.xlsx", quick)
    _write_text(root / "quickstart" / "README.md", QUICKSTART.format(seed=QUICKSTART_SEED))
    return root


def _write_workbook(path: Path, survey: Survey) -> None:
    """One sheet, typed by hand: names instead of codes, waves as numbers, one row a participation."""
    from openpyxl import Workbook

    actors, projects = survey.actors.set_index("actor"), survey.projects.set_index("project")
    rows = survey.participations.assign(
        name=survey.participations["actor"].map(actors["name"]), sector=survey.participations["actor"].map(actors["sector"]),
        action=survey.participations["project"].map(projects["name"]),
    )  # fmt: skip
    rows["role"] = rows["role"].map({"lead": "Porteur", "partner": "Partenaire"})
    book = Workbook()
    sheet = book.active
    sheet.title = "Participations"
    sheet.append(["Qui fait quoi aux Ormes ? Vagues 2023 et 2025 (données fictives)"])
    sheet.append([])
    sheet.append(["Territoire", "Vague", "Structure", "Secteur", "Action", "Rôle"])
    for row in rows[["territory", "wave", "name", "sector", "action", "role"]].itertuples(index=False, name=None):
        sheet.append([row[0], int(row[1]), *row[2:]])
    for column, width in zip("ABCDEF", (20, 8, 48, 30, 48, 12), strict=True):
        sheet.column_dimensions[column].width = width
    content = BytesIO()
    book.save(content)
    with atomic_path(path) as scratch, ZipFile(content) as written, ZipFile(scratch, "w", ZIP_DEFLATED) as archive:
        for entry in written.infolist():  # without the hour it was written: the same seed gives the same bytes
            archive.writestr(ZipInfo(entry.filename), _DATES.sub(b"2026-01-01T00:00:00Z", written.read(entry)), ZIP_DEFLATED)


def _write_text(path: Path, text: str) -> None:
    with atomic_path(path) as scratch:
        scratch.write_text(text, encoding="utf-8")


def _animation_readme(survey: Survey) -> str:
    sizes = "\n".join(f"| `{FILES[table]}.csv` | {len(getattr(survey, table))} |" for table in TABLES)
    planted = truth(survey).query("siloing > 5")
    silos = "\n".join(
        f"| {row.territory} | {row.wave} | {row.group} | {f'{row.siloing:.3g}'.replace('.', ',')} |"
        for row in planted.itertuples(index=False)
    )
    animated = ", ".join(code for code, *_, yes in _TERRITORIES if yes)
    return ANIMATION.format(seed=SEED, sizes=sizes, silos=silos, animated=animated)
