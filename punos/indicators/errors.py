"""What the indicator language refuses, in words a person can act on."""

# ruff: noqa: N818 - the names say what is wrong, as those in punos.errors do

from __future__ import annotations

import difflib
from collections.abc import Iterable

from punos.errors import WrongUse

_LISTED = 12


class LanguageError(WrongUse):
    """An indicator, selection, rule or change that cannot be used as written.

    Parameters
    ----------
    message : str
        What is wrong, as one sentence.
    value : str
        The word or piece of text at fault.
    expected : str
        What could stand there.
    remedy : str
        What to do about it ("Did you mean 'kokkola'?").
    text : str
        The whole text that was read, shown with a caret where `position` says.
    position : int or None
        Where in `text` the fault is, counted from 0.
    """

    code = "language"

    def __init__(
        self,
        message: str,
        *,
        value: str = "",
        expected: str = "",
        remedy: str = "",
        text: str = "",
        position: int | None = None,
    ) -> None:
        self.message = message
        self.value = value
        self.expected = expected
        self.remedy = remedy
        self.text = text
        self.position = position
        super().__init__(self._whole())

    def _whole(self) -> str:
        lines = [self.message]
        if self.text and self.position is not None:
            lines += _caret(self.text, self.position)
        if self.expected:
            lines.append(f"Expected {self.expected}.")
        if self.remedy:
            lines.append(self.remedy)
        return "\n".join(lines)


class NotUnderstood(LanguageError):
    """The text does not follow the grammar."""

    code = "not-understood"


class NotLinear(LanguageError):
    """A rule holds a quotient or product that a linear model cannot hold."""

    code = "not-linear"


class UnknownWord(LanguageError):
    """An indicator, column or name that there is not.

    Attributes
    ----------
    known : tuple of str
        What there is instead.
    """

    code = "unknown-name"

    def __init__(
        self, message: str, word: str, known: Iterable[str], *, text: str = "", position: int | None = None
    ) -> None:
        self.known = tuple(dict.fromkeys(known))
        super().__init__(
            message,
            value=word,
            expected=_listed(self.known),
            remedy=did_you_mean(word, self.known),
            text=text,
            position=position,
        )


class UnknownName(UnknownWord):
    """A name that stands in no table where it should."""

    def __init__(self, thing: str, word: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no {thing} '{word}'.", word, known)


class UnknownIndicator(UnknownWord):
    """A word that names no indicator."""

    code = "unknown-indicator"

    def __init__(self, word: str, known: Iterable[str], *, text: str = "", position: int | None = None) -> None:
        super().__init__(f"There is no indicator '{word}'.", word, known, text=text, position=position)


class UnknownColumn(UnknownWord):
    """A column that an indicator or table does not have."""

    code = "unknown-column"

    def __init__(
        self, owner: str, word: str, known: Iterable[str], *, text: str = "", position: int | None = None
    ) -> None:
        super().__init__(f"'{owner}' has no column '{word}'.", word, known, text=text, position=position)


class MixedUnits(LanguageError):
    """A sum or comparison of things that are counted in different units."""

    code = "mixed-units"


class MixedBases(LanguageError):
    """A sum or comparison of a yearly flow with something that belongs to a whole period."""

    code = "mixed-bases"


class WrongEach(LanguageError):
    """The columns of `each` (or `by`) do not fit the terms."""

    code = "wrong-each"


class NothingFound(LanguageError):
    """A rule whose terms all find nothing."""

    code = "nothing-found"


class NoFigure(LanguageError):
    """A figure that a rule needs is blank or unlimited."""

    code = "no-figure"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give the sentence that proposes the nearest known word, or nothing.

    Examples
    --------
    >>> did_you_mean("kokola", ["kokkola", "vaasa"])
    "Did you mean 'kokkola'?"
    """
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f"Did you mean '{by_fold[near[0]]}'?" if near else ""


def _listed(known: tuple[str, ...]) -> str:
    shown = ", ".join(known[:_LISTED])
    more = len(known) - _LISTED
    start = "one of " if len(known) > 1 else ""
    return start + shown + (f" and {more} more" if more > 0 else "")


def _caret(text: str, position: int) -> list[str]:
    """Show the line of `text` that holds `position`, with a caret under it."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    line = text[start : end if end >= 0 else len(text)]
    return [f"    {line}", f"    {' ' * (position - start)}^"]
