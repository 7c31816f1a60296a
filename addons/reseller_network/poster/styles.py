"""The styles of a poster: each a function that draws a sheet on 1080 pixels."""

from .canvas import Canvas, accent, mix
from .fonts import plain

WIDTH = 1080
INK = (33, 30, 28)
SOFT = (122, 115, 108)
RED = (205, 52, 42)
WHITE = (255, 255, 255)
GOLD = (226, 196, 140)


def render(style, sheet, fonts):
    """Return the poster as a PNG file.

    :param str style: a key of ``STYLES``
    :raise KeyError: no such style
    :raise NoFont: no font with Chinese characters on this machine
    """
    return STYLES[style](sheet, fonts).png()


def magazine(sheet, fonts):
    """The picture large, the words on white below: quiet, for everything."""
    article = sheet.article
    canvas = Canvas(WIDTH, 1680, WHITE, fonts)
    canvas.goods(article, (0, 0, WIDTH, 1080))
    _brand(canvas, (64, 92), article.brand)
    base = _words(canvas, article, 1180 if article.story else 1206, INK, SOFT)
    _price_row(canvas, article, sheet.words, (60, base), RED, SOFT)
    canvas.panel((64, 1464, WIDTH - 64, 1466), (232, 228, 223))
    canvas.face(sheet.seller, (64, 1500), 124)
    _seller(canvas, sheet, (216, 1550), INK, SOFT, 520)
    canvas.code(article.qr, (WIDTH - 64 - 164, 1484), 164, margin=4, radius=0)
    return canvas


def night(sheet, fonts):
    """The picture fills everything and sinks into the dark: for sessions."""
    article = sheet.article
    canvas = Canvas(WIDTH, 1680, (20, 18, 18), fonts)
    dark = mix(accent(article.picture), (14, 12, 12), 0.82)
    canvas.panel((0, 0, WIDTH, 1680), dark)
    canvas.goods(article, (0, 0, WIDTH, 1240), centre=(0.5, 0.4))
    canvas.fade((0, 680, WIDTH, 1240), dark)
    _brand(canvas, (64, 100), article.brand)
    base = _words(canvas, article, 1150, WHITE, (205, 198, 190))
    _price_row(canvas, article, sheet.words, (60, base), GOLD, (170, 162, 154))
    canvas.panel((48, 1448, WIDTH - 48, 1636), mix(dark, WHITE, 0.09), 32)
    canvas.face(sheet.seller, (82, 1482), 120, ring=GOLD)
    _seller(canvas, sheet, (234, 1532), WHITE, (190, 182, 174), 500)
    canvas.code(article.qr, (WIDTH - 66 - 152, 1466), 152)
    return canvas


def letter(sheet, fonts):
    """The seller first, the goods as a photograph: a word between friends."""
    article = sheet.article
    paper, ink, soft = (246, 240, 230), (58, 44, 36), (140, 122, 106)
    measured = Canvas(1, 1, paper, fonts)
    quote = measured.lines(article.story or article.name, "serif", 52, 890, 2)
    top = 290 + 78 * len(quote)
    canvas = Canvas(WIDTH, top + 1270, paper, fonts)
    canvas.face(sheet.seller, (72, 72), 132, ring=WHITE)
    canvas.text((236, 134), plain(sheet.seller.name), "serif", 46, ink)
    for line in canvas.lines(sheet.seller.line, "regular", 30, 740, 1):
        canvas.text((236, 186), line, "regular", 30, soft)
    for number, line in enumerate(quote):
        canvas.text((116, 318 + 78 * number), line, "serif", 52, ink)
    canvas.panel((72, 272, 80, 262 + 78 * len(quote)), (214, 186, 152), 4)
    box = (72, top, WIDTH - 72, top + 936)
    canvas.shadow(box, 6, strength=60)
    canvas.panel(box, WHITE)
    canvas.goods(article, (96, top + 24, 984, top + 912))
    if article.off:
        canvas.chip((130, top + 98), article.off, "bold", 44, WHITE, RED, 10)
    base = top + 1050
    for line in canvas.lines(article.name, "bold", 38, 640, 1):
        canvas.text((72, base), line, "bold", 38, ink)
    right = canvas.price((68, base + 122), article.price, 104, RED, "serif")
    if article.tag:
        canvas.struck((right + 24, base + 118), article.tag, "regular", 36, SOFT)
    canvas.code(article.qr, (WIDTH - 72 - 168, base - 74), 168)
    scan = sheet.words.get("scan", "")
    canvas.text((WIDTH - 72, base + 136), scan, "regular", 24, soft, "rs")
    return canvas


def bold(sheet, fonts):
    """The price shouts, in the colour of the goods: for bargains."""
    article = sheet.article
    ground = accent(article.picture)
    light = mix(ground, WHITE, 0.86)
    canvas = Canvas(WIDTH, 1680, ground, fonts)
    canvas.text((64, 128), plain(article.brand), "bold", 58, WHITE, spacing=6)
    if article.off:
        width = canvas.measure(article.off, "bold", 64)
        canvas.chip(
            (WIDTH - 128 - width, 128), article.off, "bold", 64, ground, light, 16
        )
    box = (48, 196, WIDTH - 48, 1180)
    canvas.shadow(box, 40, strength=90)
    canvas.goods(article, box, 40)
    for line in canvas.lines(article.name, "bold", 46, 952, 1):
        canvas.text((64, 1268), line, "bold", 46, WHITE)
    right = canvas.price((54, 1440), article.price, 188, WHITE)
    if article.tag:
        words = sheet.words.get("tag", "")
        canvas.text((right + 34, 1376), words, "regular", 32, light)
        canvas.struck((right + 34, 1436), article.tag, "regular", 46, light)
    canvas.panel((0, 1488, WIDTH, 1680), WHITE)
    canvas.face(sheet.seller, (64, 1524), 120)
    _seller(canvas, sheet, (214, 1576), INK, SOFT, 520)
    canvas.code(article.qr, (WIDTH - 64 - 160, 1504), 160, margin=2, radius=0)
    return canvas


def tile(sheet, fonts):
    """A square for posts of nine pictures: the goods, the price, the code."""
    article = sheet.article
    canvas = Canvas(WIDTH, WIDTH, WHITE, fonts)
    canvas.goods(article, (0, 0, WIDTH, WIDTH))
    canvas.fade((0, 700, WIDTH, WIDTH), (22, 18, 16), 0, 190)
    _brand(canvas, (56, 88), article.brand)
    for line in canvas.lines(article.name, "bold", 46, 720, 1):
        canvas.text((56, 900), line, "bold", 46, WHITE)
    right = canvas.price((50, 1018), article.price, 116, WHITE)
    if article.tag:
        right = canvas.struck((right + 22, 1014), article.tag, "regular", 40, WHITE)
    canvas.code(article.qr, (WIDTH - 48 - 190, WIDTH - 48 - 190), 190)
    return canvas


def _brand(canvas, at, brand):
    """Write the brand on the picture, in the ink that is read there."""
    left, base = at
    colour = canvas.ink_on((left, base - 40, left + 200, base), INK, WHITE)
    canvas.text(at, plain(brand), "serif", 44, colour, spacing=8)


def _words(canvas, article, base, colour, soft):
    """Draw name and story; return the base line of the price below them."""
    for line in canvas.lines(article.name, "bold", 54, 952, 1):
        canvas.text((64, base), line, "bold", 54, colour)
    if article.story:
        base += 68
        for line in canvas.lines(article.story, "regular", 35, 952, 1):
            canvas.text((64, base), line, "regular", 35, soft)
    return base + 152


def _price_row(canvas, article, words, at, colour, soft):
    right = canvas.price(at, article.price, 132, colour)
    left, base = right + 30, at[1]
    if article.off:
        canvas.chip((left, base - 66), article.off, "bold", 34, WHITE, RED, 8)
    if article.tag:
        text = f"{words.get('tag', '')} "
        left = canvas.text((left, base - 4), text, "regular", 32, soft)
        canvas.struck((left, base - 4), article.tag, "regular", 36, soft)


def _seller(canvas, sheet, at, colour, soft, width):
    """Draw name and line of the seller beside the face."""
    left, base = at
    for line in canvas.lines(sheet.seller.name, "bold", 42, width, 1):
        canvas.text((left, base), line, "bold", 42, colour)
    for line in canvas.lines(sheet.words.get("scan", ""), "regular", 30, width, 1):
        canvas.text((left, base + 54), line, "regular", 30, soft)


STYLES = {
    "magazine": magazine,
    "letter": letter,
    "bold": bold,
    "night": night,
    "tile": tile,
}
