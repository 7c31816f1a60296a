"""Drawings of the demo goods: one flat product illustration per style.

Every drawing is plain SVG text built from a few parameters (garment word, first
colour, a generator seeded with the style code), so the same catalogue always gives the
same shop.
"""
