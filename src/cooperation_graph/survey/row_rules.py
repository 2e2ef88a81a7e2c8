"""Rules about cells and rows: what each says, what rows say together, what tables say of each other."""

from __future__ import annotations

from cooperation_graph.locale import N_
from cooperation_graph.survey.rule import ERROR_OR_ASIDE, ERROR_OR_WARNING, WARNING_OR_ERROR, Rule

__all__ = ["ROW_RULES"]

ROW_RULES: dict[str, Rule] = {
    # -- cells
    "missing_value": Rule(
        N_("Blank cells"),
        N_("the cell is blank, and “{field}” is needed"),
        N_("Fill the cell, or set such rows aside: on_missing_value='set_aside'."),
        ERROR_OR_ASIDE,
    ),
    "total_row": Rule(
        N_("Totals among the rows"),
        N_("“{value}”: this row adds up others"),
        N_("Nothing to do; to keep such rows: on_total_row='warning'."),
        ("set_aside", "warning", "error"),
    ),
    "maybe_total": Rule(
        N_("Perhaps totals among the rows"),
        N_("“{value}” looks like a total, but the row is complete: it was kept"),
        N_("If it adds up other rows, remove it."),
        ("warning", "error", "set_aside"),
    ),
    "scientific_notation": Rule(
        N_("Identifiers destroyed by a spreadsheet"),
        N_("“{value}” was an identifier; its digits are lost"),
        N_("Take the identifiers again from their source, in a column formatted as text."),
        ERROR_OR_WARNING,
    ),
    "error_text": Rule(
        N_("Errors of a spreadsheet in place of identifiers"),
        N_("“{value}” is what a spreadsheet shows when a formula fails"),
        N_("Repair the formula in the file it comes from, then export again."),
        ERROR_OR_WARNING,
    ),
    "decimal_id": Rule(
        N_("Identifiers that end in .0"),
        N_("“{value}” was probably “{guess}”"),
        N_("Format the column as text, or pass on_decimal_id='strip'."),
        ("warning", "strip", "error"),
    ),
    "not_a_number": Rule(
        N_("Not a number"),
        N_("“{value}” is not a number"),
        N_("Write it as 1234,5 or 1234.5, or leave the cell blank."),
        ("error", "blank"),
    ),
    "ambiguous_number": Rule(
        N_("Numbers that can be read in two ways"),
        N_("“{value}” was read as {guess}"),
        N_("If the separator marks thousands, write the numbers without it."),
        WARNING_OR_ERROR,
    ),
    "negative_value": Rule(
        N_("Negative values"), N_("“{value}” is negative"), N_("Correct the cell."), ("error", "warning", "set_aside")
    ),
    "out_of_range": Rule(
        N_("Numbers out of range"),
        N_("“{value}” is not between {low} and {high}"),
        N_("Correct the cell."),
        ERROR_OR_WARNING,
    ),
    "no_data_word": Rule(
        N_("Words for no data"),
        N_("“{value}” was read as blank"),
        N_("Nothing to do; better leave such cells blank."),
        WARNING_OR_ERROR,
    ),
    "no_data_group": Rule(
        N_("Words for no data as a group"),
        N_("“{value}” forms a group of its own in “{field}”"),
        N_("Leave the cell blank if the group is unknown."),
        WARNING_OR_ERROR,
    ),
    "impossible_date": Rule(
        N_("Impossible dates"),
        N_("“{value}” is not a date (expected dd/mm/yyyy)"),
        N_("Write 31/01/2025 or 2025-01-31."),
        ("error", "blank"),
    ),
    "end_before_start": Rule(
        N_("Ends before it starts"), N_("from {start} to {value}"), N_("Correct one of the dates."), WARNING_OR_ERROR
    ),
    "not_yes_no": Rule(
        N_("Neither yes nor no"),
        N_("“{value}” is neither yes nor no"),
        N_("Write oui or non, or leave the cell blank."),
        ("error", "blank"),
    ),
    "unknown_role": Rule(
        N_("Unknown roles"),
        N_("“{value}” is not a known role"),
        N_(
            "Say what it means: values={{'role': {{'{value}': 'partner'}}}}; "
            "or keep it as written, not tied by default: on_unknown_role='keep'."
        ),
        ("error", "keep"),
    ),
    "unknown_word": Rule(
        N_("Words outside the list"),
        N_("“{value}” is not one of: {known}"),
        N_("Correct the word, or say what it means: values={{'{field}': {{'{value}': '…'}}}}."),
        ("error", "keep", "blank"),
    ),
    "invalid_siret": Rule(
        N_("Doubtful SIRET"),
        N_("“{value}” is not a SIRET: {detail}"),
        N_("Take it again from its source."),
        WARNING_OR_ERROR,
    ),
    "invalid_siren": Rule(
        N_("Doubtful SIREN"),
        N_("“{value}” is not a SIREN: {detail}"),
        N_("Take it again from its source."),
        WARNING_OR_ERROR,
    ),
    "invalid_rna": Rule(
        N_("Doubtful RNA numbers"),
        N_("“{value}” is not an RNA number (W, then 9 characters)"),
        N_("Take it again from its source."),
        WARNING_OR_ERROR,
    ),
    "invalid_code": Rule(
        N_("Doubtful territory codes"),
        N_("“{value}” is not a {kind} code: {detail}"),
        N_("Check the code."),
        WARNING_OR_ERROR,
    ),
    # -- rows against each other
    "exact_duplicate": Rule(
        N_("Rows that stand twice"),
        N_("the row repeats row {other}"),
        N_("Nothing to do; to keep such rows: on_exact_duplicate='warning'."),
        ("set_aside", "warning", "error"),
    ),
    "contradictory_duplicate": Rule(
        N_("One participation, two answers"),
        N_("same {key} as row {other}, but {found}"),
        N_("Keep the right row; or keep all: on_contradictory_duplicate='warning'; or the first: 'first'."),
        ("error", "warning", "first"),
    ),
    "contradictory_attribute": Rule(
        N_("One identifier, two descriptions"),
        N_("“{value}” is described otherwise in row {other}: {found}"),
        N_("Correct one of them, or keep the first: on_contradictory_attribute='first'."),
        ("error", "first"),
    ),
    "unknown_actor": Rule(
        N_("Actors that the table of actors does not hold"),
        N_("“{value}” is not in the table of actors"),
        N_("Add it to the table, or correct the spelling."),
        ("warning", "error", "set_aside"),
    ),
    "unknown_project": Rule(
        N_("Projects that the table of projects does not hold"),
        N_("“{value}” is not in the table of projects"),
        N_("Add it to the table, or correct the spelling."),
        ("warning", "error", "set_aside"),
    ),
    "unknown_territory": Rule(
        N_("Territories that the table of territories does not hold"),
        N_("“{value}” is not in the table of territories"),
        N_("Add it to the table, or correct the code."),
        ("warning", "error", "set_aside"),
    ),
    "unknown_wave": Rule(
        N_("Waves that the table of waves does not hold"),
        N_("“{value}” is not in the table of waves"),
        N_("Add it to the table, or correct the wave."),
        ("warning", "error", "set_aside"),
    ),
    "disjoint_ids": Rule(
        N_("Two tables that do not speak of the same things"),
        N_("none of the {found} identifiers (first: “{value}”) is in the table “{field}” (first there: “{other}”)"),
        N_("Use the same identifiers in both tables: codes or names."),
        WARNING_OR_ERROR,
    ),
    "outside_project_dates": Rule(
        N_("Participations outside the dates of their project"),
        N_("wave {wave}, but the project “{value}” runs from {start} to {end}"),
        N_("Correct the wave or the dates of the project."),
        ("warning", "error", "set_aside"),
    ),
    "same_name": Rule(
        N_("One name, several identifiers"),
        N_("“{value}” is the name of: {found}"),
        N_("If they are one actor, give them one identifier; nothing was merged."),
        WARNING_OR_ERROR,
    ),
    "spelled_differently": Rule(
        N_("Identifiers that differ by their spelling alone"),
        N_("“{value}” and “{other}” count as two"),
        N_("If they are the same, write them alike; nothing was merged."),
        WARNING_OR_ERROR,
    ),
    "status_contradicted": Rule(
        N_("Responses that the participations contradict"),
        N_("“{value}” is said to be {status} in this wave, but takes part in a project"),
        N_("Correct the status or the participation."),
        WARNING_OR_ERROR,
    ),
    "same_order": Rule(
        N_("Waves with one order"),
        N_("“{value}” has the order of “{other}” ({order}): which of the two comes first is not said; they were kept in the order of their rows"),
        N_("Give each wave an order of its own."),
        WARNING_OR_ERROR,
    ),
    "self_tie": Rule(
        N_("Actors tied to themselves"),
        N_("“{value}” names itself"),
        N_("Remove the row."),
        ("set_aside", "warning", "error"),
    ),
    "share_sum": Rule(
        N_("Shares that do not add up"),
        N_("the shares of “{value}” add up to {found}, not 1"),
        N_("Correct the shares of the split."),
        ERROR_OR_WARNING,
    ),
    "isolates": Rule(
        N_("Actors without any project"),
        N_("{found} of {total} actors take part in no project (first: “{value}”)"),
        N_("Nothing to do if that is right: they count as isolates where a response or their row names territory and wave."),
        ("warning", "ignore", "error"),
    ),
    "no_responses": Rule(
        N_("No response ledger"),
        N_("nothing says who answered: an actor that disappears cannot be told from one that did not answer"),
        N_("Add a table of responses: territory, wave, actor, status."),
        ("ignore", "warning", "error"),
    ),
}
