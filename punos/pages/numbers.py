"""Numbers as people of a language write them, by Babel."""

from __future__ import annotations

import math
from dataclasses import dataclass

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal, format_percent

NOTHING = "–"
"""Shown for a figure that is not there."""

_UNLIMITED = "∞"
_THIN = "\u202f"  # narrow no-break space: between a number and its unit
_JOINED = "\u2060"  # keeps a minus sign with what follows
_MILLION = 1e6


@dataclass(frozen=True)
class Numbers:
    """Number formats of one language and one currency."""

    locale: Locale
    currency: str

    def number(self, value: float | None, digits: int | None = None) -> str:
        """Write a number with grouped thousands.

        Parameters
        ----------
        value
            The number; None and NaN give a dash.
        digits
            Decimals. Left out: none from 100 upwards, below that what three significant figures need.
        """
        if value is None or math.isnan(value):
            return NOTHING
        if math.isinf(value):
            return _UNLIMITED if value > 0 else f"−{_UNLIMITED}"
        shown = _decimals(value) if digits is None else digits
        rounded = round(value, shown) + 0.0  # + 0.0 turns −0.0 into 0.0
        optional = "#" if digits is None else "0"
        pattern = "#,##0" + ("." + optional * shown if shown else "")
        return str(format_decimal(rounded, format=pattern, locale=self.locale)).replace("-", "−")

    def signed(self, value: float | None, digits: int | None = None) -> str:
        """Write a difference: with its sign, whichever it is."""
        text = self.number(value, digits)
        return f"+{text}" if value is not None and value > 0 and text not in ("0", NOTHING) else text

    def short(self, value: float | None) -> str:
        """Write a number for a sentence: from a million up three figures and a word, ``1.24 billion``."""
        if value is None or not math.isfinite(value) or abs(value) < _MILLION:
            return self.number(value)
        scaled = abs(value) / 1000.0 ** math.floor(math.log10(abs(value)) / 3)
        text = format_compact_decimal(value, format_type="long", locale=self.locale, fraction_digits=_decimals(scaled))
        return str(text).replace("-", "−").replace(" ", "\u00a0")

    def money(self, value: float | None) -> str:
        """Write a sum for a sentence, with the currency where the language puts it."""
        return self.with_currency(self.short(value))

    def with_currency(self, number: str) -> str:
        """Set the sign of the currency before or after a written number, as the language does."""
        symbol = str(self.locale.currency_symbols.get(self.currency, self.currency))
        if str(self.locale.currency_formats["standard"].pattern).startswith("¤"):
            gap = "" if len(symbol) == 1 else "\u00a0"
            sign, rest = ("−", number[1:]) if number.startswith("−") else ("", number)
            return f"{sign}{_JOINED if sign else ''}{symbol}{gap}{rest}"
        return f"{number}\u00a0{symbol}"

    def percent(self, share: float | None, digits: int = 0) -> str:
        """Write a share as per cent; small ones with as many decimals as one figure needs."""
        if share is None or not math.isfinite(share):
            return NOTHING
        if share and abs(share) < 0.01:
            digits = max(digits, 1 - math.floor(math.log10(abs(share) * 100)) - 1)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        suffix = str(self.locale.percent_formats[None].pattern)[-2:].lstrip("0")
        return str(format_percent(share, format=pattern + suffix, locale=self.locale)).replace("-", "−")

    def rate(self, share: float) -> str:
        """Write a rate of interest: up to two decimals, none that are 0."""
        digits = next(d for d in (0, 1, 2) if d == 2 or abs(share * 100 - round(share * 100, d)) < 1e-9)
        return self.percent(share, digits)

    @property
    def separators(self) -> str:
        """Decimal mark and mark of thousands, as plotly wants them."""
        symbols = self.locale.number_symbols["latn"]
        return str(symbols["decimal"]) + str(symbols["group"])

    def brief(self, value: float) -> str:
        """Write a number where there is little room: ``9.5M``."""
        if abs(value) < 1e5:
            return self.number(value)
        return str(format_compact_decimal(value, format_type="short", locale=self.locale, fraction_digits=1))

    def quantity(self, value: float | None, unit: str) -> str:
        """Write a number with its unit."""
        return f"{self.short(value)}{_THIN}{unit}" if unit else self.short(value)

    def year(self, value: int | None) -> str:
        """Write a year: never grouped."""
        return NOTHING if value is None else str(value)


def _decimals(value: float) -> int:
    """Give the decimals that three significant figures need, none from 100 upwards."""
    if value == 0 or abs(value) >= 100:
        return 0
    return min(6, max(0, 2 - math.floor(math.log10(abs(value)))))
