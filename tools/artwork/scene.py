"""The room around the goods: backdrop, hanger, plinth and the brand's hang tag."""

from .svg import dark, light, mix

BACKDROPS = {
    "云杉": (("#eef0ea", "#cfd6ca"), ("#efebe4", "#d9d0c2"), ("#ebeef0", "#cad2d8")),
    "素槿": (("#f8f2ec", "#e6d7cb"), ("#f5efee", "#e2d1d0"), ("#f1f2ef", "#d6dcd6")),
    "北斗星": (("#f0f4f5", "#cddae0"), ("#f4f0e8", "#ddd4c4"), ("#eef1ec", "#ccd6cc")),
    "花漾": (("#fdf2f2", "#efcfd4"), ("#fdf3ea", "#f1d5c4"), ("#f6f1fa", "#dcd1e8")),
}
INKS = {"云杉": "#3f5146", "素槿": "#8a5a52", "北斗星": "#27506a", "花漾": "#a8455f"}


def backdrop(drawing, brand):
    """A soft studio wall; one quiet shape behind the article, chosen by the style."""
    rng = drawing.rng
    high, low = rng.choice(BACKDROPS[brand])
    wall = drawing.define(
        "g",
        '<radialGradient id="{id}" cx=".36" cy=".26" r=".95">'
        f'<stop offset="0" stop-color="{high}"/><stop offset="1" stop-color="{low}"/>'
        "</radialGradient>",
    )
    out = f'<rect x="-400" width="800" height="800" fill="url(#{wall})"/>'
    panel = light(high, 0.45)
    kind = rng.choice(("arch", "disc", "plain", "window"))
    if kind == "arch":
        out += (
            '<path d="M-262 800V352A262 262 0 0 1 262 352V800Z"'
            f' fill="{panel}" opacity=".62"/>'
        )
    elif kind == "disc":
        out += f'<circle cx="0" cy="398" r="318" fill="{panel}" opacity=".6"/>'
    elif kind == "window":
        out += "".join(
            f'<path d="M{x} -20L{x + 118} -20L{x - 170} 820L{x - 330} 820Z"'
            ' fill="#fff" opacity=".30" filter="url(#b10)"/>'
            for x in (-60, 108, 276)
        )
    return out


def floor(drawing, brand, level=620):
    """Wall and table: where shoes, bags and jars stand."""
    high, low = drawing.rng.choice(BACKDROPS[brand])
    wall = drawing.define(
        "g",
        '<linearGradient id="{id}" x1="0" x2=".4" y1="0" y2="1">'
        f'<stop offset="0" stop-color="{light(high, 0.3)}"/>'
        f'<stop offset="1" stop-color="{low}"/></linearGradient>',
    )
    table = drawing.define(
        "g",
        '<linearGradient id="{id}" x1="0" x2="0" y1="0" y2="1">'
        f'<stop offset="0" stop-color="{mix(high, low, 0.35)}"/>'
        f'<stop offset="1" stop-color="{light(high, 0.25)}"/></linearGradient>',
    )
    return (
        f'<rect x="-400" width="800" height="{level}" fill="url(#{wall})"/>'
        f'<rect x="-400" y="{level}" width="800" height="{800 - level}"'
        f' fill="url(#{table})"/><rect x="-400" y="{level - 16}"'
        ' width="800" height="30"'
        f' fill="{dark(low, 0.12)}" opacity=".35" filter="url(#b10)"/>'
    )


def contact(x, y, width, height=22, opacity=0.42):
    """The shadow a standing thing throws on the table."""
    return (
        f'<ellipse cx="{x + 14}" cy="{y}" rx="{width}" ry="{height}" fill="#1a1512"'
        f' opacity="{opacity * 0.55}" filter="url(#b16)"/><ellipse'
        f' cx="{x}" cy="{y - 2}"'
        f' rx="{width * 0.9}" ry="{height * 0.42}" fill="#1a1512" opacity="{opacity}"'
        ' filter="url(#b6)"/>'
    )


def leaves(drawing, brand):
    """Blurred shadow of a branch falling over the wall."""
    rng = drawing.rng
    tone = INKS[brand]
    side = rng.choice((-1, 1))
    parts = [
        f'<path d="M430 {40 + 20 * i}C{300 - i * 12} {60 + i * 44} {250 - i * 10}'
        f" {130 + i * 46} {215 - i * 8} {210 + i * 40}C{290 - i * 6} {190 + i * 40}"
        f' {360} {130 + i * 44} 430 {40 + 20 * i}Z" fill="{tone}"/>'
        for i in range(0, 7, 2)
    ]
    return (
        f'<g opacity=".13" filter="url(#b6)" transform="scale({side} 1)">'
        f"{''.join(parts)}</g>"
    )


def hanger(drawing, drop=0, wood=True, width=150):
    """A coat hanger; ``drop`` moves it down, metal for shirts, wood for coats."""
    tone = drawing.rng.choice(("#b98d5f", "#8d6748", "#caa67a")) if wood else "#9a9ea3"
    thick = 15 if wood else 6
    arms = (
        f"M{-width} {206 + drop}C{-width * 0.7} {176 + drop} -40 {160 + drop} 0"
        f" {152 + drop}C40 {160 + drop} {width * 0.7} {176 + drop} {width} {206 + drop}"
    )
    hook = (
        f"M0 {150 + drop}V{118 + drop}C0 {104 + drop} 17 {104 + drop} 17 {88 + drop}"
        f"A17 17 0 0 0 -16 {84 + drop}"
    )
    return (
        f'<path d="{hook}" fill="none" stroke="#000" stroke-width="5" opacity=".16"'
        ' filter="url(#b3)" transform="translate(7 8)"/>'
        f'<path d="{hook}" fill="none" stroke="#8b8f94" stroke-width="4.6"'
        ' stroke-linecap="round"/>'
        f'<path d="{hook}" fill="none" stroke="#e6e8ea" stroke-width="1.5"'
        ' stroke-linecap="round" transform="translate(-1 -.6)"/>'
        f'<path d="{arms}" fill="none" stroke="{dark(tone, 0.25)}"'
        f' stroke-width="{thick}" stroke-linecap="round"/>'
        f'<path d="{arms}" fill="none" stroke="{tone}" stroke-width="{thick * 0.7:.1f}"'
        ' stroke-linecap="round" transform="translate(0 -1.5)"/>'
    )


def clip_hanger(drawing, top, half):
    """Bar with two clips, for trousers and skirts; the waist hangs at ``top``."""
    bar = top - 26
    hook = f"M0 {bar}V{bar - 34}C0 {bar - 50} 17 {bar - 50} 17 {bar - 66}"
    hook += f"A17 17 0 0 0 -16 {bar - 70}"
    clips = "".join(
        f'<rect x="{x - 11}" y="{bar - 6}" width="22" height="44" rx="5"'
        f' fill="#8f9398"/><rect x="{x - 7}" y="{bar - 2}" width="5" height="34" rx="2"'
        ' fill="#d9dcdf"/>'
        for x in (-half, half)
    )
    return (
        f'<path d="{hook}" fill="none" stroke="#8b8f94" stroke-width="4.6"'
        ' stroke-linecap="round"/>'
        f'<rect x="{-half - 34}" y="{bar - 3}" width="{2 * half + 68}"'
        ' height="6" rx="3"'
        ' fill="#a3a7ab"/>',
        clips,
    )


def _mark(brand, ink):
    """A tiny emblem: spruce, hibiscus, the Dipper, a blossom."""
    if brand == "云杉":
        return f'<path d="M0 -13L9 0H4L12 12H-12L-4 0H-9Z" fill="{ink}"/>'
    if brand == "北斗星":
        stars = ((-14, -7), (-8, -1), (-2, 1), (3, 4), (3, 11), (13, 11), (14, 4))
        line = "M" + "L".join(f"{x} {y}" for x, y in stars) + "L3 4"
        points = "".join(
            f'<circle cx="{x}" cy="{y}" r="2" fill="{ink}"/>' for x, y in stars
        )
        return (
            f'<path d="{line}" fill="none" stroke="{ink}" stroke-width=".9"/>{points}'
        )
    count = 5 if brand == "素槿" else 6
    return "".join(
        f'<ellipse cy="-7" rx="3.6" ry="6.4" fill="none" stroke="{ink}"'
        f' stroke-width="1.3" transform="rotate({turn * 360 / count})"/>'
        for turn in range(count)
    )


def tag(drawing, brand, x, y, drop=46):
    """The brand's card on a thread tied at (x, y)."""
    rng, ink = drawing.rng, INKS[brand]
    paper = rng.choice(("#fbf8f2", "#f4ead9", "#ffffff"))
    tilt = rng.uniform(-9, 9)
    letters = "".join(
        f'<text y="{62 + 22 * i}" text-anchor="middle" font-size="19" fill="{ink}"'
        f' font-family="Noto Serif CJK SC, serif" font-weight="700">{letter}</text>'
        for i, letter in enumerate(brand)
    )
    height = 84 + 22 * len(brand) - 10
    card = (
        f'<path d="M-21 0L-12 -10H12L21 0V{height - 20}H-21Z" fill="#000" opacity=".30"'
        ' filter="url(#b6)" transform="translate(6 9)"/>'
        f'<path d="M-21 0L-12 -10H12L21 0V{height - 20}H-21Z" fill="{paper}"/>'
        f'<path d="M-17 2L-10 -6H10L17 2V{height - 24}H-17Z" fill="none" stroke="{ink}"'
        ' stroke-width=".7" stroke-opacity=".45"/>'
        f'<circle r="3.4" fill="{dark(paper, 0.35)}"/>'
        f'<g transform="translate(0 27)">{_mark(brand, ink)}</g>{letters}'
    )
    thread = f"M0 0C-5 {drop * 0.4} 6 {drop * 0.6} 0 {drop}"
    return (
        f'<g transform="translate({x} {y}) rotate({tilt:.1f})">'
        f'<path d="{thread}" fill="none" stroke="{ink}" stroke-width="1.3"/>'
        f'<g transform="translate(0 {drop})">{card}</g></g>'
    )
