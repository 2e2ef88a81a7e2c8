"""Rules about exports of survey tools: which question is which, who answered, and what a cell of choices holds."""

from __future__ import annotations

from cooperation_graph.locale import N_
from cooperation_graph.survey.rule import ERROR_OR_ASIDE, ERROR_OR_WARNING, Rule

__all__ = ["FORM_RULES"]

FORM_RULES: dict[str, Rule] = {
    # -- the file and its questions
    "no_repeats": Rule(
        N_("An export without its repeat groups"),
        N_("KoboToolbox leaves repeat groups out of CSV files: the answers about “{value}” are not in this file"),
        N_("Export again as XLSX, with XML values and headers, and read that file."),
    ),
    "labels_joined": Rule(
        N_("Cells of several choices without the list of options"),
        N_("“{value}” in “{field}” cannot be cut: an option may hold the separator, and the options are not declared"),
        N_("Declare them in mapping.toml (options = [\"…\"] under that question), or export with one column an option."),
    ),
    "no_key": Rule(
        N_("A questionnaire without its key"),
        N_("these are answers to questionnaire {value} of this library, and questionnaire.json is not beside the file"),
        N_("Copy the questionnaire.json that was written with the form into the folder of the export."),
    ),
    "other_form": Rule(
        N_("Answers to another questionnaire"),
        N_("the answers are to questionnaire {value}, questionnaire.json describes {found}"),
        N_("Put the questionnaire.json written with that form beside the export."),
    ),
    "undeclared_questions": Rule(
        N_("Questions whose meaning is not known"),
        N_("nothing says what the questions are; found: {found}"),
        N_(
            "Write in mapping.toml, beside the export, which question is which: [questions], respondent = \"…\", projects = \"…\"; "
            "see the page about survey tools."
        ),
    ),
    "missing_question": Rule(
        N_("Declared questions that the export does not hold"),
        N_("no question “{value}” in the export; found: {found}"),
        N_("Correct its name in mapping.toml, section [questions]."),
    ),
    "headings_not_found": Rule(
        N_("Headings of another layout"),
        N_("the headings are not those of {value}: {detail}"),
        N_("Export again with the standard settings, or name another format: format='tables'."),
    ),
    # -- who answered
    "unknown_respondent": Rule(
        N_("Answers of nobody"),
        N_("the answer does not say for whom it speaks"),
        N_("Fill the organisation, or set such answers aside: on_unknown_respondent='set_aside'."),
        ERROR_OR_ASIDE,
    ),
    "answered_twice": Rule(
        N_("Actors who answered twice"),
        N_("“{value}” answered in row {other} too"),
        N_("Keep one of them; or read the last one: on_answered_twice='last'; the first: 'first'."),
        ("error", "last", "first"),
    ),
    "unknown_token": Rule(
        N_("Unknown tokens"),
        N_("the token of this answer was not made for this questionnaire"),
        N_("Check who answered; to trust the organisation chosen in the form: on_unknown_token='warning'."),
        ("error", "warning", "set_aside"),
    ),
    "borrowed_token": Rule(
        N_("Tokens used for somebody else"),
        N_("the token was made for “{other}”, the answer speaks for “{value}”"),
        N_("Ask them; to follow the token: on_borrowed_token='token'; the answer: 'answer'."),
        ("error", "token", "answer"),
    ),
    "empty_answer": Rule(
        N_("Empty answers"),
        N_("the row holds no answer at all"),
        N_("Nothing to do."),
        ("warning", "ignore"),
    ),
    # -- what a cell holds
    "unknown_code": Rule(
        N_("Answers outside the questionnaire"),
        N_("“{value}” is no answer offered by “{field}”"),
        N_("The export may be of another version of the form. Correct the cell, or set it aside: on_unknown_code='set_aside'."),
        ERROR_OR_ASIDE,
    ),
    "leftover_choice": Rule(
        N_("Choices that match no option"),
        N_("“{value}” in “{field}” matches no option: it was set aside for review"),
        N_("Add it to the options in mapping.toml, or correct the cell."),
        ("set_aside", "error"),
    ),
    "other_choice": Rule(
        N_("Free answers to “other”"),
        N_("“{value}” was typed under “other” in “{field}”: it was set aside for review"),
        N_("If it is one of the list, correct the cell; to take each text as a new name: on_other_choice='keep'."),
        ("set_aside", "keep", "error"),
    ),
    "other_territory": Rule(
        N_("Choices of another territory"),
        N_("“{value}” belongs to another territory than the one that answers"),
        N_("Check the answer; it was set aside."),
        ("set_aside", "error"),
    ),
    "detail_without_choice": Rule(
        N_("Details about projects that were not chosen"),
        N_("an answer about “{value}”, which was not chosen: the participation was kept"),
        N_("Nothing to do if it is one; or leave such rows out: on_detail_without_choice='set_aside'."),
        ("warning", "set_aside", "error"),
    ),
    "draft_answer": Rule(
        N_("Answers that were not submitted"),
        N_("the answer was begun and not submitted: its author counts as “partial”"),
        N_("To leave them out: on_draft_answer='set_aside'."),
        ("warning", "set_aside", "error"),
    ),
    "unreadable_grid": Rule(
        N_("Grids that are not whole"),
        N_("“{value}”: {detail}"),
        N_("Export again with all columns."),
        ERROR_OR_WARNING,
    ),
}
