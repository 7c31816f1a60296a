"""Pictures to post: posters, square tiles and a wall of nine. No database.

:func:`render` draws one article in a style of :data:`STYLES`, :func:`render_wall` up
to nine of them. What is drawn comes as plain values in a :class:`Sheet`.
"""

from .fonts import Fonts, NoFont
from .model import Article, Seller, Sheet
from .styles import STYLES, render
from .wall import render_wall

__all__ = [
    "STYLES",
    "Article",
    "Fonts",
    "NoFont",
    "Seller",
    "Sheet",
    "render",
    "render_wall",
]
