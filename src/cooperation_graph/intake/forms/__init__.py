"""Exports of survey tools: one tool a module, one model of answers for all of them."""
