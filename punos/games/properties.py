"""What kind of game it is: whether it pays to join, and ever more so the more have joined."""

from __future__ import annotations

from punos.games.game import Game


def is_superadditive(game: Game) -> bool:
    """Say whether two groups without a common member never lose by joining (for costs: subadditive)."""
    worths = game.worths
    for whole in range(1, len(worths)):
        part = (whole - 1) & whole
        while part > whole ^ part:  # each way of parting once
            if worths[part] + worths[whole ^ part] > worths[whole]:
                return False
            part = (part - 1) & whole
    return True


def is_convex(game: Game) -> bool:
    """Say whether a player adds the more, the more have joined (for costs: concave); then Shapley is in the core."""
    worths, n = game.worths, game.count
    for group in range(len(worths)):
        for i in (i for i in range(n) if not group >> i & 1):
            added = worths[group | 1 << i] - worths[group]
            for j in (j for j in range(i + 1, n) if not group >> j & 1):
                both = group | 1 << i | 1 << j
                if worths[both] - worths[group | 1 << j] < added:
                    return False
    return True
