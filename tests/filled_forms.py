"""Synthetic answers to a questionnaire, written in the layout in which each survey tool exports them.

The forms are read from the files that were written (XLSForm, LimeSurvey structure), not from the library's own objects. Layouts:
LimeSurvey, viewHelper.php getFieldCode and admin/export/CsvWriter.php (UTF-8 with BOM, ``;``, every cell quoted, one blank line at
the end); KoboToolbox, formpack src/formpack/reporting/export.py (one sheet a repeat, ``_index``, ``_parent_index``).
"""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from cooperation_graph.survey.tables import Survey

HOSTILE = ["=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", "${actor} {TOKEN}", 'L\'"Étape" ; & co', "Jardin, verger et rucher",
           "*gras* _et_ [x](y)"]  # fmt: skip


def small_survey() -> Survey:
    """Two territories, names that attack every format, one national actor, ids with spaces and accents."""
    rows = [(t, "2025", f"{t} acteur n° {k}", f"{t}-P{k % 4}") for t in ("QN07511M", "QN97611I") for k in range(6)]
    rows += [(t, "2025", "N-1", f"{t}-P0") for t in ("QN07511M", "QN97611I")]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"])
    own = table.loc[table["actor"] != "N-1", ["territory", "actor"]]
    actors = own.assign(name=HOSTILE * 2, sector=["social", "sport"] * 6, residents=[True, False] * 6)
    actors = pd.concat([actors, pd.DataFrame({"actor": ["N-1"], "name": ["CAF"], "sector": ["social"], "residents": [False]})], ignore_index=True)
    actors["residents"] = actors["residents"].astype("boolean")
    projects = table[["territory", "project"]].drop_duplicates()
    projects["name"] = [["Jardin", "Jardin, verger", "Vélo", "Épicerie sociale"][int(p[-1])] for p in projects["project"]]
    waves = pd.DataFrame({"wave": ["2025", "2027"], "label": ["Vague 2025", "Vague 2027"]})
    territories = pd.DataFrame({"territory": ["QN07511M", "QN97611I"], "name": ["Les Hautes-Fougères (fictif)", "Mtsanga (fictif)"]})
    return Survey.from_frame(table, actors=actors, projects=projects, waves=waves, territories=territories)


def answers_of(key: Any, rng: np.random.Generator) -> list[dict[str, Any]]:
    """What each actor answers, in codes: one did not answer, one has left, one answers in part, the others in full."""
    found = []
    codes = list(key.actors)
    for number, code in enumerate(codes):
        if number % 5 == 3:
            continue
        place = key.actors[code][0]
        answer: dict[str, Any] = {"actor": code, "presence": "s1", "finished": "y", "projects": {}, "cooperation": {}, "competition": {}}
        if number % 5 == 2:
            answer["presence"] = "s2"
            found.append({**answer, "finished": ""})
            continue
        answer["finished"] = "n" if number % 5 == 1 else "y"
        for project in (c for c, (where, _) in key.projects.items() if where == place):
            if rng.random() < 0.5:
                answer["projects"][project] = {
                    "role": str(rng.choice(["r1", "r2", "r3", "r8", ""])), "intensity": str(rng.choice(list("012345"))),
                    "decides": str(rng.choice(["y", "n", "u"])), "rung": str(rng.choice(["1", "5", "u"])), "quality": str(rng.choice(["1", "4", ""])),
                }  # fmt: skip
        for other in (c for c in codes if c != code and key.actors[c][0] == place):
            if rng.random() < 0.4:
                answer["cooperation"][other] = str(rng.choice(list("012345")))
            if rng.random() < 0.2:
                answer["competition"][other] = str(rng.choice(list("12345")))
        found.append(answer)
    return found


def expected(key: Any, answers: list[dict[str, Any]]) -> dict[str, set[tuple[Any, ...]]]:
    """The tables that the answers say, as sets of rows."""
    word = {name: codes for name, codes in key.words.items()}
    parts, ties, responses = set(), set(), set()
    for answer in answers:
        place, actor = key.actors[answer["actor"]]
        status = word["presence"][answer["presence"]]
        status = {"y": "answered", "n": "partial"}[answer["finished"]] if status == "answered" else status
        responses.add((place, key.wave, actor, status))
        for project, said in answer["projects"].items():
            decides = {"y": True, "n": False}.get(said["decides"])
            parts.add((
                place, key.wave, actor, key.projects[project][1], word["role"].get(said["role"]), float(said["intensity"]),
                said["rung"] if said["rung"] != "u" else None, decides, float(said["quality"]) if said["quality"] else None, actor,
            ))  # fmt: skip
        for kind in ("cooperation", "competition"):
            ties |= {(place, key.wave, actor, key.actors[other][1], kind, float(value)) for other, value in answer[kind].items()}
    asked = {(place, actor) for place, actor in key.actors.values()} - {(row[0], row[2]) for row in responses}
    responses |= {(place, key.wave, actor, "no_answer") for place, actor in asked}
    return {"participations": parts, "ties": ties, "responses": responses}


def rows_of(survey: Survey) -> dict[str, set[tuple[Any, ...]]]:
    """The same tables of a survey that was read."""

    def rows(table: str, columns: list[str]) -> set[tuple[Any, ...]]:
        frame = getattr(survey, table).reindex(columns=columns).astype("object")
        return set(frame.where(frame.notna(), None).itertuples(index=False, name=None))

    parts = ["territory", "wave", "actor", "project", "role", "intensity", "rung", "decides", "quality", "reported_by"]
    return {
        "participations": rows("participations", parts), "ties": rows("ties", ["territory", "wave", "source", "target", "kind", "intensity"]),
        "responses": rows("responses", ["territory", "wave", "actor", "status"]),
    }  # fmt: skip


def structure(path: Path, lang: str) -> list[dict[str, str]]:
    """Questions, subquestions and answers of a LimeSurvey structure in one language."""
    text = path.read_text(encoding="utf-8-sig")
    return [row for row in csv.DictReader(io.StringIO(text), delimiter="\t") if row["language"] == lang]


def limesurvey_export(
    structure_file: Path, answers: list[dict[str, Any]], target: Path, *, headings: str = "code", full: bool = False, lang: str = "fr",
    tokens: dict[str, str] | None = None,
) -> Path:  # fmt: skip
    """Write answers as LimeSurvey does: `headings` code, text (code and text) or full; short or full answers."""
    system = {"id": "ID de la réponse", "submitdate": "Date de soumission", "lastpage": "Dernière page", "startlanguage": "Langue de départ",
              "token": "Code d'invitation"}  # fmt: skip
    columns: list[tuple[str, str, str, str]] = []  # kind, question, item, heading
    for code, text in system.items():
        columns.append(("system", code, "", {"code": code, "text": f"{code}. {text}", "full": text}[headings]))
    labels: dict[str, dict[str, str]] = {}
    question, options, items, equation = {}, {}, {}, {}
    for row in structure(structure_file, lang):
        text = html.unescape(row["text"])
        if row["class"] == "Q":
            current = row["name"]
            question[current], options[current], items[current] = (row["type/scale"], text), {}, {}
            equation[current] = row["equation"]
        elif row["class"] == "SQ":
            items[current][row["name"]] = text
        elif row["class"] == "A":
            options[current][row["name"]] = text
    for name, (kind, text) in question.items():
        for item, said in (items[name] or {"": ""}).items():
            code = f"{name}[{item}]" if item else name
            shown = f"{text} [{said}]" if item else text
            columns.append((kind, name, item, {"code": code, "text": f"{code}. {shown}", "full": shown}[headings]))
        labels[name] = options[name]
    lines = [[heading for *_, heading in columns]]
    for number, answer in enumerate(answers, start=1):
        record = []
        for kind, name, item, _ in columns:
            if kind == "system":
                own = {"id": str(number), "submitdate": "2027-03-01 10:00:00", "lastpage": "4", "startlanguage": lang}
                value = own.get(name, (tokens or {}).get(answer["actor"], ""))
            elif kind == "*":
                value = equation[name]
            elif kind == "M":
                value = "Y" if item in answer["projects"] else ""
                value = ({"fr": "Oui", "en": "Yes"}[lang] if value else {"fr": "Non", "en": "No"}[lang]) if full else value
            elif item:
                value = answer[name].get(item, "") if name in answer else answer["projects"].get(item, {}).get(name, "")
                value = labels[name].get(value, value) if full else value
            else:
                value = answer.get(name, "")
                value = labels[name].get(value, value) if full else value
            record.append("'" + value if value.startswith("=") else value)
        lines.append(record)
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(lines)
    target.write_text(buffer.getvalue() + "\r\n", encoding="utf-8-sig", newline="")
    return target


def kobo_export(
    xlsform: Path, key: Any, answers: list[dict[str, Any]], target: Path, *, multiple: str = "both", labels: bool = False, groups: bool = True,
    lang: str = "Français (fr)", tokens: dict[str, str] | None = None,
) -> Path:  # fmt: skip
    """Write answers as KoboToolbox does: choices in one cell, one column each (0 and 1), or both; XML values or labels."""
    sheets = pd.read_excel(xlsform, sheet_name=None, dtype=str, engine="calamine")
    choices = sheets["choices"]
    label_of = {(r["list_name"], r["name"]): r[f"label::{lang}"] for r in choices.to_dict("records")}
    place_of = {territory: code for code, territory in key.places.items()}
    fields: list[tuple[str, str, str, tuple[str, ...]]] = []
    path: list[str] = []
    for row in sheets["survey"].to_dict("records"):
        kind = row["type"]
        if kind in ("begin_group", "begin_repeat"):
            path.append(row["name"])
        elif kind in ("end_group", "end_repeat"):
            path.pop()
        elif kind != "note":
            repeat = path[-1] if path and path[-1] in ("participation", "cooperations", "competitions") else ""
            fields.append((kind, row["name"], repeat, tuple(path)))
    data: dict[str, list[dict[str, str]]] = {"main": [], "participation": [], "cooperations": [], "competitions": []}

    def shown(kind: str, value: str) -> str:
        name = kind.split(" ")[1] if " " in kind else ""
        return label_of.get((name, value), value) if labels else value

    def heading(name: str, way: tuple[str, ...]) -> str:
        return "/".join((*way, name)) if groups else name

    for number, answer in enumerate(answers, start=1):
        place = place_of[key.actors[answer["actor"]][0]]
        several = {"projects": list(answer["projects"]), "cooperates": list(answer["cooperation"]), "competes": list(answer["competition"])}
        plain = {
            "cgform": key.form, "territory": place, "token": (tokens or {}).get(answer["actor"], ""), "actor": answer["actor"],
            "presence": answer["presence"], "finished": answer["finished"],
        }  # fmt: skip
        record: dict[str, str] = {}
        for kind, name, repeat, way in fields:
            if repeat:
                continue
            if kind.startswith("select_multiple"):
                options = choices.loc[choices["list_name"] == kind.split(" ")[1], "name"]
                if multiple in ("both", "summary"):
                    record[heading(name, way)] = " ".join(shown(kind, v) for v in several[name])
                if multiple in ("both", "details"):
                    for option in options:
                        value = "" if not several[name] else str(int(option in several[name]))
                        record[f"{heading(name, way)}/{shown(kind, option)}"] = value
            else:
                record[heading(name, way)] = shown(kind, plain.get(name, ""))
        data["main"].append({**record, "_id": str(1000 + number), "_uuid": f"u{number}", "_submission_time": "2027-03-01", "_index": str(number)})
        inner = {
            "participation": [("project", item, said) for item, said in answer["projects"].items()],
            "cooperations": [("partner", item, {"cooperation": said}) for item, said in answer["cooperation"].items()],
            "competitions": [("rival", item, {"competition": said}) for item, said in answer["competition"].items()],
        }  # fmt: skip
        for repeat, things in inner.items():
            for what, item, said in things:
                row = {}
                for kind, name, own, way in fields:
                    if own == repeat:
                        values = {what: item, f"{what}_name": key.names[item], **said}
                        row[heading(name, way)] = shown(kind, values.get(name, ""))
                data[repeat].append({
                    **row, "_index": str(len(data[repeat]) + 1), "_parent_table_name": "main", "_parent_index": str(number),
                    "_submission__id": str(1000 + number),
                })  # fmt: skip
    if target.suffix == ".csv":
        pd.DataFrame(data["main"]).to_csv(target, sep=";", index=False, quoting=csv.QUOTE_ALL)
        return target
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in data.items():
        sheet = book.create_sheet(name)
        if rows:
            sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([value or None for value in row.values()])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if cell.value is not None else cell.data_type
    book.save(target)
    return target
