"""`questionnaire`: who is asked what about the next wave, and the files that survey tools take."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import warnings
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from cooperation_graph.errors import CooperationError, CooperationWarning
from cooperation_graph.files import write_csv, write_workbook
from cooperation_graph.intake.forms.key import KEY_FILE, FormKey, token_print
from cooperation_graph.locale import LANGUAGES, N_, check_language, translate
from cooperation_graph.questionnaires.limesurvey import limesurvey_text, participants, write_text
from cooperation_graph.questionnaires.roster import asked_actors, asked_projects, chosen_territories, rows_of
from cooperation_graph.questionnaires.words import LISTS, TEXTS
from cooperation_graph.questionnaires.xlsform import xlsform_sheets
from cooperation_graph.survey.tables import Survey
from cooperation_graph.survey.words import fold

__all__ = ["Questionnaire", "questionnaire"]

#: Letters of tokens: none that is mistaken for another, none that a link or a spreadsheet would change.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
NO_PROJECT = N_(
    "no project is running in the wave: add the new ones to the table of projects, or offer those that ended (ended=True); "
    "otherwise people can only name their projects in free text"
)
BAD_ADDRESS = N_("the address of the form must hold {token}; it may hold {actor} and {territory}")


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """The questionnaire of one wave.

    Attributes
    ----------
    key
        What its codes mean; the reader of the export needs it.
    wave
        Label of the wave, as shown.
    lang
        Language shown first; the other can be chosen.
    tokens
        Code of an actor -> personal token; empty until :meth:`with_tokens`.
    """

    key: FormKey
    wave: str
    lang: str = "fr"
    tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def with_tokens(self) -> Questionnaire:
        """The same questionnaire with a personal token for each actor asked, drawn from the system's secure source.

        Tokens go into the files of links only; the key keeps fingerprints.
        """
        tokens = {code: "".join(secrets.choice(_LETTERS) for _ in range(20)) for code in self.key.actors}
        return replace(self, tokens=tokens, key=replace(self.key, tokens={token_print(t): code for code, t in tokens.items()}))

    @property
    def places(self) -> dict[str, str]:
        """Code -> territory."""
        return self.key.places

    def in_place(self, place: str) -> tuple[list[str], list[str]]:
        """Codes of the actors and of the projects of one territory."""
        own = self.places[place]
        return (
            [code for code, (territory, _) in self.key.actors.items() if territory == own],
            [code for code, (territory, _) in self.key.projects.items() if territory == own],
        )

    def links(self, address: str = "") -> pd.DataFrame:
        """Territory, actor, name, code, token and, with an address, the personal link of each actor.

        Parameters
        ----------
        address
            Address of the form with the fields ``{token}``, ``{actor}``, ``{territory}``, such as
            ``https://form.example/x/AbCd?d[/data/token]={token}``.

        Raises
        ------
        CooperationError
            The address has no place for the token, or other fields.
        """
        from urllib.parse import quote

        if address and ("{token}" not in address or set(re.findall(r"\{(.*?)\}", address)) - {"token", "actor", "territory"}):
            raise CooperationError(translate(BAD_ADDRESS, self.lang))
        place_of = {territory: code for code, territory in self.places.items()}
        rows = []
        for code, token in self.tokens.items():
            territory, actor = self.key.actors[code]
            row = {"territory": territory, "actor": actor, "name": self.key.names[code], "code": code, "token": token}
            if address:
                fields = {"token": token, "actor": code, "territory": place_of[territory]}
                row["link"] = address
                for name, value in fields.items():
                    row["link"] = row["link"].replace(f"{{{name}}}", quote(value, safe=""))
            rows.append(row)
        return pd.DataFrame(rows, columns=["territory", "actor", "name", "code", "token", *(["link"] if address else [])]).astype("str")

    def write(self, folder: str | Path, *, address: str = "") -> list[Path]:
        """Write the XLSForm, a LimeSurvey structure a territory, the key, and the links when there are tokens.

        Returns
        -------
        list of Path
            ``xlsform.xlsx``, ``limesurvey….txt``, ``questionnaire.json``; with tokens ``links.csv`` and
            ``participants….csv`` (LimeSurvey). Keep ``questionnaire.json`` beside the export: it is read with it.
        """
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        written = [write_workbook(target / "xlsform.xlsx", xlsform_sheets(self))]
        for place, suffix in self._suffixes().items():
            written.append(write_text(target / f"limesurvey{suffix}.txt", limesurvey_text(self, place)))
            if self.tokens:
                written.append(write_text(target / f"participants{suffix}.csv", participants(self, place), sep=","))
        written.append(self.key.write(target / KEY_FILE))
        if self.tokens:
            written.append(write_csv(self.links(address), target / "links.csv"))
        return written

    def _suffixes(self) -> dict[str, str]:
        if len(self.places) == 1:
            return dict.fromkeys(self.places, "")
        return {code: f"_{code}_{re.sub('[^A-Za-z0-9-]+', '-', territory)[:30]}" for code, territory in self.places.items()}

    def __repr__(self) -> str:
        counts = {"territory": len(self.places), "actor": len(self.key.actors), "project": len(self.key.projects)}
        said = (f"{n} {name if n == 1 else {'territory': 'territories'}.get(name, name + 's')}" for name, n in counts.items())
        return f"<Questionnaire {self.wave}: {', '.join(said)}>"


def questionnaire(
    survey: Survey, *, wave: str, territory: str | None = None, ended: bool = False, lang: str = "fr"
) -> Questionnaire:  # fmt: skip
    """Make the questionnaire of a wave from the roster of actors and projects.

    Parameters
    ----------
    survey
        What is known so far. Asked are the actors of the wave where the survey names some, else those of the last wave of each
        territory that are not gone; offered are its projects, new ones of the table of projects, not those that had ended.
    wave
        The wave that is asked about.
    territory
        One territory; all of them without.
    ended
        Offer projects that had ended before the wave, too.
    lang
        Language shown first; French and English are both in the form.

    Returns
    -------
    Questionnaire
        ``.write(folder)`` gives the files; ``.with_tokens()`` adds personal links.

    Raises
    ------
    UnknownName
        A territory or a language that does not exist.
    Undefined
        Nobody can be asked.

    Examples
    --------
    >>> table = pd.DataFrame({"wave": "2025", "actor": ["CCAS", "Lycée"], "project": ["Jardin", "Jardin"]})
    >>> questionnaire(Survey.from_frame(table), wave="2027")
    <Questionnaire 2027: 1 territory, 2 actors, 1 project>
    """
    check_language(lang)
    territories = chosen_territories(survey, territory)
    actors, projects = asked_actors(survey, wave, territories), asked_projects(survey, wave, territories, ended=ended)
    if not len(projects):
        warnings.warn(CooperationWarning("no_project", translate(NO_PROJECT, lang)), stacklevel=2)
    people = {f"a{k:03d}": pair for k, pair in enumerate(actors.itertuples(index=False, name=None), start=1)}
    things = {f"p{k:03d}": pair for k, pair in enumerate(projects.itertuples(index=False, name=None), start=1)}
    named = survey.waves.loc[(survey.waves["wave"] == wave).to_numpy(dtype=bool), "label"].dropna()
    label = _shown(named.iloc[0]) if len(named) else _shown(wave)
    known = [name for name in territories if name in set(actors["territory"])]
    places = {f"t{k}": name for k, name in enumerate(known, start=1)}
    titles = _names(survey, "territories", "territory")
    content = [wave, people, things, lang]
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:12]
    key = FormKey(
        digest, wave, places, people, things,
        {
            **_labels({code: (name, name) for code, name in places.items()}, titles),
            **_labels(people, _names(survey, "actors", "actor")), **_labels(things, _names(survey, "projects", "project")),
        },
        {name: {code: word for code, (word, _) in answers.items()} for name, answers in LISTS.items()},
        {name: {code: _both(text) for code, (_, text) in answers.items()} for name, answers in LISTS.items()},
        {name: _both(text, label) for name, text in TEXTS.items()},
        tables={
            "actors": rows_of(survey, "actors", "actor", {actor for _, actor in people.values()}),
            "projects": rows_of(survey, "projects", "project", {project for _, project in things.values()}),
            "territories": rows_of(survey, "territories", "territory", set(known)),
            "waves": rows_of(survey, "waves", "wave", {wave}),
        },
        groups=tuple(survey.groups),
    )  # fmt: skip
    return Questionnaire(key, label, lang)


def _both(text: str, wave: str = "") -> dict[str, str]:
    return {lang: translate(text, lang).replace("{wave}", wave) for lang in LANGUAGES}


def _names(survey: Survey, table: str, key: str) -> dict[str, str]:
    frame = getattr(survey, table)
    if "name" not in frame.columns:
        return {}
    return {str(own): str(name) for own, name in zip(frame[key], frame["name"], strict=True) if pd.notna(name)}


def _shown(text: object) -> str:
    """A name on one line, without invisible characters; names are untrusted."""
    return " ".join(_FORBIDDEN.sub(" ", str(text)).split())[:200] or "–"


def _labels(codes: dict[str, tuple[str, str]], names: dict[str, str]) -> dict[str, str]:
    """Name shown for each code; two things of one name in one territory also show their id."""
    shown = {code: _shown(names.get(own, own)) for code, (_, own) in codes.items()}
    same = Counter((codes[code][0], fold(label)) for code, label in shown.items())
    return {code: f"{label} ({_shown(codes[code][1])})" if same[codes[code][0], fold(label)] > 1 else label for code, label in shown.items()}
