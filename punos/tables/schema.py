"""The words in which a table is described: columns, types, units, blanks.

From these descriptions come reading, checks, the reference page, templates and forms. The rules they
follow are numbered in the documentation (Semantics); numbers in comments refer to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Type(StrEnum):
    """What a cell may hold."""

    NAME = "name"  # identifier: none of the characters in FORBIDDEN_IN_NAMES
    TEXT = "text"  # any words
    NUMBER = "number"
    YEAR = "year"  # a whole calendar year
    FLAG = "yes or no"
    CHOICE = "choice"  # one of `choices`
    RULE = "rule"  # a rule in the indicator language


FORBIDDEN_IN_NAMES = ",=|*[]\"'"  # these have a meaning in selections (Semantics 5)


class Qualifier(StrEnum):
    """A column that narrows a row: blank means all, the narrower row overrides (Semantics 2, 3)."""

    PERIOD = "period"
    SLICE = "slice"
    PLANT = "plant"


class Slices(StrEnum):
    """What a figure means in a row of one slice of the year (Semantics 25, 26)."""

    SAME = "same"
    """As in a row without slice: a price, a share, a quantity a unit of activity."""
    AMOUNT = "amount"
    """The amount in that slice; without a slice it is of the year, spread evenly."""


WHOLE_YEAR = "year"
"""What stands in the column ``slice`` of results for what is of the year as a whole; no slice may be called so."""


class Strand(StrEnum):
    """The strands of a study, in reading order."""

    TIME = "time"
    PLACES = "places"
    GOODS = "goods"
    TECHNOLOGY = "technology"
    PLANTS = "plants"
    TRANSPORT = "transport"
    TRADE = "trade"
    IMPACTS = "impacts"
    ACTORS = "actors"
    RULES = "rules"
    STRATEGY = "strategy"
    CHANGES = "changes"
    EVIDENCE = "evidence"


Cell = float | bool | str | None
Choices = type[StrEnum]  # the class of a column's choices


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name, type, meaning : str, Type, str
        How it is called, what a cell may hold, what it says.
    unit : str
        Unit of a number in words; blank if it has none.
    key : bool
        Belongs to the key. A key cell may be blank only where `required` is false.
    required : bool
        Must be filled once overrides are resolved (Semantics 5).
    default : float, bool, str or None
        What a blank means after overriding (Semantics 7-9); None: it stays blank, see `blank`.
    blank : str
        What a blank means, in words, where `default` does not say it.
    refers : str
        Table in whose first key column the value must occur.
    choices : StrEnum class or None
        The allowed values of a CHOICE.
    infinite : bool
        `inf` is allowed (a limit, or a life without end).
    minimum, maximum : float or None
        Closed bounds of a number.
    above : float or None
        The number must be greater than this.
    fixed : bool
        Structural: rows of one key may not differ here, and changes may not touch it.
    figures : bool
        A TEXT that may be a figure: the decimal sign of the file is put right.
    in_slices : Slices or None
        What the column means in a row that fills ``slice``; None: such a row may not fill it.
    example : str
        A typical cell.
    modelled : bool
        Whether plans hang on it; false for what is only told to readers.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    key: bool = False
    required: bool = False
    default: Cell = None
    blank: str = ""
    refers: str = ""
    choices: Choices | None = None
    infinite: bool = False
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    fixed: bool = False
    figures: bool = False
    in_slices: Slices | None = None
    example: str = ""
    modelled: bool = True

    @property
    def if_blank(self) -> str:
        """What a blank cell means, in words; nothing if it must be filled."""
        if self.required:
            return ""
        if self.default is None:
            return self.blank or "not said"
        if isinstance(self.default, bool):
            return "yes" if self.default else "no"
        if isinstance(self.default, float):
            return "no limit (inf)" if self.default == float("inf") else f"{self.default:g}"
        return self.default


def qualifier_column(qualifier: Qualifier) -> Column:
    """Return the column of a qualifier: a name of its table, blank for all."""
    return Column(
        qualifier.value,
        Type.NAME,
        f"Narrows the row to one {qualifier.value}; a narrower row overrides a wider one cell by cell.",
        refers=f"{qualifier.value}s",
        blank=f"every {qualifier.value}",
    )


COMMON: tuple[Column, ...] = (
    Column("active", Type.FLAG, "no: as if the row were not there.", default=True, example="no"),
    Column("note", Type.TEXT, "Remark for readers; not used by the model."),
    Column("name_fi", Type.TEXT, "Name to show in Finnish.", blank="the name"),
    Column("name_sv", Type.TEXT, "Name to show in Swedish.", blank="the name"),
)

TAG_PREFIX = "tag_"  # free columns by which a planner groups rows in selections


def tag_column(name: str) -> Column:
    """Return the description of a free ``tag_…`` column."""
    return Column(name, Type.TEXT, "Free grouping, usable in selections.", figures=True)


@dataclass(frozen=True)
class Table:
    """One table of a study.

    Parameters
    ----------
    name, title, meaning : str
        How it is called, a heading, what a row says.
    strand : Strand
        Where it belongs.
    columns : tuple of Column
        Its own columns, keys first; without qualifiers and :data:`COMMON`.
    qualifiers : tuple of Qualifier
        Columns by which a row may be narrowed.
    required : bool
        A study without this table makes no sense.
    """

    name: str
    title: str
    meaning: str
    strand: Strand
    columns: tuple[Column, ...]
    qualifiers: tuple[Qualifier, ...] = ()
    required: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the key columns."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def values(self) -> tuple[str, ...]:
        """Names of the columns that are neither key nor qualifier nor common."""
        return tuple(column.name for column in self.columns if not column.key)

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """Keys, qualifiers, values and common columns: every column the table may have but tags."""
        keys = tuple(column for column in self.columns if column.key)
        values = tuple(column for column in self.columns if not column.key)
        own = {column.name for column in self.columns}
        common = tuple(column for column in COMMON if column.name not in own)
        return keys + tuple(map(qualifier_column, self.qualifiers)) + values + common

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.all_columns}

    def __contains__(self, name: object) -> bool:
        """Tell whether the table may have a column of this name (tags included)."""
        return isinstance(name, str) and (name in self._by_name or name.startswith(TAG_PREFIX))

    def column(self, name: str) -> Column:
        """Return the description of a column, qualifiers, common and tag columns included.

        Raises
        ------
        KeyError
            If the table has no such column.
        """
        if name not in self._by_name and name.startswith(TAG_PREFIX):
            return tag_column(name)
        return self._by_name[name]


def key(name: str, meaning: str, *, refers: str = "", example: str = "") -> Column:
    """Return a key column that holds a name and may not be blank."""
    return Column(name, Type.NAME, meaning, key=True, required=True, refers=refers, example=example)


def shown_name(thing: str) -> Column:
    """Return the usual column `name`: how a thing is called on pages."""
    return Column("name", Type.TEXT, f"Name of the {thing} on pages.", blank="the key")


def currency(money: str) -> Column:
    """Return the column `currency` of a table that may state `money` in another currency."""
    return Column(
        "currency",
        Type.NAME,
        f"Currency of {money} of this row; converted by the table currencies.",
        refers="currencies",
        blank="the currency of the study",
        example="USD",
    )
