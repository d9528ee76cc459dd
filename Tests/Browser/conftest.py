"""Pages and files for the browser's tests, and a browser that may not touch the network."""

import os
import pathlib
import subprocess

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / ".build" / "report-pages"


@pytest.fixture(scope="session")
def pages():
    """The folder of what the Swift tests of the reports wrote; UTSIKT_PAGES names one that is filled already."""
    if "UTSIKT_PAGES" in os.environ:
        return pathlib.Path(os.environ["UTSIKT_PAGES"])
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["swift", "test", "-c", "release", "--skip-build", "--filter", "ReportWriterTests"],
        cwd=ROOT, env=os.environ | {"UTSIKT_PAGES": str(ARTEFACTS)}, check=True)
    return ARTEFACTS


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses to start for root, as in a container.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        with playwright.chromium.launch(executable_path=path, args=arguments) as launched:
            yield launched


class Opened:
    """A page with everything it complained about and every address it asked for."""

    def __init__(self, browser, path, width, fragment):
        self.complaints, self.requests = [], []
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri() + fragment)
        self.page.wait_for_selector("body[data-ready]", timeout=120_000)

    @property
    def outside(self):
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]


@pytest.fixture
def open_page(pages, browser):
    opened = []

    def open_one(name, width=1440, fragment=""):
        opened.append(Opened(browser, pages / name, width, fragment))
        return opened[-1]

    yield open_one
    for one in opened:
        one.page.close()
