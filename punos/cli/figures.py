"""Figures as people read them in a line of text."""

from __future__ import annotations

import math

_STEPS = ((1e9, " billion"), (1e6, " million"))


def short_number(value: float | None) -> str | None:
    """Four figures and a word for the size: ``12.35 billion``; None for what is not a finite number."""
    if value is None or not math.isfinite(value):
        return None
    for size, word in _STEPS:
        if abs(value) >= size:
            return f"{value / size:.4g}{word}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def short_share(value: float | None) -> str | None:
    """A share as per cent, with as many digits as a small gap needs; None if not a finite number."""
    if value is None or not math.isfinite(value):
        return None
    return f"{value * 100:.3g} %" if abs(value) >= 0.01 else f"{value * 100:.2g} %"
