"""The words of tables: what each column means, and what stands for a word of the library's own in a cell."""

from __future__ import annotations

from cooperation_graph.locale import N_, translator
from cooperation_graph.measures import label_of

__all__ = ["CODED", "COLUMNS", "attribute_name", "cell_text", "column_label"]

#: Column of a table → what it means. The same words head the tables of the pages and the dictionary beside the data.
COLUMNS = {
    "active": N_("active actors"), "actor": N_("actor"), "actors": N_("actors"), "answered": N_("answered"),
    "answered_from": N_("answered, first wave"), "answered_to": N_("answered, second wave"), "asked": N_("asked"),
    "asked_from": N_("asked, first wave"), "asked_to": N_("asked, second wave"), "assignments": N_("exchanges tried"),
    "baseline": N_("level of reference"), "baseline_wave": N_("wave of reference"), "by": N_("attribute that forms groups"),
    "cannot_say": N_("what it cannot say"), "center": N_("centre of the funnel"), "change": N_("change"),
    "ci_high": N_("interval, high end (95 %)"), "ci_low": N_("interval, low end (95 %)"), "class": N_("what became of ties"),
    "compare_with": N_("compare with"), "confirmed": N_("participations confirmed by several sources"),
    "contribution": N_("contribution"), "deadline": N_("deadline"), "denominator": N_("out of"),
    "detectable_effect": N_("smallest visible effect"), "df": N_("degrees of freedom"), "difference": N_("difference"),
    "direction": N_("direction"), "draws": N_("draws"), "draws_undefined": N_("draws without a value"),
    "draws_effective": N_("independent draws they are worth"),
    "evidence": N_("distance net of the other groups, in standard deviations"),
    "effect": N_("effect, from −1 to 1"), "entry": N_("from actors seen in the second wave only"), "exact": N_("all exchanges tried"),
    "exit": N_("from actors seen in the first wave only"),
    "expected": N_("expected from activity"), "expected_progress": N_("part of the way a steady advance would have made"),
    "explained_by": N_("explained by the closure of"), "funnel": N_("place in the funnel"), "group": N_("group"),
    "group_a": N_("group"), "group_b": N_("and group"), "i2": N_("part of the variation between territories"),
    "history": N_("history"), "indicator": N_("indicator"), "isolate": N_("without a project"), "item": N_("group, actor or project concerned"),
    "k": N_("territories compared"), "label": N_("label"), "leads": N_("actors who lead"),
    "leads_answered": N_("actors who lead and answered"), "level": N_("unit"), "level_after": N_("level after"),
    "level_before": N_("level before"), "mean": N_("mean of the stratum"), "mean_high": N_("mean, high end (95 %)"),
    "mean_low": N_("mean, low end (95 %)"), "meaning": N_("meaning"), "method": N_("method of the interval"),
    "metric": N_("indicator"), "n_actors": N_("actors"), "n_continuing": N_("projects that continue"),
    "n_ended": N_("projects ended"), "n_unknown": N_("actors of whom nothing is known in one of the two waves"),
    "n_groups": N_("groups"), "n_new": N_("new projects"), "n_projects": N_("projects"),
    "name": N_("name"), "no_answer": N_("no answer"), "not_asked": N_("not asked"), "null": N_("null model"),
    "null_high": N_("expected, high end (95 %)"), "null_low": N_("expected, low end (95 %)"), "number": N_("number in the figure"),
    "numerator": N_("number counted"), "observed": N_("cooperations counted"), "p": "p", "p_adjusted": N_("p, corrected for several indicators"),
    "p_reached": N_("probability that the target is reached"), "partial": N_("answered in part"), "partners": N_("partners"),
    "pairs": N_("pairs of partners"), "pairs_across": N_("pairs across groups"),
    "partners_outside": N_("partners outside the group"), "phi": N_("overdispersion"),
    "prediction_high": N_("where a further territory is expected, high end (95 %)"),
    "prediction_low": N_("where a further territory is expected, low end (95 %)"), "progress": N_("part of the way"),
    "projects": N_("projects"), "q": N_("q, corrected for several groups"), "q_national": N_("q, corrected for all territories"),
    "range": N_("range"), "rate": N_("rate"), "ratio": N_("times the expected"), "reading": N_("how it reads"),
    "reason": N_("reason"), "reference": N_("source"), "response": N_("response rate"),
    "response_from": N_("response rate, first wave"), "response_rate": N_("response rate"),
    "response_to": N_("response rate, second wave"), "roster": N_("actors asked"), "sd": N_("standard deviation of the expected"),
    "se": N_("standard error"), "severity": N_("severity"), "shown": N_("shown by the data"),
    "shrunk": N_("estimate, drawn towards the mean"), "shrunk_high": N_("estimate, high end (95 %)"),
    "shrunk_low": N_("estimate, low end (95 %)"), "size_correlation": N_("correlation with size"),
    "size_p": N_("p of the correlation with size"), "state_from": N_("state in the first wave"),
    "state_to": N_("state in the second wave"), "status": N_("remark"), "caution": N_("caution"), "state": N_("presence"),
    "low": N_("at least"), "high": N_("at most"),
    "stayers": N_("among actors seen in both waves"), "step": N_("step"),
    "stratum": N_("stratum"), "table": N_("table"), "target": N_("target"), "tau2": N_("variance between territories"),
    "tau2_funnel": N_("variance between territories, for the funnel"),
    "tau2_high": N_("variance between territories, high end (95 %)"),
    "tau2_low": N_("variance between territories, low end (95 %)"), "territory": N_("territory"), "ties": N_("ties"),
    "undefined": N_("exchanges without a value"), "unknown": N_("unknown"), "value": N_("value"),
    "value_from": N_("value, first wave"), "value_to": N_("value, second wave"), "verdict": N_("verdict"), "wave": N_("wave"),
    "with_partner": N_("actors with a partner"),
    "wave_from": N_("first wave"), "wave_to": N_("second wave"), "z": N_("distance to the expected, in standard deviations"),
    "z_adjusted": N_("distance to the centre, in standard deviations, with the variance between territories"),
    "at_limit": N_("of those who name anybody, share that names as many as they could"),
    "collected_from": N_("first answer"), "collected_to": N_("last answer"), "collectors": N_("collected by"),
    "items_missing": N_("questions left blank, on average"), "max_choices": N_("how many could be named"),
    # added value, targets, comparison
    "adjusted_high": N_("estimate at the same level before, high end (95 %)"),
    "adjusted_low": N_("estimate at the same level before, low end (95 %)"),
    "adjusted_p": N_("p of the estimate at the same level before"),
    "adjusted_value": N_("estimate at the same level before"),
    "after": N_("level after"),
    "arm": N_("animated or comparison"),
    "before": N_("level before"),
    "by_itself": N_("change that regression to the mean would bring"),
    "by_projects": N_("estimate, projects for weights"),
    "change_comparison": N_("mean change, comparison territories"),
    "change_treated": N_("mean change, animated territories"),
    "check": N_("what was changed"),
    "dated": N_("target dated"),
    "direct": N_("what passes through the animator"),
    "highest_without_one": N_("highest estimate without one territory"),
    "lowest_without_one": N_("lowest estimate without one territory"),
    "mean_before": N_("mean level before"),
    "n_comparison": N_("comparison territories"),
    "n_lost": N_("territories left out for want of a value"),
    "n_treated": N_("animated territories"),
    "owner": N_("who answers for the target"),
    "p_holm": N_("p, corrected for all that was announced"),
    "p_randomisation": N_("p by randomisation of territories"),
    "power": N_("probability of seeing the effect supposed"),
    "randomisation_high": N_("interval by randomisation, high end (95 %)"),
    "randomisation_low": N_("interval by randomisation, low end (95 %)"),
    "smallest_p": N_("smallest p within reach"),
    "supposed_effect": N_("effect supposed"),
    "type_m": N_("exaggeration of a significant estimate"),
    "type_s": N_("probability of the wrong sign, when significant"),
    "unadjusted": N_("value before the case mix"),
    "variant": N_("variant"),
    "with_excluded": N_("estimate with the animator counted"),
}  # fmt: skip

#: Columns whose cells hold words of the library, which are translated; other text is the survey's own.
CODED = ("caution", "class", "direction", "funnel", "level", "method", "rate", "reason", "severity", "state_from", "state_to", "status",
         "step", "verdict")  # fmt: skip
_CODES = {
    "active": N_("takes part in a project"), "isolate": N_("known, in no project"), "other_role": N_("in other roles only"),
    "unknown": N_("nothing known (no answer)"), "outside": N_("not in the survey"),
    "merged": N_("merged with another actor"), "absent": N_("not named (left, or no answer)"),
    "inside": N_("inside the funnel"),
    "outside 95": N_("beyond the 95 % limits"), "outside 99.8": N_("beyond the 99.8 % limits"), "from": N_("first wave"),
    "to": N_("second wave"), "stayers": N_("among actors seen in both waves"), "entry": N_("from actors seen in the second wave only"),
    "exit": N_("from actors seen in the first wave only"),
    "increase": N_("to increase"), "decrease": N_("to decrease"), "kept_carried": N_("kept: a shared project goes on"),
    "kept_renewed": N_("kept: in another project than before"), "lost_exit": N_("lost: one of the actors is not seen any more"),
    "lost_project_ended": N_("lost: the shared project ended"), "lost_left_project": N_("lost: one of the actors left the project"),
    "lost_unknown": N_("lost or not: nothing is known of one of the actors"), "formed_entry": N_("formed: one of the actors was not seen before"),
    "formed_new_project": N_("formed: in a new project"), "formed_joined_project": N_("formed: one of the actors joined a project"),
    "formed_unknown": N_("formed or not: nothing was known of one of the actors"),
    "persistence": N_("ties kept among actors seen in both waves"), "renewal_rate": N_("ties renewed after a project ended"),
    "formation": N_("pairs newly tied among actors seen in both waves"), "jaccard": N_("ties in both waves among all ties"),
}  # fmt: skip


def column_label(column: str, lang: str) -> str:
    """What heads a column; a column that is not ours keeps its name."""
    return translator(lang)(COLUMNS[column]) if column in COLUMNS else column


def cell_text(column: str, text: str, lang: str) -> str:
    """What a cell says: words of the library are translated, the survey's own are not."""
    _ = translator(lang)
    if column in ("metric", "indicator"):
        return _(label_of(text))
    return _(_CODES.get(text, text)) if column in CODED and text else text


def attribute_name(by: str, lang: str) -> str:
    """A group attribute in words; one of the user's own stays as it is."""
    _ = translator(lang)
    known = {"sector": _("sector"), "family": _("family"), "network": _("network"), "scale": _("scale")}
    return known.get(by, by)
