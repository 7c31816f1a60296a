"""Trench coats and wool coats."""

from . import cloth
from .scene import hanger
from .svg import (
    both,
    button,
    dark,
    seam,
    shape,
    stitch,
)
from .tops import frame, long_sleeve, sleeves


def _long_trunk(half, hem, flare, waist):
    return both(
        (0, 208),
        (50, 186),
        (146, 210),
        (136, 258, half - 6, 290, half - 2, 336),
        (half - waist, 420, half - waist, 450, half - waist + 4, 470),
        (half + flare * 0.4, 560, half + flare * 0.8, 640, half + flare, hem),
        (half * 0.5, hem + 11, 0, hem + 10),
    )


def trench(drawing, style):
    """Double-breasted trench: storm flaps, epaulettes, tied belt."""
    rng, colour = drawing.rng, style.colour
    half, hem = frame(style, 148), rng.choice((690, 724, 742))
    texture = cloth.twill(drawing, colour)
    waist = rng.choice((18, 26))
    horn = rng.choice(("#4a3626", "#2b2522", "#8a6a45"))
    out = hanger(drawing, 0, wood=True, width=122)
    out += sleeves(long_sleeve(drawing, half, colour, texture, None, end=600))
    lines = [
        (f"M{half - 40} 480C{half - 30} 560 {half - 16} 640 {half - 14} {hem}", 12),
        (f"M{-half + 40} 480C{-half + 34} 560 {-half + 20} 640 {-half + 22} {hem}", 12),
        (f"M-44 480C-50 560 -62 640 -60 {hem}", 9),
        (f"M{half - 8} 350Q{half - 50} 390 60 430", 8),
    ]
    trunk = _long_trunk(half, hem, 34, waist)
    out += drawing.piece(trunk, colour, drawing.folds(colour, lines), texture)
    flap = shape(
        (6, 226),
        (70, 214, 138, 236),
        (134, 300, 128, 338),
        (70, 372, 26, 360),
        (14, 300, 6, 226),
    )
    out += drawing.piece(flap, colour, edge=0.25, width=12) + stitch(
        "M126 334Q70 364 30 353", colour
    )
    out += seam(f"M34 350L30 {hem + 8}", colour, 2, 0.7) + stitch(
        f"M28 356L24 {hem + 8}", colour
    )
    out += "".join(
        button(x, y, 8, horn) for y in (392, 530, 590) for x in (-30, 62 - 46)
    )
    out += _belt(drawing, colour, half - waist + 4, horn)
    out += _lapels(drawing, colour, texture, 372)
    tabs = (
        '<g transform="translate(112 214) rotate(14)"><rect x="-42"'
        ' y="-10" width="76" height="20" rx="5"'
        f' fill="{dark(colour, 0.1)}" stroke="{dark(colour, 0.5)}"'
        f' stroke-opacity=".6"/>{button(-32, 0, 5, horn)}</g>'
    )
    strap = (
        f'<g transform="translate({half + 66} 548)"><rect x="-36" y="-9"'
        f' width="68" height="19" rx="4" fill="{dark(colour, 0.1)}"'
        f' stroke="{dark(colour, 0.5)}" stroke-opacity=".6"'
        ' transform="rotate(-6)"/></g>'
    )
    return out + sleeves(tabs + strap), (half + 84, 594)


def _belt(drawing, colour, half, horn):
    tone = dark(colour, 0.08)
    band = both(
        (0, 446),
        (half * 0.6, 446, half + 3, 440),
        (half + 4, 474),
        (half * 0.6, 482, 0, 482),
    )
    tail = shape(
        (14, 474), (40, 500, 34, 540, 44, 590), (66, 586), (60, 530, 60, 500, 40, 470)
    )
    out = drawing.piece(tail, tone, edge=0.3, width=10) + drawing.piece(
        band, tone, edge=0.3, width=12
    )
    out += stitch(f"M{-half} 448Q0 454 {half} 448M{-half} 470Q0 478 {half} 470", colour)
    return out + (
        '<rect x="-22" y="440" width="44" height="48" rx="6"'
        f' fill="none" stroke="{horn}"'
        f' stroke-width="7"/><rect x="-2" y="446" width="5" height="36" fill="{horn}"/>'
    )


def _lapels(drawing, colour, texture, bottom, wide=96):
    """Notched lapels meeting at ``bottom``, over a dark inner back."""
    inner = shape(
        (-50, 188),
        (-38, 166, 38, 166, 50, 188),
        (30, 280, 0, bottom),
        (-30, 280, -50, 188),
    )
    shirt = shape(
        (-28, 190), (28, 190), (14, 270, 0, bottom - 34), (-14, 270, -28, 190)
    )
    lapel = shape(
        (0, bottom),
        (30, 300, 44, 214),
        (60, 222, wide - 8, 232),
        (wide + 6, 262),
        (wide - 22, 268),
        (wide - 10, 286),
        (70, 330, 0, bottom),
    )
    collar = shape(
        (42, 216),
        (44, 190, 50, 172),
        (70, 176, 84, 206),
        (wide + 6, 236),
        (70, 236, 42, 216),
    )
    out = f'<path d="{inner}" fill="{dark(colour, 0.42)}"/>'
    out += f'<path d="{shirt}" fill="{dark(colour, 0.3)}"/>'
    out += '<rect x="-16" y="184" width="32" height="14" rx="1.5" fill="#f6f1e7"/>'
    shade = (
        f'<path d="M0 {bottom + 8}L{wide} 296L{wide + 14} 250"'
        ' fill="#000" opacity=".26" filter="url(#b6)"/>'
    )
    tone = dark(colour, 0.05)
    wing = shade + drawing.piece(lapel, tone, "", texture, edge=0.3, width=12)
    return out + sleeves(
        wing + drawing.piece(collar, tone, "", texture, edge=0.3, width=10)
    )


def coat(drawing, style):
    """Wool coat: herringbone, check or plain; single or double row; belt or none."""
    rng, colour = drawing.rng, style.colour
    half, hem = frame(style, 152), rng.choice((700, 730, 748))
    weave = rng.choice(("herringbone", "check", "plush"))
    texture = getattr(cloth, weave)(drawing, colour)
    horn = rng.choice(("#3a2b22", "#6b4a30", dark(colour, 0.45)))
    out = hanger(drawing, 0, wood=True, width=124)
    arm = texture if weave != "plush" else ""
    out += sleeves(long_sleeve(drawing, half, colour, arm, None, end=604, plump=6))
    lines = [
        (f"M{half - 20} 420C{half - 26} 520 {half - 18} 640 {half - 14} {hem}", 12),
        (f"M{-half + 24} 420C{-half + 30} 520 {-half + 26} 640 {-half + 26} {hem}", 12),
        (f"M-52 500C-58 580 -62 660 -60 {hem}", 9),
    ]
    trunk = _long_trunk(half, hem, 24, 10)
    out += drawing.piece(
        trunk, colour, drawing.folds(colour, lines), texture, edge=0.5, width=38
    )
    double = rng.random() < 0.5
    shift = 34 if double else 10
    out += seam(f"M{shift} 404L{shift} {hem + 8}", colour, 2, 0.7)
    rows = (430, 500, 570)
    columns = (-shift + 6, shift - 16) if double else (-4,)
    out += "".join(button(x, y, 10, horn) for y in rows for x in columns)
    pocket = (
        f'<g transform="translate({half - 62} 510) rotate(-6)"><rect'
        ' x="-42" y="0" width="84" height="28" rx="5"'
        f' fill="{dark(colour, 0.07)}" stroke="{dark(colour, 0.5)}"'
        ' stroke-opacity=".6"/></g>'
    )
    out += sleeves(pocket)
    if rng.random() < 0.4:
        out += _belt(drawing, colour, half - 6, horn)
    return out + _lapels(drawing, colour, arm, 410, 108), (half + 88, 598)
