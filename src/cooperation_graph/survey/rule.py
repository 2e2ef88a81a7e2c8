"""What a rule is: the words of a problem, what to do about it, and what may be chosen.

A choice is a word: ``error`` refuses the survey; ``warning`` keeps the rows as they are and says so; ``set_aside`` takes the
rows out, says so, and keeps them in ``survey.set_aside``. A few rules have a word of their own (``pad``, ``first``, ``blank``…).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ERROR_OR_ASIDE", "ERROR_OR_WARNING", "WARNING_OR_ERROR", "Rule"]

ERROR_OR_WARNING, ERROR_OR_ASIDE, WARNING_OR_ERROR = ("error", "warning"), ("error", "set_aside"), ("warning", "error")


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
