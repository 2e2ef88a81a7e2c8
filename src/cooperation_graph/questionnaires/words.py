"""What is asked, and the answers offered; each list gives the word of the survey that an answer stands for."""

from __future__ import annotations

from cooperation_graph.locale import N_

__all__ = ["LISTS", "TEXTS"]

#: Question -> its text. `{wave}` is the label of the wave.
TEXTS: dict[str, str] = {
    "title": N_("Who works with whom: survey {wave}"),
    "welcome": N_(
        "This questionnaire asks which projects your organisation takes part in and with whom it works. It takes about ten minutes. "
        "Answer for your organisation as a whole."
    ),
    "about": N_("Your organisation"),
    "territory": N_("Which territory do you answer for?"),
    "actor": N_("Which organisation do you answer for?"),
    "presence": N_("Is your organisation active in this territory in {wave}?"),
    "joint": N_("Your projects"),
    "projects": N_("Which of these projects does your organisation take part in?"),
    "otherprojects": N_("Another project that is not in the list (one a line)"),
    "project": N_("Project"),
    "role": N_("What is the role of your organisation in the project?"),
    "intensity": N_("How closely do you work with the others in the project?"),
    "decides": N_("Does your organisation have a say in the decisions of the project?"),
    "rung": N_("How do residents take part in the project through you?"),
    "quality": N_("How do you judge the quality of the project, from 1 (low) to 5 (high)?"),
    "partners": N_("Your relations"),
    "cooperates": N_("With which of these organisations did you work, within or beyond these projects?"),
    "cooperation": N_("How closely do you work with this organisation?"),
    "competes": N_("With which of these organisations are you in competition, for funds or for a public?"),
    "competition": N_("How strong is the competition with this organisation?"),
    "otheractors": N_("Another organisation that is not in the list (one a line)"),
    "end": N_("To finish"),
    "finished": N_("Could you answer about all your projects and relations?"),
}

#: List -> code -> (word of the survey, text). Codes have at most five letters and digits: LimeSurvey takes no more.
LISTS: dict[str, dict[str, tuple[str, str]]] = {
    "presence": {
        "s1": ("answered", N_("Yes, it is active")),
        "s2": ("left", N_("No longer: it closed or left the territory")),
        "s3": ("not_yet_existing", N_("Not yet")),
    },
    "role": {
        "r1": ("lead", N_("It leads the project")),
        "r2": ("co_lead", N_("It leads it together with others")),
        "r3": ("partner", N_("It is a partner")),
        "r4": ("host", N_("It hosts the project")),
        "r5": ("participant", N_("It takes part in meetings or activities")),
        "r6": ("funder", N_("It funds the project")),
        "r7": ("beneficiary", N_("It benefits from the project")),
        "r8": ("animator", N_("It animates the network")),
    },
    # Frey, Lohmeier, Lee & Tollefson 2006, American Journal of Evaluation 27:383, levels of collaboration
    "frey": {
        "0": ("0", N_("0 – No interaction")),
        "1": ("1", N_("1 – Networking: aware of each other, little communication")),
        "2": ("2", N_("2 – Cooperation: information is shared, roles are defined")),
        "3": ("3", N_("3 – Coordination: information and resources are shared")),
        "4": ("4", N_("4 – Coalition: ideas and resources are shared, everybody has a vote")),
        "5": ("5", N_("5 – Collaboration: one system, trust, decisions by consensus")),
    },
    "yesno": {"y": ("true", N_("Yes")), "n": ("false", N_("No")), "u": ("", N_("I do not know"))},
    "rung": {
        "1": ("1", N_("1 – They are informed")),
        "2": ("2", N_("2 – They are consulted")),
        "3": ("3", N_("3 – They are involved in the work")),
        "4": ("4", N_("4 – They decide with others")),
        "5": ("5", N_("5 – They decide and lead")),
        "u": ("", N_("Residents do not take part, or I do not know")),
    },
    "quality": {"1": ("1", "1"), "2": ("2", "2"), "3": ("3", "3"), "4": ("4", "4"), "5": ("5", "5"), "u": ("", N_("No opinion"))},
    "rivalry": {
        "0": ("0", N_("0 – None")),
        "1": ("1", N_("1 – Very weak")),
        "2": ("2", N_("2 – Weak")),
        "3": ("3", N_("3 – Moderate")),
        "4": ("4", N_("4 – Strong")),
        "5": ("5", N_("5 – Very strong")),
    },
    "finished": {"y": ("answered", N_("Yes, all of them")), "n": ("partial", N_("No, only a part"))},
}
