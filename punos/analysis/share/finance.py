"""The figures behind a company's books: debt, vacancy, reserve, what it asks above cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite

import polars as pl

from punos.errors import WrongUse
from punos.study.study import Study
from punos.tables import TABLES
from punos.tables.actors import Repayment

Said = Mapping[str, str | float]
"""Figures by name, as they are said on the command line."""

_WORDS = "repayment"
"""The one figure that is a word."""


@dataclass(frozen=True)
class Finance:
    """How a company is financed; :data:`punos.tables.actors.OPERATORS` says what each column means.

    Attributes
    ----------
    rate
        A year: at which present values count.
    debt_share, interest, loan_years, repayment
        Loans; without years they are paid back when the horizon ends.
    vacancy
        Share of connection and booked capacity that stays unlet.
    reserve, reserve_target
        Share of income set aside, until so much is.
    uplift
        Share that is asked above the tariff that covers cost.
    said
        Names of the figures that somebody gave.
    """

    rate: float
    interest: float
    debt_share: float = 0.0
    loan_years: float | None = None
    repayment: Repayment = Repayment.ANNUITY
    vacancy: float = 0.0
    reserve: float = 0.0
    reserve_target: float | None = None
    uplift: float = 0.0
    said: tuple[str, ...] = ()


def finance_of(study: Study, operator: str | None, said: Said | None = None) -> Finance:
    """Read the figures of an operator from the table `operators`.

    Parameters
    ----------
    operator
        The company; None: nobody is named, and only what is `said` counts.
    said
        Figures that count instead of those of the table.

    Raises
    ------
    WrongUse
        No such figure, or one that cannot be.
    """
    names = [f.name for f in fields(Finance) if f.name not in ("rate", "said")]
    rows = [] if operator is None else study.table("operators").filter(pl.col("operator") == operator).to_dicts()
    row = rows[0] if rows else {}
    told = {n: row[n] for n in (*names, "discount_rate") if row.get(n) is not None}
    told |= {name: _read(name, value, names) for name, value in (said or {}).items()}
    named = tuple(n for n in names if n in told and (n in (said or {}) or n != _WORDS or "debt_share" in told))
    rate = told.pop("discount_rate", study.settings.time.discount_rate)
    told.setdefault("interest", rate)
    return Finance(rate, **{**told, _WORDS: Repayment(told.get(_WORDS) or Repayment.ANNUITY)}, said=named)


def _read(name: str, value: str | float, names: list[str]) -> str | float:
    """Read one figure, within the bounds of its column.

    Raises
    ------
    WrongUse
        There is no such figure, or it is none.
    """
    if name not in names:
        raise WrongUse(f"A company's books have no figure '{name}'; there are: {', '.join(names)}.")
    column = TABLES["operators"].column(name)
    if name == _WORDS:
        if value not in set(Repayment):
            raise WrongUse(f"{name} {value}: choose {' or '.join(Repayment)}.")
        return value
    try:
        number = float(value)
    except ValueError:
        raise WrongUse(f"{name} {value}: that is no number.") from None
    low, high, above = column.minimum, column.maximum, column.above
    fits = isfinite(number) and (low is None or number >= low) and (high is None or number <= high)
    if not fits or (above is not None and number <= above):
        least = f"above {above:g}" if above is not None else f"at least {low:g}"
        most = "" if high is None else f" and at most {high:g}"
        raise WrongUse(f"{name} {value}: it must be {least}{most}. {column.meaning}")
    return number
