"""What the tests of the pages share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

from punos.pages.report import write_report
from punos.plan import Plan
from tests.pages.fixtures.small import small_plan

REQUIRED = os.environ.get("PUNOS_REQUIRE_BROWSER", "") not in ("", "0")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@pytest.fixture(scope="session")
def plan() -> Plan:
    return small_plan()


@pytest.fixture(scope="session")
def page(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the small plan, as a file."""
    return write_report(plan, tmp_path_factory.mktemp("pages") / "report.html", place="kokkola")


def _missing(reason: str) -> None:
    if REQUIRED:
        pytest.fail(f"PUNOS_REQUIRE_BROWSER is set and {reason}")
    pytest.skip(f"{reason}; set PUNOS_REQUIRE_BROWSER=1 to make this an error")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium without any network."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None or shutil.which("chromedriver") is None:
        _missing("there is no Chromium with chromedriver here")
    options = webdriver.ChromeOptions()
    options.binary_location = found or ""
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    try:
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    except WebDriverException as error:
        _missing(f"Chromium does not start: {error.msg}")
        raise
    driver.execute_cdp_cmd("Network.enable", {})
    blocked = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", blocked)
    driver.set_page_load_timeout(60)
    driver.set_script_timeout(60)
    yield driver
    driver.quit()
