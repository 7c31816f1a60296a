"""Fleece jackets and rain shells."""

from . import cloth
from .outerwear import hood, stand, trunk, welt
from .scene import hanger
from .svg import (
    both,
    dark,
    light,
    luminance,
    shape,
    zipper,
)
from .tops import frame, long_sleeve, sleeves, torso_folds


def fleece(drawing, style):
    """Fleece jacket, often with smooth panels in a second colour."""
    rng, colour = drawing.rng, style.colour
    half, hem = frame(style, 166), 618 + rng.choice((-14, 0, 18))
    plush = cloth.plush(drawing, colour)
    trim = rng.choice(("#2e3338", "#3d4a57", "#e9dfcb", "#c46a3a", "#55664f"))
    if luminance(colour) < 0.25:
        trim = rng.choice(("#d8772f", "#2f8fae", "#8c9094", "#b8a98c"))
    yoke = (
        cloth.block("M-300 180H300V318Q0 344 -300 318Z", trim)
        if rng.random() < 0.6
        else ""
    )
    edge = (trim, cloth.rib(drawing, trim))
    out = hanger(drawing, 0, wood=False, width=124)
    arm = plush + (
        cloth.block("M120 190H420V306H120Z", trim)
        if yoke and rng.random() < 0.5
        else ""
    )
    out += sleeves(long_sleeve(drawing, half, colour, arm, edge, plump=12))
    folds = torso_folds(drawing, colour, half, hem, 0.7)
    out += drawing.piece(
        trunk(half, hem), colour, folds, plush + yoke, edge=0.5, width=40
    )
    out += _chest_zip(drawing, trim if not yoke else colour)
    out += welt(half - 52, 450, 12, trim, "#c9ccd0")
    out += stand(drawing, colour if not yoke else trim, dark(trim, 0.2), 56)
    bottom = 420 if rng.random() < 0.35 else hem + 6
    out += zipper(0, 214, bottom, light(trim, 0.3))
    band = both(
        (0, hem - 14),
        (half * 0.6, hem - 14, half + 2, hem - 20),
        (half + 4, hem + 2),
        (half * 0.5, hem + 10, 0, hem + 9),
    )
    return out + drawing.piece(band, trim, edge=0.2, width=8), (half + 94, 604)


def _chest_zip(drawing, colour):
    path = shape((44, 330), (118, 330), (118, 412), (44, 412))
    out = drawing.piece(path, colour, edge=0.25, width=10)
    return out + (
        '<rect x="48" y="336" width="66" height="6" rx="3"'
        f' fill="{dark(colour, 0.5)}"/>'
        f'<line x1="50" x2="112" y1="339" y2="339" stroke="{light(colour, 0.5)}"'
        ' stroke-width="2.6" stroke-dasharray="2 1.6"/>'
    )


def shell(drawing, style):
    """Rain shell: hood, taped zips, colour-blocked shoulders."""
    rng, colour = drawing.rng, style.colour
    half, hem = frame(style, 168), 640 + rng.choice((-16, 0, 20))
    second = rng.choice((dark(colour, 0.45), "#2d3237", light(colour, 0.55), "#e0b33c"))
    if luminance(colour) < 0.25:
        second = rng.choice(("#3f4a55", "#d8772f", "#2f8fae", "#9aa0a5"))
    cut = rng.choice(
        (
            "M-320 180H320V330L0 372L-320 330Z",
            "M-320 180H320V300H-320Z",
            "M-320 180L320 180V260L-320 420Z",
            "M-320 460H320V720H-320Z",
        )
    )
    lining = dark(second, 0.3)
    shield, cords = hood(drawing, second if rng.random() < 0.6 else colour, lining)
    out = hanger(drawing, -4, wood=False, width=124) + shield
    cuff = (second, "")
    out += sleeves(long_sleeve(drawing, half, colour, "", cuff, plump=10))
    folds = torso_folds(drawing, colour, half, hem, 1.25)
    out += drawing.piece(trunk(half, hem, 6), colour, folds, cloth.block(cut, second))
    tape = rng.choice(("#f08a3c", "#d9e04f", "#f4f4f0", "#e2574c"))
    out += welt(half - 54, 430, 12, colour, tape)
    out += f'<g transform="rotate(90 82 330)">{zipper(82, 296, 366, tape, 6)}</g>'
    out += (
        f'<rect x="-13" y="214" width="26" height="{hem - 206}"'
        f' fill="{dark(colour, 0.2)}" opacity=".55"/>'
    )
    out += zipper(0, 214, hem + 6, tape)
    out += f'<path d="M-104 318l9 -15l9 15z" fill="{tape}"/>'
    return out + cords, (half + 96, 604)
