"""Outdoor goods that stand on a table: rucksacks and hiking boots."""

from . import cloth
from .scene import contact
from .svg import both, dark, light, luminance, mix, seam, shape, stitch, zipper


def _trim(drawing, colour):
    if luminance(colour) < 0.25:
        return drawing.rng.choice(("#d8772f", "#2f8fae", "#c9b48a"))
    return drawing.rng.choice((dark(colour, 0.55), "#2d3237", "#6b4a30"))


def rucksack(drawing, style):
    """Day pack, roll-top or flap pack."""
    rng, colour = drawing.rng, style.colour
    trim = _trim(drawing, colour)
    kind = rng.choice(("day", "flap", "roll"))
    wide, top, end = 168 + rng.choice((-10, 0, 12)), 196, 664
    texture = cloth.twill(drawing, colour)
    path = both(
        (0, top),
        (90, top, wide - 18, top + 30, wide - 8, top + 110),
        (wide + 8, 400, wide + 6, 520, wide - 4, end - 40),
        (wide - 14, end, 110, end, 0, end),
    )
    lines = [
        (f"M{wide - 40} 330Q{wide - 60} 430 {wide - 34} 560", 12),
        (f"M{-wide + 40} 320Q{-wide + 62} 420 {-wide + 38} 560", 12),
        ("M-60 300Q0 322 70 296", 10),
    ]
    out = contact(0, end - 2, wide + 34) + _straps(wide, trim)
    out += drawing.piece(
        path, colour, drawing.folds(colour, lines), texture, edge=0.5, width=44
    )
    for sign in (-1, 1):
        side = shape(
            (sign * (wide - 16), 500),
            (sign * (wide + 26), 508, sign * (wide + 22), 600, sign * (wide - 8), 640),
            (sign * (wide - 34), 570, sign * (wide - 16), 500),
        )
        out += drawing.piece(side, dark(colour, 0.25), edge=0.4, width=16)
    out += {"day": _day, "flap": _flap, "roll": _roll}[kind](
        drawing, colour, trim, wide, end
    )
    patch = (
        '<rect x="-30" y="560" width="60" height="34" rx="4"'
        f' fill="{light(trim, 0.75)}"/><path d="M-12 586L-2 570L4 578L8'
        f' 573L15 586Z" fill="{dark(trim, 0.3)}"/>'
    )
    return out + patch, (wide - 10, 330)


def _straps(wide, trim):
    handle = (
        '<path d="M-34 208C-34 150 34 150 34 208" fill="none"'
        f' stroke="{dark(trim, 0.2)}" stroke-width="15"/><path d="M-34'
        ' 208C-34 150 34 150 34 208" fill="none"'
        f' stroke="{light(trim, 0.25)}" stroke-width="5" opacity=".6"/>'
    )
    out = handle
    for sign in (-1, 1):
        line = (
            f"M{sign * 70} 216C{sign * (wide + 52)} 226 {sign * (wide + 56)}"
            f" 430 {sign * (wide + 2)} 560"
        )
        out += (
            f'<path d="{line}" fill="none" stroke="{dark(trim, 0.35)}"'
            f' stroke-width="27"/><path d="{line}" fill="none"'
            f' stroke="{trim}" stroke-width="20"/>'
        )
    return out


def _pocket(drawing, colour, wide, top, end):
    path = both(
        (0, top),
        (wide * 0.5, top, wide - 44, top + 6, wide - 40, top + 40),
        (wide - 30, end - 60, wide - 34, end - 20, wide - 50, end - 16),
        (0, end - 10),
    )
    folds = drawing.folds(
        colour, [(f"M{-wide + 80} {top + 50}Q0 {top + 74} {wide - 80} {top + 46}", 9)]
    )
    return drawing.piece(path, colour, folds, edge=0.42, width=24)


def _day(drawing, colour, trim, wide, end):
    second = mix(colour, trim, 0.55)
    arc = (
        f"M{-wide + 14} 380C{-wide + 20} 262 -70 232 0 232C70 232"
        f" {wide - 20} 262 {wide - 14} 380"
    )
    metal = "#d5d8db"
    out = (
        f'<path d="{arc}" fill="none" stroke="{dark(colour, 0.5)}"'
        f' stroke-width="9" stroke-opacity=".6"/><path d="{arc}"'
        f' fill="none" stroke="{metal}" stroke-width="3.4"'
        ' stroke-dasharray="2.2 1.8"/>'
    )
    out += _pocket(drawing, second, wide, 428, end)
    out += (
        f'<path d="M{-wide + 52} 456Q0 440 {wide - 52} 456" fill="none"'
        f' stroke="{metal}" stroke-width="4" stroke-dasharray="2.4'
        ' 1.8"/>'
    )
    for y in (470, 500):
        out += (
            f'<path d="M{wide - 58} 452v34" stroke="{trim}" stroke-width="5"/>'
            if y == 470
            else ""
        )
    out += f'<path d="M0 330V420" stroke="{trim}" stroke-width="14"/>'
    out += "".join(
        f'<path d="M-7 {y}H7" stroke="{dark(trim, 0.4)}" stroke-width="3"/>'
        for y in range(342, 420, 20)
    )
    return out


def _flap(drawing, colour, trim, wide, end):
    out = _pocket(drawing, dark(colour, 0.06), wide, 456, end)
    lid = both(
        (0, 190),
        (100, 190, wide - 8, 208, wide + 2, 290),
        (wide + 8, 350, wide - 4, 396, wide - 40, 410),
        (90, 424, 0, 424),
    )
    folds = drawing.folds(
        colour, [("M-90 250Q0 276 96 246", 12), ("M-110 340Q0 362 110 336", 10)]
    )
    out += drawing.piece(
        lid, colour, folds, cloth.twill(drawing, colour), edge=0.5, width=34
    )
    out += stitch(f"M{-wide + 10} 384Q0 420 {wide - 10} 384", colour)
    leather = drawing.rng.choice(("#8a5a34", "#6b4a30", "#3b3b3d"))
    for x in (-78, 78):
        out += (
            f'<rect x="{x - 12}" y="330" width="24" height="176" rx="4"'
            f' fill="{leather}" stroke="{dark(leather, 0.4)}"/><rect'
            f' x="{x - 18}" y="446" width="36" height="30" rx="5"'
            f' fill="none" stroke="#d2b46c" stroke-width="5"/><path d="M{x}'
            ' 446V476" stroke="#d2b46c" stroke-width="3"/>'
        )
    return out


def _roll(drawing, colour, trim, wide, end):
    roll = both(
        (0, 176),
        (110, 176, wide - 22, 176, wide - 14, 196),
        (wide - 8, 236, wide - 22, 250, wide - 30, 252),
        (80, 258, 0, 258),
    )
    out = drawing.piece(
        roll,
        dark(colour, 0.06),
        seam(f"M{-wide + 20} 200Q0 208 {wide - 20} 200", colour, 3),
        edge=0.5,
        width=22,
    )
    for x in (-74, 74):
        out += (
            f'<rect x="{x - 9}" y="172" width="18" height="330"'
            f' fill="{trim}" opacity=".92"/><rect x="{x - 20}" y="318"'
            ' width="40" height="34" rx="6" fill="#2c2f33"/><rect'
            f' x="{x - 13}" y="325" width="26" height="8" rx="3"'
            ' fill="#5b6067"/>'
        )
    out += _pocket(drawing, mix(colour, trim, 0.25), wide, 452, end)
    return (
        out + f'<g transform="rotate(90 0 478)">{zipper(0, 370, 586, "#d5d8db", 7)}</g>'
    )


def _boot(drawing, colour, trim, sole, laces):
    """A boot seen from the side, toe to the left, standing on y = 0."""
    upper = shape(
        (146, -36),
        (156, -110, 138, -190, 142, -262),
        (120, -290, 40, -292, 14, -276),
        (10, -236, -14, -176, -66, -140),
        (-140, -118, -212, -104, -226, -54),
        (-228, -36),
    )
    folds = drawing.folds(
        colour,
        [
            ("M-60 -132Q-20 -110 40 -150", 11),
            ("M-20 -176Q30 -160 60 -196", 9),
            ("M70 -60Q100 -120 96 -210", 12),
        ],
    )
    out = drawing.piece(upper, colour, folds, edge=0.5, width=30)
    toe = shape(
        (-228, -36),
        (-226, -92, -180, -112, -136, -118),
        (-150, -80, -146, -56, -140, -36),
    )
    heel = shape(
        (146, -36), (152, -90, 148, -130, 144, -156), (110, -150, 84, -100, 80, -36)
    )
    collar = shape(
        (142, -262),
        (120, -290, 40, -292, 14, -276),
        (14, -300, 40, -312, 84, -312),
        (130, -312, 150, -296, 142, -262),
    )
    tongue = shape(
        (14, -276), (-2, -310, -6, -330, 10, -344), (30, -340, 52, -318, 54, -296)
    )
    out = drawing.piece(tongue, dark(trim, 0.1), width=12) + out
    for path in (toe, heel):
        out += drawing.piece(path, trim, edge=0.4, width=14)
    out += drawing.piece(
        collar, trim, seam("M30 -294Q84 -304 138 -282", trim), edge=0.4, width=14
    )
    out += stitch("M-130 -112Q-142 -80 -134 -42M86 -42Q90 -100 114 -144", trim)
    for index in range(6):
        x, y = 16 - index * 17 - index * index * 1.1, -262 + index * 24
        out += (
            f'<path d="M{x} {y}L{x + 46} {y + 10}" stroke="{laces}"'
            ' stroke-width="8" stroke-linecap="round"/><circle'
            f' cx="{x + 48}" cy="{y + 11}" r="6" fill="#c8b98e"'
            ' stroke="#6b6250"/>'
        )
    out += (
        '<path d="M-4 -262C-40 -300 -66 -262 -20 -244M-4 -262C-46 -246'
        f' -60 -206 -24 -216" fill="none" stroke="{laces}"'
        ' stroke-width="6" stroke-linecap="round"/>'
    )
    mid = shape(
        (-236, -40),
        (-100, -26, 60, -46, 152, -40),
        (156, -14),
        (60, -20, -100, -4, -240, -16),
    )
    lugs = (
        "M-240 -18C-100 -6 60 -22 156 -16V0H138L132 -7H112L106 0H80L74"
        " -7H52L46 0H20L14 -5H-10L-16 0H-44L-50 -4H-76L-82 0H-112L-118"
        " -4H-146L-152 0H-184L-190 -4H-214L-232 -6Z"
    )
    out += drawing.piece(mid, light(sole, 0.55), edge=0.35, width=10)
    return out + f'<path d="{lugs}" fill="{dark(sole, 0.45)}"/>'


def boots(drawing, style):
    """A pair of hiking boots, one behind the other."""
    rng, colour = drawing.rng, style.colour
    trim = rng.choice(("#6b5a45", "#3a3f45", dark(colour, 0.5)))
    sole, laces = (
        rng.choice(("#8a6a45", "#3b3b3d")),
        rng.choice(("#f1e9d8", "#d8452f", "#e0b33c")),
    )
    one = _boot(drawing, colour, trim, sole, laces)
    two = _boot(drawing, dark(colour, 0.08), trim, sole, laces)
    out = (
        contact(70, 600, 230, 20)
        + f'<g transform="translate(96 596) scale(.98)">{two}</g>'
    )
    out += (
        contact(-40, 672, 250, 22)
        + f'<g transform="translate(-10 666) scale(1.12)">{one}</g>'
    )
    return out, (150, 356)
