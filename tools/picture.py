"""Take the picture of the README and the documentation: one element of a report, in headless Chromium.

Run ``make picture`` after ``make demo``; needs chromium and chromedriver.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SETTLE_SECONDS = 2.0  # plotly draws and fits its texts after the page is loaded


def browser(width: int, height: int, density: float) -> webdriver.Chrome:
    """Headless Chromium with a window of a given size, in CSS pixels."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars", f"--force-device-scale-factor={density}"):
        options.add_argument(argument)
    options.binary_location = next(filter(None, map(shutil.which, BROWSERS)))
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_window_size(width, height)
    return driver


def take(page: Path, picture: Path, element: str, width: int) -> None:
    """Save what a CSS selector finds on a page as a PNG."""
    driver = browser(width, 1400, density=1.0)
    try:
        driver.get(page.absolute().as_uri())
        found = driver.find_element(By.CSS_SELECTOR, element)
        driver.execute_script("arguments[0].scrollIntoView()", found)
        time.sleep(SETTLE_SECONDS)
        picture.parent.mkdir(parents=True, exist_ok=True)
        found.screenshot(str(picture))
    finally:
        driver.quit()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--element", default="#map")
    parser.add_argument("--width", type=int, default=1000)
    given = parser.parse_args()
    take(given.page, given.picture, given.element, given.width)
