"""Makes docs/report.png, the README's picture, with Chromium: ``.venv/bin/python docs/picture.py``."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from helpers import notebooks, report

PAGE, HEADING = "04_coverage_comparison", "Which text goes back to which?"
WIDTH, HEIGHT = 1200, 1146


def main() -> None:
    """Photograph a section with a finding, its evidence laid open with one row's gist, and a chart."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report.build(notebooks.paths(), Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", device_scale_factor=1.5
        )
        page.goto((Path(folder) / f"{PAGE}.html").as_uri())
        heading = page.locator("h2", has_text=HEADING)
        finding = page.locator("div.finding", has_text="go back to the BBC analysis")
        finding.locator("details.evidence").evaluate("details => details.open = true")
        heading.evaluate("heading => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 24)")
        finding.locator("a[href^='#r-']").last.hover()
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        browser.close()
    shot.quantize(64, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        Path(__file__).with_name("report.png"), optimize=True
    )


if __name__ == "__main__":
    main()
