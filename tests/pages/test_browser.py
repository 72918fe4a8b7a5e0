"""The report in a real browser without a network: desktop, phone, print."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from selenium.webdriver.support.ui import WebDriverWait

from punos.pages.report import write_report
from punos.plan import Plan

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 900), (390, 844)


def opened(browser: Any, page: Path, size: tuple[int, int] = DESKTOP) -> Any:
    """Open a page at a true viewport of this size and wait until its figures are drawn."""
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(page.as_uri())
    WebDriverWait(browser, 30).until(
        lambda b: b.execute_script("return document.documentElement.dataset.drawn") == "yes"
    )
    return browser


def unfolded(browser: Any) -> None:
    """Open everything that is folded, and wait until its figures are drawn."""
    browser.execute_script("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    drawn = "return [...document.querySelectorAll('.plot')].every(p => p.children.length > 0)"
    WebDriverWait(browser, 30).until(lambda b: b.execute_script(drawn))


def printed_pages(browser: Any) -> int:
    """Print the page as it stands and count the sheets."""
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    return len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed["data"])))


def traces(browser: Any, anchor: str) -> list[dict[str, Any]]:
    """What plotly.js has drawn in a figure."""
    script = "return document.getElementById(arguments[0]).data.map(t => ({n: (t.x || []).length, meta: t.meta}))"
    held: list[dict[str, Any]] = browser.execute_script(script, f"{anchor}-plot")
    return held


def test_it_asks_no_network_and_complains_of_nothing(browser: Any, page: Path) -> None:
    opened(browser, page)
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert [name for name in asked if not name.startswith("data:")] == []
    assert [e for e in browser.get_log("browser") if e["level"] in ("SEVERE", "WARNING")] == []


def test_the_map_is_drawn(browser: Any, page: Path) -> None:
    opened(browser, page)
    plants = [t for t in traces(browser, "map-home") if t["meta"] and t["meta"].get("plants")]
    assert sum(t["n"] for t in plants) == 4  # what stands in 2033: one set only, for this width
    assert {t["meta"]["when"] for t in plants} == {"wide"}
    shapes = browser.execute_script("return document.querySelectorAll('#map-home-plot .scatterlayer path').length")
    assert shapes > 10


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 640)])
def test_nothing_is_wider_than_the_window(browser: Any, page: Path, size: tuple[int, int]) -> None:
    opened(browser, page, size)
    unfolded(browser)
    assert browser.execute_script("return window.innerWidth") == size[0]
    assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0]
    # What is wider (tables, flow pictures) moves inside its own frame.
    script = """
        const framed = e => e.closest('.scroll, .sideways, #tip, .skip, svg svg *, .plot svg *');
        return [...document.querySelectorAll('main *, header *')].filter(e => !framed(e)
            && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className)"""
    assert browser.execute_script(script) == []


def test_the_period_changes_every_figure(browser: Any, page: Path) -> None:
    opened(browser, page)
    before = sum(t["n"] for t in traces(browser, "map-home") if t["meta"] and t["meta"].get("plants"))
    browser.execute_script("document.querySelector('.periods button[data-period=\"2026\"]').click()")
    after = sum(t["n"] for t in traces(browser, "map-home") if t["meta"] and t["meta"].get("plants"))
    assert (before, after) == (4, 2)
    script = "return [...document.querySelectorAll('.periods button[aria-checked=true]')].map(b => b.dataset.period)"
    assert set(browser.execute_script(script)) == {"2026"}


def test_evidence_shows_when_a_figure_is_focused(browser: Any, page: Path) -> None:
    opened(browser, page, PHONE)
    unfolded(browser)
    script = """
        const names = [...document.querySelectorAll('#built [data-tip]')];
        names.find(a => a.textContent === 'Kokkola precursor').focus();
        const tip = document.getElementById('tip'), box = tip.getBoundingClientRect();
        return [tip.hidden, tip.innerText, box.left >= 0 && box.right <= innerWidth]"""
    hidden, told, fits = browser.execute_script(script)
    assert not hidden
    assert "capex 9,000; plausible 7,000 to 12,000; recalled" in told
    assert fits


def test_a_link_opens_the_folded_table_of_its_row(browser: Any, page: Path) -> None:
    opened(browser, page)
    script = """
        const link = document.querySelector('#built td a[href^="#row-plants"]');
        location.hash = link.getAttribute('href');
        return link.getAttribute('href').slice(1)"""
    row = browser.execute_script(script)
    wait = "return document.getElementById(arguments[0]).closest('details').open"
    WebDriverWait(browser, 10).until(lambda b: b.execute_script(wait, row))


def test_tables_and_figures_have_names(browser: Any, page: Path) -> None:
    opened(browser, page)
    unfolded(browser)
    unnamed = "return [...document.querySelectorAll('table')].filter(t => !t.getAttribute('aria-label')).length"
    assert browser.execute_script(unnamed) == 0
    assert browser.execute_script("return document.querySelectorAll('table').length") > 20
    plots = "return [...document.querySelectorAll('.plot')].map(p => [p.getAttribute('aria-label'), p.children.length])"
    assert all(label and drawn for label, drawn in browser.execute_script(plots))


def test_the_brief_is_two_printed_pages(browser: Any, plan: Plan, tmp_path: Path) -> None:
    opened(browser, write_report(plan, tmp_path / "all.html"))
    browser.execute_script("document.querySelectorAll('main > :not(#brief)').forEach(e => e.remove())")
    assert printed_pages(browser) == 2


def test_the_brief_can_be_read_at_once(browser: Any, page: Path) -> None:
    opened(browser, page, PHONE)
    seen = "const b = document.getElementById(arguments[0]).getBoundingClientRect(); return b.height > 0"
    assert all(browser.execute_script(seen, anchor) for anchor in ("brief", "map-home", "town-kokkola"))
    assert "builds or enlarges 2 plants" in browser.execute_script("return document.getElementById('brief').innerText")


def test_what_is_folded_is_not_printed(browser: Any, page: Path) -> None:
    opened(browser, page)
    folded = printed_pages(browser)
    unfolded(browser)
    assert printed_pages(browser) > folded


def test_the_workbook_is_downloaded_and_read_back(browser: Any, page: Path, tmp_path: Path) -> None:
    opened(browser, page)
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    browser.execute_script("document.querySelector('.download a').click()")
    file = tmp_path / "report.xlsx"
    WebDriverWait(browser, 30).until(lambda _: file.exists() and file.stat().st_size > 0)
    rows = CalamineWorkbook.from_path(file).get_sheet_by_name("built").to_python()
    assert sorted(row[4] for row in rows[3:6]) == [20e3, 20e3, 20e3]
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_every_link_opens_what_it_leads_to(browser: Any, page: Path) -> None:
    opened(browser, page)
    script = """
        const shut = [];
        for (const name of new Set([...document.querySelectorAll('a[href^="#"]')].map(a => a.hash.slice(1)))) {
          if (name === 'workbook') continue;
          location.hash = name;
          dispatchEvent(new HashChangeEvent('hashchange'));
          if (!document.getElementById(name)?.getClientRects().length) shut.push(name);
        }
        return shut"""
    assert browser.execute_script(script) == []


def test_the_small_map_of_a_town_is_drawn(browser: Any, page: Path) -> None:
    opened(browser, page)
    script = """
        const box = document.querySelector('#town-kokkola-map svg').getBoundingClientRect();
        const names = [...document.querySelectorAll('#town-kokkola-map text')].map(t => t.textContent);
        return [box.width > 200, names]"""
    wide, names = browser.execute_script(script)
    assert wide
    assert {"Kokkola", "Sotkamo", "Kotka"} <= set(names)


def test_it_prints(browser: Any, page: Path) -> None:
    opened(browser, page)
    assert printed_pages(browser) >= 2
    unfolded(browser)
    # While printing every colour of the figures is a grey.
    script = """
        window.dispatchEvent(new Event('beforeprint'));
        const fills = [...document.querySelectorAll('.plot path')].map(p => getComputedStyle(p).fill);
        window.dispatchEvent(new Event('afterprint'));
        const coloured = ([r, g, b]) => r !== g || g !== b;
        return fills.filter(f => f.startsWith('rgb(') && coloured(f.match(/\\d+/g)))"""
    assert browser.execute_script(script) == []


def test_without_scripts_the_words_and_tables_are_there(browser: Any, page: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(page.as_uri())
        source = browser.page_source
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "builds or enlarges 2 plants" in source
    assert "Net cost by kind and period" in source
