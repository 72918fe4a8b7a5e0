"""The line of progress says what is known and nothing else."""

from __future__ import annotations

import math

import pytest

from punos.cli.figures import short_number, short_share
from punos.cli.progress import ProgressLine, describe
from punos.lp import Phase, Progress


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (12.345, "12.35"),
        (-4321.0, "-4,321"),
        (2.5e6, "2.5 million"),
        (-1.23456e10, "-12.35 billion"),
        (math.inf, None),
        (math.nan, None),
        (None, None),
    ],
)
def test_numbers_are_short(value: float | None, words: str | None) -> None:
    assert short_number(value) == words


@pytest.mark.parametrize(("share", "words"), [(0.25, "25 %"), (0.0001, "0.01 %"), (0.0, "0 %"), (math.inf, None)])
def test_shares_keep_the_digits_of_a_small_gap(share: float, words: str | None) -> None:
    assert short_share(share) == words


def test_figures_not_yet_known_are_left_out() -> None:
    start = Progress(bound=-math.inf, objective=math.inf, gap=math.inf, seconds=0.2, phase=Phase.SEARCH)
    assert describe(start) == "branch and bound, 0 s"
    later = Progress(bound=1e9, objective=1.25e9, gap=0.2, seconds=12.4, phase=Phase.SEARCH)
    assert describe(later, "EUR") == "branch and bound, best plan 1.25 billion EUR, bound 1 billion EUR, gap 20 %, 12 s"


def test_without_a_terminal_a_phase_that_takes_time_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressLine() as progress:
        for seconds in (0.0, 1.0, 2.0):
            progress(Progress(0.0, math.inf, math.inf, seconds, Phase.SIMPLEX))
        progress(Progress(0.0, math.inf, math.inf, 3.0, Phase.PRICES))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == ["simplex, bound 0, 1 s", "prices, bound 0, 3 s"]


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressLine(quiet=True) as progress:
        progress(Progress(0.0, 1.0, 1.0, 1.0, Phase.SIMPLEX))
    assert capsys.readouterr().err == ""
