"""Rules about foreign formats: files of subsidies, exports of survey tools, graphs."""

from __future__ import annotations

from cooperation_graph.locale import N_
from cooperation_graph.survey.rule import ERROR_OR_WARNING, WARNING_OR_ERROR, Rule

__all__ = ["SOURCE_RULES"]

_ASIDE_OR_ERROR = ("set_aside", "error")

SOURCE_RULES: dict[str, Rule] = {
    # -- columns of a file of subsidies
    "guessed_heading": Rule(
        N_("Columns known by a part of their heading"),
        N_("“{value}” was read as “{field}”"),
        N_("Nothing to do if that is right; otherwise name the column: columns={{'heading': '{field}'}}."),
        WARNING_OR_ERROR,
    ),
    "summed_columns": Rule(
        N_("Amounts in several columns"),
        N_("the amount is the sum of the columns {found}"),
        N_("If one of them is the whole, say so: columns={{'heading': 'montant'}}."),
        WARNING_OR_ERROR,
    ),
    "several_amounts": Rule(
        N_("Several columns could be the amount"),
        N_("the columns {found} could each be the amount"),
        N_("Choose one: columns={{'heading': 'montant'}}."),
    ),
    "other_unit": Rule(
        N_("Amounts that are not in euros"),
        N_("the heading “{value}” says “{found}”"),
        N_("Convert the column to euros, or read it as it stands: columns={{'{value}': 'montant'}}."),
    ),
    "shifted_row": Rule(
        N_("Rows whose cells were shifted by a comma"),
        N_("after the amount {value} stands “{found}”: a decimal comma cut the cell in two"),
        N_("Export the file again with semicolons, or with quotation marks around amounts."),
    ),
    "repeated_table": Rule(
        N_("Tables that repeat another"),
        N_("{found} of its {total} rows stand in “{other}” too, {same} with the same amount: it was left out"),
        N_("Nothing to do if that is right; to read it all the same: on_repeated_table='keep'."),
        ("skip", "keep", "error"),
    ),
    "overlapping_tables": Rule(
        N_("Tables that share rows"),
        N_("{found} of its {total} rows stand in “{other}” too, {same} with the same amount: whether they count twice is not known"),
        N_("Leave one of them out: mapping={{'tables': {{'{value}': ''}}}}."),
        ERROR_OR_WARNING,
    ),
    # -- rows that are no subsidy
    "sub_heading": Rule(
        N_("Headings repeated among the rows"),
        N_("the headings stand here again: a table of its own begins"),
        N_("Nothing to do if that is right."),
        WARNING_OR_ERROR,
    ),
    "total_differs": Rule(
        N_("Totals that the rows do not give"),
        N_("the total says {value}, the rows that it adds up give {found}"),
        N_("Look for a row that was set aside, or that its author forgot."),
        WARNING_OR_ERROR,
    ),
    "not_a_record": Rule(
        N_("Rows that are no subsidy"),
        N_("neither a beneficiary nor an amount: “{value}”"),
        N_("Nothing to do if it is a title, a note or the end of the row above."),
        _ASIDE_OR_ERROR,
    ),
    "amount_without_beneficiary": Rule(
        N_("Amounts without a beneficiary"),
        N_("{value}, but nobody is named, and the rows above do not add up to it"),
        N_("Write the beneficiary in the row; where its cells are merged: on_merged_cells='fill'."),
        _ASIDE_OR_ERROR,
    ),
    "no_amount": Rule(
        N_("Beneficiaries without an amount"),
        N_("“{value}” is named, but no amount nor other aid is"),
        N_("Fill the amount, or keep such rows: on_no_amount='keep'."),
        ("set_aside", "keep", "error"),
    ),
    "blank_amount": Rule(
        N_("Subsidies whose amount is blank"),
        N_("“{value}” receives a subsidy whose amount is not said"),
        N_("Nothing to do, or fill the amount; to leave such rows out: on_blank_amount='set_aside'."),
        ("warning", "set_aside", "error"),
    ),
    "missing_beneficiary": Rule(
        N_("Subsidies without a beneficiary"),
        N_("a subsidy of {value} whose beneficiary is not said: it counts in the totals, not among the participations"),
        N_("Fill the beneficiary."),
        _ASIDE_OR_ERROR,
    ),
    "zero_amount": Rule(
        N_("Subsidies of zero"),
        N_("the amount is 0: nothing was granted, or nothing yet"),
        N_("To leave such rows out: on_zero_amount='set_aside'."),
        ("warning", "set_aside", "error"),
    ),
    "negative_amount": Rule(
        N_("Negative amounts"),
        N_("{value}: a repayment, or a correction of another row"),
        N_("Nothing to do if that is right."),
        ("warning", "set_aside", "error"),
    ),
    "repeated_record": Rule(
        N_("Subsidies that stand twice"),
        N_("the row repeats row {other}, cell for cell"),
        N_("Two subsidies may be alike, or the file was doubled: to count such rows once, on_repeated_record='set_aside'."),
        ("warning", "set_aside", "error"),
    ),
    # -- years, amounts, shares
    "doubtful_amount": Rule(
        N_("Amounts that can be read in two ways"),
        N_("“{value}”: the mark may stand before decimals or between thousands, and the other amounts do not tell"),
        N_("Say which: on_doubtful_amount='decimal' or 'thousands'."),
        ("error", "decimal", "thousands"),
    ),
    "undated": Rule(
        N_("Subsidies without a year"),
        N_("neither a year nor a date: the wave is not known"),
        N_("Fill the date; or give the year of the file: mapping={{'constants': {{'{value}': {{'exercice': '2023'}}}}}}."),
        _ASIDE_OR_ERROR,
    ),
    "assumed_year": Rule(
        N_("Years taken from outside the rows"),
        N_("the rows have no year: {value}, read in {found}, is the wave"),
        N_("If that is wrong: mapping={{'constants': {{'{field}': {{'exercice': '2023'}}}}}}."),
        WARNING_OR_ERROR,
    ),
    "percentage_scale": Rule(
        N_("Percentages above 1"),
        N_("“{value}” was read as {found}"),
        N_("The standard expects a number between 0 and 1."),
        WARNING_OR_ERROR,
    ),
    "shared_amount": Rule(
        N_("Amounts shared between beneficiaries"),
        N_("amount × percentage: {value} × {share}"),
        N_("If the amounts are shares already: on_shared_amount='as_published'."),
        ("multiply", "as_published", "error"),
    ),
    "amount_is_share": Rule(
        N_("Amounts that are shares already"),
        N_("the amounts of the beneficiaries are in the proportion of their percentages: they were not multiplied again"),
        N_("Nothing to do if that is right."),
        WARNING_OR_ERROR,
    ),
    "shared_decision": Rule(
        N_("Decisions that grant several subsidies"),
        N_("the decision “{value}” grants {found} subsidies for other purposes or to others alone: each is a project"),
        N_("To make each decision one project: on_shared_decision='decision'; each row one: 'record'."),
        ("purpose", "decision", "record"),
    ),
    "unplaced": Rule(
        N_("Subsidies without a place"),
        N_("the row names no territory: it is put in “{value}”"),
        N_("Fill the territory; or name a column of territories: columns={{'heading': 'territory'}}."),
        ("warning", "set_aside", "error"),
    ),
    "two_contracts": Rule(
        N_("Two city contracts in one cell"),
        N_("“{value}” names several contracts: the first is the territory"),
        N_("Split the row if its amount must be shared."),
        WARNING_OR_ERROR,
    ),
}
