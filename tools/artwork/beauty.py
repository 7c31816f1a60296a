"""Cosmetics on a plinth: lipstick, serum, face cream."""

from .scene import INKS, contact, leaves
from .svg import dark, light, mix, shape

METALS = (("#e9cf9a", "#b98f4c"), ("#f0c9b4", "#b87f68"), ("#e3e5e8", "#8e949b"))


def _metal(drawing, pair, upright=False):
    high, low = pair
    axis = 'x1="0" x2="0" y1="0" y2="1"' if upright else 'x1="0" x2="1" y1="0" y2="0"'
    return drawing.define(
        "g",
        f'<linearGradient id="{{id}}" {axis}><stop offset="0" stop-color="{low}"/>'
        f'<stop offset=".18" stop-color="{high}"/><stop offset=".3" stop-color="#fff"/>'
        f'<stop offset=".42" stop-color="{high}"/>'
        f'<stop offset=".78" stop-color="{low}"/>'
        f'<stop offset="1" stop-color="{dark(low, 0.3)}"/></linearGradient>',
    )


def _round(drawing, colour, shine=0.75):
    """Light over an upright cylinder of ``colour``."""
    return drawing.define(
        "g",
        '<linearGradient id="{id}" x1="0" x2="1" y1="0" y2="0">'
        f'<stop offset="0" stop-color="{dark(colour, 0.35)}"/>'
        f'<stop offset=".2" stop-color="{colour}"/>'
        f'<stop offset=".32" stop-color="{light(colour, shine)}"/>'
        f'<stop offset=".44" stop-color="{colour}"/>'
        f'<stop offset=".8" stop-color="{dark(colour, 0.14)}"/>'
        f'<stop offset="1" stop-color="{dark(colour, 0.42)}"/></linearGradient>',
    )


def plinth(drawing, brand):
    """Round or square pedestal; returns its markup and the height of its top."""
    rng = drawing.rng
    tone = rng.choice(("#f7e4e2", "#f6e6d8", "#efe6f3", "#fbf5ee"))
    top = rng.choice((600, 624))
    out = leaves(drawing, brand) if rng.random() < 0.6 else _halo(drawing)
    if rng.random() < 0.6:
        face = _round(drawing, tone, 0.4)
        out += contact(0, 742, 262, 24, 0.26)
        out += (
            f'<path d="M-236 {top}V724A236 36 0 0 0 236 724V{top}Z"'
            f' fill="url(#{face})"/>'
        )
        out += f'<ellipse cy="{top}" rx="236" ry="40" fill="{light(tone, 0.45)}"/>'
    else:
        out += contact(0, 742, 270, 20, 0.26)
        out += f'<path d="M-244 {top}H244V738H-244Z" fill="{dark(tone, 0.06)}"/>'
        out += (
            f'<path d="M-244 {top}L-196 {top - 42}H196L244 {top}Z"'
            f' fill="{light(tone, 0.5)}"/>'
        )
    return out, top


def _halo(drawing):
    tone = drawing.rng.choice(("#ffffff", "#fff3ea", "#ffeef2"))
    return f'<circle cy="380" r="280" fill="{tone}" opacity=".55"/>'


def words(brand, y, ink, size=24, small="BEAUTY"):
    return (
        f'<text y="{y}" text-anchor="middle" font-size="{size}" fill="{ink}"'
        f' letter-spacing="6" font-family="Noto Serif CJK SC, serif">{brand}</text>'
        f'<text y="{y + size * 0.8:.0f}" text-anchor="middle"'
        f' font-size="{size * 0.36:.0f}"'
        f' fill="{ink}" letter-spacing="3" font-family="Noto Sans CJK'
        f' SC">{small}</text>'
    )


def petals(drawing, colour, top):
    """A few fallen petals at the foot."""
    out = []
    for _petal in range(drawing.rng.choice((0, 3, 5))):
        x, y = drawing.rng.uniform(-215, 215), top + drawing.rng.uniform(-6, 20)
        turn, size = drawing.rng.uniform(-40, 40), drawing.rng.uniform(0.7, 1.2)
        out.append(
            f'<g transform="translate({x:.0f} {y:.0f}) rotate({turn:.0f})'
            f' scale({size:.2f})">'
            '<ellipse cx="3" cy="5" rx="17" ry="6" fill="#000"'
            ' opacity=".16" filter="url(#b3)"/>'
            '<path d="M-18 0C-10 -12 10 -12 18 -2C8 6 -10 8 -18 0Z"'
            f' fill="{light(colour, 0.55)}"/>'
            '<path d="M-14 0C-4 -4 6 -4 14 -2"'
            f' stroke="{light(colour, 0.25)}" fill="none"/></g>'
        )
    return "".join(out)


def lipstick(drawing, style):
    """One open lipstick, its cap beside it, a swatch of the shade."""
    rng, shade = drawing.rng, style.colour
    out, top = plinth(drawing, style.brand)
    metal = _metal(drawing, rng.choice(METALS))
    case = rng.choice(("#2a2526", "#f4efe9", "#7d2f3c", mix(shade, "#2a2526", 0.5)))
    tube, wax = _round(drawing, case, 0.55), _round(drawing, shade, 0.45)
    lean = rng.choice((-62, -48))
    base = top + 6
    swatch = (
        f'<path d="M40 {base + 10}C90 {base - 10} 150 {base - 4} 196'
        f' {base - 14}C180 {base + 12} 110 {base + 18} 40 {base + 10}Z"'
        f' fill="{shade}"/><path d="M70 {base + 4}C110 {base - 2} 150'
        f' {base - 2} 180 {base - 8}" stroke="{light(shade, 0.5)}"'
        ' stroke-width="3" fill="none" opacity=".7"/>'
    )
    stick = (
        f'{contact(0, base, 66, 12)}<path d="M-50'
        f' {base - 176}H50V{base - 6}A50 9 0 0 1 -50 {base - 6}Z"'
        f' fill="url(#{tube})"/>'
        f'<rect x="-44" y="{base - 262}" width="88" height="88" fill="url(#{metal})"/>'
        f'<ellipse cy="{base - 175}" rx="50" ry="8" fill="{light(case, 0.25)}"/>'
        f'<rect x="-44" y="{base - 186}" width="88" height="10"'
        ' fill="#000" opacity=".18"/>'
        f'<path d="M-35 {base - 258}V{base - 344}C-35 {base - 392} 14'
        f' {base - 424} 35 {base - 428}V{base - 258}Z"'
        f' fill="url(#{wax})"/>'
        f'<path d="M-35 {base - 344}C-35 {base - 392} 14 {base - 424} 35'
        f" {base - 428}C30 {base - 390} 0 {base - 350} -35"
        f' {base - 344}Z" fill="{light(shade, 0.3)}" opacity=".75"/>'
        f'<ellipse cy="{base - 260}" rx="44" ry="7" fill="url(#{metal})"/>'
    )
    ink = light(case, 0.75) if case != "#f4efe9" else INKS[style.brand]
    stick += words(style.brand, base - 92, ink, 23)
    cap = (
        f'{contact(0, base + 4, 60, 11)}<path d="M-48'
        f' {base - 214}H48V{base - 4}A48 9 0 0 1 -48 {base - 4}Z"'
        f' fill="url(#{tube})"/>'
        f'<ellipse cy="{base - 214}" rx="48" ry="9"'
        f' fill="{light(case, 0.3)}"/><rect x="-48" y="{base - 34}"'
        f' width="96" height="16" fill="url(#{metal})"/>'
    )
    out += swatch + f'<g transform="translate({lean} -8)">{stick}</g>'
    out += f'<g transform="translate({lean + 142} 6)">{cap}</g>'
    return out + petals(drawing, shade, top), None


def serum(drawing, style):
    """Dropper bottle of tinted glass."""
    rng = drawing.rng
    glass = rng.choice(
        ("#d9a45f", "#e6b7a9", "#9fb7a6", "#c7a5bd", mix(style.colour, "#f1d2c4", 0.62))
    )
    out, top = plinth(drawing, style.brand)
    metal, body = _metal(drawing, rng.choice(METALS)), _round(drawing, glass, 0.7)
    base, half = top + 8, rng.choice((86, 98))
    height = rng.choice((236, 268))
    shoulder = base - height
    bottle = shape(
        (-half, base - 18),
        (-half, shoulder + 36),
        (-half, shoulder, -46, shoulder - 8, -36, shoulder - 22),
        (36, shoulder - 22),
        (46, shoulder - 8, half, shoulder, half, shoulder + 36),
        (half, base - 18),
        (half, base + 8, -half, base + 8, -half, base - 18),
    )
    rubber = _round(drawing, rng.choice(("#f5efe8", "#3a3335", "#e9cfc9")), 0.6)
    cap = (
        f'<path d="M-26 {shoulder - 92}C-30 {shoulder - 150} -22'
        f" {shoulder - 178} 0 {shoulder - 178}C22 {shoulder - 178} 30"
        f' {shoulder - 150} 26 {shoulder - 92}Z" fill="url(#{rubber})"/>'
        f'<rect x="-42" y="{shoulder - 96}" width="84" height="74"'
        f' rx="5" fill="url(#{metal})"/>'
    )
    level = shoulder + rng.choice((30, 54))
    liquid = drawing.clipped(
        bottle,
        (
            f'<rect x="-120" y="{level}" width="240" height="320"'
            f' fill="{dark(glass, 0.25)}" opacity=".30"/><ellipse'
            f' cy="{level}" rx="{half}" ry="9" fill="{light(glass, 0.4)}"'
            f' opacity=".5"/><rect x="-5" y="{shoulder - 30}" width="10"'
            f' height="{height - 60}" fill="#fff" opacity=".35"/><rect'
            f' x="{-half + 12}" y="{shoulder + 18}" width="12"'
            f' height="{height - 60}" rx="6" fill="#fff" opacity=".6"/>'
        ),
    )
    label = (
        f'<rect x="{-half + 16}" y="{base - 168}"'
        f' width="{2 * half - 32}" height="116" rx="3" fill="#fffaf4"'
        ' opacity=".94"/>'
    )
    ink = INKS[style.brand]
    label += (
        words(style.brand, base - 112, ink, 26, "SERUM 30ml")
        + f'<path d="M-22 {base - 72}H22" stroke="{ink}" stroke-width="1"/>'
    )
    shift = rng.choice((-40, 0, 0))
    one = (
        contact(0, base, half + 18, 14)
        + f'<path d="{bottle}" fill="url(#{body})" opacity=".93"/>{liquid}{label}{cap}'
    )
    out += f'<g transform="translate({shift} 0)">{one}</g>'
    if shift:
        out += (
            '<g transform="translate(128 8) scale(.86) translate(0'
            f' {base * 0.163:.0f})">{_carton(style, base, glass)}</g>'
        )
    return out + petals(drawing, glass, top), None


def _carton(style, base, tone):
    pale = light(tone, 0.6)
    return (
        f'{contact(0, base, 84, 12)}<rect x="-66" y="{base - 330}"'
        f' width="132" height="330" fill="{pale}"/>'
        f'<path d="M66 {base - 330}L88 {base - 342}V{base - 14}L66'
        f' {base}Z" fill="{dark(pale, 0.16)}"/>'
        f'<path d="M-66 {base - 330}L-44 {base - 342}H88L66'
        f' {base - 330}Z" fill="{light(pale, 0.5)}"/>'
        f'<rect x="-66" y="{base - 96}" width="132" height="96"'
        f' fill="{mix(tone, pale, 0.4)}"/>'
        f"{words(style.brand, base - 210, INKS[style.brand], 30)}"
    )


def cream(drawing, style):
    """Low jar with a metal or wooden lid; sometimes open with a swirl."""
    rng = drawing.rng
    tone = rng.choice(
        ("#f8f1ea", "#f0d3cd", "#dbe4dc", "#e6d6e8", mix(style.colour, "#f6e2d8", 0.72))
    )
    out, top = plinth(drawing, style.brand)
    base, half, tall = top + 12, rng.choice((132, 146)), rng.choice((128, 148))
    jar, lid = _round(drawing, tone, 0.7), _metal(drawing, rng.choice(METALS))
    rim = base - tall
    body = (
        f'<path d="M{-half} {rim}V{base - 34}Q{-half} {base + 6}'
        f" {-half + 56} {base + 10}H{half - 56}Q{half} {base + 6} {half}"
        f' {base - 34}V{rim}Z" fill="url(#{jar})"/>'
    )
    body += words(
        style.brand, base - tall * 0.42, INKS[style.brand], 30, "FACE CREAM 50g"
    )
    if rng.random() < 0.45:
        whip = (
            f'<ellipse cy="{rim}" rx="{half}" ry="24"'
            f' fill="{dark(tone, 0.1)}"/><ellipse cy="{rim}"'
            f' rx="{half - 12}" ry="18" fill="#fffdf8"/><path d="M-80'
            f" {rim + 2}C-40 {rim - 34} 40 {rim - 40} 62 {rim - 8}C30"
            f" {rim - 20} -20 {rim - 10} -30 {rim + 8}C0 {rim - 6} 40"
            f' {rim - 2} 70 {rim + 4}" fill="#fff" stroke="#e9dccd"'
            ' stroke-width="2"/>'
        )
        leaned = (
            f'<g transform="translate({half + 52} {base - 62}) rotate(16)">'
            f'<ellipse rx="40" ry="92" fill="url(#{lid})"/><ellipse cx="-13"'
            f' rx="36" ry="88" fill="{light(tone, 0.3)}"/><ellipse cx="-13"'
            f' rx="28" ry="76" fill="none" stroke="{dark(tone, 0.18)}"/></g>'
        )
        shift = -58
        out += contact(half + 4, base + 8, 60, 10)
    else:
        whip = (
            f'<path d="M{-half - 4} {rim - 62}V{rim + 6}A{half + 4} 20 0 0 0'
            f' {half + 4} {rim + 6}V{rim - 62}Z" fill="url(#{lid})"/>'
            f'<ellipse cy="{rim - 62}" rx="{half + 4}" ry="24"'
            f' fill="{METALS[0][0]}"/><ellipse cy="{rim - 62}"'
            f' rx="{half + 4}" ry="24" fill="#fff" opacity=".5"/><ellipse'
            f' cy="{rim - 62}" rx="{half - 22}" ry="17" fill="none"'
            ' stroke="#fff" stroke-width="2" opacity=".8"/>'
        )
        leaned, shift = "", 0
    one = contact(0, base + 6, half + 26, 16) + body + whip + leaned
    out += f'<g transform="translate({shift} 0)">{one}</g>'
    return out + petals(drawing, tone, top), None
