"""What formulas and recipes are refused for, in words a planner can act on."""

from __future__ import annotations

from punos.errors import WrongUse


class NotAFormula(WrongUse):
    """A text that is no formula, or that may be read in more than one way.

    Attributes
    ----------
    text : str
        The text as it was given.
    reason : str
        What is wrong with it, as one sentence.
    remedy : str
        What to write instead, as one or more sentences.
    """

    def __init__(self, text: str, reason: str, remedy: str) -> None:
        self.text = text
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"'{text}' cannot be read as a formula. {reason} {remedy}".rstrip())


class NotBalanced(WrongUse):
    """A recipe whose elements cannot be balanced, or can be balanced in more than one way."""
