"""Linear expressions as tidy tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from punos.lp.errors import LpError, listed
from punos.lp.labels import Key, as_array, look_up, picked

COLUMN = "column"
COEFFICIENT = "coefficient"
NUMBERS = pl.Int32
"""Type of the numbers of columns: as short as the solver has them, since there are no longer tables than these."""

_FACTOR = "__by"
_MANY = 10_000
"""Entries from which it pays to look factors up by number instead of joining tables."""

_RESERVED = {COLUMN, COEFFICIENT, "value", "dual"}


@dataclass(frozen=True, slots=True)
class Expression:
    """One linear expression per index entry, as a table of coefficients.

    Attributes
    ----------
    index : tuple of str
        Names of the label columns. An expression without labels is one sum.
    frame : polars.DataFrame
        Label columns, ``column`` (Int32, number of the solver's column), ``coefficient`` (Float64). Several
        rows with the same labels add up, also several with the same column.
    """

    index: tuple[str, ...]
    frame: pl.DataFrame

    @staticmethod
    def empty(index: Iterable[str]) -> Expression:
        """Return the expression that is nothing: no entry of any label."""
        names = tuple(index)
        schema = dict.fromkeys(names, pl.Null) | {COLUMN: NUMBERS, COEFFICIENT: pl.Float64}
        return Expression(names, pl.DataFrame(schema=schema))

    @staticmethod
    def sum(expressions: Iterable[Expression], index: Iterable[str]) -> Expression:
        """Return the sum of expressions over the union `index` of their labels.

        A label column an expression does not have is blank in its entries ("not applicable"); a label column
        beyond `index` is refused.
        """
        names = tuple(index)
        frames = [_widened(expression, names) for expression in expressions]
        return Expression(names, _stacked(frames, names)) if frames else Expression.empty(names)

    def times(self, parameter: pl.DataFrame, by: str, on: Sequence[str] | None = None) -> Expression:
        """Multiply by a parameter, joined on labels; entries without a parameter row are left out.

        Parameters
        ----------
        parameter : polars.DataFrame
            Label columns and the column `by`, nothing else. Labels that this expression does not have are
            added to its index (one entry becomes as many as there are parameter rows).
        by : str
            Column with the factor; no blanks.
        on : sequence of str, optional
            Label columns to join on; default all that both have. ``()`` combines every entry with every row.

        Raises
        ------
        LpError
            No shared labels, a shared label not joined on, a blank or NaN factor, or a column that is no
            label.
        """
        extra = [name for name in parameter.columns if name not in self.index and name != by]
        shared = [name for name in parameter.columns if name in self.index]
        keys = shared if on is None else list(on)
        self._check_join(parameter, by, keys, shared, extra, on)
        index = (*self.index, *extra)
        if not (self.frame.height and parameter.height):
            return Expression(index, self._nothing(parameter, extra))
        factor = parameter.get_column(by).cast(pl.Float64).alias(_FACTOR)
        wanted = pl.DataFrame([*(parameter.get_column(name) for name in (*keys, *extra)), factor])
        right = matched(wanted, self.frame, keys)
        if (
            keys
            and not extra
            and self.frame.height > _MANY
            and (looked := _looked_up(self.frame, right, keys)) is not None
        ):
            return Expression(index, looked)
        joined = (
            self.frame.join(right, on=keys, how="inner", nulls_equal=True)
            if keys
            else self.frame.join(right, how="cross")
        )
        product = joined.get_column(COEFFICIENT) * joined.get_column(_FACTOR)
        return Expression(index, pl.DataFrame([*(joined.get_column(name) for name in (*index, COLUMN)), product]))

    def _nothing(self, parameter: pl.DataFrame, extra: list[str]) -> pl.DataFrame:
        """The table without rows that a product has where one factor has none."""
        mine = [self.frame.get_column(name).clear() for name in self.index]
        added = [parameter.get_column(name).clear() for name in extra]
        return pl.DataFrame([*mine, *added, *(self.frame.get_column(name).clear() for name in (COLUMN, COEFFICIENT))])

    def _check_join(
        self,
        parameter: pl.DataFrame,
        by: str,
        keys: list[str],
        shared: list[str],
        extra: list[str],
        on: Sequence[str] | None,
    ) -> None:
        if by not in parameter.columns:
            raise LpError(f"The parameter has no column '{by}'; it has {', '.join(parameter.columns)}.")
        if not keys and on is None:
            raise LpError(
                f"The parameter '{by}' shares no label with the expression over "
                f"({', '.join(self.index)}); use scaled() for a number, or on=() to combine all with all."
            )
        if missing := [name for name in keys if name not in shared]:
            raise LpError(f"Parameter '{by}' cannot be joined on {', '.join(missing)}: not a label of both.")
        if left := [name for name in shared if name not in keys]:
            raise LpError(f"Parameter '{by}' also has the label {', '.join(left)}: join on it or drop it first.")
        check_labels(parameter, extra, f"the parameter '{by}'")
        factors = parameter.get_column(by)
        if factors.null_count() or np.isnan(factors.cast(pl.Float64).to_numpy()).any():
            bad = parameter.filter(pl.col(by).is_null() | pl.col(by).cast(pl.Float64).is_nan())
            raise LpError(f"Parameter '{by}' is blank or not a number at {listed(bad.select(*keys, *extra))}.")

    def scaled(self, number: float) -> Expression:
        """Multiply all coefficients by a number."""
        return Expression(self.index, self.frame.with_columns(pl.col(COEFFICIENT) * float(number)))

    def rename(self, **names: str) -> Expression:
        """Rename label columns: ``rename(place="origin")``."""
        if unknown := [name for name in names if name not in self.index]:
            raise LpError(f"Cannot rename {', '.join(unknown)}: labels are {', '.join(self.index)}.")
        index = tuple(names.get(name, name) for name in self.index)
        if len(set(index)) < len(index) or _RESERVED & set(index):
            raise LpError(f"Renamed labels {', '.join(index)} are not distinct names that are free.")
        columns = [
            self.frame.get_column(name).alias(names.get(name, name)) for name in (*self.index, COLUMN, COEFFICIENT)
        ]
        return Expression(index, pl.DataFrame(columns))

    def over(self, *index: str) -> Expression:
        """Keep only these labels; entries that differ in the others add up."""
        if unknown := [name for name in index if name not in self.index]:
            raise LpError(f"No label {', '.join(unknown)} in an expression over {', '.join(self.index)}.")
        return Expression(index, picked(self.frame, (*index, COLUMN, COEFFICIENT)))

    def where(self, *predicates: pl.Expr) -> Expression:
        """Keep only the entries whose labels meet all predicates."""
        return Expression(self.index, self.frame.filter(*predicates)) if self.frame.height else self

    def within(self, rows: pl.DataFrame) -> Expression:
        """Keep only the entries whose labels stand in `rows` (joined on the labels that both have).

        Raises
        ------
        LpError
            `rows` has none of the labels.
        """
        keys = [name for name in self.index if name in rows.columns]
        if not keys:
            raise LpError(f"Rows of {', '.join(rows.columns)} have none of the labels {', '.join(self.index)}.")
        if not self.frame.height:
            return self
        wanted = matched(picked(rows, keys), self.frame, keys)
        return Expression(self.index, self.frame.join(wanted, on=keys, how="semi", nulls_equal=True))

    def labelled(self, **labels: str | int | None) -> Expression:
        """Add label columns that are the same in all entries: ``labelled(kind="capex", place=None)``."""
        if known := [name for name in labels if name in self.index or name in _RESERVED]:
            raise LpError(f"Cannot add the label {', '.join(known)}: it is there already or reserved.")
        index = (*self.index, *labels)
        added = [_all(name, value, self.frame.height) for name, value in labels.items()]
        mine = {name: self.frame.get_column(name) for name in (*self.index, COLUMN, COEFFICIENT)}
        numbers = [mine.pop(COLUMN), mine.pop(COEFFICIENT)]
        return Expression(index, pl.DataFrame([*mine.values(), *added, *numbers]))

    def __add__(self, other: Expression) -> Expression:
        extra = set(self.index) ^ set(other.index)
        if extra:
            raise LpError(
                f"Cannot add an expression over ({', '.join(self.index)}) and one over "
                f"({', '.join(other.index)}): only one has {', '.join(sorted(extra))}. "
                "Sum it out with over(), or add it with labelled()."
            )
        return Expression.sum((self, other), self.index)

    def __neg__(self) -> Expression:
        return self.scaled(-1.0)

    def __sub__(self, other: Expression) -> Expression:
        return self + -other


def _looked_up(frame: pl.DataFrame, parameter: pl.DataFrame, keys: list[str]) -> pl.DataFrame | None:
    """The product where each entry has at most one factor: the labels stay where they are, nothing is joined.

    None where some labels of the parameter stand twice.
    """
    key, rows = Key.of(parameter, keys)
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    if (rows[1:] == rows[:-1]).any():
        return None
    places = look_up(rows, key.encode(frame), key.size)
    found = places >= 0
    if not found.all():
        frame, places = frame.filter(pl.Series(found)), places[found]
    factors = as_array(parameter.get_column(_FACTOR), np.float64)[order]
    product = pl.Series(COEFFICIENT, as_array(frame.get_column(COEFFICIENT), np.float64) * factors[places])
    return pl.DataFrame([*(frame.get_column(name) for name in frame.columns if name != COEFFICIENT), product])


def _all(name: str, value: str | int | None, height: int) -> pl.Series:
    """Return a column that is the same everywhere."""
    return pl.Series(name, [value]).new_from_index(0, height)


def check_labels(frame: pl.DataFrame, index: Iterable[str], where: str) -> None:
    """Refuse index columns that are no labels (fractions, lists, …) or have a reserved name."""
    schema = frame.schema
    for name in index:
        kind = schema[name]
        if name in _RESERVED:
            raise LpError(f"'{name}' in {where} cannot be a label: the name is reserved.")
        if not (kind.is_integer() or kind in (pl.String, pl.Boolean, pl.Null, pl.Enum, pl.Categorical)):
            raise LpError(
                f"Column '{name}' ({kind}) in {where} is no label: labels are names or whole numbers. "
                "Select the columns needed first."
            )


def matched(right: pl.DataFrame, left: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return `right` with its key columns of the types of `left`, without rows that can match nothing there.

    A name of `right` that is no category of an Enum of `left` occurs nowhere in `left`.
    """
    casts: list[pl.Expr] = []
    gone: list[pl.Expr] = []
    left_schema, right_schema = left.schema, right.schema
    for name in keys:
        mine, theirs = left_schema[name], right_schema[name]
        if mine == theirs:
            continue
        if mine != pl.Null and theirs != pl.Null and mine.is_integer() != theirs.is_integer():
            raise LpError(f"Label '{name}' holds names on one side ({mine}, {theirs}) and numbers on the other.")
        if mine == pl.Null:  # only a blank matches a blank
            casts.append(pl.lit(None).alias(name))
            gone.append(pl.col(name).is_null())
            continue
        cast = (
            pl.col(name).cast(pl.String).cast(mine, strict=False)
            if mine == pl.Enum
            else (pl.col(name).cast(mine, strict=False))
        )
        casts.append(cast)
        gone.append(pl.col(name).is_null() | cast.is_not_null())
    return right.filter(*gone).with_columns(*casts) if casts else right


def _widened(expression: Expression, index: tuple[str, ...]) -> pl.DataFrame:
    if extra := [name for name in expression.index if name not in index]:
        raise LpError(
            f"An expression over {', '.join(expression.index)} has labels beyond the sum: {', '.join(extra)}."
        )
    names = (*index, COLUMN, COEFFICIENT)
    if tuple(expression.frame.columns) == names:
        return expression.frame
    frame, known = expression.frame, (*expression.index, COLUMN, COEFFICIENT)
    return pl.DataFrame([frame.get_column(n) if n in known else _all(n, None, frame.height) for n in names])


def _stacked(frames: list[pl.DataFrame], index: tuple[str, ...]) -> pl.DataFrame:
    schemas = [frame.schema for frame in frames]
    kinds = {name: _common(name, [schema[name] for schema in schemas]) for name in index}
    filled = [(frame, schema) for frame, schema in zip(frames, schemas, strict=True) if frame.height]
    alike = []
    for frame, schema in filled or [(frames[0], schemas[0])]:
        odd = {name: kind for name, kind in kinds.items() if schema[name] != kind}  # most often nothing
        alike.append(frame.cast(odd) if odd else frame)  # type: ignore[arg-type]
    return alike[0] if len(alike) == 1 else pl.concat(alike, how="vertical")


def _common(name: str, kinds: list[pl.DataType]) -> pl.DataType:
    """Return the type that holds the labels of all: the same if equal, text for names of different kinds."""
    distinct = {kind for kind in kinds if kind != pl.Null}
    if len(distinct) <= 1:
        return distinct.pop() if distinct else pl.Null()
    numbers = {kind.is_integer() for kind in distinct}
    if len(numbers) == 2:
        raise LpError(f"Label '{name}' holds names in one expression and numbers in another.")
    return pl.Int64() if numbers == {True} else pl.String()
