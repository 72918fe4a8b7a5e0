"""Parks side by side on a page: words, not colours, and nothing that is confidential."""

from __future__ import annotations

from typing import Any

from punos.pages.blocks import Section, TableBlock
from punos.pages.park_practices import practices_section
from punos.pages.parks import parks_chapter
from punos.pages.view import view_of
from tests.analysis.chain import chain, seen
from tests.analysis.test_scoring import AT_LEAST, YES_NO, criterion, park

Row = dict[str, Any]
PLACES = [{"place": "a", "name": "Alpha", "kind": "city"}, {"place": "b", "name": "Beta", "kind": "city"}]
CRITERIA = [
    criterion("operator", YES_NO | {"kind": "prerequisite"}, name="A company runs the park"),
    criterion("metered", AT_LEAST, name="Energy metered"),
    criterion("jobs", AT_LEAST | {"kind": "figure", "threshold": None}, name="Jobs a hectare", unit=None),
    criterion("unheard", YES_NO, name="Never asked", framework="g"),
]
PRACTICES = [
    park("a", "operator", answer="no"),
    park("b", "operator", answer="yes", evidence="Park Ltd", source="visit", year=2024),
    park("a", "metered", observed=80.0), park("b", "metered", observed=41.0),
    park("a", "jobs", observed=3.5), park("b", "jobs", observed=15.0, source="count"),
    park("b", "heat", criterion=None, answer="yes", name="Heat to the town"),
]  # fmt: skip


def section(place: str | None = None, public: bool = False, **tables: list[Row]) -> Section | None:
    said = {"places": PLACES, "criteria": CRITERIA, "practices": PRACTICES, **tables}
    return practices_section(view_of(chain(**said).plan(), place=place, public=public))


def block(found: Section | None, anchor: str) -> TableBlock:
    assert found is not None
    (held,) = [b for b in found.blocks if isinstance(b, TableBlock) and b.anchor == f"park-practices-{anchor}"]
    return held


def rows(found: Section | None, anchor: str) -> list[list[str]]:
    return [[cell.words for cell in row.cells] for row in block(found, anchor).rows]


def test_without_practices_no_page() -> None:
    assert section(practices=[]) is None


def test_it_stands_in_the_chapter_of_parks() -> None:
    view = view_of(chain(places=PLACES, criteria=CRITERIA, practices=PRACTICES).plan())
    chapter = parks_chapter(view)
    assert chapter is not None
    assert [s.anchor for s in chapter.sections] == ["park-practices"]


def test_every_park_a_column_in_words() -> None:
    found = section()
    assert [c.title for c in block(found, "beside").columns] == ["What is asked", "Alpha", "Beta"]
    assert rows(found, "beside") == [
        ["A company runs the park", "○ not met", "● met"],
        ["Energy metered, at least 80 %", "● met: 80 %", "◐ half way: 41 %"],
        ["Jobs a hectare", "3.5", "15"],
        ["Heat to the town", "not known", "● met"],
    ]
    assert block(found, "beside").rows[0].cells[0].href == "row-criteria-2"
    assert block(found, "beside").rows[3].cells[0].href == "row-practices-8"
    assert rows(found, "scores") == [
        ["Alpha", "50% (1/2)", "2 of 2", "50%", "no (0 of 1 prerequisites met)"],
        ["Beta", "75% (3/4)", "2 of 2", "75%", "yes"],
    ]
    assert [row[0] for row in rows(found, "unanswered")] == ["Never asked"]
    assert found is not None
    assert found.lead[0].startswith("2 parks side by side, by what they are known to do on 4 criteria and practices.")
    assert "Nothing is known of any park on 1 items of g." in found.lead[0]


def test_the_park_looked_at_stands_first_and_takes_from_others() -> None:
    found = section("b")
    assert [c.title for c in block(found, "beside").columns][1:] == ["Beta", "Alpha"]
    assert rows(found, "takes") == [["Energy metered", "◐ half way: 41 %", "Alpha (● met: 80 %)", "read in the source"]]
    assert not block(found, "takes").folded
    other = section("a")
    assert [row[0] for row in rows(other, "takes")] == ["A company runs the park", "Jobs a hectare", "Heat to the town"]
    assert rows(other, "takes")[0][2:] == ["Beta (● met): Park Ltd", "visit, 2024, read in the source"]
    assert other is not None
    assert "Alpha is known to do less than another park in 2 of them; in 1 more" in other.lead[0]


def test_without_a_place_what_every_park_could_take_is_folded() -> None:
    found = section()
    assert block(found, "takes").folded
    assert rows(found, "takes")[0][0] == "Alpha: A company runs the park"


def test_what_is_not_known_leaves_a_range() -> None:
    found = section(practices=[p for p in PRACTICES if p["practice"] != "metered"])
    assert [row[1:4] for row in rows(found, "scores")] == [
        ["0% (0/1)", "1 of 2", "0% to 50%"],
        ["100% (1/1)", "1 of 2", "50% to 100%"],
    ]


def test_a_public_page_keeps_confidential_practices_to_itself() -> None:
    secret = [seen("practices", "practice=metered, place=b", "observed", 30, 50, confidential=True)]
    found = section(public=True, evidence=secret)
    assert rows(found, "beside")[1] == ["Energy metered, at least 80 %", "● met: 80 %", "not known"]
    assert rows(found, "scores")[1][1:3] == ["100% (1/1)", "1 of 2"]
    assert rows(section(evidence=secret), "beside")[1][2] == "◐ half way: 41 %"


def test_several_parks_that_do_better_stand_in_one_row() -> None:
    places = [*PLACES, {"place": "c", "name": "Gamma", "kind": "park"}]
    more = [*PRACTICES, park("c", "operator", answer="partly", evidence="Gamma Ltd", source="letter")]
    (row, *_) = rows(section("a", places=places, practices=more), "takes")
    assert row[2] == "Beta (● met): Park Ltd; Gamma (◐ half way): Gamma Ltd"
    assert row[3] == "Beta: visit, 2024, read in the source; Gamma: letter, read in the source"
