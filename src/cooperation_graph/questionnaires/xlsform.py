"""XLSForm (KoboToolbox, ODK): the sheets survey, choices and settings, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cooperation_graph.intake.forms.key import FORM_QUESTION, safe_label

if TYPE_CHECKING:
    from cooperation_graph.questionnaires.form import Questionnaire

__all__ = ["LANGUAGE_NAMES", "xlsform_sheets"]

LANGUAGE_NAMES = {"fr": "Français (fr)", "en": "English (en)"}
_ACTIVE = "${presence} = 's1'"
#: Follow-up question -> list of its answers, for each project.
_EACH_PROJECT = {"role": "role", "intensity": "frey", "decides": "yesno", "rung": "rung", "quality": "quality"}


def xlsform_sheets(form: Questionnaire) -> dict[str, pd.DataFrame]:
    """The sheets of the form; all territories in one, each with its own actors and projects."""
    rows = [
        {"type": "calculate", "name": FORM_QUESTION, "calculation": f"'{form.key.form}'"},
        {"type": "hidden", "name": "token"},
        {"type": "note", "name": "welcome", **_label(form, "welcome")},
        {"type": "begin_group", "name": "about", **_label(form, "about")},
        _territory(form),
        _ask(form, "select_one actors", "actor", choice_filter="place = ${territory}", required="yes", appearance="minimal autocomplete"),
        _ask(form, "select_one presence", "presence", required="yes"),
        {"type": "end_group", "name": "about"},
    ]
    rows.append({"type": "begin_group", "name": "joint", **_label(form, "joint"), "relevant": _ACTIVE})
    if form.key.projects:
        rows.append(_ask(form, "select_multiple projects", "projects", choice_filter="place = ${territory}"))
        rows += _each(form, "participation", "projects", "project", _EACH_PROJECT)
    rows += [_ask(form, "text", "otherprojects", appearance="multiline"), {"type": "end_group", "name": "joint"}]
    others = "place = ${territory} and name != ${actor}"
    rows += [
        {"type": "begin_group", "name": "relations", **_label(form, "partners"), "relevant": _ACTIVE},
        _ask(form, "select_multiple actors", "cooperates", choice_filter=others),
        *_each(form, "cooperations", "cooperates", "partner", {"cooperation": "frey"}),
        _ask(form, "select_multiple actors", "competes", choice_filter=others),
        *_each(form, "competitions", "competes", "rival", {"competition": "rivalry"}),
        _ask(form, "text", "otheractors", appearance="multiline"),
        {"type": "end_group", "name": "relations"},
        _ask(form, "select_one finished", "finished", relevant=_ACTIVE, required="yes"),
    ]
    settings = {
        "form_title": safe_label(form.key.texts["title"][form.lang]), "form_id": f"cooperation_{form.key.form}", "version": form.key.form,
        "default_language": LANGUAGE_NAMES[form.lang], "style": "pages",
    }  # fmt: skip
    return {"survey": pd.DataFrame(rows).astype("str"), "choices": _choices(form), "settings": pd.DataFrame([settings]).astype("str")}


def _label(form: Questionnaire, question: str) -> dict[str, str]:
    return {f"label::{name}": safe_label(form.key.texts[question][lang]) for lang, name in LANGUAGE_NAMES.items()}


def _ask(form: Questionnaire, kind: str, name: str, **more: str) -> dict[str, str]:
    return {"type": kind, "name": name, **_label(form, name), **more}


def _territory(form: Questionnaire) -> dict[str, str]:
    """The territory is asked where there are several."""
    if len(form.places) == 1:
        return {"type": "calculate", "name": "territory", "calculation": f"'{next(iter(form.places))}'"}
    return _ask(form, "select_one places", "territory", required="yes", appearance="minimal")


def _each(form: Questionnaire, repeat: str, chosen: str, item: str, asked: dict[str, str]) -> list[dict[str, str]]:
    """A repeat that asks the same of each thing chosen, whose name is shown above."""
    shown = f"{item}_name"
    return [
        {"type": "begin_repeat", "name": repeat, **_label(form, "project" if item == "project" else "partners"),
         "repeat_count": f"count-selected(${{{chosen}}})"},
        {"type": "calculate", "name": item, "calculation": f"selected-at(${{{chosen}}}, position(..) - 1)"},
        {"type": "calculate", "name": shown, "calculation": f"jr:choice-name(${{{item}}}, '${{{chosen}}}')"},
        {"type": "note", "name": f"{item}_note", **{f"label::{name}": f"${{{shown}}}" for name in LANGUAGE_NAMES.values()}},
        *(_ask(form, f"select_one {answers}", name, appearance="minimal") for name, answers in asked.items()),
        {"type": "end_repeat", "name": repeat},
    ]  # fmt: skip


def _choices(form: Questionnaire) -> pd.DataFrame:
    rows = []
    for place in form.places:
        if len(form.places) > 1:
            rows.append({"list_name": "places", "name": place, **_same(form.key.names[place])})
    for name, codes in (("actors", form.key.actors), ("projects", form.key.projects)):
        place_of = {territory: place for place, territory in form.places.items()}
        for code, (territory, _) in codes.items():
            rows.append({"list_name": name, "name": code, **_same(form.key.names[code]), "place": place_of.get(territory, "")})
    for name, answers in form.key.options.items():
        for code, texts in answers.items():
            labels = {f"label::{title}": texts[lang] for lang, title in LANGUAGE_NAMES.items()}
            rows.append({"list_name": name, "name": code, **labels})
    return pd.DataFrame(rows).astype("str")


def _same(name: str) -> dict[str, str]:
    return {f"label::{title}": safe_label(name) for title in LANGUAGE_NAMES.values()}
