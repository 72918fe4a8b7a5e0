"""What a change may touch, and with what."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.errors import WrongUse
from punos.indicators import Change
from punos.study.cells import DTYPES, Cells, typed
from punos.study.dialect import Dialect
from punos.study.faults import did_you_mean
from punos.tables import COMMON, Column, Operation, Table, Type

COMMON_NAMES = frozenset(column.name for column in COMMON)
_STRUCTURE = (Type.NAME, Type.TEXT, Type.RULE)


class ChangeRefused(WrongUse):
    """A change that cannot be made as written.

    Attributes
    ----------
    message, value, expected, remedy : str
        What is wrong, the word at fault, what could stand there, what to do.
    """

    code = "change-refused"

    def __init__(self, message: str, value: str = "", expected: str = "", remedy: str = "") -> None:
        self.message, self.value, self.expected, self.remedy = message, value, expected, remedy
        parts = [message, f"Expected {expected}." if expected else "", remedy]
        super().__init__(" ".join(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Figure:
    """What happens to a cell.

    Attributes
    ----------
    operation : Operation
        Set, scale or add.
    value : float, bool or str
        In the type of the column.
    text : str
        As it is written, e.g. ``*= 0.5``.
    dtype : DataType
        Type of the column.
    """

    operation: Operation
    value: float | bool | str
    text: str
    dtype: type[pl.DataType]

    @property
    def sets(self) -> bool:
        """Whether the old figure does not matter."""
        return self.operation is Operation.SET

    def applied(self, old: pl.Expr) -> pl.Expr:
        """Return the new figure for an old one."""
        if self.operation is Operation.SCALE:
            return old * self.value
        if self.operation is Operation.ADD:
            return (old + self.value).cast(self.dtype)
        return pl.lit(self.value, self.dtype)


def changeable(table: Table, name: str) -> Column:
    """Return the column if a change may touch it.

    Raises
    ------
    ChangeRefused
        If the table has no such column, or it says what the row is: its key, what it refers to, its rule.
    """
    if name not in table:
        allowed = [column.name for column in table.all_columns]
        raise ChangeRefused(
            f"Table {table.name} has no column '{name}'.",
            name,
            f"one of {', '.join(allowed)}",
            did_you_mean(name, allowed),
        )
    column = table.column(name)
    qualifiers = {qualifier.value for qualifier in table.qualifiers}
    if column.key or name in qualifiers or (column.fixed and column.type in _STRUCTURE):
        raise ChangeRefused(
            f"{table.name}.{name} says what the row is and cannot be changed.", name, "a figure, a status or a date",
            "Add a row for the other thing and switch between them with the column 'active'.",
        )  # fmt: skip
    return column


def figure_of(table: Table, column: Column, change: Change) -> Figure:
    """Return what the change does, its value in the type of the column.

    Raises
    ------
    ChangeRefused
        If the value does not fit the column, or the column cannot be scaled or added to.
    """
    operation = Operation(change.operation.value)
    _check_operation(table, column, operation)
    wanted = column if operation is Operation.SET else Column(column.name, Type.NUMBER, "")
    series, faults = typed(Cells(table.name, wanted, pl.Series([change.value]), pl.Series([1]), Dialect()))
    value = series[0]
    if faults:
        fault = faults[0]
        raise ChangeRefused(f"{table.name}.{column.name}: {fault.message}", change.value, fault.expected, fault.remedy)
    if value is None:
        raise ChangeRefused(f"{table.name}.{column.name}: no value is given.", "", "a value")
    if operation is not Operation.SET and abs(value) == float("inf"):
        raise ChangeRefused("Only a finite number scales or adds.", change.value, "a finite number")
    sign = {Operation.SET: "=", Operation.SCALE: "*=", Operation.ADD: "+="}[operation]
    return Figure(operation, value, f"{sign} {change.value}", DTYPES[column.type])


def _check_operation(table: Table, column: Column, operation: Operation) -> None:
    adds_years = operation is Operation.ADD and column.type is Type.YEAR
    if operation is Operation.SET or column.type is Type.NUMBER or adds_years:
        return
    word = "scaled" if operation is Operation.SCALE else "added to"
    kind = f"holds {'a year' if column.type is Type.YEAR else column.type.value}"
    raise ChangeRefused(f"{table.name}.{column.name} {kind} and cannot be {word}.", column.name, "", "Set it with '='.")
