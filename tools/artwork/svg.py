"""A small SVG vocabulary for garments: mirrored outlines, shaded pieces, seams."""

INK = "#14110f"
PAPER = "#ffffff"


def mix(one, two, share):
    """Return the colour ``share`` of the way from ``one`` to ``two`` (#rrggbb)."""
    pairs = [(int(one[i : i + 2], 16), int(two[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def dark(colour, share):
    return mix(colour, INK, share)


def light(colour, share):
    return mix(colour, PAPER, share)


def luminance(colour):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return (0.3 * red + 0.59 * green + 0.11 * blue) / 255


def _segment(points):
    values = [round(value, 1) for value in points]
    letter = {2: "L", 4: "Q", 6: "C"}[len(values)]
    return letter + " ".join(str(value) for value in values)


def shape(*nodes, close=True):
    """Return path data; a node is a point with no, one or two controls before it."""
    start = nodes[0]
    text = f"M{start[0]:.1f} {start[1]:.1f}" + "".join(map(_segment, nodes[1:]))
    return text + ("Z" if close else "")


def both(*nodes):
    """Return the closed outline of a right half (top to bottom) and its mirror."""
    left = []
    for index in range(len(nodes) - 1, 0, -1):
        controls = list(nodes[index][:-2])
        end = nodes[index - 1][-2:]
        pairs = [tuple(controls[i : i + 2]) for i in range(0, len(controls), 2)]
        flat = [value for pair in reversed(pairs) for value in pair] + list(end)
        left.append(
            tuple(-value if i % 2 == 0 else value for i, value in enumerate(flat))
        )
    return shape(*nodes, (-nodes[-1][-2], nodes[-1][-1]), *left)


def mirrored(markup):
    return f'<g transform="scale(-1 1)">{markup}</g>'


FILTERS = "".join(
    f'<filter id="b{r}" x="-60%" y="-60%" width="220%" height="220%">'
    f'<feGaussianBlur stdDeviation="{r}"/></filter>'
    for r in (1, 3, 6, 10, 16, 26)
)
GRADIENTS = (
    '<linearGradient id="side" x1="0" x2="1" y1="0" y2=".25">'
    '<stop offset="0" stop-color="#000" stop-opacity=".10"/>'
    '<stop offset=".3" stop-color="#fff" stop-opacity=".10"/>'
    '<stop offset=".62" stop-color="#000" stop-opacity="0"/>'
    '<stop offset="1" stop-color="#000" stop-opacity=".20"/></linearGradient>'
    '<linearGradient id="fall" x1="0" x2="0" y1="0" y2="1">'
    '<stop offset="0" stop-color="#fff" stop-opacity=".10"/>'
    '<stop offset=".5" stop-color="#fff" stop-opacity="0"/>'
    '<stop offset="1" stop-color="#000" stop-opacity=".14"/></linearGradient>'
)


class Drawing:
    """Collects the definitions and the markup of one picture, centred on x = 0."""

    def __init__(self, rng):
        self.rng = rng
        self.defs = [FILTERS, GRADIENTS]
        self.count = 0

    def name(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def define(self, prefix, template):
        """Store ``template`` (with an ``{id}`` place) and return its id."""
        name = self.name(prefix)
        self.defs.append(template.replace("{id}", name))
        return name

    def piece(self, path, colour, folds="", texture="", edge=0.42, width=30):
        """One cut of cloth: fill, texture, light from the left, folds, soft rim."""
        clip = self.define("c", f'<clipPath id="{{id}}"><path d="{path}"/></clipPath>')
        rim = dark(colour, 0.62)
        return (
            f'<g clip-path="url(#{clip})"><path d="{path}" fill="{colour}"/>{texture}'
            f'<path d="{path}" fill="url(#side)"/><path d="{path}" fill="url(#fall)"/>'
            f'{folds}<path d="{path}" fill="none" stroke="{rim}" filter="url(#b10)"'
            f' stroke-opacity="{edge}" stroke-width="{width}"/></g>'
            f'<path d="{path}" fill="none" stroke="{dark(colour, 0.5)}"'
            ' stroke-width="1.3" stroke-opacity=".6" stroke-linejoin="round"/>'
        )

    def clipped(self, path, markup):
        clip = self.define("c", f'<clipPath id="{{id}}"><path d="{path}"/></clipPath>')
        return f'<g clip-path="url(#{clip})">{markup}</g>'

    def folds(self, colour, lines, strength=1.0):
        """Soft creases: each line is (path, width); shadow below, light beside it."""
        low, high = dark(colour, 0.7), light(colour, 0.55)
        glow = 0.20 if luminance(colour) < 0.3 else 0.34
        out = []
        for path, width in lines:
            out.append(
                f'<path d="{path}" fill="none" stroke="{low}" filter="url(#b6)"'
                f' stroke-width="{width}" stroke-opacity="{0.30 * strength:.2f}"'
                ' stroke-linecap="round"/>'
                f'<path d="{path}" fill="none" stroke="{high}" filter="url(#b6)"'
                f' stroke-width="{width * 0.8:.1f}" stroke-linecap="round"'
                f' stroke-opacity="{glow * strength:.2f}"'
                f' transform="translate({-width * 0.95:.1f} {-width * 0.3:.1f})"/>'
            )
        return "".join(out)


def seam(path, colour, width=1.4, opacity=0.55):
    """A sewn line: the groove and a hair of light under it."""
    return (
        f'<path d="{path}" fill="none" stroke="{dark(colour, 0.55)}"'
        f' stroke-width="{width}" stroke-opacity="{opacity}"/>'
        f'<path d="{path}" fill="none" stroke="{light(colour, 0.5)}" stroke-width=".8"'
        f' stroke-opacity="{opacity * 0.6:.2f}" transform="translate(0 1.6)"/>'
    )


def stitch(path, colour, opacity=0.7):
    tone = light(colour, 0.35) if luminance(colour) < 0.45 else dark(colour, 0.35)
    return (
        f'<path d="{path}" fill="none" stroke="{tone}" stroke-width="1.2"'
        f' stroke-dasharray="4.5 3" stroke-opacity="{opacity}"/>'
    )


def button(x, y, radius, colour):
    hole = dark(colour, 0.6)
    dots = "".join(
        f'<circle cx="{x + dx * radius * 0.3:.1f}" cy="{y + dy * radius * 0.3:.1f}"'
        f' r="{radius * 0.13:.1f}" fill="{hole}"/>'
        for dx in (-1, 1)
        for dy in (-1, 1)
    )
    return (
        f'<circle cx="{x + 1}" cy="{y + 2}" r="{radius}" fill="#000" opacity=".28"'
        f' filter="url(#b1)"/><circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'
        f'<circle cx="{x}" cy="{y}" r="{radius - 0.8}" fill="none"'
        f' stroke="{light(colour, 0.45)}" stroke-opacity=".8" stroke-width=".9"/>'
        f'<circle cx="{x}" cy="{y}" r="{radius * 0.62:.1f}" fill="none"'
        f' stroke="{hole}" stroke-opacity=".35" stroke-width=".8"/>{dots}'
    )


def zipper(x, top, bottom, metal="#b9bcc0", width=7):
    """A closed zip with its puller, running straight down."""
    teeth = (
        f'<rect x="{x - width / 2}" y="{top}" width="{width}" height="{bottom - top}"'
        ' fill="#000" opacity=".38"/>'
        f'<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="{metal}"'
        f' stroke-width="{width * 0.55:.1f}" stroke-dasharray="2.2 1.8"/>'
    )
    return teeth + (
        f'<rect x="{x - 4}" y="{top + 4}" width="8" height="10" rx="2.5"'
        f' fill="{light(metal, 0.3)}"/><rect x="{x - 2.6}" y="{top + 12}" width="5.2"'
        f' height="22" rx="2.6" fill="{metal}" stroke="#555" stroke-width=".7"/>'
    )
