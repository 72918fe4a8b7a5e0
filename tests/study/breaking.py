"""Every way to break the good study that can be noticed, one at a time, and where it must be noticed."""

from __future__ import annotations

import random

from tests.study import breaking_cells, breaking_tables  # noqa: F401  (each registers its slips)
from tests.study.broken import MAKERS, Broken, encoded

__all__ = ["Broken", "encoded", "every"]


def every(seed: int) -> list[Broken]:
    """All broken studies, in a fixed order for a seed."""
    made = [broken for make in MAKERS for broken in make(random.Random(seed))]
    return list({broken.what: broken for broken in made}.values())
