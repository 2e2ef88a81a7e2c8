"""The questionnaire of the next wave, made from the roster of actors and projects, for KoboToolbox/ODK and LimeSurvey."""

from cooperation_graph.questionnaires.form import Questionnaire, questionnaire

__all__ = ["Questionnaire", "questionnaire"]
