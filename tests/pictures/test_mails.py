"""Every mail as a reader sees it, on a desk and on a phone, by day and by night: kept in var/screenshots/mails."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, sync_playwright

from sidecar import rendering
from sidecar.domain import samples
from sidecar.domain.mail_kinds import KINDS

pytestmark = [pytest.mark.mails, pytest.mark.slow]
FOLDER = Path(__file__).parents[2] / "var" / "screenshots" / "mails"
STOP = "https://lotus.example/?sp_mails=sample"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield running
        running.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 360])
def test_every_mail_fits_and_asks_for_nothing(chromium: Browser, width: int, scheme: Literal["light", "dark"]) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for kind in KINDS.values():
        page.set_content(rendering.render(kind.id, samples.values(kind.id), stop_url=STOP if kind.reminder else "").html)
        page.screenshot(path=FOLDER / f"{kind.id}-{width}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind.id
    page.close()
    assert asked == []


def test_long_names_break_instead_of_widening_the_mail(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    for kind in KINDS.values():
        values = {name: value if name.endswith("_url") else "x" * 120 for name, value in samples.values(kind.id).items()}
        page.set_content(rendering.render(kind.id, values).html)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, kind.id
    page.close()
