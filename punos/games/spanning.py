"""Games on a network that must reach everybody: pipes, cables, rails from a source at the least cost."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from punos.errors import WrongUse
from punos.games.game import Game, Kind, Number, Shares, exact


def spanning_tree_game(players: Sequence[str], costs: Sequence[Sequence[Number]]) -> Game:
    """Give the game in which a group pays the cheapest tree that joins it to the source, over its own sites only.

    Parameters
    ----------
    players
        Their names.
    costs
        Of a link between each two sites, the source first, then the players.
    """
    place = {name: i + 1 for i, name in enumerate(players)}
    _checked(players, costs)
    return Game.from_function(
        players, lambda group: sum((c for _, c in _tree(sorted(place[n] for n in group), costs)), exact(0)), Kind.COST
    )


def bird(players: Sequence[str], costs: Sequence[Sequence[Number]]) -> Shares:
    """Share by Bird's rule: along the cheapest tree, each pays the link that leads to it from the source (Bird 1976).

    It is in the core. Of several cheapest trees that is taken which joins the players first named.
    """
    _checked(players, costs)
    paid = dict(_tree(range(1, len(players) + 1), costs))
    return {name: paid[i + 1] for i, name in enumerate(players)}


def _checked(players: Sequence[str], costs: Sequence[Sequence[Number]]) -> None:
    size = len(players) + 1
    if len(costs) != size or any(len(row) != size for row in costs):
        raise WrongUse(f"{len(players)} players need {size} x {size} costs of links, the source first.")


def _tree(sites: Sequence[int], costs: Sequence[Sequence[Number]]) -> list[tuple[int, Fraction]]:
    """Grow the tree from the source (Prim): each site with the cost of the link that joined it."""
    reach = {site: exact(costs[0][site]) for site in sites}
    joined = []
    while reach:
        site = min(reach, key=lambda s: (reach[s], s))
        joined.append((site, reach.pop(site)))
        reach = {s: min(cost, exact(costs[site][s])) for s, cost in reach.items()}
    return joined
