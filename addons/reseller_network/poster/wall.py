from .canvas import Canvas
from .fonts import plain
from .styles import INK, RED, SOFT, WHITE, WIDTH

GAP = 12
EDGE = 48


def render_wall(sheet, fonts):
    """Return up to nine articles with their prices as one PNG file.

    :raise NoFont: no font with Chinese characters on this machine
    """
    articles = sheet.articles[:9]
    columns = 2 if len(articles) in (1, 2, 4) else 3
    side = (WIDTH - 2 * EDGE - (columns - 1) * GAP) // columns
    rows = -(-len(articles) // columns)
    step = side + 112
    top, foot = 240, 228
    canvas = Canvas(WIDTH, top + rows * step + foot, (247, 244, 240), fonts)
    canvas.face(sheet.seller, (EDGE, 60), 120, ring=WHITE)
    canvas.text((EDGE + 150, 116), plain(sheet.title), "serif", 52, INK)
    canvas.text((EDGE + 150, 170), plain(sheet.seller.name), "regular", 34, SOFT)
    for number, article in enumerate(articles):
        row, column = divmod(number, columns)
        left = EDGE + column * (side + GAP)
        _draw_cell(canvas, article, left, top + row * step, side)
    base = top + rows * step
    canvas.panel((0, base + 16, WIDTH, base + foot), WHITE)
    words = sheet.words
    canvas.text((EDGE, base + 112), words.get("shop", ""), "bold", 44, INK)
    canvas.text((EDGE, base + 166), words.get("scan", ""), "regular", 30, SOFT)
    canvas.code(sheet.qr, (WIDTH - EDGE - 172, base + 36), 172, margin=2, radius=0)
    return canvas.png()


def _draw_cell(canvas, article, left, top, side):
    canvas.goods(article, (left, top, left + side, top + side), 16)
    if article.off:
        canvas.chip((left + 14, top + 48), article.off, "bold", 26, WHITE, RED, 8)
    for line in canvas.lines(article.name, "regular", 26, side - 8, 1):
        canvas.text((left + 4, top + side + 40), line, "regular", 26, INK)
    right = canvas.price((left + 2, top + side + 90), article.price, 44, RED)
    if article.tag:
        canvas.struck((right + 12, top + side + 88), article.tag, "regular", 24, SOFT)
