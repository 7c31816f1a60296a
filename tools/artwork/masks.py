"""Sheet masks: a box with two sachets leaning on it."""

from .beauty import petals, plinth, words
from .scene import INKS, contact
from .svg import (
    dark,
    light,
    mix,
    shape,
)


def mask(drawing, style):
    """Sheet masks: a box with two sachets leaning on it."""
    rng = drawing.rng
    tone = rng.choice(
        ("#e9b8b0", "#a9c4b4", "#c3b2d6", "#efc9a0", mix(style.colour, "#f3d3cb", 0.6))
    )
    out, top = plinth(drawing, style.brand)
    base, ink = top + 8, INKS[style.brand]
    pale = light(tone, 0.66)
    box = (
        f'{contact(0, base, 150, 14)}<rect x="-128" y="{base - 330}"'
        f' width="228" height="330" fill="{pale}"/>'
        f'<path d="M100 {base - 330}L138 {base - 350}V{base - 20}L100'
        f' {base}Z" fill="{dark(pale, 0.18)}"/>'
        f'<path d="M-128 {base - 330}L-90 {base - 350}H138L100'
        f' {base - 330}Z" fill="{light(pale, 0.6)}"/>'
        f'<rect x="-128" y="{base - 120}" width="228" height="120" fill="{tone}"/>'
        f'<g transform="translate(-14 {base - 196})">{_leaf_face(tone)}</g>'
        '<g transform="translate(-14'
        f' {base - 66})">{words(style.brand, 0, "#fffaf4", 32, "MASK × 5")}'
        "</g>"
    )
    out += f'<g transform="translate(-34 -10)">{box}</g>'
    for x, tilt, pale in ((96, 7, 0.5), (150, 13, 0.25)):
        paper = light(tone, pale)
        out += (
            f'<g transform="translate({x} {base + 6})'
            f' rotate({tilt})">{_sachet(drawing, style, paper, ink)}'
            "</g>"
        )
    return out + petals(drawing, tone, top), None


def _leaf_face(tone):
    face = (
        '<path d="M-40 -52C-44 -6 -30 44 0 52C30 44 44 -6 40 -52C20 -74'
        ' -20 -74 -40 -52Z" fill="#fff"/>'
    )
    holes = (
        '<ellipse cx="-16" cy="-22" rx="9" ry="4.500"/><ellipse cx="16"'
        ' cy="-22" rx="9" ry="4.500"/><ellipse cy="22" rx="12" ry="5"/>'
    )
    return face + (
        f'<g fill="{tone}">{holes}<path d="M0 -12V4" stroke="{tone}"'
        ' stroke-width="3"/></g>'
    )


def _sachet(drawing, style, tone, ink):
    sheet = shape((-78, -232), (78, -232), (80, 0), (-80, 0))
    crimp = "".join(
        f'<path d="M-78 {y}H78" stroke="#fff" stroke-width="1.6" opacity=".6"/>'
        for y in (-226, -220, -214, -12, -6)
    )
    shine = (
        '<path d="M-60 -200L-20 -210L-48 -20L-66 -20Z" fill="#fff"'
        ' opacity=".30" filter="url(#b3)"/>'
    )
    shadow = (
        '<path d="M-78 -226L86 -226L92 6L-80 6Z" fill="#000"'
        ' opacity=".20" filter="url(#b6)"/>'
    )
    return (
        shadow
        + drawing.piece(sheet, tone, crimp + shine, edge=0.22, width=14)
        + (
            '<g transform="translate(0 -136)'
            f' scale(.62)">{_leaf_face(dark(tone, 0.12))}</g>'
        )
        + words(style.brand, -58, ink, 22)
    )
