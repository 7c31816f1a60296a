"""Pullovers: stitches, yokes and ribbed hems."""

from . import cloth
from .scene import hanger
from .svg import (
    both,
    dark,
    light,
    luminance,
    seam,
)
from .tops import body, collar_band, frame, inside, long_sleeve, sleeves, torso_folds


def pullover(drawing, style):
    """Knitwear: plain, ribbed, cable or striped; crew, V or turtle neck."""
    rng, colour = drawing.rng, style.colour
    half, hem = frame(style, 162), 628 + rng.choice((-18, 0, 16))
    look = rng.choice(("knit", "cable", "stripes", "rib", "yoke"))
    neck = rng.choice(("crew", "turtle" if style.cut == "保暖" else "vee", "crew"))
    depth = 288 if neck == "vee" else 226
    texture = cloth.knit(drawing, colour)
    if look == "cable":
        texture = cloth.cable(drawing, colour)
    elif look == "rib":
        texture = cloth.rib(drawing, colour, 10)
    elif look == "stripes":
        texture += cloth.stripes(drawing, colour, rng.choice((58, 84)), 0.28)
    elif look == "yoke":
        texture += fair_isle(colour)
    arm = cloth.knit(drawing, colour) if look in ("cable", "yoke") else texture
    ribbed = (dark(colour, 0.07), cloth.rib(drawing, colour))
    out = hanger(drawing, 6, wood=True, width=124) + inside(64, depth, colour)
    out += sleeves(long_sleeve(drawing, half, colour, arm, ribbed, plump=8))
    trunk = body(half, hem, 64, depth)
    folds = torso_folds(drawing, colour, half, hem, 0.9)
    out += drawing.piece(trunk, colour, folds, texture, edge=0.5, width=36)
    out += knit_hem(drawing, half, hem, ribbed)
    if neck == "turtle":
        out += turtle(drawing, ribbed)
    else:
        out += collar_band(64, depth, colour)
    return out, (half + 90, 604)


def knit_hem(drawing, half, hem, ribbed):
    band = both(
        (0, hem - 38),
        (half * 0.6, hem - 38, half - 1, hem - 46),
        (half + 2, hem + 2),
        (half * 0.5, hem + 10, 0, hem + 9),
    )
    return drawing.piece(band, ribbed[0], "", ribbed[1], edge=0.35, width=12)


def turtle(drawing, ribbed):
    roll = both((0, 146), (48, 146, 60, 156), (70, 190, 68, 214), (40, 236, 0, 238))
    crease = seam("M-62 196Q0 216 62 196", ribbed[0], 2, 0.5)
    return drawing.piece(roll, ribbed[0], "", ribbed[1], width=18) + crease


def fair_isle(colour):
    """A patterned yoke across chest and shoulders."""
    pale = light(colour, 0.75) if luminance(colour) < 0.6 else dark(colour, 0.45)
    rows = []
    for row, y in enumerate((286, 312, 338, 364)):
        step = 26
        for x in range(-13, 14):
            cx = x * step + (13 if row % 2 else 0)
            size = 8 if row in (1, 2) else 5
            rows.append(
                f'<path d="M{cx} {y - size}L{cx + size} {y}L{cx} {y + size}'
                f'L{cx - size} {y}Z" fill="{pale}" opacity=".8"/>'
            )
    return "".join(rows)
