"""Rules about files, sheets and columns: whether a table can be read at all, and which table it is."""

from __future__ import annotations

from cooperation_graph.locale import N_
from cooperation_graph.survey.rule import ERROR_OR_ASIDE, ERROR_OR_WARNING, WARNING_OR_ERROR, Rule

__all__ = ["FILE_RULES"]

FILE_RULES: dict[str, Rule] = {
    # -- the file itself
    "no_table": Rule(
        N_("Nothing to read"),
        N_("no table (CSV, Parquet, workbook) stands here; found: {found}"),
        N_("Give a folder, a workbook or a CSV file that holds participations."),
    ),
    "bad_workbook": Rule(
        N_("A workbook that cannot be opened"),
        N_("{detail}"),
        N_("Open it in a spreadsheet, save it again as .xlsx, without password."),
    ),
    "huge_workbook": Rule(
        N_("A workbook too large to be one"), N_("unpacked it takes {size} MB"), N_("Save the tables as CSV files.")
    ),
    "unreadable_file": Rule(
        N_("A file that cannot be read"), N_("{detail}"), N_("Copy or export the file again, check that you may read it, or remove it.")
    ),
    "nested_column": Rule(
        N_("A column that holds no plain values"),
        N_("the cells are records or bytes that are not text"),
        N_("Save texts, numbers or dates; lists are joined by |."),
    ),
    "huge_sheet": Rule(
        N_("A sheet too large to be a table"),
        N_("a sheet spans {rows} rows and {columns} columns: something stands far from the table"),
        N_("Press Ctrl+End in each sheet, delete what stands there, save; or save the tables as CSV files."),
    ),
    "no_rows": Rule(
        N_("A table without rows"), N_("the table of participations has no row left"), N_("Give at least one participation.")
    ),
    "bad_package": Rule(
        N_("A data package that cannot be followed"),
        N_("the description does not lead to a table: {detail}"),
        N_("Correct datapackage.json, or read the folder without it."),
    ),
    "no_participations": Rule(
        N_("No participations"),
        N_("no table says who takes part in what; read: {found}"),
        N_("Name a table “participations”, with the columns territory, wave, actor, project."),
    ),
    "empty_file": Rule(
        N_("Empty file"), N_("the file holds no table"), N_("Export it again, or remove it from the folder.")
    ),
    "not_text": Rule(
        N_("Not a text file"),
        N_("this is not a table in text: {detail}"),
        N_("Export the table as CSV, or give the workbook itself."),
    ),
    "nul_character": Rule(
        N_("Not a text file"),
        N_("line {at} holds a NUL character: this is not text, or a transfer damaged it"),
        N_("Export the table as CSV, or give the workbook itself."),
    ),
    "huge_line": Rule(
        N_("A line without end"),
        N_("row {at} is longer than {limit} characters: this is not a table, or its line breaks were lost"),
        N_("Export the table again as CSV, one row a line."),
    ),
    "unclosed_quote": Rule(
        N_("A quotation mark is never closed"),
        N_("the quotation mark opened in row {at} is not closed before the end of the file"),
        N_("Look for a lone quotation mark in that row, or export the table again."),
    ),
    "swallowed_rows": Rule(
        N_("Rows swallowed by a quotation mark"),
        N_("a cell of {found} lines, each as long as a row: “{value}”; a quotation mark is missing"),
        N_("Look for a lone quotation mark in that row; if the cell is right: on_swallowed_rows='warning'."),
        ERROR_OR_WARNING,
    ),
    "bad_json": Rule(
        N_("JSON that cannot be read"),
        N_("line {at}: this is not a list of records ({detail})"),
        N_("Export the file again, as JSON or as CSV."),
    ),
    "undecodable": Rule(
        N_("Unreadable characters"),
        N_("line {at} is not {encoding} text: {sample}"),
        N_("Save the file as UTF-8, or name its encoding: encoding='cp1252'."),
    ),
    "mixed_encoding": Rule(
        N_("Two encodings in one file"),
        N_("line {at} is not UTF-8 while other lines are (first: line {other}); the line reads {sample}"),
        N_(
            "Somebody pasted lines from another file. Save each part as UTF-8, or name the encoding to use: encoding='cp1252'."
        ),
    ),
    "double_decoded": Rule(
        N_("Accents were decoded twice"),
        N_("“{sample}” was probably “{guess}”"),
        N_("Export the file again as UTF-8 from the program that holds it."),
        WARNING_OR_ERROR,
    ),
    "replacement_character": Rule(
        N_("Accents were already lost"),
        N_("“{sample}” holds a character that replaces one nobody can read any more"),
        N_("Export the file again from the program that holds it."),
        WARNING_OR_ERROR,
    ),
    "rare_encoding": Rule(
        N_("Unusual encodings"),
        N_("read as {encoding}: “{sample}” (as cp1252 it would be “{guess}”)"),
        N_("If that reading is wrong, name the encoding: encoding='cp1252'."),
        WARNING_OR_ERROR,
    ),
    "half_character": Rule(
        N_("Halves of characters"),
        N_("“{value}” held half of a character, which no file can hold"),
        N_("Write the text again; or read it with � in place of the half: on_half_character='warning'."),
        ERROR_OR_WARNING,
    ),
    "said_in_vain": Rule(
        N_("Names that stand nowhere"),
        N_("{option}: “{value}” stands in no table, so it changed nothing"),
        N_("Correct its spelling, or leave it out."),
        WARNING_OR_ERROR,
    ),
    "control_characters": Rule(
        N_("Invisible characters"),
        N_("“{sample}” held control or text-direction characters; they were removed"),
        N_("Nothing to do, unless a name looks wrong."),
        WARNING_OR_ERROR,
    ),
    "field_count": Rule(
        N_("Rows with too many cells"),
        N_("{found} cells where the heading has {expected}: a separator or a decimal comma stands unquoted"),
        N_("Quote the cell that holds the separator, or export with another separator."),
        ERROR_OR_ASIDE,
    ),
    "short_row": Rule(
        N_("Rows with missing cells"),
        N_("{found} cells where the heading has {expected}"),
        N_("Repair the row; if the last cells were simply blank: on_short_row='pad'."),
        ("error", "pad", "set_aside"),
    ),
    "rows_above_heading": Rule(
        N_("Rows above the headings"),
        N_("the headings were found in row {at}; above them: {sample}"),
        N_("Nothing to do if that is right; otherwise name the row of the headings: header={at}."),
        WARNING_OR_ERROR,
    ),
    "headings_over_rows": Rule(
        N_("Headings over several rows"),
        N_("the headings stand in rows {at} to {found}, and were joined"),
        N_("Nothing to do if that is right; otherwise give the row of the headings: header=…"),
        WARNING_OR_ERROR,
    ),
    "second_table": Rule(
        N_("Another table under the first"),
        N_("headings stand here again ({value}): one table a sheet is read"),
        N_("Put each table in a sheet or file of its own."),
    ),
    "heading_twice": Rule(
        N_("Two columns with one heading"),
        N_("the heading “{value}” stands over {found} columns"),
        N_("Give each column its own heading."),
        ERROR_OR_WARNING,
    ),
    "cells_without_heading": Rule(
        N_("Cells under no heading"),
        N_("a column without heading holds {found} cells (first: “{sample}”)"),
        N_("Give the column a heading, or empty it."),
        ERROR_OR_WARNING,
    ),
    # -- workbooks
    "hidden_sheet": Rule(
        N_("Hidden sheets"),
        N_("the sheet “{value}” is hidden and was read"),
        N_("Pass on_hidden_sheet='skip' to leave hidden sheets out."),
        ("warning", "skip", "error"),
    ),
    "merged_cells": Rule(
        N_("Merged cells"),
        N_("the cells {value} are merged: only the first holds the value"),
        N_("Unmerge them and fill each cell, or pass on_merged_cells='fill' to give every cell the value shown."),
        ("error", "fill", "warning"),
    ),
    "formula_without_value": Rule(
        N_("Formulas without a result"),
        N_("cells whose formula was never computed, first {value}: they were read as blank"),
        N_("Open the workbook, let it compute, save it."),
        ERROR_OR_WARNING,
    ),
    "cell_error": Rule(
        N_("Cells in error"),
        N_("cells that show an error, first {value}: they were read as blank"),
        N_("Repair the formula, then save."),
        ERROR_OR_WARNING,
    ),
    "mixed_ids": Rule(
        N_("Numbers among identifiers"),
        N_("the column holds {found} numbers among texts (“{sample}”): leading zeros may be lost"),
        N_("Format the column as text and type the identifiers again."),
        WARNING_OR_ERROR,
    ),
    # -- tables and columns
    "unknown_table": Rule(
        N_("Tables that were not read"),
        N_("“{value}” is not a table of a survey"),
        N_("Nothing to do, or say which table it is: mapping={{'tables': {{'{value}': 'actors'}}}}."),
        ("warning", "error", "ignore"),
    ),
    "guessed_table": Rule(
        N_("A table known by its columns"),
        N_("“{value}” was read as “{field}”: no name says so, its columns do"),
        N_("Nothing to do if that is right; otherwise name the tables: mapping={{'tables': {{'{value}': '…'}}}}."),
        WARNING_OR_ERROR,
    ),
    "missing_column": Rule(
        N_("Missing columns"),
        N_("no column gives “{title}”; columns found: {found}"),
        N_("Name the column: columns={{'heading': '{field}'}}."),
    ),
    "ambiguous_column": Rule(
        N_("Columns that could be the same field"),
        N_("the columns {found} could each be “{title}”"),
        N_("Choose one: columns={{'heading': '{field}'}}; the others are kept under their own name."),
        ("error", "first"),
    ),
    "name_twice": Rule(
        N_("Two columns for one field"),
        N_("the columns {found} would both be named “{field}”"),
        N_("Rename one of them with columns=."),
    ),
}
