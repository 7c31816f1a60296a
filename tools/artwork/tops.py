"""T-shirts and shirts, and the body and sleeves other tops are built on."""

from . import cloth
from .scene import hanger
from .svg import (
    both,
    button,
    dark,
    light,
    luminance,
    mirrored,
    mix,
    shape,
    stitch,
)

WIDTHS = {"宽松": 20, "修身": -18, "休闲": 8, "保暖": 6}


def frame(style, base=160):
    """Half width of the body at the chest."""
    return base + WIDTHS.get(style.cut, 0)


def body(half, hem, neck=64, depth=238, shoulder=150):
    return both(
        (0, depth),
        (neck * 0.72, depth, neck, 184),
        (shoulder, 214),
        (shoulder - 12, 262, half - 4, 296, half, 342),
        (half - 9, 460, half - 6, 540, half + 3, hem),
        (half * 0.5, hem + 10, 0, hem + 8),
    )


def inside(neck, depth, colour):
    """Inner back of the neck, with the sewn label."""
    deep = dark(colour, 0.38)
    depth = 190 + (depth - 184) * 4 / 3  # a cubic reaches 3/4 of its controls
    return (
        f'<path d="M{-neck} 184C{-neck * 0.6} {176} {neck * 0.6} {176} {neck} 184'
        f'C{neck * 0.72} {depth} {-neck * 0.72} {depth} {-neck} 184Z" fill="{deep}"/>'
        f'<path d="M{-neck} 184C{-neck * 0.6} 196 {neck * 0.6} 196 {neck} 184"'
        f' fill="none" stroke="{dark(colour, 0.15)}" stroke-width="6"/>'
        '<rect x="-17" y="197" width="34" height="15" rx="1.5" fill="#f6f1e7"/>'
        '<path d="M-9 204.500H9" stroke="#8d8274" stroke-width="2"/>'
    )


def short_sleeve(drawing, half, colour, texture=""):
    path = shape(
        (144, 210),
        (196, 226, 238, 272, half + 122, 388),
        (half + 96, 414, half + 56, 424),
        (half + 26, 386, half - 2, 352),
        (half - 12, 296, 138, 262, 144, 210),
    )
    folds = drawing.folds(
        colour,
        [
            (f"M150 250C190 290 {half + 40} 330 {half + 70} 400", 8),
            ("M210 250L250 330", 6),
        ],
    )
    hem = f"M{half + 51} 412Q{half + 88} 402 {half + 114} 376"
    return drawing.piece(path, colour, folds, texture, width=24) + stitch(hem, colour)


def long_sleeve(drawing, half, colour, texture="", cuff=None, end=612, plump=0):
    outer, inner = half + 106 + plump, half + 46
    path = shape(
        (144, 210),
        (206, 230, half + 58 + plump, 282, half + 72 + plump, 368),
        (half + 88 + plump, 440, outer - 2, 520, outer, end),
        (half + 76, end + 12, inner, end + 8),
        (half + 34, 500, half + 12, 420, half - 2, 350),
        (half - 12, 296, 138, 262, 144, 210),
    )
    folds = drawing.folds(
        colour,
        [
            (f"M158 248C190 290 {half + 20} 330 {half + 34} 420", 9),
            (f"M{half + 74 + plump} 400Q{half + 52} 424 {half + 26} 428", 7),
            (f"M{half + 84 + plump} 446Q{half + 60} 476 {half + 36} 474", 6),
            (f"M{half + 92} 520Q{half + 72} 540 {half + 46} 540", 6),
        ],
    )
    out = drawing.piece(path, colour, folds, texture, width=24)
    if cuff:
        band = shape(
            (outer + 1, end - 44),
            (outer + 1, end + 2),
            (half + 76, end + 14, inner - 1, end + 10),
            (inner - 5, end - 36),
            (half + 72, end - 28, outer + 1, end - 44),
        )
        out += drawing.piece(band, cuff[0], "", cuff[1], width=12)
    return out


def sleeves(markup):
    return markup + mirrored(markup)


def torso_folds(drawing, colour, half, hem, strength=1.0):
    sway = drawing.rng.uniform(-12, 12)
    return drawing.folds(
        colour,
        [
            (f"M{half - 6} 356C{half - 60} 400 {half - 90} 430 {70 + sway} 470", 9),
            (f"M{-half + 6} 356C{-half + 60} 404 {-half + 80} 440 {-64 + sway} 488", 9),
            (f"M{half - 18} 470C{half - 40} 520 {half - 60} 580 {half - 66} {hem}", 11),
            (
                (
                    f"M{-half + 26} 500C{-half + 40} 540 {-half + 52} 590"
                    f" {-half + 50} {hem}"
                ),
                9,
            ),
            (f"M{sway} 420C{sway + 8} 500 {sway - 10} 560 {sway + 4} {hem - 10}", 8),
        ],
        strength,
    )


def tshirt(drawing, style):
    """Crew or V neck, plain, striped, pocketed, printed or colour-blocked."""
    rng, colour = drawing.rng, style.colour
    half, hem = frame(style) + 4, 640 + rng.choice((-16, 0, 18))
    look = rng.choice(("plain", "stripes", "pocket", "print", "raglan", "chest"))
    deep = 226 if rng.random() < 0.75 else 276
    trunk = body(half, hem, 62, deep)
    arm, texture = colour, ""
    if look == "stripes":
        texture = cloth.stripes(drawing, colour, rng.choice((26, 44)))
    elif look == "raglan":
        arm = (
            mix(colour, "#f1ede4", 0.85)
            if luminance(colour) < 0.5
            else dark(colour, 0.5)
        )
    elif look == "chest":
        texture = cloth.block("M-400 330H400V392H-400Z", light(colour, 0.78))
        texture += cloth.block("M-400 400H400V410H-400Z", light(colour, 0.78))
    out = hanger(drawing, 6, wood=rng.random() < 0.5, width=120)
    out += inside(62, deep, colour)
    cut = texture if look == "stripes" else ""
    out += sleeves(short_sleeve(drawing, half, arm, cut))
    out += drawing.piece(
        trunk, colour, torso_folds(drawing, colour, half, hem), texture
    )
    out += collar_band(62, deep, arm if look == "raglan" else colour)
    out += stitch(f"M{-half + 4} {hem - 9}Q0 {hem + 2} {half - 4} {hem - 9}", colour)
    if look == "pocket":
        out += patch_pocket(drawing, 42, 322, 74, 82, colour)
    elif look == "print":
        out += chest_print(drawing, colour, style.brand)
    return out, (half + 96, 408)


def collar_band(neck, depth, colour):
    """Ribbed band round the neckline."""
    line = (
        f"M{-neck} 184Q{-neck * 0.72} {depth} 0 {depth}Q{neck * 0.72}"
        f" {depth} {neck} 184"
    )
    tone = dark(colour, 0.16)
    return (
        f'<path d="{line}" fill="none" stroke="{tone}" stroke-width="15"/>'
        f'<path d="{line}" fill="none" stroke="{dark(colour, 0.5)}" stroke-width="15"'
        ' stroke-opacity=".34" stroke-dasharray="1.6 3.4"/>'
        f'<path d="{line}" fill="none" stroke="{dark(colour, 0.55)}" stroke-width="1"'
        ' stroke-opacity=".5" transform="translate(0 8)"/>'
    )


def patch_pocket(drawing, x, y, width, height, colour, flap=False):
    path = shape(
        (x, y),
        (x + width, y),
        (x + width, y + height - 14),
        (x + width / 2, y + height),
        (x, y + height - 14),
    )
    out = drawing.piece(path, colour, edge=0.2, width=10)
    out += stitch(f"M{x + 3} {y + 10}H{x + width - 3}", colour)
    if flap:
        lid = shape(
            (x - 3, y - 6),
            (x + width + 3, y - 6),
            (x + width + 3, y + 18),
            (x + width / 2, y + 30),
            (x - 3, y + 18),
        )
        out += drawing.piece(lid, colour, edge=0.3, width=10)
        out += button(x + width / 2, y + 17, 6, dark(colour, 0.3))
    return out


def chest_print(drawing, colour, brand):
    """A simple landscape: sun, ridge and the house's year."""
    ink = light(colour, 0.8) if luminance(colour) < 0.6 else dark(colour, 0.62)
    warm = drawing.rng.choice(("#d98a4e", "#c9594c", "#d8b45a"))
    return (
        f'<circle cx="26" cy="352" r="34" fill="{warm}" opacity=".9"/>'
        f'<path d="M-84 420L-30 340L6 388L34 356L86 420Z" fill="{ink}"/>'
        f'<path d="M-30 340L-14 362L-30 372L-42 358Z" fill="{colour}" opacity=".55"/>'
        f'<text y="452" text-anchor="middle" font-size="22" letter-spacing="9"'
        f' fill="{ink}" font-family="Noto Serif CJK SC, serif">{brand}</text>'
    )


def shirt(drawing, style):
    """Collared shirt: plain, pinstriped, checked or with contrast placket."""
    rng, colour = drawing.rng, style.colour
    half, hem = frame(style, 156), 640 + rng.choice((0, 20))
    weave = rng.choice(("plain", "pinstripe", "check", "twill"))
    if style.cut == "复古":
        weave = "check"
    texture = "" if weave == "plain" else getattr(cloth, weave)(drawing, colour)
    trunk = both(
        (0, 210),
        (52, 186),
        (148, 212),
        (138, 262, half - 4, 296, half, 342),
        (half - 10, 460, half - 6, 520, half + 2, hem - 34),
        (half - 20, hem + 6, half * 0.45, hem + 10, 0, hem + 12),
    )
    cuff = (dark(colour, 0.06), texture)
    out = hanger(drawing, 6, wood=True, width=124)
    out += sleeves(long_sleeve(drawing, half, colour, texture, cuff))
    out += drawing.piece(
        trunk, colour, torso_folds(drawing, colour, half, hem), texture
    )
    out += placket(drawing, colour, hem)
    out += patch_pocket(drawing, 46, 326, 72, 84, colour, flap=style.cut == "复古")
    if rng.random() < 0.35:
        out += patch_pocket(
            drawing, -118, 326, 72, 84, colour, flap=style.cut == "复古"
        )
    out += shirt_collar(drawing, dark(colour, 0.05), texture)
    return out, (half + 84, 600)


def placket(drawing, colour, hem):
    pearl = drawing.rng.choice(("#f3ede1", "#5f4a39", dark(colour, 0.35)))
    out = drawing.piece(
        shape((-15, 214), (15, 214), (15, hem + 11), (-15, hem + 11)),
        colour,
        edge=0.25,
        width=8,
    )
    out += stitch(f"M-11 226V{hem + 8}", colour) + stitch(f"M11 226V{hem + 8}", colour)
    return out + "".join(button(0, y, 6.5, pearl) for y in range(262, hem - 20, 66))


def shirt_collar(drawing, colour, texture=""):
    """Two collar leaves around a stand with its inner side."""
    back = shape(
        (-56, 190),
        (-40, 158, 40, 158, 56, 190),
        (30, 216, 0, 222),
        (-30, 216, -56, 190),
    )
    leaf = shape(
        (4, 216),
        (38, 192, 52, 176),
        (62, 178, 70, 196),
        (66, 236, 56, 262),
        (34, 236, 4, 216),
    )
    out = f'<path d="{back}" fill="{dark(colour, 0.42)}"/>'
    out += (
        '<rect x="-16" y="180" width="32" height="14" rx="1.5" fill="#f6f1e7"/>'
        '<path d="M-8 187H8" stroke="#8d8274" stroke-width="2"/>'
    )
    wing = drawing.piece(leaf, colour, "", texture, edge=0.3, width=12)
    wing += stitch("M64 200Q61 232 54 254Q36 233 12 218", colour)
    shade = (
        '<path d="M4 222L56 268L72 206" fill="#000" opacity=".22" filter="url(#b6)"/>'
    )
    return out + sleeves(shade + wing) + button(0, 222, 6, light(colour, 0.5))
