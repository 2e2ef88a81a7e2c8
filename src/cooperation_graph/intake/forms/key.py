"""The key of a questionnaire that this library wrote: what its codes mean; it stands beside the export and nothing else is needed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cooperation_graph.files import atomic_path, guard
from cooperation_graph.survey.words import fold

__all__ = ["FORM_QUESTION", "KEY_FILE", "FormKey", "find_keys", "safe_label", "token_print"]

#: Name of the file that is looked for beside an export.
KEY_FILE = "questionnaire.json"
#: Hidden question that says which questionnaire was answered.
FORM_QUESTION = "cgform"


@dataclass(frozen=True)
class FormKey:
    """What the codes of one questionnaire stand for.

    Attributes
    ----------
    form
        Fingerprint of the questionnaire; each answer carries it.
    wave
        Wave that was asked about.
    places
        Code -> territory.
    actors, projects
        Code -> territory and id.
    names
        Code of a territory, an actor or a project -> the name that was shown, as exports with full answers repeat it.
    words
        List of answers -> code -> word of the survey (``role`` -> ``r1`` -> ``lead``).
    options
        List of answers -> code -> text in each language.
    texts
        Question -> text in each language, as exports with full headings repeat it.
    tokens
        Fingerprint of a personal token -> code of the actor it was made for; the tokens themselves are not here.
    tables
        Table -> rows of the survey about those who were asked: actors, projects, territories, waves.
    groups
        Group attributes of the survey.
    """

    form: str
    wave: str
    places: dict[str, str]
    actors: dict[str, tuple[str, str]]
    projects: dict[str, tuple[str, str]]
    names: dict[str, str]
    words: dict[str, dict[str, str]]
    options: dict[str, dict[str, dict[str, str]]]
    texts: dict[str, dict[str, str]]
    tokens: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    groups: tuple[str, ...] = ()

    def shown(self, code: str) -> tuple[str, ...]:
        """The spellings of a name in exports with labels."""
        name = self.names[code]
        return tuple(dict.fromkeys((name, safe_label(name), str(guard(safe_label(name))))))

    def named(self, text: str, codes: Iterable[str]) -> list[str]:
        """The codes, among some, that a text names: as it stands, or but for signs that a tool changes."""
        found = [code for code in codes if text in self.shown(code)]
        return found or [code for code in codes if fold(text) and fold(text) == fold(self.names[code])]

    def write(self, path: Path) -> Path:
        """Write the key as JSON."""
        with atomic_path(path) as scratch:
            scratch.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    @classmethod
    def read(cls, path: Path) -> FormKey | None:
        """Read a key; None when the file is something else."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            for name in ("actors", "projects"):
                content[name] = {code: (str(place), str(own)) for code, (place, own) in content[name].items()}
            return cls(**{**content, "groups": tuple(content["groups"])})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


@cache
def safe_label(text: str) -> str:
    """A name as a label of XLSForm: no reference to a question, no mark of layout, no link.

    Examples
    --------
    >>> print(safe_label("${actor} *[x](y)*"))
    $ {actor} \\*[x] (y)\\*
    """
    plain = text.replace("\\", "\\\\").replace("${", "$ {").replace("](", "] (").replace("<", "‹").replace(">", "›")
    return re.sub(r"([*_#])", r"\\\1", plain)


def token_print(token: str) -> str:
    """Fingerprint of a token: enough to recognise it, too little to answer with it.

    Examples
    --------
    >>> len(token_print("Zk3p…")), token_print("a") == token_print("a")
    (24, True)
    """
    return hashlib.sha256(token.strip().encode()).hexdigest()[:24]


def find_keys(path: Path) -> list[FormKey]:
    """The keys that stand beside an export, or in its folder."""
    folder = path if path.is_dir() else path.parent
    found = (FormKey.read(file) for file in sorted(folder.glob("*questionnaire*.json")))
    return [key for key in found if key is not None]
