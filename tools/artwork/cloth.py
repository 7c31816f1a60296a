"""Textures: what the cloth is made of, drawn as SVG patterns over a piece."""

from .svg import dark, light, luminance

FIELD = '<rect x="-420" y="0" width="840" height="820" fill="url(#{id})"{more}/>'


def _fill(drawing, width, height, markup, transform="", more=""):
    turn = f' patternTransform="{transform}"' if transform else ""
    name = drawing.define(
        "t",
        f'<pattern id="{{id}}" width="{width}" height="{height}"'
        f' patternUnits="userSpaceOnUse"{turn}>{markup}</pattern>',
    )
    return FIELD.format(id=name, more=more)


def _contrast(colour, low=0.35, high=0.5):
    if luminance(colour) < 0.35:
        return light(colour, low)
    return dark(colour, high)


def knit(drawing, colour, size=9):
    """Stocking stitch: little v's in columns."""
    half, tone = size / 2, dark(colour, 0.55)
    shine = light(colour, 0.4)
    return _fill(
        drawing,
        size,
        size * 0.8,
        f'<path d="M0 0L{half} {size * 0.55}L{size} 0" fill="none" stroke="{tone}"'
        f' stroke-width="1.5" stroke-opacity=".34"/><path d="M0 2.4L{half}'
        f' {size * 0.55 + 2.4}L{size} 2.4" fill="none" stroke="{shine}"'
        ' stroke-width="1" stroke-opacity=".25"/>',
    )


def rib(drawing, colour, step=8):
    tone, shine = dark(colour, 0.6), light(colour, 0.4)
    return _fill(
        drawing,
        step,
        20,
        f'<rect width="{step * 0.36}" height="20" fill="{tone}" opacity=".30"/>'
        f'<rect x="{step * 0.55}" width="{step * 0.25}" height="20" fill="{shine}"'
        ' opacity=".20"/>',
    )


def cable(drawing, colour, columns=(-96, 0, 96)):
    """Twisted cables on a knitted ground."""
    tone, shine = dark(colour, 0.6), light(colour, 0.42)
    out = [knit(drawing, colour)]
    for column in columns:
        for y in range(170, 700, 44):
            for sign in (-1, 1):
                out.append(
                    f'<path d="M{column - 15 * sign} {y}C{column - 15 * sign} {y + 24}'
                    f" {column + 15 * sign} {y + 20} {column + 15 * sign} {y + 44}"
                    f'" fill="none" stroke="{tone}" stroke-opacity=".34"'
                    f' stroke-width="12"/><path d="M{column - 15 * sign} {y}'
                    f"C{column - 15 * sign} {y + 24} {column + 15 * sign} {y + 20}"
                    f' {column + 15 * sign} {y + 44}" fill="none" stroke="{shine}"'
                    ' stroke-opacity=".55" stroke-width="6"/>'
                )
    return "".join(out)


def stripes(drawing, colour, step=34, share=0.3, tone=None, upright=False):
    tone = tone or _contrast(colour, 0.75, 0.6)
    turn = "rotate(-90)" if upright else ""
    return _fill(
        drawing,
        40,
        step,
        f'<rect width="40" height="{step * share:.1f}" fill="{tone}" opacity=".8"/>',
        turn,
    )


def pinstripe(drawing, colour, step=17):
    tone = _contrast(colour, 0.6, 0.4)
    return _fill(
        drawing,
        step,
        20,
        f'<rect width="1.8" height="20" fill="{tone}" opacity=".6"/>',
    )


def check(drawing, colour, size=58):
    """A soft plaid: two broad bands, one fine overcheck."""
    band, fine = dark(colour, 0.45), _contrast(colour, 0.85, 0.75)
    if luminance(colour) < 0.3:
        band = light(colour, 0.3)
    wide = size * 0.36
    return _fill(
        drawing,
        size,
        size,
        f'<rect width="{wide}" height="{size}" fill="{band}" opacity=".42"/>'
        f'<rect width="{size}" height="{wide}" fill="{band}" opacity=".42"/>'
        f'<path d="M{size * 0.68} 0V{size}M0 {size * 0.68}H{size}" stroke="{fine}"'
        ' stroke-width="1.6" stroke-opacity=".55"/>',
    )


def dots(drawing, colour, step=34):
    tone = light(colour, 0.82) if luminance(colour) < 0.75 else dark(colour, 0.55)
    half = step / 2
    return _fill(
        drawing,
        step,
        step,
        f'<circle cx="{half / 2}" cy="{half / 2}" r="3.4" fill="{tone}" opacity=".85"/>'
        f'<circle cx="{half * 1.5}" cy="{half * 1.5}" r="3.4" fill="{tone}"'
        ' opacity=".85"/>',
    )


def floral(drawing, colour):
    """Small five-petalled flowers with leaves, two sizes."""
    petal = light(colour, 0.72) if luminance(colour) < 0.7 else "#c9807c"
    leaf = "#8a9a78" if luminance(colour) > 0.3 else "#9aa88a"
    out = []
    for x, y, size in ((22, 24, 1.0), (74, 66, 0.72), (70, 14, 0.5), (22, 78, 0.55)):
        out.append(
            f'<path d="M{x} {y}q{16 * size} {4 * size} {24 * size} {18 * size}"'
            f' stroke="{leaf}" stroke-width="1.6" fill="none"/><ellipse'
            f' cx="{x + 20 * size}" cy="{y + 8 * size}" rx="{6 * size}" ry="{3 * size}"'
            f' fill="{leaf}" transform="rotate(30 {x + 20 * size} {y + 8 * size})"/>'
        )
        out += [
            f'<ellipse cx="{x}" cy="{y - 7 * size}" rx="{4.6 * size}" ry="{7 * size}"'
            f' fill="{petal}" transform="rotate({turn} {x} {y})"/>'
            for turn in range(0, 360, 72)
        ]
        out.append(f'<circle cx="{x}" cy="{y}" r="{3.2 * size}" fill="#d9a441"/>')
    return _fill(drawing, 96, 96, "".join(out), "rotate(12)")


def herringbone(drawing, colour):
    tone = _contrast(colour, 0.35, 0.4)
    return _fill(
        drawing,
        16,
        8,
        f'<path d="M0 8L8 0L16 8" stroke="{tone}" stroke-width="1.6" fill="none"'
        ' stroke-opacity=".36"/>',
    )


def twill(drawing, colour):
    return _fill(
        drawing,
        7,
        7,
        f'<rect width="2.2" height="7" fill="{dark(colour, 0.5)}" opacity=".16"/>',
        "rotate(35)",
    )


def plush(drawing, colour):
    """Fleece: short curls, scattered once and tiled."""
    tone, shine = dark(colour, 0.5), light(colour, 0.45)
    curls = []
    for _index in range(70):
        x, y = drawing.rng.uniform(0, 90), drawing.rng.uniform(0, 90)
        bend = drawing.rng.uniform(-7, 7)
        ink, depth = (tone, 0.20) if drawing.rng.random() < 0.5 else (shine, 0.22)
        curls.append(
            f'<path d="M{x:.0f} {y:.0f}q{bend:.0f} 5 {bend / 2:.0f} 9" stroke="{ink}"'
            f' stroke-opacity="{depth}" stroke-width="3" fill="none"'
            ' stroke-linecap="round"/>'
        )
    return _fill(drawing, 90, 90, "".join(curls))


def block(path, colour):
    """A yoke or panel in a second colour."""
    return f'<path d="{path}" fill="{colour}"/>'
