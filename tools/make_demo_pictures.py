#!/usr/bin/env python3
"""Draw the demo pictures: one 800 x 800 webp per style of the demo catalogue.

    .venv/bin/python tools/make_demo_pictures.py [--only YS16001 ...] [--sheet FILE]

Needs Chromium (it renders the SVG), playwright and Pillow: requirements-dev.txt.
The pictures are committed; run this again only to change how they look.
"""

import argparse
import io
import random
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.artwork import (  # noqa: E402
    beauty,
    bottoms,
    coats,
    dresses,
    gear,
    knitwear,
    masks,
    outerwear,
    scene,
    sportswear,
    tops,
)
from tools.artwork.svg import Drawing  # noqa: E402
from tools.screenshots import find_chromium  # noqa: E402

CATALOGUE = ROOT / "tests" / "data" / "catalogue.xlsx"
TARGET = ROOT / "tests" / "data" / "pictures"
LIMIT = 25_000
COLOURS = {
    "军绿": "#646b4a",
    "卡其": "#c6aa80",
    "藏青": "#2c3d5c",
    "黑色": "#313135",
    "米白": "#efe6d6",
    "雾霾蓝": "#8ea5ba",
    "焦糖": "#b06f3e",
    "豆沙粉": "#cf9a95",
    "橙色": "#e37a3b",
    "湖蓝": "#3594b3",
    "01": "#c5303f",
    "02": "#bd5c74",
    "03": "#ad5a45",
}
HUNG = {
    "T恤": tops.tshirt,
    "衬衫": tops.shirt,
    "毛衫": knitwear.pullover,
    "针织衫": knitwear.pullover,
    "羽绒服": outerwear.down,
    "夹克": outerwear.jacket,
    "抓绒衣": sportswear.fleece,
    "冲锋衣": sportswear.shell,
    "风衣": coats.trench,
    "大衣": coats.coat,
    "休闲裤": bottoms.trousers,
    "速干裤": bottoms.sport_trousers,
    "半身裙": dresses.skirt,
    "连衣裙": dresses.dress,
}
STANDING = {
    "背包": gear.rucksack,
    "徒步鞋": gear.boots,
    "口红": beauty.lipstick,
    "精华": beauty.serum,
    "面霜": beauty.cream,
    "面膜": masks.mask,
}


@dataclass
class Style:
    code: str
    brand: str
    cut: str
    word: str
    colour: str


def read_styles(path=CATALOGUE):
    """Return one Style per 款号; its name is brand, cut (two letters), garment word."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    column = {title: index for index, title in enumerate(rows[0])}
    words = {**HUNG, **STANDING}
    styles = {}
    for row in rows[1:]:
        code, colour = row[column["款号"]], row[column["颜色"]]
        if code in styles or colour not in COLOURS:
            continue
        brand, _space, title = row[column["商品名称"]].partition(" ")
        if title[2:] not in words:
            sys.exit(f"{code}: no drawing for the garment word {title[2:]!r}")
        styles[code] = Style(code, brand, title[:2], title[2:], COLOURS[colour])
    return list(styles.values())


def draw(style):
    """Return the picture of one style as an SVG document."""
    drawing = Drawing(random.Random(style.code))
    if style.word in HUNG:
        ground = scene.backdrop(drawing, style.brand)
        article, knot = HUNG[style.word](drawing, style)
        scale, filter_name = 0.93, "drop"
    else:
        ground = scene.floor(drawing, style.brand)
        article, knot = STANDING[style.word](drawing, style)
        scale, filter_name = 0.96, ""
    label = scene.tag(drawing, style.brand, *knot) if knot else ""
    shadow = f' filter="url(#{filter_name})"' if filter_name else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="800"'
        f' viewBox="-400 0 800 800"><defs>{"".join(drawing.defs)}'
        '<filter id="drop" x="-20%" y="-20%" width="140%" height="140%">'
        '<feDropShadow dx="14" dy="20" stdDeviation="14" flood-color="#2a211a"'
        ' flood-opacity=".30"/><feDropShadow dx="3" dy="4" stdDeviation="3"'
        ' flood-color="#2a211a" flood-opacity=".22"/></filter></defs>'
        f'{ground}<g transform="translate(0 {400 * (1 - scale) - 8:.0f})'
        f' scale({scale})">'
        f"<g{shadow}>{article}</g>{label}</g></svg>"
    )


def compress(png):
    """Return webp bytes under the limit, at the best quality that fits."""
    picture = (
        Image.open(io.BytesIO(png)).convert("RGB").resize((800, 800), Image.LANCZOS)
    )
    for quality in range(84, 20, -6):
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() < LIMIT:
            return buffer.getvalue()
    raise ValueError("the picture does not compress below the limit")


def contact_sheet(styles, target, size=200, columns=12):
    rows = -(-len(styles) // columns)
    sheet = Image.new("RGB", (columns * size, rows * size), "white")
    for index, style in enumerate(styles):
        picture = Image.open(TARGET / f"{style.code}.webp").resize((size, size))
        sheet.paste(picture, (index % columns * size, index // columns * size))
    sheet.save(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", help="style codes or garment words")
    parser.add_argument("--sheet", type=Path, help="also write a contact sheet here")
    options = parser.parse_args()
    styles = read_styles()
    if options.only:
        wanted = set(options.only)
        styles = [style for style in styles if {style.code, style.word} & wanted]
    TARGET.mkdir(parents=True, exist_ok=True)
    total = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        page = browser.new_page(
            viewport={"width": 800, "height": 800}, device_scale_factor=2
        )
        for style in styles:
            page.set_content(f"<style>*{{margin:0}}</style>{draw(style)}")
            picture = compress(page.screenshot())
            (TARGET / f"{style.code}.webp").write_bytes(picture)
            total += len(picture)
        browser.close()
    sys.stdout.write(f"{len(styles)} pictures, {total / 1e6:.2f} MB\n")
    if options.sheet:
        contact_sheet(styles, options.sheet)


if __name__ == "__main__":
    main()
