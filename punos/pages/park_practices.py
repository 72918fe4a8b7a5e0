"""Parks side by side: what each is known to do of what is asked, and what one could take from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from punos.analysis.scoring import Scores, Standing, Verdict, score_tables
from punos.pages.blocks import Block, Cell, Section, TableBlock
from punos.pages.tabulate import Record, Shown, table, text
from punos.pages.terms import basis_word
from punos.pages.view import View
from punos.pages.words import N_
from punos.tables import CriterionKind, Sense

STANDINGS: Mapping[Standing, str] = {
    Standing.MET: N_("● met"),
    Standing.PARTLY: N_("◐ half way"),
    Standing.NOT_MET: N_("○ not met"),
    Standing.COMPARED: "{figure}",
    Standing.APART: N_("does not apply"),
    Standing.UNKNOWN: N_("not known"),
}
"""A sign and a word each, so that a table is read without colours."""
VERDICTS: Mapping[Verdict, str] = {
    Verdict.QUALIFIES: N_("yes"),
    Verdict.FAILS: N_("no ({met} of {all} prerequisites met)"),
    Verdict.OPEN: N_("not known ({met} of {all} prerequisites met, {unknown} not known)"),
    Verdict.NOT_ASKED: N_("it names no prerequisites"),
}
KINDS: Mapping[str, str] = {
    CriterionKind.PREREQUISITE.value: N_("prerequisite"),
    CriterionKind.INDICATOR.value: N_("indicator"),
    CriterionKind.FIGURE.value: N_("figure, not scored"),
    "practice": N_("a practice by itself"),
}
CATEGORIES = (N_("management"), N_("environment"), N_("social"), N_("economic"), N_("access"), N_("land"))
"""Groups of the frameworks that come with the Finnish study, for the catalogues; any other is told as written."""
ASKED: Mapping[str, str] = {Sense.AT_LEAST.value: N_("at least {figure}"), Sense.AT_MOST.value: N_("at most {figure}")}
_ITEM = ("framework", "category", "item", "name", "kind", "sense", "threshold", "unit")


def practices_section(view: View) -> Section | None:
    """Set parks side by side; None if the study tells of no practice."""
    told, criteria = _told(view, "practices"), _told(view, "criteria")
    parks = [p for p in view.plan.study.table("places")["place"].unique(maintain_order=True) if p in set(told["place"])]
    if not parks:
        return None
    parks.sort(key=lambda park: park != view.place)
    page = _Page(view, parks, score_tables(criteria, told, parks))
    blocks: list[Block] = [*page.scores(), page.beside(), *page.takes(), *page.unanswered()]
    title = view.gettext("Parks side by side, and what one could take from another")
    folded = view.place is not None and view.place not in parks
    return Section("park-practices", title, page.lead(), tuple(blocks), folded=folded)


def _told(view: View, name: str) -> pl.DataFrame:
    """Rows of a table that may be told: on a public page none of which any cell is confidential."""
    hidden = [row for table_, row, _ in view.withheld if table_ == name]
    return view.plan.study.table(name).filter(~pl.col("row").is_in(hidden))


class _Page:
    """Scores, with the words to tell them."""

    def __init__(self, view: View, parks: list[str], found: Scores) -> None:
        self.view, self.parks, self.found = view, parks, found
        spoken = pl.col("standing").is_in([Standing.UNKNOWN.value, Standing.APART.value]).not_().any().over("item")
        self.items = found.items.filter(spoken)
        self.silent = found.items.filter(~spoken).unique("item", keep="first", maintain_order=True)
        self.chosen = view.place in parks

    def lead(self) -> tuple[str, ...]:
        """Say what stands beside what, and what the park looked at could take."""
        _ = self.view.gettext
        asked = self.items["item"].n_unique()
        told = [
            _("{n} parks side by side, by what they are known to do on {items} criteria and practices.").format(
                n=len(self.parks), items=asked
            )
        ]
        if self.chosen:
            takes = self.found.takes.filter(place=self.parks[0]).unique("item", maintain_order=True)
            unknown = takes.filter(here=Standing.UNKNOWN.value).height
            told.append(
                _(
                    "{place} is known to do less than another park in {n} of them; in {unknown} more another park does "
                    "well and of {place} it is not known."
                ).format(place=self._park(self.parks[0]), n=takes.height - unknown, unknown=unknown)
            )
        for framework, n in self.silent.group_by("framework", maintain_order=True).len().drop_nulls().iter_rows():
            told.append(_("Nothing is known of any park on {n} items of {framework}.").format(n=n, framework=framework))
        return (" ".join(told),)

    def scores(self) -> tuple[TableBlock, ...]:
        """Each park by each list: its score on what is known, what that could become, whether it qualifies."""
        held = self.found.frameworks.filter(pl.col("known") > 0)
        if held.is_empty():
            return ()
        _, lists = self.view.gettext, held["framework"].unique(maintain_order=True).to_list()
        shown = [
            text(_("Park"), lambda row: self._park(row["place"]), strong=True),
            *((text(_("List"), lambda row: row["framework"]),) if len(lists) > 1 else ()),
            Shown(_("Score on what is known"), self._score, numeric=True),
            text(_("Items known"), lambda row: _("{n} of {all}").format(n=row["known"], all=_every(row))),
            text(_("Score if the rest were missed, or met"), self._range),
            *((text(_("Qualifies"), self._verdict),) if held["prerequisites"].sum() else ()),
        ]
        note = _(
            "Met counts 1, half way to the threshold ½, else 0; the score is the mean. What does not apply is left "
            "out. A score on few items says little: look at what it could become."
        )
        caption = _("Scores: {list}").format(list=", ".join(lists))
        return (table("park-practices-scores", caption, held, shown, note=note),)

    def _score(self, row: Record) -> Cell:
        percent = self.view.numbers.percent(row["score"])
        return Cell(f"{percent} ({row['exact']})", numeric=True, bar=row["score"], value=row["score"])

    def _range(self, row: Record) -> str:
        low, high = (self.view.numbers.percent(row[end]) for end in ("lowest", "highest"))
        return low if low == high else self.view.gettext("{low} to {high}").format(low=low, high=high)

    def _verdict(self, row: Record) -> str:
        met, every, unknown = (row[f"prerequisites{end}"] for end in ("_met", "", "_unknown"))
        said = VERDICTS[Verdict(row["verdict"])]
        return self.view.gettext(said).format(met=met, all=every, unknown=unknown)

    def beside(self) -> TableBlock:
        """Every item that is known of some park a row, every park a column."""
        _ = self.view.gettext
        wide = self.items.group_by(_ITEM, maintain_order=True).agg("standing", "observed")
        shown = [
            Shown(_("What is asked"), self._asked),
            *(Shown(self._park(park), self._beside(at)) for at, park in enumerate(self.parks)),
        ]
        note = _(
            "Figures as observed. Not known is neither yes nor no: nobody has written it down. What is asked leads "
            "to the row of the study with its source."
        )
        return table("park-practices-beside", _("What each park does"), wide, shown, note=note)

    def _beside(self, at: int) -> Any:
        def cell(row: Record) -> Cell:
            seen = row["observed"][at]
            return Cell(self._stands(row["standing"][at], seen, row["unit"]), value=seen)

        return cell

    def _stands(self, standing: str, seen: float | None, unit: str | None) -> str:
        word, figure = self.view.gettext(STANDINGS[Standing(standing)]), self._figure(seen, unit)
        if standing == Standing.COMPARED.value:
            return figure
        return word if seen is None else f"{word}: {figure}"

    def _figure(self, value: float | None, unit: str | None) -> str:
        return f"{self.view.numbers.number(value)} {unit or ''}".rstrip()

    def _asked(self, row: Record) -> Cell:
        name = self._name(row)
        if row["threshold"] is not None:
            limit = self._figure(row["threshold"], row["unit"])
            held_to = ASKED[row["sense"]]
            name += ", " + self.view.gettext(held_to).format(figure=limit)
        return Cell(name, self._anchor(row), strong=True)

    def _anchor(self, row: Record) -> str:
        table_, column = ("practices", "practice") if row["framework"] is None else ("criteria", "criterion")
        return self.view.evidence.anchor(table_, **{column: row["item"]})

    def _kind(self, row: Record) -> str:
        word = KINDS[row["kind"]]
        return self.view.gettext(word)

    def _group(self, row: Record) -> str:
        word = row["category"] or ""
        return self.view.gettext(word)

    def _name(self, row: Record) -> str:
        return self.view.name("practice" if row["framework"] is None else "criterion", row["item"])

    def _park(self, place: str) -> str:
        return self.view.name("place", place)

    def takes(self) -> tuple[TableBlock, ...]:
        """What the park looked at could take from others; without one, what every park could, folded."""
        held = self.found.takes.filter(place=self.parks[0]) if self.chosen else self.found.takes
        if held.is_empty():
            return ()
        _ = self.view.gettext
        by = ["place", "framework", "item", "unit", "here", "observed_here"]
        held = held.group_by(by, maintain_order=True).agg(
            others=pl.struct("from", "there", "observed_there", "unit", "evidence", "source", "year", "basis")
        )
        shown = [
            text(_("What is asked"), self._what, strong=True),
            text(_("Here"), lambda row: self._stands(row["here"], row["observed_here"], row["unit"])),
            Shown(_("In another park"), lambda row: _lines(self._there(other) for other in row["others"])),
            Shown(_("Source"), self._sources),
        ]
        caption = _("What one park could take from another")
        if self.chosen:
            caption = _("What {place} could take from others").format(place=self._park(self.parks[0]))
        note = _(
            "What is known to be less stands first; then what is not known here. Of figures only the best is shown."
        )
        made = table("park-practices-takes", caption, held, shown, note=note, folded=not self.chosen)
        return (replace(made, text=True),)

    def _what(self, row: Record) -> str:
        return self._name(row) if self.chosen else f"{self._park(row['place'])}: {self._name(row)}"

    def _there(self, row: Record) -> str:
        how = self._stands(row["there"], row["observed_there"], row["unit"])
        said = f"{self._park(row['from'])} ({how})"
        return f"{said}: {row['evidence']}" if row["evidence"] else said

    def _sources(self, row: Record) -> Cell:
        """Sources, each with its park where there are several."""
        several = len(row["others"]) > 1
        return _lines(
            f"{self._park(other['from'])}: {self._source(other)}" if several else self._source(other)
            for other in row["others"]
        )

    def _source(self, row: Record) -> str:
        year = "" if row["year"] is None else self.view.numbers.year(row["year"])
        basis = self.view.gettext(basis_word(row["basis"])) if row["basis"] else ""
        return ", ".join(word for word in (row["source"] or "", year, basis) if word)

    def unanswered(self) -> tuple[TableBlock, ...]:
        """What is asked and known of no park, to be filled."""
        if self.silent.is_empty():
            return ()
        _ = self.view.gettext
        shown = [
            Shown(_("What is asked"), self._asked),
            text(_("List"), lambda row: row["framework"] or ""),
            text(_("Group"), self._group),
            text(_("Kind"), self._kind),
        ]
        note = _("Fill the table practices of the study: a row for each park and item.")
        caption = _("What nobody has answered yet")
        return (table("park-practices-unanswered", caption, self.silent, shown, note=note, folded=True),)


def _lines(told: Iterable[str]) -> Cell:
    lines = tuple(Cell(line) for line in told)
    return lines[0] if len(lines) == 1 else Cell("", lines=lines)


def _every(row: Record) -> int:
    return int(row["known"]) + int(row["unknown"])
