"""Setting a flow picture: nodes in columns in the direction of the flow, bands between them.

Plotly's own Sankey lets loops and many thin nodes tangle; here columns follow the chain, small backward flows (what
is recycled) stay what they are, and the bands are plain areas, which also print.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from punos.pages.coastline import Points

SWEEPS = 12
CURVE = np.linspace(0.0, 1.0, 12)
"""Where along a band its edge is reckoned."""


@dataclass(frozen=True)
class Link:
    """What goes from one node to another."""

    source: str
    target: str
    good: str
    value: float


@dataclass(frozen=True)
class Spot:
    """A node on paper: column, top (downwards from 0), height."""

    column: int
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return self.top + self.height / 2


@dataclass(frozen=True)
class Band:
    """A link on paper: where it leaves and arrives (tops), and how thick it is."""

    link: Link
    leaves: float
    arrives: float
    thick: float


@dataclass(frozen=True)
class Drawing:
    """The whole picture; `columns` is their number."""

    spots: Mapping[str, Spot]
    bands: Sequence[Band]
    columns: int


def lay_out(links: Sequence[Link], first: set[str], last: set[str], gap: float, floor: float) -> Drawing:
    """Set nodes and bands into a picture of height 1.

    Parameters
    ----------
    first, last
        Nodes of the outermost columns.
    gap
        Least room between two nodes of a column.
    floor
        Least height of a node.
    """
    through = _throughput(links)
    column = _columns(links, first, last)
    order = _ordered(links, column)
    count = max(column.values()) + 1
    scale = min(
        (1.0 - gap * (len(held) - 1) - floor * len(held)) / max(sum(through[n] for n in held), 1e-12)
        for held in order.values()
    )
    scale = max(scale, 0.0)
    spots: dict[str, Spot] = {}
    for at, held in order.items():
        heights = [floor + through[n] * scale for n in held]
        room = (1.0 - sum(heights)) / max(len(held), 1)
        step = min(room, 4 * gap) if len(held) > 1 else 0.0
        top = (1.0 - sum(heights) - step * (len(held) - 1)) / 2
        for node, height in zip(held, heights, strict=True):
            spots[node] = Spot(at, top, height)
            top += height + step
    return Drawing(spots, _bands(links, spots, scale), count)


def _throughput(links: Sequence[Link]) -> dict[str, float]:
    """Give the larger of what comes to and what leaves each node."""
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    for link in links:
        out[link.source] += link.value
        into[link.target] += link.value
    return {node: max(into[node], out[node]) for node in {*into, *out}}


def _columns(links: Sequence[Link], first: set[str], last: set[str]) -> dict[str, int]:
    """Give each node a column: one past the farthest that feeds it, the flows that close a loop set aside."""
    nodes = sorted({n for link in links for n in (link.source, link.target)})
    inner = [n for n in nodes if n not in first and n not in last]
    weight: dict[tuple[str, str], float] = defaultdict(float)
    for link in links:
        if link.source in inner and link.target in inner and link.source != link.target:
            weight[link.source, link.target] += link.value
    rank = {node: i for i, node in enumerate(_sequence(inner, weight))}
    column = dict.fromkeys(nodes, 0)
    for node in sorted(inner, key=rank.__getitem__):
        before = [column[a] for a, b in weight if b == node and rank[a] < rank[node]]
        column[node] = max(before, default=0) + 1
    end = max((column[n] for n in inner), default=0) + 1
    return column | dict.fromkeys((n for n in nodes if n in last), end)


def _sequence(nodes: Sequence[str], weight: Mapping[tuple[str, str], float]) -> list[str]:
    """Order nodes so that little flows backwards (the greedy rule of Eades, Lin and Smyth, 1993)."""
    left = list(nodes)
    head: list[str] = []
    tail: list[str] = []

    def flow(node: str, outward: bool) -> float:
        return sum(v for (a, b), v in weight.items() if (a if outward else b) == node and (b if outward else a) in left)

    while left:
        sink = next((n for n in left if flow(n, True) == 0), None)
        source = next((n for n in left if flow(n, False) == 0), None)
        if source is not None:
            head.append(source)
        elif sink is not None:
            tail.insert(0, sink)
        else:
            head.append(max(left, key=lambda n: flow(n, True) - flow(n, False)))
        left.remove(head[-1] if source is not None or sink is None else tail[0])
    return head + tail


def _ordered(links: Sequence[Link], column: Mapping[str, int]) -> dict[int, list[str]]:
    """Order the nodes of each column so that bands cross little (barycentres, swept to and fro)."""
    held: dict[int, list[str]] = defaultdict(list)
    for node in sorted(column):
        held[column[node]].append(node)
    order = dict(sorted(held.items()))
    for sweep in range(SWEEPS):
        place = {n: (i + 0.5) / len(nodes) for nodes in order.values() for i, n in enumerate(nodes)}
        pull: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for link in links:
            ahead = column[link.source] < column[link.target]
            if ahead and sweep % 2 == 0:
                pull[link.target].append((place[link.source], link.value))
            elif ahead:
                pull[link.source].append((place[link.target], link.value))
        centre = {n: sum(p * v for p, v in at) / sum(v for _, v in at) for n, at in pull.items()}
        order = {c: sorted(nodes, key=lambda n: (centre.get(n, place[n]), n)) for c, nodes in order.items()}
    return order


def _bands(links: Sequence[Link], spots: Mapping[str, Spot], scale: float) -> list[Band]:
    """Stack the bands at either end in the order of the nodes at their other end."""
    leaves = {n: s.top for n, s in spots.items()}
    arrives = dict(leaves)
    at_source: dict[Link, float] = {}
    for link in sorted(links, key=lambda k: (k.source, spots[k.target].middle, k.good)):
        at_source[link] = leaves[link.source]
        leaves[link.source] += link.value * scale
    bands = []
    for link in sorted(links, key=lambda k: (k.target, spots[k.source].middle, k.good)):
        bands.append(Band(link, at_source[link], arrives[link.target], link.value * scale))
        arrives[link.target] += link.value * scale
    return bands


def band_outline(start: float, end: float, band: Band) -> Points:
    """Give the outline of a band from one height on paper to another, eased at both ends."""
    ease = CURVE**2 * (3 - 2 * CURVE)
    x = start + (end - start) * CURVE
    upper = band.leaves + (band.arrives - band.leaves) * ease
    lower = upper + max(band.thick, 0.0008)
    return np.column_stack([np.concatenate([x, x[::-1]]), np.concatenate([upper, lower[::-1]])])
