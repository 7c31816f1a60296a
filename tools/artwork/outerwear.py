"""Down jackets and jackets."""

from . import cloth
from .scene import hanger
from .svg import both, button, dark, light, mix, seam, shape, stitch, zipper
from .tops import frame, long_sleeve, patch_pocket, sleeves, torso_folds


def trunk(half, hem, flare=4):
    return both(
        (0, 204),
        (50, 188),
        (150, 212),
        (140, 262, half - 4, 296, half, 342),
        (half - 4, 460, half - 2 + flare / 2, 540, half + flare, hem),
        (half * 0.5, hem + 9, 0, hem + 8),
    )


def stand(drawing, colour, lining, height=52):
    """Stand-up collar, open at the front, showing its lining."""
    top = 196 - height
    inner = shape(
        (-52, 190),
        (-46, top + 6, 46, top + 6, 52, 190),
        (20, 214, 0, 216),
        (-20, 214, -52, 190),
    )
    side = shape(
        (4, 226),
        (6, 206, 44, 200, 46, top + 12),
        (56, top + 4, 64, top + 18),
        (72, 186, 66, 216),
        (40, 232, 4, 226),
    )
    out = f'<path d="{inner}" fill="{lining}"/><path d="{inner}" fill="url(#fall)"/>'
    out += '<rect x="-16" y="182" width="32" height="14" rx="1.5" fill="#f6f1e7"/>'
    return out + sleeves(drawing.piece(side, colour, edge=0.35, width=14))


def hood(drawing, colour, lining):
    back = both((0, 92), (66, 92, 96, 140), (112, 190, 92, 226), (60, 246, 0, 246))
    hole = both((0, 120), (42, 122, 58, 160), (62, 196, 38, 232), (20, 244, 0, 246))
    folds = drawing.folds(
        colour, [("M74 130Q92 176 70 226", 8), ("M-70 134Q-88 180 -66 226", 8)]
    )
    out = drawing.piece(back, colour, folds, width=24)
    out += f'<path d="{hole}" fill="{lining}"/>'
    out += (
        f'<path d="{hole}" fill="none" stroke="#000" stroke-opacity=".4"'
        ' filter="url(#b6)" stroke-width="16"/>'
    )
    cords = "".join(
        f'<path d="M{x} 232C{x * 1.2} 262 {x * 0.8} 280 {x} 304"'
        ' stroke="#efe9dd" fill="none"'
        f' stroke-width="3"/><rect x="{x - 3}" y="300" width="6"'
        ' height="15" rx="2" fill="#777"/>'
        for x in (-26, 26)
    )
    return out, cords


def welt(x, y, angle, colour, metal=None):
    """Slanted hand pocket, with a zip when ``metal`` is given."""
    line = (
        f'<rect x="-4" y="0" width="8" height="92" rx="3" fill="{dark(colour, 0.45)}"/>'
    )
    if metal:
        line += (
            f'<line y1="4" y2="88" stroke="{metal}" stroke-width="3"'
            ' stroke-dasharray="2.2 1.8"/><rect x="-3" y="6" width="6"'
            f' height="18" rx="3" fill="{metal}"/>'
        )
    one = f'<g transform="translate({x} {y}) rotate({angle})">{line}</g>'
    two = f'<g transform="translate({-x} {y}) rotate({-angle})">{line}</g>'
    return one + two


def _tubes(drawing, colour, step, top=236, left=-420, right=420):
    """Down quilting: every channel has its own belly of light and shadow."""
    glow = drawing.define(
        "g",
        '<linearGradient id="{id}" x1="0" x2="0" y1="0" y2="1">'
        '<stop offset="0" stop-color="#000" stop-opacity=".32"/>'
        f'<stop offset=".22" stop-color="{light(colour, 0.6)}" stop-opacity=".36"/>'
        '<stop offset=".6" stop-color="#000" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#000" stop-opacity=".36"/></linearGradient>',
    )
    rng, out, y = drawing.rng, [], top - 3 * step
    while y < 780:
        bow = rng.uniform(6, 12)
        out.append(
            f'<path d="M{left} {y}Q0 {y + bow} {right} {y}V{y + step}Q0'
            f" {y + step + bow}"
            f' {left} {y + step}Z" fill="url(#{glow})"/>'
        )
        for _pucker in range(9):
            x = rng.uniform(left * 0.6, right * 0.6)
            out.append(
                f'<path d="M{x:.0f}'
                f" {y + step + bow * 0.7:.0f}q{rng.uniform(-5, 5):.0f} -10"
                f' {rng.uniform(-4, 4):.0f} -{step * 0.36:.0f}"'
                f' stroke="{dark(colour, 0.6)}"'
                ' stroke-opacity=".30" stroke-width="2.4" fill="none"'
                ' filter="url(#b1)"/>'
            )
        y += step
    return "".join(out)


def down(drawing, style):
    """Down jacket: short or long, hood or stand collar, broad or fine quilting."""
    rng, colour = drawing.rng, style.colour
    half = frame(style, 172)
    hem = rng.choice((610, 640, 706))
    step = rng.choice((46, 58, 72)) if style.cut != "轻薄" else 34
    lining = mix(
        dark(colour, 0.35), rng.choice(("#b5563c", "#3b4a5c", "#7a6a55")), 0.45
    )
    quilt = _tubes(drawing, colour, step)
    out = hanger(drawing, -4, wood=True, width=130)
    cords = ""
    hooded = rng.random() < 0.55
    if hooded:
        shield, cords = hood(drawing, colour, lining)
        out += shield
    cuff = (dark(colour, 0.25), cloth.rib(drawing, dark(colour, 0.25)))
    out += sleeves(long_sleeve(drawing, half, colour, quilt, cuff, plump=22))
    out += drawing.piece(trunk(half, hem), colour, "", quilt, edge=0.5, width=44)
    out += welt(half - 52, min(hem - 170, 480), 12, colour, "#c9ccd0")
    if not hooded:
        out += stand(drawing, colour, lining, 58)
    out += seam(f"M-13 226V{hem + 6}", colour) + seam(f"M13 226V{hem + 6}", colour)
    out += zipper(0, 214, hem + 6, rng.choice(("#c9ccd0", "#3b3b3d", "#b9965b")))
    badge = (
        f'<g transform="translate({-half * 0.52:.0f} 322)"><rect x="-17"'
        ' y="-12" width="34" height="24" rx="3"'
        f' fill="{light(colour, 0.75)}"/><path d="M-8 5L0 -6L8 5Z"'
        f' fill="{dark(colour, 0.5)}"/></g>'
    )
    return out + badge + cords, (half + 98, 602)


def jacket(drawing, style):
    """Zip or button jacket: bomber, trucker, harrington or coach."""
    rng, colour = drawing.rng, style.colour
    half, hem = frame(style, 164), 596 + rng.choice((-10, 0, 14))
    kind = {"复古": "trucker", "都市": "harrington"}.get(style.cut) or rng.choice(
        ("bomber", "trucker", "harrington")
    )
    lining = rng.choice(("#a9784d", "#7c4038", "#53606b"))
    texture = cloth.twill(drawing, colour)
    rib = (dark(colour, 0.22), cloth.rib(drawing, dark(colour, 0.22)))
    cuff = rib if kind == "bomber" else (dark(colour, 0.06), texture)
    out = hanger(drawing, 0, wood=True, width=126)
    out += sleeves(long_sleeve(drawing, half, colour, texture, cuff, end=602, plump=4))
    folds = torso_folds(drawing, colour, half, hem, 0.9)
    out += drawing.piece(trunk(half, hem, 0), colour, folds, texture)
    band = both(
        (0, hem - 42),
        (half * 0.6, hem - 42, half, hem - 50),
        (half, hem + 2),
        (half * 0.5, hem + 10, 0, hem + 9),
    )
    out += drawing.piece(band, cuff[0], "", cuff[1], edge=0.3, width=12)
    if kind == "trucker":
        out += _trucker_front(drawing, colour, half, hem)
    else:
        out += welt(half - 56, 430, 16, colour, "#b9965b" if kind == "bomber" else None)
        out += seam(f"M-12 226V{hem}", colour) + zipper(0, 216, hem + 4, "#c9ccd0")
    if kind == "harrington":
        out += seam("M-150 300Q0 330 -12 312M150 300Q80 326 12 312", colour)
    if kind == "bomber":
        out += _rib_collar(drawing, rib, lining)
    else:
        out += _lapel_collar(drawing, dark(colour, 0.08), lining, texture)
    return out, (half + 88, 596)


def _rib_collar(drawing, rib, lining):
    inner = shape(
        (-54, 190),
        (-40, 168, 40, 168, 54, 190),
        (24, 216, 0, 220),
        (-24, 216, -54, 190),
    )
    side = shape((3, 226), (30, 210, 46, 178), (56, 172, 66, 190), (52, 232, 3, 246))
    out = f'<path d="{inner}" fill="{lining}"/><path d="{inner}" fill="url(#fall)"/>'
    out += '<rect x="-16" y="182" width="32" height="14" rx="1.5" fill="#f6f1e7"/>'
    return out + sleeves(drawing.piece(side, rib[0], "", rib[1], edge=0.3, width=10))


def _lapel_collar(drawing, colour, lining, texture=""):
    inner = shape(
        (-54, 190),
        (-40, 164, 40, 164, 54, 190),
        (24, 222, 0, 232),
        (-24, 222, -54, 190),
    )
    leaf = shape(
        (3, 236),
        (36, 204, 50, 176),
        (62, 174, 74, 198),
        (78, 230, 74, 268),
        (40, 252, 3, 236),
    )
    out = f'<path d="{inner}" fill="{lining}"/><path d="{inner}" fill="url(#fall)"/>'
    out += '<rect x="-16" y="182" width="32" height="14" rx="1.5" fill="#f6f1e7"/>'
    shade = (
        '<path d="M4 244L76 278L82 214" fill="#000" opacity=".25" filter="url(#b6)"/>'
    )
    wing = drawing.piece(leaf, colour, "", texture, edge=0.3, width=12)
    wing += stitch("M70 204Q73 232 68 258Q36 244 12 233", colour)
    return out + sleeves(shade + wing)


def _trucker_front(drawing, colour, half, hem):
    metal = drawing.rng.choice(("#b98a52", "#c3c6ca"))
    out = seam("M-146 296Q-70 312 -14 312M146 296Q70 312 14 312", colour, 1.8)
    for sign in (-1, 1):
        out += seam(f"M{sign * 100} 312L{sign * 60} {hem - 46}", colour, 1.8)
        out += stitch(f"M{sign * 95} 312L{sign * 55} {hem - 46}", colour)
    out += patch_pocket(drawing, 46, 318, 76, 66, colour, True)
    out += patch_pocket(drawing, -122, 318, 76, 66, colour, True)
    out += drawing.piece(
        shape((-14, 226), (14, 226), (14, hem + 8), (-14, hem + 8)),
        colour,
        edge=0.25,
        width=8,
    )
    return out + "".join(button(0, y, 7, metal) for y in range(262, hem, 62))
