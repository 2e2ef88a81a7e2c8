"""The rules a survey is checked against: what each says, what happens by default, what else may be chosen.

A choice is a word: ``error`` refuses the survey; ``warning`` keeps the rows as they are and says so; ``set_aside`` takes the
rows out, says so, and keeps them in ``survey.set_aside``. A few rules have a word of their own (``pad``, ``first``, ``blank``…).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cooperation_graph.errors import UnknownName
from cooperation_graph.locale import N_, translator

__all__ = ["RULES", "Rule", "check_choices", "rules_markdown"]


@dataclass(frozen=True)
class Rule:
    """A rule: its heading, the sentence of one problem, what to do, and the choices, the default first."""

    title: str
    message: str
    remedy: str
    choices: tuple[str, ...] = ("error",)

    @property
    def default(self) -> str:
        """What happens when the user says nothing."""
        return self.choices[0]


_E, _EW, _ES, _W = ("error",), ("error", "warning"), ("error", "set_aside"), ("warning",)
_WE, _WES, _SWE = ("warning", "error"), ("warning", "error", "set_aside"), ("set_aside", "warning", "error")

RULES: dict[str, Rule] = {
    # -- the file itself
    "no_table": Rule(
        N_("Nothing to read"), N_("no table (CSV, Parquet, workbook) stands here; found: {found}"),
        N_("Give a folder, a workbook or a CSV file that holds participations."),
    ),
    "bad_workbook": Rule(N_("A workbook that cannot be opened"), N_("{detail}"), N_("Open it in a spreadsheet, save it again as .xlsx, without password.")),
    "huge_workbook": Rule(
        N_("A workbook too large to be one"), N_("unpacked it takes {size} MB"), N_("Save the tables as CSV files."),
    ),
    "no_rows": Rule(N_("A table without rows"), N_("the table of participations has no row left"), N_("Give at least one participation.")),
    "bad_package": Rule(
        N_("A data package that cannot be followed"), N_("the description does not lead to a table: {detail}"),
        N_("Correct datapackage.json, or read the folder without it."),
    ),
    "no_participations": Rule(
        N_("No participations"), N_("no table says who takes part in what; read: {found}"),
        N_("Name a table “participations”, with the columns territory, wave, actor, project."),
    ),
    "empty_file": Rule(N_("Empty file"), N_("the file holds no table"), N_("Export it again, or remove it from the folder.")),
    "not_text": Rule(N_("Not a text file"), N_("this is not a table in text: {detail}"), N_("Export the table as CSV, or give the workbook itself.")),
    "nul_character": Rule(
        N_("Not a text file"), N_("line {at} holds a NUL character: this is not text, or a transfer damaged it"),
        N_("Export the table as CSV, or give the workbook itself."),
    ),
    "huge_line": Rule(
        N_("A line without end"), N_("row {at} is longer than {limit} characters: this is not a table, or its line breaks were lost"),
        N_("Export the table again as CSV, one row a line."),
    ),
    "unclosed_quote": Rule(
        N_("A quotation mark is never closed"), N_("the quotation mark opened in row {at} is not closed before the end of the file"),
        N_("Look for a lone quotation mark in that row, or export the table again."),
    ),
    "undecodable": Rule(
        N_("Unreadable characters"), N_("line {at} is not {encoding} text: {sample}"),
        N_("Save the file as UTF-8, or name its encoding: encoding='cp1252'."),
    ),
    "mixed_encoding": Rule(
        N_("Two encodings in one file"),
        N_("line {at} is not UTF-8 while other lines are (first: line {other}); the line reads {sample}"),
        N_("Somebody pasted lines from another file. Save each part as UTF-8, or name the encoding to use: encoding='cp1252'."),
    ),
    "double_decoded": Rule(
        N_("Accents were decoded twice"), N_("“{sample}” was probably “{guess}”"),
        N_("Export the file again as UTF-8 from the program that holds it."), _WE,
    ),
    "replacement_character": Rule(
        N_("Accents were already lost"), N_("“{sample}” holds a character that replaces one nobody can read any more"),
        N_("Export the file again from the program that holds it."), _WE,
    ),
    "rare_encoding": Rule(
        N_("Unusual encodings"), N_("read as {encoding}: “{sample}” (as cp1252 it would be “{guess}”)"),
        N_("If that reading is wrong, name the encoding: encoding='cp1252'."), _WE,
    ),
    "control_characters": Rule(
        N_("Invisible characters"), N_("“{sample}” held control or text-direction characters; they were removed"),
        N_("Nothing to do, unless a name looks wrong."), _WE,
    ),
    "field_count": Rule(
        N_("Rows with too many cells"), N_("{found} cells where the heading has {expected}: a separator or a decimal comma stands unquoted"),
        N_("Quote the cell that holds the separator, or export with another separator."), _ES,
    ),
    "short_row": Rule(
        N_("Rows with missing cells"), N_("{found} cells where the heading has {expected}"),
        N_("Repair the row; if the last cells were simply blank: on_short_row='pad'."), ("error", "pad", "set_aside"),
    ),
    "rows_above_heading": Rule(
        N_("Rows above the headings"), N_("the headings were found in row {at}; above them: {sample}"),
        N_("Nothing to do if that is right; otherwise name the row of the headings: header={at}."), _WE,
    ),
    "heading_twice": Rule(
        N_("Two columns with one heading"), N_("the heading “{value}” stands over {found} columns"), N_("Give each column its own heading."), _EW,
    ),
    "cells_without_heading": Rule(
        N_("Cells under no heading"), N_("a column without heading holds {found} cells (first: “{sample}”)"),
        N_("Give the column a heading, or empty it."), _EW,
    ),
    # -- workbooks
    "hidden_sheet": Rule(N_("Hidden sheets"), N_("the sheet “{value}” is hidden and was read"), N_("Pass on_hidden_sheet='skip' to leave hidden sheets out."),
                         ("warning", "skip", "error")),
    "merged_cells": Rule(
        N_("Merged cells"), N_("the cells {value} are merged: only the first holds the value"),
        N_("Unmerge them and fill each cell, or pass on_merged_cells='fill' to give every cell the value shown."), ("error", "fill", "warning"),
    ),
    "formula_without_value": Rule(
        N_("Formulas without a result"), N_("cells whose formula was never computed, first {value}: they were read as blank"),
        N_("Open the workbook, let it compute, save it."), _EW,
    ),
    "cell_error": Rule(N_("Cells in error"), N_("cells that show an error, first {value}: they were read as blank"), N_("Repair the formula, then save."), _EW),
    "mixed_ids": Rule(
        N_("Numbers among identifiers"), N_("the column holds {found} numbers among texts (“{sample}”): leading zeros may be lost"),
        N_("Format the column as text and type the identifiers again."), _WE,
    ),
    # -- tables and columns
    "unknown_table": Rule(
        N_("Tables that were not read"), N_("“{value}” is not a table of a survey"),
        N_("Nothing to do, or say which table it is: mapping={{'tables': {{'{value}': 'actors'}}}}."), ("warning", "error", "ignore"),
    ),
    "guessed_table": Rule(
        N_("A table known by its columns"), N_("“{value}” was read as “{field}”: no name says so, its columns do"),
        N_("Nothing to do if that is right; otherwise name the tables: mapping={{'tables': {{'{value}': '…'}}}}."), _WE,
    ),
    "missing_column": Rule(
        N_("Missing columns"), N_("no column gives “{title}”; columns found: {found}"),
        N_("Name the column: columns={{'heading': '{field}'}}."),
    ),
    "ambiguous_column": Rule(
        N_("Columns that could be the same field"), N_("the columns {found} could each be “{title}”"),
        N_("Choose one: columns={{'heading': '{field}'}}; the others are kept under their own name."), ("error", "first"),
    ),
    "name_twice": Rule(
        N_("Two columns for one field"), N_("the columns {found} would both be named “{field}”"), N_("Rename one of them with columns=."),
    ),
    # -- cells
    "missing_value": Rule(N_("Blank cells"), N_("the cell is blank, and “{field}” is needed"), N_("Fill the cell, or set such rows aside: on_missing_value='set_aside'."), _ES),
    "total_row": Rule(
        N_("Totals among the rows"), N_("“{value}”: this row adds up others"), N_("Nothing to do; to keep such rows: on_total_row='warning'."), _SWE,
    ),
    "maybe_total": Rule(
        N_("Perhaps totals among the rows"), N_("“{value}” looks like a total, but the row is complete: it was kept"),
        N_("If it adds up other rows, remove it."), _WES,
    ),
    "scientific_notation": Rule(
        N_("Identifiers destroyed by a spreadsheet"), N_("“{value}” was an identifier; its digits are lost"),
        N_("Take the identifiers again from their source, in a column formatted as text."), _EW,
    ),
    "decimal_id": Rule(
        N_("Identifiers that end in .0"), N_("“{value}” was probably “{guess}”"),
        N_("Format the column as text, or pass on_decimal_id='strip'."), ("warning", "strip", "error"),
    ),
    "not_a_number": Rule(N_("Not a number"), N_("“{value}” is not a number"), N_("Write it as 1234,5 or 1234.5, or leave the cell blank."), ("error", "blank")),
    "ambiguous_number": Rule(
        N_("Numbers that can be read in two ways"), N_("“{value}” was read as {guess}"),
        N_("If the separator marks thousands, write the numbers without it."), _WE,
    ),
    "negative_value": Rule(N_("Negative values"), N_("“{value}” is negative"), N_("Correct the cell."), ("error", "warning", "set_aside")),
    "out_of_range": Rule(N_("Numbers out of range"), N_("“{value}” is not between {low} and {high}"), N_("Correct the cell."), _EW),
    "no_data_word": Rule(
        N_("Words for no data"), N_("“{value}” was read as blank"), N_("Nothing to do; better leave such cells blank."), _WE,
    ),
    "no_data_group": Rule(
        N_("Words for no data as a group"), N_("“{value}” forms a group of its own in “{field}”"),
        N_("Leave the cell blank if the group is unknown."), _WE,
    ),
    "impossible_date": Rule(
        N_("Impossible dates"), N_("“{value}” is not a date (expected dd/mm/yyyy)"), N_("Write 31/01/2025 or 2025-01-31."), ("error", "blank"),
    ),
    "end_before_start": Rule(N_("Ends before it starts"), N_("from {start} to {value}"), N_("Correct one of the dates."), _WE),
    "not_yes_no": Rule(N_("Neither yes nor no"), N_("“{value}” is neither yes nor no"), N_("Write oui or non, or leave the cell blank."), ("error", "blank")),
    "unknown_role": Rule(
        N_("Unknown roles"), N_("“{value}” is not a known role"),
        N_("Say what it means: values={{'role': {{'{value}': 'partner'}}}}; or keep it as written, not tied by default: on_unknown_role='keep'."),
        ("error", "keep"),
    ),
    "unknown_word": Rule(
        N_("Words outside the list"), N_("“{value}” is not one of: {known}"),
        N_("Correct the word, or say what it means: values={{'{field}': {{'{value}': '…'}}}}."), ("error", "keep", "blank"),
    ),
    "invalid_siret": Rule(N_("Doubtful SIRET"), N_("“{value}” is not a SIRET: {detail}"), N_("Take it again from its source."), _WE),
    "invalid_siren": Rule(N_("Doubtful SIREN"), N_("“{value}” is not a SIREN: {detail}"), N_("Take it again from its source."), _WE),
    "invalid_rna": Rule(
        N_("Doubtful RNA numbers"), N_("“{value}” is not an RNA number (W, then 9 characters)"), N_("Take it again from its source."), _WE,
    ),
    "invalid_code": Rule(N_("Doubtful territory codes"), N_("“{value}” is not a {kind} code: {detail}"), N_("Check the code."), _WE),
    # -- rows against each other
    "exact_duplicate": Rule(
        N_("Rows that stand twice"), N_("the row repeats row {other}"), N_("Nothing to do; to keep such rows: on_exact_duplicate='warning'."), _SWE,
    ),
    "contradictory_duplicate": Rule(
        N_("One participation, two answers"), N_("same {key} as row {other}, but {found}"),
        N_("Keep the right row; or keep all: on_contradictory_duplicate='warning'; or the first: 'first'."), ("error", "warning", "first"),
    ),
    "contradictory_attribute": Rule(
        N_("One identifier, two descriptions"), N_("“{value}” is described otherwise in row {other}: {found}"),
        N_("Correct one of them, or keep the first: on_contradictory_attribute='first'."), ("error", "first"),
    ),
    "unknown_actor": Rule(
        N_("Actors that the table of actors does not hold"), N_("“{value}” is not in the table of actors"),
        N_("Add it to the table, or correct the spelling."), _WES,
    ),
    "unknown_project": Rule(
        N_("Projects that the table of projects does not hold"), N_("“{value}” is not in the table of projects"),
        N_("Add it to the table, or correct the spelling."), _WES,
    ),
    "unknown_territory": Rule(
        N_("Territories that the table of territories does not hold"), N_("“{value}” is not in the table of territories"),
        N_("Add it to the table, or correct the code."), _WES,
    ),
    "unknown_wave": Rule(
        N_("Waves that the table of waves does not hold"), N_("“{value}” is not in the table of waves"),
        N_("Add it to the table, or correct the wave."), _WES,
    ),
    "disjoint_ids": Rule(
        N_("Two tables that do not speak of the same things"),
        N_("none of the {found} identifiers (first: “{value}”) is in the table “{field}” (first there: “{other}”)"),
        N_("Use the same identifiers in both tables: codes or names."), _WE,
    ),
    "outside_project_dates": Rule(
        N_("Participations outside the dates of their project"), N_("wave {wave}, but the project “{value}” runs from {start} to {end}"),
        N_("Correct the wave or the dates of the project."), _WES,
    ),
    "same_name": Rule(
        N_("One name, several identifiers"), N_("“{value}” is the name of: {found}"),
        N_("If they are one actor, give them one identifier; nothing was merged."), _WE,
    ),
    "spelled_differently": Rule(
        N_("Identifiers that differ by their spelling alone"), N_("“{value}” and “{other}” count as two"),
        N_("If they are the same, write them alike; nothing was merged."), _WE,
    ),
    "status_contradicted": Rule(
        N_("Responses that the participations contradict"), N_("“{value}” is said to be {status} in this wave, but takes part in a project"),
        N_("Correct the status or the participation."), _WE,
    ),
    "self_tie": Rule(N_("Actors tied to themselves"), N_("“{value}” names itself"), N_("Remove the row."), _SWE),
    "share_sum": Rule(
        N_("Shares that do not add up"), N_("the shares of “{value}” add up to {found}, not 1"), N_("Correct the shares of the split."), _EW,
    ),
    "isolates": Rule(
        N_("Actors without any project"), N_("{found} of {total} actors take part in no project (first: “{value}”)"),
        N_("Nothing to do if that is right: they count as isolates where a response or their row names territory and wave."), ("warning", "ignore", "error"),
    ),
    "no_responses": Rule(
        N_("No response ledger"), N_("nothing says who answered: an actor that disappears cannot be told from one that did not answer"),
        N_("Add a table of responses: territory, wave, actor, status."), ("ignore", "warning", "error"),
    ),
}  # fmt: skip


def check_choices(options: Mapping[str, str]) -> dict[str, str]:
    """Check the choices a user makes, given as ``on_rule="choice"``, and return the choice of every rule.

    Raises
    ------
    UnknownName
        A rule, or a choice, that does not exist.

    Examples
    --------
    >>> check_choices({"on_exact_duplicate": "error"})["exact_duplicate"]
    'error'
    """
    choices = {code: rule.default for code, rule in RULES.items()}
    for option, choice in options.items():
        code = option.removeprefix("on_")
        if code not in RULES or not option.startswith("on_"):
            raise UnknownName("option", option, [f"on_{code}" for code, rule in RULES.items() if len(rule.choices) > 1])
        if choice not in RULES[code].choices:
            raise UnknownName(f"choice for {option}", choice, RULES[code].choices)
        choices[code] = choice
    return choices


def rules_markdown(lang: str = "fr") -> str:
    """Render the rules as a Markdown table, for the documentation."""
    _ = translator(lang)
    lines = ["| " + " | ".join((_(N_("rule")), _(N_("what it finds")), _(N_("default")), _(N_("other choices")))) + " |", "|---|---|---|---|"]
    for code, rule in RULES.items():
        others = ", ".join(f"`{choice}`" for choice in rule.choices[1:])
        lines.append(f"| `{code}` | {_(rule.title)} | `{rule.default}` | {others} |")
    return "\n".join(lines) + "\n"
