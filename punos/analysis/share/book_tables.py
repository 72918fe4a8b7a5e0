"""The columns of the tables of a company's books, and of building ahead."""

from __future__ import annotations

from typing import Any

import polars as pl

_TEXT, _MONEY = pl.String, pl.Float64

COMPANY: dict[str, Any] = {
    "park": _TEXT, "operator": _TEXT, "said": _TEXT,
    **dict.fromkeys(("rate", "debt_share", "interest", "loan_years"), _MONEY), "repayment": _TEXT,
    **dict.fromkeys(("vacancy", "reserve", "reserve_target", "uplift", "invested", "income", "uncovered", "npv", "irr"),
                    _MONEY),
    "irr_remark": _TEXT, "payback_years": _MONEY, "npv_owner": _MONEY, "irr_owner": _MONEY,
    "irr_owner_remark": _TEXT, "lowest_year": _MONEY, "put_in": _MONEY, "cover": _MONEY, "cover_period": _TEXT,
    **dict.fromkeys(("uplift_even", "uplift_owner", "vacancy_even"), _MONEY),
}  # fmt: skip
"""Columns of :attr:`punos.analysis.share.found.Share.company`."""

INCOME = ("connection", "booked", "use", "outsiders", "products")
"""Lines of books by which money comes in."""

YEARLY_COSTS = ("upkeep", "running", "goods", "bought")
"""Lines of books that are paid every year."""

BOOKS: dict[str, Any] = {
    "park": _TEXT, "period": _TEXT, "start": _MONEY, "years": _MONEY,
    **dict.fromkeys((*INCOME, "empty", *YEARLY_COSTS, "operating", "investment", "drawn", "interest", "repaid",
                     "set_aside", "returned", "cash", "cumulated", "cover", "debt", "in_reserve", "left", "settled"),
                    _MONEY),
}  # fmt: skip
"""Columns of :attr:`punos.analysis.share.found.Share.books`."""

BOOK_LINES: dict[str, Any] = {
    "park": _TEXT, "service": _TEXT, "period": _TEXT, "line": _TEXT, "money": _MONEY, "present": _MONEY,
}  # fmt: skip
"""Columns of :attr:`punos.analysis.share.found.Share.book_lines`."""

AHEAD: dict[str, Any] = {
    "park": _TEXT, "plant": _TEXT, "services": _TEXT, "unit": _TEXT, "period": _TEXT, "size": _MONEY,
    "earlier": _TEXT, **dict.fromkeys(("early", "late", "chance"), _MONEY), "remark": _TEXT,
}  # fmt: skip
"""Columns of :attr:`punos.analysis.share.found.Share.ahead`."""


def none_of(schema: dict[str, Any]) -> pl.DataFrame:
    """Give a table without rows."""
    return pl.DataFrame(schema=schema)
