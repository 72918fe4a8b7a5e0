"""What plants take of common services and give of them, that serves somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

NOTHING = 1e-6
"""Amounts below this are the solver's rounding."""

Time = tuple[str, str, str]
"""service, period, slice."""

Taken = tuple[str, str, str, str]
"""plant, service, period, slice."""


def served(amounts: Iterable[tuple[Taken, float]], thrown: Mapping[Time, float]) -> Iterator[tuple[Taken, float]]:
    """Give what each plant takes of each service (below 0: gives) in each slice, without what serves nobody.

    Of what plants give, only what is not thrown away counts: surplus steam serves nobody.

    Parameters
    ----------
    amounts
        What each takes, below 0 what it gives.
    thrown
        What is thrown away of each service.
    """
    rows, given = list(amounts), dict[Time, float]()
    for (_, *time), amount in rows:
        at = (time[0], time[1], time[2])
        given[at] = given.get(at, 0.0) + max(0.0, -amount)
    serves = {at: 1.0 - min(1.0, thrown.get(at, 0.0) / g) for at, g in given.items() if g > NOTHING}
    for taken, amount in rows:
        counts = amount * serves.get(taken[1:], 1.0) if amount < 0 else amount
        if abs(counts) > NOTHING:
            yield taken, counts
