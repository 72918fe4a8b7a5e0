"""The words of plant economics."""

from __future__ import annotations

from enum import StrEnum


class PriceBasis(StrEnum):
    """At which prices a plant's goods count."""

    TRADED = "traded"
    """What the good costs to import or earns in export at that place."""
    AGREED = "agreed"
    """What the table `contracts` says, and traded prices for the rest."""


class Parity(StrEnum):
    """Where the price of a good comes from."""

    IMPORT = "import"
    """The cheapest delivered supply."""
    EXPORT = "export"
    """The best net-back of a may-demand."""
    AGREED = "agreed"
    """A contract."""


class Item(StrEnum):
    """Lines of a plant's account; revenue and salvage come in, the rest goes out."""

    REVENUE = "revenue"
    INPUTS = "inputs"
    RUNNING = "running"
    FIXED = "fixed"
    OPENING = "opening"
    IMPACTS = "impacts"
    DISPOSAL = "disposal"
    RESTART = "restart"
    CAPEX = "capex"
    SALVAGE = "salvage"

    @property
    def sign(self) -> float:
        """+1 for money that comes in, -1 for money that goes out."""
        return 1.0 if self in (Item.REVENUE, Item.SALVAGE) else -1.0

    @property
    def invested(self) -> bool:
        """Whether it is paid once, in the hope of a return."""
        return self in (Item.RESTART, Item.CAPEX)


class By(StrEnum):
    """For what an economics table has its rows."""

    PLANT = "plant"
    """One row a plant, over the whole horizon."""
    VINTAGE = "vintage"
    """One row for what stood before and one for each period in which something was built."""
    PERIOD = "period"
    """One row a plant and period: money a year."""
    OPERATOR = "operator"
    """One row an operator: sums over its plants."""
