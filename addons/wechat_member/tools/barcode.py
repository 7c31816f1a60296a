"""Codes drawn as inline SVG, so that a page needs no second request."""

from markupsafe import Markup
from reportlab.graphics.barcode.code128 import Code128, _patterns
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

QUIET_ZONE = 4
SIDE_MARGIN = 10
BAR_HEIGHT = 60


def qr_svg(value):
    """Return a QR code of ``value`` as SVG, one path, dark on transparent."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(value)
    code.make()
    size = code.getModuleCount()
    path = "".join(
        f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h1v1h-1z"
        for row in range(size)
        for column in range(size)
        if code.isDark(row, column)
    )
    return _svg(size + 2 * QUIET_ZONE, size + 2 * QUIET_ZONE, path)


def code128_svg(value):
    """Return a Code 128 of ``value`` as SVG that stretches to its box."""
    bars = Code128(value)
    bars.validate()
    bars.encode()
    path, position = "", SIDE_MARGIN
    for mark in bars.decompose():
        # Capital letters are bars, small letters spaces; "a" is one module wide.
        width = ord(mark.lower()) - ord("a") + 1
        if mark.isupper():
            path += f"M{position} 0h{width}v{BAR_HEIGHT}h-{width}z"
        position += width
    return _svg(position + SIDE_MARGIN, BAR_HEIGHT, path, stretch=True)


def code128_widths():
    """Return the widths of bars and gaps of every value of Code 128, in order."""
    return [
        "".join(str(ord(mark.lower()) - ord("a") + 1) for mark in _patterns[value])
        for value in range(len(_patterns))
    ]


def _svg(width, height, path, stretch=False):
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"%s '
        'shape-rendering="crispEdges" role="img"><path d="%s"/></svg>'
    ) % (width, height, Markup(ratio), path)
