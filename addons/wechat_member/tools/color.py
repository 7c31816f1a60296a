"""Colours that can be read on each other: no database, no Odoo."""

# What people with average eyes read without effort (WCAG 2, level AA).
READABLE = 4.5
DARK, WHITE = "#1F2329", "#FFFFFF"
STEP = 0.9


def ink_on(color):
    """Return white or nearly black, whichever reads better on ``color``.

    >>> ink_on("#2F4B5C"), ink_on("#F3E5C8")
    ('#FFFFFF', '#1F2329')
    """
    # white is what designers expect on a strong colour, unless it really is pale
    return WHITE if contrast(color, WHITE) >= 2.2 else DARK


def readable(color, ground=WHITE):
    """Return ``color``, made darker until it can be read on ``ground``."""
    parts = _parts(color)
    while contrast(_join(parts), ground) < READABLE and any(parts):
        parts = [int(part * STEP) for part in parts]
    return _join(parts)


def contrast(one, other):
    """Return the ratio of the luminance of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _parts(color):
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]


def _join(parts):
    return "#" + "".join(f"{part:02X}" for part in parts)


def _luminance(color):
    linear = [
        part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(color)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
