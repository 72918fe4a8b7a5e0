"""The marginal price of a good, written like an indicator: ``price[commodity=zinc, place=kokkola]``.

A price is no indicator: it is not added up, and no policy may speak of it. It is read off a plan where its figures are
held against known ones.
"""

from __future__ import annotations

import re

from punos.indicators.ast import Selection
from punos.indicators.parse import parse_selection

_PRICE = re.compile(r"\s*price\s*\[(.*)\]\s*", re.DOTALL)


def price_selection(text: str) -> Selection | None:
    """Give the goods and places whose price a text asks for; None if it asks for no price.

    Raises
    ------
    NotUnderstood
        If what stands in the brackets is no selection.

    Examples
    --------
    >>> str(price_selection("price[commodity=zinc]")), price_selection("make[commodity=zinc]")
    ('commodity=zinc', None)
    """
    found = _PRICE.fullmatch(text)
    return parse_selection(found.group(1)) if found else None
