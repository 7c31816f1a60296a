"""Trousers."""

from . import cloth
from .scene import clip_hanger
from .svg import (
    both,
    button,
    dark,
    light,
    luminance,
    mirrored,
    seam,
    shape,
    stitch,
    zipper,
)

SPAN = {"宽松": 16, "修身": -14}


def _leg(waist, hip, knee, ankle, top, end):
    """Right leg of a pair laid straight, from waistband to hem."""
    return shape(
        (0, top),
        (waist, top - 4),
        (waist + 12, top + 60, hip, top + 110, hip, top + 160),
        (hip - 2, top + 300, 30 + knee, top + 360, 34 + ankle, end),
        (34 + ankle * 0.4, end + 9, 38, end + 6),
        (28, top + 380, 14, top + 240, 0, top + 186),
    )


def _leg_folds(drawing, colour, hip, top, end):
    sway = drawing.rng.uniform(-8, 8)
    return drawing.folds(
        colour,
        [
            (f"M6 {top + 190}Q{hip * 0.5} {top + 196} {hip - 22} {top + 158}", 9),
            (f"M8 {top + 206}Q{hip * 0.46} {top + 232} {hip - 36} {top + 226}", 8),
            (
                (
                    f"M{hip * 0.55} {top + 90}C{hip * 0.62 + sway} {top + 260} 86"
                    f" {end - 160} 84 {end}"
                ),
                8,
            ),
            (f"M44 {top + 372}Q84 {top + 394} 112 {top + 362}", 8),
            (f"M48 {end - 60}Q80 {end - 44} 108 {end - 64}", 6),
        ],
    )


def _pair(drawing, style, colour, top, end, texture="", more=""):
    add = SPAN.get(style.cut, 0)
    hip, knee, ankle = 138 + add * 0.6, 92 + add, 78 + add
    path = _leg(112, hip, knee, ankle, top, end)
    folds = _leg_folds(drawing, colour, hip, top, end)
    one = drawing.piece(path, colour, folds, texture + more)
    return mirrored(one) + one, hip, ankle


def _waistband(drawing, colour, top, elastic=False):
    band = both(
        (0, top - 8),
        (70, top - 8, 113, top - 14),
        (116, top + 20),
        (70, top + 27, 0, top + 28),
    )
    texture = cloth.rib(drawing, colour, 7) if elastic else ""
    out = drawing.piece(band, dark(colour, 0.05), "", texture, edge=0.3, width=10)
    if elastic:
        cord = light(colour, 0.7) if luminance(colour) < 0.6 else dark(colour, 0.5)
        return out + (
            f'<path d="M-9 {top + 12}C-26 {top + 50} -18 {top + 66} -24'
            f" {top + 92}M9 {top + 12}"
            f'C24 {top + 46} 16 {top + 70} 20 {top + 100}" stroke="{cord}" fill="none"'
            ' stroke-width="4" stroke-linecap="round"/>'
        )
    for x in (-88, -46, 46, 88):
        out += (
            f'<rect x="{x - 5}" y="{top - 14}" width="10" height="46" rx="2"'
            f' fill="{colour}" stroke="{dark(colour, 0.5)}"'
            ' stroke-opacity=".5"/>'
        )
    return out + button(0, top + 10, 7, dark(colour, 0.4))


def trousers(drawing, style):
    """Casual trousers: chinos, checked, corduroy or with a drawstring."""
    rng, colour = drawing.rng, style.colour
    top, end = 176, rng.choice((700, 724))
    weave = rng.choice(("twill", "check", "rib", "pinstripe"))
    texture = getattr(cloth, weave)(drawing, colour)
    elastic = rng.random() < 0.35
    bar, clips = clip_hanger(drawing, top, 84)
    legs, hip, ankle = _pair(drawing, style, colour, top, end, texture)
    out = bar + legs + _waistband(drawing, colour, top, elastic)
    pocket = seam(
        f"M70 {top + 28}Q84 {top + 84} {hip - 6} {top + 104}", colour, 2, 0.75
    )
    pocket += stitch(f"M76 {top + 28}Q90 {top + 78} {hip - 6} {top + 97}", colour)
    out += pocket + mirrored(pocket)
    out += seam(f"M0 {top + 28}V{top + 186}", colour, 2, 0.7)
    if not elastic:
        out += stitch(
            f"M22 {top + 28}V{top + 110}Q20 {top + 138} 2 {top + 148}", colour
        )
        crease = (
            f'<path d="M92 {top + 120}C96 {top + 300} 84 {end - 120} 84'
            f' {end}" stroke="{light(colour, 0.5)}" fill="none"'
            ' stroke-width="1.6" opacity=".5"/>'
        )
        out += crease + mirrored(crease)
    hem = stitch(
        f"M42 {end - 14}Q{34 + ankle * 0.5} {end - 8} {32 + ankle} {end - 18}", colour
    )
    return out + hem + mirrored(hem) + clips, (hip - 4, 420)


def sport_trousers(drawing, style):
    """Quick-dry trousers: knee panels, zip pockets, elastic waist."""
    rng, colour = drawing.rng, style.colour
    top, end = 176, 716
    second = (
        dark(colour, 0.4)
        if luminance(colour) > 0.25
        else rng.choice(("#4a525a", "#39444f", "#5a4a3f"))
    )
    bright = rng.choice(("#f08a3c", "#d9e04f", "#58b5c9", "#f1f1ec"))
    panel = rng.choice(
        (
            (
                f"M20 {top + 300}Q90 {top + 280} 200 {top + 300}V{top + 410}Q90"
                f" {top + 430} 20 {top + 410}Z"
            ),
            f"M104 {top}H240V{end + 20}H{96}C104 500 128 330 104 {top}Z",
            f"M0 {end - 118}L220 {end - 160}V{end + 20}H0Z",
        )
    )
    bar, clips = clip_hanger(drawing, top, 84)
    legs, hip, ankle = _pair(
        drawing, style, colour, top, end, "", cloth.block(panel, second)
    )
    out = bar + legs + _waistband(drawing, colour, top, elastic=True)
    out += seam(f"M0 {top + 28}V{top + 186}", colour, 2, 0.7)
    slot = (
        f'<g transform="translate(94 {top + 42})'
        f' rotate(-9)">{zipper(0, 0, 84, bright, 6)}</g>'
    )
    out += slot + mirrored(slot)
    thigh = (
        f'<g transform="translate(104 {top + 214}) rotate(2)"><rect'
        f' x="-24" width="48" height="66" rx="4" fill="{second}"'
        ' opacity=".55"/><line x1="-20" x2="20" y1="6" y2="6"'
        f' stroke="{bright}" stroke-width="3" stroke-dasharray="2 1.5"/>'
        "</g>"
    )
    out += mirrored(thigh)
    out += f'<path d="M58 {end - 60}l9 -15l9 15z" fill="{bright}"/>'
    return out + clips, (hip - 4, 420)
