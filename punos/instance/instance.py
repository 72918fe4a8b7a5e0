"""The instance: a study with its overrides resolved into full, coded frames, ready for the mathematics.

study -> instance -> model. One module a strand builds its frames; this file only says what an instance holds and
in which order it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from punos.indicators import Follow
from punos.instance.conversions import conversions
from punos.instance.follow import follow
from punos.instance.names import codes
from punos.instance.operation import Operation, operation
from punos.instance.plants import Plants, plants
from punos.instance.reader import Reader
from punos.instance.slices import Slices
from punos.instance.stocks import stocks
from punos.instance.trade import Trade, trade
from punos.instance.transport import Transport, transport
from punos.study.settings import Settings
from punos.study.study import Study


@dataclass(frozen=True)
class Instance:
    """Resolved frames of a study. All names are Enums; every frame is sorted by its index.

    Attributes
    ----------
    periods
        period, start (year), years, weight, discount.
    places
        place, period: area_ha (ha), transit (bool).
    commodities
        commodity, period: unit, mass (mass units a unit), disposal_cost (money a unit; null = may not be discarded).
    plants, operation, transport, trade
        One dataclass of frames a strand.
    conversions
        plant, to, period: existing, yield, cost, fixed_cost, whole, lifetime, salvage_share, annuity.
    stocks
        place, commodity, period, slice: capacity, held_in, initial, keep, holding_cost, end_value, before, years.
    slices
        The slices of the year; in which of them goods balance and plants run. Without slices no frame has the label
        `slice`.
    impacts, impact_caps, impact_factors
        impact, period: unit, price, cap · impact, place, period: cap · impact, of, key, period: quantity.
    policies, policy_values
        policy: rule, each, over, from, to · policy, period: value.
    follow
        Where the columns of indicators lead to: the study's tables by column, key first.
    """

    study: Study
    settings: Settings
    types: Mapping[str, pl.Enum]
    periods: pl.DataFrame
    places: pl.DataFrame
    commodities: pl.DataFrame
    plants: Plants
    conversions: pl.DataFrame
    operation: Operation
    transport: Transport
    trade: Trade
    stocks: pl.DataFrame
    slices: Slices
    impacts: pl.DataFrame
    impact_caps: pl.DataFrame
    impact_factors: pl.DataFrame
    policies: pl.DataFrame
    policy_values: pl.DataFrame
    follow: Follow

    def at(self, *labels: str) -> tuple[str, ...]:
        """These labels with those of time in operation: the period and, in a study with slices, the slice."""
        return (*labels, "period", *self.slices.labels)


def build_instance(study: Study) -> Instance:
    """Resolve a checked study (Semantics 1-9) into an `Instance`.

    Raises
    ------
    StudyFaults
        If a required cell is still blank after overriding.
    """
    reader = Reader.of(study, codes(study))
    places = reader.resolved("places").select("place", "period", "area_ha", "transit")
    commodities = reader.with_structure("commodities").select(
        "commodity", "period", "unit", "kind", "mass", "disposal_cost"
    )
    owned = plants(reader)
    run = operation(reader, owned)
    return Instance(
        study=study,
        settings=study.settings,
        types=reader.types,
        periods=reader.periods,
        places=places,
        commodities=commodities,
        plants=owned,
        conversions=conversions(reader, owned.frame),
        operation=run,
        transport=transport(reader, commodities),
        trade=trade(reader),
        stocks=stocks(reader),
        slices=reader.slices,
        impacts=reader.with_structure("impacts").select("impact", "period", "unit", "price", "cap"),
        impact_caps=reader.resolved("impact_caps").select("impact", "place", "period", "cap"),
        impact_factors=reader.resolved("impact_factors").select("impact", "of", "key", "period", "quantity"),
        policies=reader.structure("policies").with_columns(pl.col("policy").cast(pl.String)),
        policy_values=reader.resolved("policies").select(pl.col("policy").cast(pl.String), "period", "value"),
        follow=follow(study),
    )
