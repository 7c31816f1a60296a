"""Skirts and dresses."""

from . import cloth
from .bottoms import SPAN
from .scene import clip_hanger, hanger
from .svg import (
    both,
    button,
    dark,
    light,
    luminance,
    seam,
    shape,
)
from .tops import inside, long_sleeve, sleeves


def skirt(drawing, style):
    """A-line, pleated, pencil or button-front skirt."""
    rng, colour = drawing.rng, style.colour
    top = 190
    kind = {"修身": "pencil", "轻薄": "pleated"}.get(style.cut) or rng.choice(
        ("aline", "pleated", "button", "tiered")
    )
    end = {"pencil": 620, "pleated": 690, "tiered": 690}.get(
        kind, rng.choice((600, 640))
    )
    flare = {"pencil": 118, "pleated": 238, "tiered": 226}.get(kind, 200)
    path = both(
        (0, top),
        (96, top - 3),
        (126, top + 70, 142 if kind != "pencil" else 150, top + 120, 148, top + 170),
        (flare * 0.4 + 100, top + 260, flare, end - 80, flare, end),
        (flare * 0.5, end + 20, 0, end + 20),
    )
    print_name = rng.choice(("plain", "check", "floral", "herringbone", "dots"))
    if kind == "pleated" or print_name == "plain":
        texture = ""
    else:
        texture = getattr(cloth, print_name)(drawing, colour)
    bar, clips = clip_hanger(drawing, top, 68)
    out = bar + drawing.piece(
        path,
        colour,
        _skirt_folds(drawing, colour, kind, top, end, flare),
        texture,
        edge=0.5,
    )
    if kind == "tiered":
        for y in (top + 180, top + 340):
            out += drawing.clipped(
                path, seam(f"M-260 {y}Q0 {y + 22} 260 {y}", colour, 3, 0.8)
            )
    band = both(
        (0, top - 8),
        (60, top - 8, 97, top - 13),
        (102, top + 22),
        (60, top + 30, 0, top + 30),
    )
    out += drawing.piece(band, dark(colour, 0.07), edge=0.3, width=10)
    if kind == "button":
        horn = rng.choice(("#4a3626", "#efe7d8", "#8a6a45"))
        out += seam(f"M-16 {top + 30}V{end + 19}M16 {top + 30}V{end + 19}", colour)
        out += "".join(button(0, y, 8, horn) for y in range(top + 12, end - 10, 62))
    elif rng.random() < 0.5:
        horn = rng.choice(("#4a3626", "#b9965b"))
        belt = both(
            (0, top - 2),
            (60, top - 2, 101, top - 7),
            (103, top + 17),
            (60, top + 24, 0, top + 24),
        )
        out += drawing.piece(belt, horn, edge=0.3, width=8)
        out += (
            f'<rect x="-17" y="{top - 6}" width="34" height="34" rx="6"'
            ' fill="none" stroke="#d2b46c" stroke-width="5"/>'
        )
    return out + clips, (100, 330)


def _skirt_folds(drawing, colour, kind, top, end, flare):
    if kind == "pleated":
        lines, low, high = [], dark(colour, 0.6), light(colour, 0.5)
        for index in range(-9, 10):
            share = index / 9
            path = f"M{share * 96:.0f} {top + 30}L{share * flare:.0f} {end + 20}"
            lines.append(
                f'<path d="{path}" stroke="{low}" stroke-width="9"'
                ' stroke-opacity=".34" filter="url(#b3)"/>'
                f'<path d="{path}" stroke="{low}" stroke-width="1.4"'
                ' stroke-opacity=".6"/>'
                f'<path d="{path}" stroke="{high}" stroke-width="5"'
                ' stroke-opacity=".4" filter="url(#b1)" transform="translate(-6'
                ' 0)"/>'
            )
        return "".join(lines)
    count = 3 if kind == "pencil" else 6
    lines = []
    for index in range(count):
        share = (index + 0.5) / count * 2 - 1 + drawing.rng.uniform(-0.06, 0.06)
        start = top + drawing.rng.uniform(70, 190)
        lines.append(
            (
                (
                    f"M{share * 100:.0f} {start:.0f}C{share * 120:.0f}"
                    f" {start + 130:.0f} {share * flare:.0f} {end - 140}"
                    f" {share * flare:.0f} {end + 10}"
                ),
                13,
            )
        )
    return drawing.folds(colour, lines, 1.1)


def dress(drawing, style):
    """Dress: fitted waist or shift, sleeves or none, print by the style code."""
    rng, colour = drawing.rng, style.colour
    narrow, hem = 92 + SPAN.get(style.cut, 0) * 0.8, rng.choice((690, 716, 742))
    flare = rng.choice((176, 206, 226))
    depth = rng.choice((232, 262))
    look = rng.choice(("floral", "dots", "plain", "stripes", "check"))
    texture = "" if look == "plain" else getattr(cloth, look)(drawing, colour)
    path = both(
        (0, depth),
        (44, depth, 60, 184),
        (124, 206),
        (112, 250, 118, 290, 124, 322),
        (112, 380, narrow + 4, 396, narrow, 424),
        (narrow + 24, 520, flare - 8, hem - 120, flare, hem),
        (flare * 0.5, hem + 18, 0, hem + 18),
    )
    lines = []
    for index in range(6):
        share = (index + 0.5) / 3 - 1 + rng.uniform(-0.05, 0.05)
        lines.append(
            (
                (
                    f"M{share * narrow:.0f} 436C{share * 110:.0f} 530"
                    f" {share * flare * 0.9:.0f} {hem - 140} {share * flare:.0f}"
                    f" {hem + 8}"
                ),
                12,
            )
        )
    lines.append((f"M116 330Q80 380 {narrow - 30} 416", 7))
    lines.append((f"M-116 330Q-84 376 {-narrow + 34} 414", 7))
    out = hanger(drawing, 6, wood=rng.random() < 0.6, width=104) + inside(
        60, depth, colour
    )
    out += _dress_sleeves(drawing, colour, texture)
    out += drawing.piece(
        path, colour, drawing.folds(colour, lines, 1.1), texture, edge=0.5
    )
    out += _dress_details(drawing, colour, narrow, depth)
    return out, (118, 470)


def _dress_sleeves(drawing, colour, texture):
    kind = drawing.rng.choice(("long", "puff", "cap", "none"))
    if kind == "long":
        sleeve = long_sleeve(
            drawing, 118, colour, texture, (dark(colour, 0.06), texture), 560
        )
        return f'<g transform="translate(0 -2)">{sleeves(sleeve)}</g>'
    if kind == "none":
        return ""
    far, low = (206, 330) if kind == "puff" else (168, 282)
    path = shape(
        (110, 202),
        (150, 196, far + 14, 236, far + 10, low - 20),
        (far + 6, low, far - 10, low + 8),
        (150, low + 22, 122, low),
        (110, 290, 104, 250, 110, 202),
    )
    folds = drawing.folds(
        colour, [(f"M128 220Q160 250 160 {low}", 9), (f"M150 216Q190 260 184 {low}", 8)]
    )
    return sleeves(drawing.piece(path, colour, folds, texture, width=20))


def _dress_details(drawing, colour, narrow, depth):
    rng = drawing.rng
    kind = rng.choice(("belt", "bow", "buttons", "collar"))
    sash = dark(colour, 0.3) if luminance(colour) > 0.3 else light(colour, 0.3)
    if kind in ("belt", "bow"):
        band = both(
            (0, 416), (60, 416, narrow + 1, 410), (narrow + 2, 438), (60, 446, 0, 446)
        )
        out = drawing.piece(band, sash, edge=0.3, width=8)
        if kind == "belt":
            return out + (
                '<rect x="-17" y="413" width="34" height="35" rx="6"'
                ' fill="none" stroke="#d2b46c" stroke-width="5"/>'
            )
        loop = shape((0, 430), (30, 396, 62, 396, 66, 420), (64, 446, 30, 448, 0, 432))
        tail = shape(
            (2, 434), (20, 480, 18, 510, 34, 548), (52, 540), (38, 500, 34, 470, 8, 432)
        )
        return (
            out
            + sleeves(
                drawing.piece(tail, sash, width=8) + drawing.piece(loop, sash, width=10)
            )
            + (
                '<rect x="-9" y="418" width="18" height="26" rx="6"'
                f' fill="{dark(sash, 0.15)}"/>'
            )
        )
    out = seam(f"M{-narrow} 424Q0 436 {narrow} 424", colour, 2, 0.8)
    if kind == "buttons":
        pearl = rng.choice(("#f3ede1", "#6b4a30"))
        return (
            out
            + seam(f"M0 {depth}V700", colour)
            + "".join(button(0, y, 6.5, pearl) for y in range(depth + 24, 690, 52))
        )
    leaf = shape(
        (2, depth + 4),
        (40, depth - 6, 52, 200, 58, 178),
        (84, 196, 92, 226),
        (88, 262, 40, depth + 34),
        (16, depth + 26, 2, depth + 4),
    )
    return out + sleeves(drawing.piece(leaf, light(colour, 0.7), edge=0.2, width=10))
