"""Take the pictures of the lab that the READMEs show: a host has crashed, and its machines start on another one.

make screenshot
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import ViewportSize, expect

from benchmarks.chromium import chromium
from benchmarks.server import running_app
from tests.journeys.visitor import Visitor

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "screenshots"
PICTURES = {"en": "lab.png", "fr": "lab.fr.png"}
SIZE = ViewportSize(width=1366, height=984)
PATIENCE_MS = 45_000
COLOURS = 255
"""Enough for a page without photographs; the file is a third of the size."""


def main() -> None:
    """Drive the app to the same moment in each language, and keep what is on the screen."""
    FOLDER.mkdir(exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with running_app() as app, chromium() as browser:
        for language, name in PICTURES.items():
            page = browser.new_page(viewport=SIZE, locale=language, color_scheme="light", reduced_motion="reduce")
            crash_a_host(Visitor(page, app.address, language))
            keep(page.screenshot(), FOLDER / name)
            page.close()


def keep(picture: bytes, path: Path) -> None:
    """Write a picture as a small file and say so."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(FOLDER.parent.parent)}: {path.stat().st_size // 1000} kB")


def crash_a_host(visitor: Visitor) -> None:
    """Lead a visitor to the minute in which high availability restarts the machines of a host."""
    visitor.open_at("14:00")
    visitor.does("crash_host", "host-b")
    visitor.go_to("14:01")
    visitor.closes("host-b")
    visitor.settles()
    visitor.toast.get_by_role("button").click()
    visitor.page.mouse.move(0, 0)
    visitor.page.evaluate("document.activeElement.blur()")


if __name__ == "__main__":
    main()
