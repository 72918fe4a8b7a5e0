"""Cooperative games: who may ask for what, of a cost that is shared or a gain that is made together.

Pure mathematics over players and coalitions; it knows nothing of studies and plans. All numbers are exact fractions:
what is given as a fraction, an integer or a decimal text comes back as a fraction.
"""

from punos.games.game import Excess, Game, Kind, Shares, Undefined

__all__ = ["Excess", "Game", "Kind", "Shares", "Undefined"]
