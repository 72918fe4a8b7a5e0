"""What tenants of a park save together: shares by several rules, one tariff, and the exit test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.analysis.share import PlayerKind, Share
from punos.analysis.share.leaving import Why
from punos.analysis.share.park import Method
from punos.analysis.share.rules import Rule
from punos.pages.blocks import Block, Cell, Section, TableBlock
from punos.pages.contract import contract_table
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.pages.words import N_

RULES: Mapping[Rule, str] = {
    Rule.NUCLEOLUS: N_("Nucleolus"),
    Rule.PER_HEAD: N_("Nucleolus per head"),
    Rule.PROPORTIONAL: N_("Proportional nucleolus"),
    Rule.SHAPLEY: N_("Shapley value"),
    Rule.WEIGHTED: N_("Weighted Shapley value"),
    Rule.UNIONS: N_("Owen value, by unions"),
    Rule.TAU: N_("Tau value"),
    Rule.SCRB: N_("Separable costs, remaining benefits"),
    Rule.EQUAL_REST: N_("Separable costs, equal rest"),
    Rule.MARGINAL: N_("In proportion to marginal cost"),
    Rule.MORIARITY: N_("In proportion to what each brings alone"),
    Rule.EQUAL: N_("Equal parts"),
    Rule.LEAST_CORE: N_("Least core"),
}
BESIDE = (Rule.NUCLEOLUS, Rule.LEAST_CORE, Rule.SHAPLEY, Rule.SCRB)
"""Rules whose shares are shown tenant by tenant; of all others it is told who would leave."""
FOLLOWS: Mapping[Why, str] = {
    Why.STOPS: N_("{tenant} (the plan has no more use for it)"),
    Why.LOSES: N_("{tenant} (it would lose at the new tariff)"),
}
COLUMNS = {PlayerKind.OPERATORS: "operator", PlayerKind.PLANTS: "plant", PlayerKind.PLACES: "place"}
MOVED = 0.01
"""Share of a unit cost below which it is called unmoved."""


def share_section(view: View, park: str) -> Section | None:
    """Give what was found about sharing a park; None if it was not asked."""
    whole = view.findings.share
    if whole is None or whole.frame.filter(park=park).is_empty():
        return None
    found = _Found(view, whole, park)
    _ = view.gettext
    blocks: list[Block] = [*found.shares(), *found.rules(), *found.tariff(), *found.exits()]
    if contract := contract_table(view, whole, park):
        blocks.append(contract)
    places = ", ".join(view.names.all("place", park.split(", ")))
    title = _("{place}: what being together saves, and one tariff").format(place=places)
    return Section(f"{found.anchor}-share", title, found.lead(), tuple(blocks), folded=park != view.place)


def pools(view: View, parks: list[str]) -> list[str]:
    """Give what was found about several places that pool, or about a place that is no park with a sheet."""
    whole = view.findings.share
    return [] if whole is None else [park for park in whole.frame["park"] if park not in parks]


class _Found:
    """The findings of one park, with the words to tell them."""

    def __init__(self, view: View, whole: Share, park: str) -> None:
        self.view, self.anchor = view, f"park-{park.replace(', ', '-')}"
        self.row: dict[str, Any] = whole.frame.filter(park=park).row(0, named=True)
        self.frames = {name: frame.filter(park=park) for name, frame in whole.tables().items()}
        self.column = COLUMNS[PlayerKind(self.row["players"])]
        idle = self.frames["tenants"].filter(~pl.col("runs"), pl.col("alone") == 0, pl.col("adds") == 0)["tenant"]
        self.idle = idle.to_list()
        for name, key in (("tenants", "tenant"), ("payments", "tenant"), ("exits", "leaver")):
            self.frames[name] = self.frames[name].filter(~pl.col(key).is_in(self.idle))

    def who(self, group: str) -> str:
        """Name the tenants of a group."""
        return ", ".join(self.view.name(self.column, name) for name in group.split(" + "))

    def lead(self) -> tuple[str, ...]:
        """Say what is saved, whether all stay, and what the tariff does."""
        return tuple(s for s in (self._together(), self._stay(), self._one_tariff()) if s)

    def _together(self) -> str:
        row, money, _ = self.row, self.view.numbers.money, self.view.gettext
        said = {"n": row["tenants"], "together": money(row["together"]), "alone": money(row["alone"])}
        if abs(row["saved"]) <= row["doubt"]:
            return _("Together the {n} tenants bring {together}, no more and no less than each by itself.").format(
                **said
            )
        if row["saved"] > 0:
            return _(
                "Together the {n} tenants bring {together}; each with the park to itself they would bring {alone}. "
                "Being "
                "together saves {saved}."
            ).format(**said, saved=money(row["saved"]))
        return _(
            "Together the {n} tenants bring {together}; each with the park to itself they would bring {alone}. They "
            "crowd "
            "each other out of {lost}, as what they share has a limit."
        ).format(**said, lost=money(-row["saved"]))

    def _stay(self) -> str:
        said, _ = self._who_stays(), self.view.gettext
        if self.row["epsilon"] is None or self.row.get("method") != Method.GENERATED:
            return said
        planned = _(
            "{planned} of {all} groups were planned, those that complain most; it is proved that no other would "
            "complain of more than {sum} more."
        )
        number, more = self.view.numbers.number, max(0.0, self.row["epsilon_most"] - self.row["epsilon"])
        return said + " " + planned.format(
            planned=self.row["groups"], all=number(2.0 ** self.row["tenants"]), sum=self.view.numbers.money(more)
        )  # fmt: skip

    def _who_stays(self) -> str:
        row, money, _ = self.row, self.view.numbers.money, self.view.gettext
        if row["epsilon"] is None:
            return _("Not every group was planned: shares are means over some orders in which tenants come.")
        if row["holds"]:
            return _("It can be shared so that no group would be better off by itself.")
        groups = " · ".join(self.who(group) for group in row["deciding"].split(" | "))
        return _(
            "However it is shared, one of these groups would have at least {sum} more with the park to itself: "
            "{groups}."
        ).format(sum=money(row["epsilon"]), groups=groups)

    def _one_tariff(self) -> str:
        row, money, _ = self.row, self.view.numbers.money, self.view.gettext
        if row["tariff_cost"] is None:
            return ""
        cost = _("The common services cost {sum}.").format(sum=money(row["tariff_cost"]))
        if row["tariff_excess"] <= row["doubt"] and row.get("method") == Method.GENERATED:
            return cost + " " + _("One tariff, equal for all, covers it, and no group was found that would leave.")
        if row["tariff_excess"] <= row["doubt"]:
            return cost + " " + _("One tariff, equal for all, covers it, and all stay.")
        return (
            cost
            + " "
            + _(
                "One tariff, equal for all, covers it, but {group} would be better off with the park to itself by "
                "{sum}."
            ).format(group=self.who(row["tariff_group"]), sum=money(row["tariff_excess"]))
        )

    def _tenant(self) -> Shown:
        return text(self.view.gettext("Tenant"), lambda r: self.view.name(self.column, r["tenant"]), strong=True)

    def _sum(self, title: str, column: str) -> Shown:
        return figure(title, column, self.view.numbers.number, self.view.money_unit, self.view.money_scale)

    def shares(self) -> tuple[TableBlock, ...]:
        """Give what each brings, and what it would be given by some rules."""
        _ = self.view.gettext
        told, rules = self.frames["shares"], [r for r in BESIDE if r in set(self.frames["shares"]["rule"])]
        held = self.frames["tenants"]
        for rule in rules:
            given = told.filter(rule=rule.value).select("tenant", pl.col("share").alias(rule.value))
            held = held.join(given, on="tenant", how="left", maintain_order="left")
        shown = [self._tenant(), self._sum(_("Brings by itself"), "alone")]
        shown.append(self._sum(_("Adds beside all others"), "adds"))
        shown += [self._sum(_(RULES[rule]), rule.value) for rule in rules]
        note = _(
            "Present values of net cost saved. By itself: with the park, its company and all other places, but no "
            "other "
            "tenant."
        )
        if self.idle:
            names = ", ".join(self.view.name(self.column, t) for t in self.idle)
            note += " " + _("Not shown, as they bring nothing with or without the others: {names}.").format(names=names)
        caption = _("What each tenant brings, and what it would be given")
        return (table(f"{self.anchor}-shares", caption, held, shown, note=note),)

    def rules(self) -> tuple[TableBlock, ...]:
        """Say of every rule who would rather leave."""
        held, _ = self.frames["rules"].filter(pl.col("remark") == ""), self.view.gettext
        if held.is_empty():
            return ()
        shown = [
            text(_("Rule"), lambda r: _(RULES[Rule(r["rule"])]), strong=True),
            text(_("Would rather leave"), lambda r: self.who(r["group"]) if r["group"] else _("nobody")),
            self._sum(_("For"), "excess"),
        ]
        return (table(f"{self.anchor}-rules", _("Who would rather leave"), held, shown),)

    def tariff(self) -> tuple[TableBlock, ...]:
        """Give the three parts of each service, and what each tenant pays."""
        if self.frames["tariff"].is_empty():
            return ()
        _, number, money = self.view.gettext, self.view.numbers.number, self.view.currency
        parts = [
            text(_("Service"), lambda r: self.view.name("commodity", r["service"]), strong=True),
            figure(_("Connection"), "connection", number, _("{currency} a year").format(currency=money)),
            Shown(_("Booked"), lambda r: self._price(r, "booked", _("{currency} / {unit} and year")), numeric=True),
            Shown(_("Use"), lambda r: self._price(r, "used", "{currency} / {unit}"), numeric=True),
            self._sum(_("Costs in all"), "cost"),
        ]
        pays = [
            self._tenant(),
            self._sum(_("Pays a year"), "yearly"),
            self._sum(_("Pays in all"), "pays"),
            self._sum(_("Could be asked for"), "most"),
            self._sum(_("Gains"), "gains"),
            self._sum(_("Earns before it pays"), "account"),
        ]
        note = _(
            "Could be asked for: what its services would cost it with the park to itself, and what its own account is "
            "better for the others. Accounts are present values at traded prices, without what it pays for services."
        )
        anchor = self.anchor
        return (
            table(f"{anchor}-tariff", _("One tariff for all"), self.frames["tariff"], parts),
            table(f"{anchor}-payments", _("What each pays and gains"), self.frames["payments"], pays, note=note),
        )

    def _price(self, row: Mapping[str, Any], part: str, form: str) -> Cell:
        unit = form.format(currency=self.view.currency, unit=row["unit"])
        return Cell(self.view.numbers.quantity(row[part], unit), numeric=True, value=row[part])

    def exits(self) -> tuple[TableBlock, ...]:
        """Say what happens if a tenant leaves: one row a tenant."""
        if self.frames["exits"].is_empty():
            return ()
        _ = self.view.gettext
        held = (
            self.frames["exits"]
            .unique("leaver", keep="first", maintain_order=True)
            .with_columns(others=pl.col("cost") - pl.col("own"))
            .sort("cost", descending=True)
        )
        shown = [
            text(_("If this leaves"), lambda r: self.view.name(self.column, r["leaver"]), strong=True),
            self._sum(_("Net cost rises by"), "cost"),
            self._sum(_("Of that the others lose"), "others"),
            text(_("Follows"), lambda r: self._followers(r["leaver"])),
            text(_("A unit then costs"), lambda r: self._moved(r["leaver"])),
        ]
        return (table(f"{self.anchor}-exits", _("If a tenant leaves"), held, shown),)

    def _followers(self, leaver: str) -> str:
        _ = self.view.gettext
        rows = self.frames["exits"].filter(pl.col("leaver") == leaver, pl.col("round") > 0)
        told = [
            _(FOLLOWS[Why(why)]).format(tenant=self.view.name(self.column, tenant))
            for tenant, why in rows.select("tenant", "why").iter_rows()
        ]
        return ", ".join(told) or _("nobody")

    def _moved(self, leaver: str) -> str:
        _, number = self.view.gettext, self.view.numbers.number
        far = (pl.col("after") - pl.col("before")).abs() > MOVED * pl.col("before").abs()
        rows = self.frames["unit_costs"].filter(pl.col("leaver") == leaver, far)
        told = [
            (
                _("{service} brings in more than it costs")
                if row["after"] < 0
                else _("{service} {after} instead of {before} {unit}")
            ).format(
                service=self.view.name("commodity", row["service"]),
                after=number(row["after"]),
                before=number(row["before"]),
                unit=f"{self.view.currency} / {row['unit']}",
            )
            for row in rows.iter_rows(named=True)
        ]
        return "; ".join(told) or _("as before")
