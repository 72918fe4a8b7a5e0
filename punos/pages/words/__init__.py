"""Words of the pages: one gettext catalogue a language, read straight from its ``.po`` file.

The code and the templates hold the English; ``make words`` (``tools/words.py``) extracts it to ``punos.pot`` and
brings ``fi.po``, ``sv.po`` … up to it. A ``.po`` file is compiled in memory when it is first read, so that there is
no built file to forget.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from punos.errors import WrongUse


class Language(StrEnum):
    """Languages that a page can be asked for."""

    ENGLISH = "en"
    FINNISH = "fi"
    SWEDISH = "sv"


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: Language
    catalogue: NullTranslations

    @property
    def locale(self) -> Locale:
        """Babel's locale of the language: number formats, currency, dates."""
        return Locale(self.language.value)

    def gettext(self, message: str) -> str:
        """Give a message in this language (English where it has not been translated)."""
        return self.catalogue.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Give the form of a message that goes with a count."""
        return self.catalogue.ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - the name gettext has for it
    """Mark a message for extraction where it is only named, not yet shown."""
    return message


@cache
def words_in(language: str) -> Words:
    """Give the words of a language.

    Raises
    ------
    WrongUse
        If there is no such language.
    """
    if language not in list(Language):
        offered = ", ".join(Language)
        raise WrongUse(f"There are no pages in the language {language!r}. Choose one of: {offered}.")
    chosen = Language(language)
    return Words(chosen, _catalogue(chosen))


def _catalogue(language: Language) -> NullTranslations:
    """Compile the catalogue of a language; English, and a language not translated yet, need none."""
    held = files(__package__).joinpath(f"{language}.po")
    if not held.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with held.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language.value))
    compiled.seek(0)
    return Translations(compiled)
