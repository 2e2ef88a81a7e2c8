"""Which question is which: said by the key of a questionnaire of ours, or by the section [questions] of mapping.toml.

::

    format = "limesurvey"

    [questions]
    respondent = "ORG"                 # the organisation that answers
    territory = "QPV"                  # left out: one territory, or [constants] territory = "…"
    wave = "VAGUE"                     # left out: one wave, or [constants] wave = "2025"
    projects = "PROJ"                  # multiple choice, table, cell of several choices, or a question of a repeat group
    role = "ROLE"                      # about each project: array, question of the same repeat, or one answer for all
    partners = "AVEC"                  # about each project: who else takes part
    cooperation = "COOP"               # about each organisation: intensity, or simply chosen
    competition = "CONC"

    [questions.projects]               # the same, with more to say
    question = "Dans quels projets ?"
    separator = ", "
    options = ["Jardin partagé", "Jardin, verger et rucher"]
    labels = { SQ001 = "Jardin partagé" }

    [questions.intensity]
    question = "DUAL"                  # a dual scale: its first scale
    part = "1"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cooperation_graph.errors import UnknownName
from cooperation_graph.intake.forms.answers import Answers, columns_of
from cooperation_graph.intake.forms.key import FormKey
from cooperation_graph.survey.words import look_up

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["OF_PROJECT", "TIES", "Declaration", "Use", "declare", "from_key"]

#: Questions about each project: field -> list of answers of a questionnaire of ours.
OF_PROJECT = {"role": "role", "intensity": "frey", "decides": "yesno", "rung": "rung", "quality": "quality", "amount": ""}
#: Questions about each organisation: kind of tie -> list of answers.
TIES = {"cooperation": "frey", "competition": "rivalry", "trust": "", "information": ""}
_KNOWN = ("respondent", "territory", "wave", "status", "finished", "projects", "other_projects", "partners", "other_actors", *OF_PROJECT, *TIES)


@dataclass(frozen=True)
class Use:
    """One question and what its cells need.

    Attributes
    ----------
    names
        Codes or texts of the question.
    separator, options
        How a cell of several choices is cut; options also limit the items of a table.
    labels
        Code in the export -> name of a project or organisation, or word of an answer.
    item
        Question of the same repeat that says which project or organisation the answer is about.
    part
        Scale of a dual scale, or column of a table of texts.
    """

    names: tuple[str, ...]
    separator: str = ""
    options: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    item: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True)
class Declaration:
    """The questions by use, and the key when the questionnaire is ours."""

    uses: Mapping[str, Use]
    constants: Mapping[str, str] = field(default_factory=dict)
    key: FormKey | None = None
    by: tuple[str, ...] = ()

    def use(self, name: str) -> Use:
        """The question for a use; one without names where there is none."""
        return self.uses.get(name, Use(()))


def from_key(key: FormKey) -> Declaration:
    """What a questionnaire of ours asks."""

    def use(*codes: str, item: tuple[str, ...] = ()) -> Use:
        return Use((*codes, *(text for code in codes for text in key.texts.get(code, {}).values())), " ", item=item)

    uses = {name: use(name, item=("project",)) for name in OF_PROJECT if name in key.texts}
    uses |= {"respondent": use("actor"), "territory": Use(("territory",)), "status": use("presence"), "finished": use("finished")}
    uses |= {"projects": use("projects"), "other_projects": use("otherprojects"), "other_actors": use("otheractors")}
    uses |= {"cooperation": use("cooperation", item=("partner",)), "competition": use("competition", item=("rival",))}
    uses |= {"cooperates": use("cooperates"), "competes": use("competes")}
    return Declaration(uses, {"wave": key.wave}, key, key.groups)


def declare(answers: list[Answers], request: Request) -> Declaration | None:
    """What the mapping says of the questions of a foreign form; problems when it says nothing, or names what is not there."""
    said = request.mapping.questions
    problems, source = request.problems, answers[0].main.source
    found = [question for one in answers for question in one.questions() if not question.startswith("_")]
    if not said or not {"respondent", "projects"} <= set(said):
        problems.add("undeclared_questions", file=source.file, found=_some(found, problems.quote))
        return None
    uses = {}
    for name, content in said.items():
        if name not in _KNOWN:
            raise UnknownName("use of a question", name, _KNOWN)
        uses[name] = _use(content)
        if not any(columns_of(one, uses[name].names) for one in answers):
            problems.add("missing_question", file=source.file, value=", ".join(uses[name].names), found=_some(found, problems.quote))
    constants: dict[str, str] = {}
    for names in (*({source.file} for source in (one.main.source for one in answers)), {"participations"}):
        constants |= {k: str(v) for k, v in (request.mapping.of("constants", *names) or {}).items()}
    constants |= {k: str(v) for k, v in request.mapping.constants.items() if not isinstance(v, Mapping)}
    return Declaration(uses, constants)


def _use(content: Any) -> Use:
    if not isinstance(content, Mapping):
        return Use((content,) if isinstance(content, str) else tuple(map(str, content)))


    def several(name: str) -> tuple[str, ...]:
        value = content.get(name, ())
        return (value,) if isinstance(value, str) else tuple(map(str, value))

    labels = {str(code): str(label) for code, label in content.get("labels", {}).items()}
    return Use(several("question"), str(content.get("separator", "")), several("options"), labels, several("item"), str(content.get("part", "")))


def _some(names: list[str], quote: Any) -> str:
    names = list(dict.fromkeys(names))
    return str(quote(*names[:40])) + (" …" if len(names) > 40 else "")


def word_of(kind: str, value: str, key: FormKey | None) -> str | None:
    """The word of the survey for an answer: its code, its text in either language, or a word the library knows; None else.

    Examples
    --------
    >>> word_of("role", "Porteur", None)
    'lead'
    """
    if key is not None and kind in key.words:
        if value in key.words[kind]:
            return key.words[kind][value]
        for code, texts in key.options[kind].items():
            if value in texts.values():
                return key.words[kind][code]
        return None
    return look_up(kind, value) if kind in ("role", "status") else value
