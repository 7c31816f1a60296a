#!/usr/bin/env python3
"""Draw hang tags for the demo: one 600 x 800 webp per chosen style of the catalogue.

    .venv/bin/python tools/make_demo_tags.py

Needs what make_demo_pictures.py needs. The pictures are committed.
"""

import io
import sys
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.screenshots import find_chromium  # noqa: E402

CATALOGUE = ROOT / "tests" / "data" / "catalogue.xlsx"
TARGET = ROOT / "tests" / "data" / "tags"
CODES = ("YS18009", "YS18015", "SJ18013", "SJ18028", "BD18001", "BD18018")
INKS = {"云杉": "#26463a", "素槿": "#7a4a55", "北斗星": "#1f3c66"}


def read_rows():
    """Return ``{style code: row}`` with the first row of every chosen style."""
    rows = CalamineWorkbook.from_path(CATALOGUE).get_sheet_by_index(0).to_python()
    found = {}
    for row in rows[1:]:
        values = dict(zip(rows[0], row, strict=True))
        if values["款号"] in CODES:
            found.setdefault(values["款号"], values)
    return found


def draw(row):
    """Return the photographed tag of a style as an SVG document."""
    ink = INKS[row["品牌"]]
    lines = (
        ("品名", row["商品名称"]),
        ("款号", row["款号"]),
        ("颜色", row["颜色"]),
        ("号型", row["尺码"]),
        ("产地", row["吊牌产地"]),
        ("等级", "合格品"),
    )
    texts = "".join(
        f'<text x="150" y="{300 + 40 * number}" font-size="22" fill="#444">{label}：'
        f"{escape(str(value))}</text>"
        for number, (label, value) in enumerate(lines)
    )
    bars = "".join(
        f'<rect x="{150 + 6 * number}" y="650" height="46" fill="#222"'
        f' width="{2 + (ord(row["款号"][number % 7]) + number) % 4}"/>'
        for number in range(50)
    )
    price = f"{float(row['吊牌价']):.2f}"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="600" height="800"
        font-family="Noto Sans CJK SC, Noto Serif CJK SC, sans-serif">
      <defs><filter id="drop"><feDropShadow dx="8" dy="12" stdDeviation="12"
        flood-opacity=".28"/></filter><linearGradient id="ground" x2="1" y2="1">
        <stop stop-color="#d9cdbd"/><stop offset="1" stop-color="#bfae99"/>
        </linearGradient></defs>
      <rect width="600" height="800" fill="url(#ground)"/>
      <g filter="url(#drop)" transform="rotate(-2 300 400)">
        <rect x="110" y="90" width="380" height="640" rx="14" fill="#fbf8f2"/>
        <path d="M300 118 C 320 60 380 40 420 0" fill="none" stroke="#6d5c48"
          stroke-width="4"/>
        <circle cx="300" cy="122" r="12" fill="#bfae99" stroke="#8b7a63"/>
        <text x="300" y="206" font-size="52" text-anchor="middle" fill="{ink}"
          letter-spacing="12">{escape(row["品牌"])}</text>
        <path d="M150 240H450" stroke="{ink}" stroke-width="2"/>
        {texts}
        <path d="M150 552H450" stroke="#bbb" stroke-dasharray="4 4"/>
        <text x="150" y="612" font-size="24" fill="#444">吊牌价</text>
        <text x="450" y="616" font-size="44" text-anchor="end">¥{price}</text>
        {bars}
      </g></svg>"""


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 600, "height": 800})
        for code, row in read_rows().items():
            page.set_content(f"<style>*{{margin:0}}</style>{draw(row)}")
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.save(TARGET / f"{code}.webp", "WEBP", quality=72, method=6)
        browser.close()


if __name__ == "__main__":
    main()
