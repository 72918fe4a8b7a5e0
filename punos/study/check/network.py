"""Where goods can get to: places, stops of modes with terminals, and what leads from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from punos.study.check.subject import Subject

Nodes = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Network:
    """What routes lead from where to where, for all goods with mass and for one good each.

    A place is two nodes, its gate in and its gate out: what arrives at a place without transit does not leave. A
    mode with terminals has a node at each of its stops, which goods enter and leave at terminals only (Semantics
    21, 22).

    Attributes
    ----------
    places : Series
        Names of places; `n` of them: node i is the gate in of place i, node n + i its gate out.
    shared : DataFrame
        tail, head: arcs that every good with mass may use.
    own : mapping
        tail, head for goods that have routes of their own.
    size : int
        How many nodes there are.
    """

    places: pl.Series
    shared: pl.DataFrame
    own: dict[str, pl.DataFrame]
    size: int

    def reached(self, commodity: str, weighs: bool, sources: Nodes) -> Marks:
        """Places (by position) at which a good can be that is put there at `sources`."""
        return self._spread(commodity, weighs, sources, backwards=False)

    def reaching(self, commodity: str, weighs: bool, sinks: Nodes) -> Marks:
        """Places (by position) from which a good can get to some of `sinks`."""
        return self._spread(commodity, weighs, sinks, backwards=True)

    def _spread(self, commodity: str, weighs: bool, start: Nodes, backwards: bool) -> Marks:
        n = self.places.len()
        here = np.zeros(n, dtype=np.bool_)
        here[start] = True
        if not weighs or not start.size:
            return here
        part, graph = self._parts
        if commodity in self.own:
            own = self.own[commodity]
            extra = pl.DataFrame({c: part[own[c].to_numpy()] for c in ("tail", "head")})
            graph = (graph + _graph(extra, graph.shape[0])).tocsr()
        graph, first, last = (graph.T.tocsr(), 0, n) if backwards else (graph, n, 0)
        marked = _closure(graph, np.unique(part[start + first]))
        found: Marks = here | marked[part[last : last + n]]
        return found

    @cached_property
    def _parts(self) -> tuple[Nodes, csr_array]:
        """The number of the strong part of each node, and which part leads to which, by shared arcs."""
        graph = _graph(self.shared, self.size)
        count, part = connected_components(graph, directed=True, connection="strong")
        arcs = pl.DataFrame({c: part[self.shared[c].to_numpy()] for c in ("tail", "head")})
        return part, _graph(arcs.filter(pl.col("tail") != pl.col("head")).unique(), count)


def _graph(arcs: pl.DataFrame, size: int) -> csr_array:
    ones = np.ones(arcs.height, dtype=np.int32)
    return csr_array(coo_array((ones, (arcs["tail"].to_numpy(), arcs["head"].to_numpy())), shape=(size, size)))


def _closure(graph: csr_array, sources: Nodes) -> Marks:
    """Every node that can be reached from some of `sources`: a search from one node added that leads to them all."""
    size = graph.shape[0]
    added: Any = csr_array(
        (
            np.append(graph.data, np.ones(len(sources), dtype=graph.data.dtype)),
            np.append(graph.indices, sources).astype(np.int32),
            np.append(graph.indptr, graph.indptr[-1] + len(sources)).astype(np.int32),
        ),
        shape=(size + 1, size + 1),
    )
    order = breadth_first_order(added, size, directed=True, return_predecessors=False)
    marked = np.zeros(size + 1, dtype=np.bool_)
    marked[order] = True
    return marked[:size]


def network(subject: Subject) -> Network:
    """Make the network of a study from its active routes and terminals, whatever the period."""
    places = subject.names("places")
    numbered = pl.DataFrame({"place": places}).with_row_index("node").with_columns(pl.col("node").cast(pl.Int64))
    routes = subject.once("routes").select("route", "from", "to", "mode", "commodity").drop_nulls(["from", "to"])
    back = subject.rows("routes").filter("both_ways")["route"].implode()
    turned = routes.filter(pl.col("route").is_in(back)).rename({"from": "to", "to": "from"}).select(routes.columns)
    links = pl.concat([routes, turned])
    yards = subject.once("terminals").select("place", "mode").drop_nulls()
    stopped = links.join(yards.select("mode").unique(), on="mode", how="semi")
    direct = links.join(yards.select("mode").unique(), on="mode", how="anti")
    n = places.len()
    stops = _stops(stopped, yards, 2 * n)
    arcs = pl.concat([
        _direct(direct, numbered, n),
        _by_stops(stopped, stops),
        _handling(yards, stops, numbered, n),
        _transit(subject, numbered, n),
    ])  # fmt: skip
    own = arcs.drop_nulls("commodity")
    split = own.partition_by("commodity", as_dict=True, include_key=False) if own.height else {}
    shared = arcs.filter(pl.col("commodity").is_null()).drop("commodity").unique()
    return Network(places, shared, {str(key[0]): frame for key, frame in split.items()}, 2 * n + stops.height)


def _stops(links: pl.DataFrame, yards: pl.DataFrame, first: int) -> pl.DataFrame:
    """mode, place, stop: a node for every stop of a mode with terminals."""
    ends = [links.select("mode", place=end) for end in ("from", "to")]
    stops = pl.concat([*ends, yards.select("mode", "place")]).unique().sort("mode", "place")
    return stops.with_columns(stop=pl.int_range(first, first + stops.height, dtype=pl.Int64))


_ARCS = ("tail", "head", "commodity")


def _direct(links: pl.DataFrame, numbered: pl.DataFrame, n: int) -> pl.DataFrame:
    tails = numbered.select(pl.col("place").alias("from"), tail=pl.col("node") + n)
    heads = numbered.select(pl.col("place").alias("to"), head="node")
    return links.join(tails, on="from").join(heads, on="to").select(_ARCS)


def _by_stops(links: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    tails = stops.rename({"place": "from", "stop": "tail"})
    heads = stops.rename({"place": "to", "stop": "head"})
    return links.join(tails, on=["mode", "from"]).join(heads, on=["mode", "to"]).select(_ARCS)


def _handling(yards: pl.DataFrame, stops: pl.DataFrame, numbered: pl.DataFrame, n: int) -> pl.DataFrame:
    """Into a mode from the gate out of a place with a terminal, and out of it to the gate in.

    A good enters the stops of a mode wherever it has a terminal; it is carried on only where a route takes it.
    """
    at = yards.join(stops, on=["mode", "place"]).join(numbered, on="place")
    none = pl.lit(None, dtype=pl.String).alias("commodity")
    return pl.concat([
        at.select(pl.col("node").add(n).alias("tail"), pl.col("stop").alias("head"), none),
        at.select(pl.col("stop").alias("tail"), pl.col("node").alias("head"), none),
    ])  # fmt: skip


def _transit(subject: Subject, numbered: pl.DataFrame, n: int) -> pl.DataFrame:
    """Through a place, unless it says no in every row."""
    transit = pl.col("transit").fill_null(value=True).any()
    open_ = subject.rows("places").group_by("place").agg(transit).filter("transit")
    through = numbered.join(open_, on="place", how="semi")
    none = pl.lit(None, dtype=pl.String).alias("commodity")
    return through.select(pl.col("node").alias("tail"), pl.col("node").add(n).alias("head"), none)
