import colorsys
import io

from PIL import (
    Image,
    ImageChops,
    ImageDraw,
    ImageFilter,
    ImageOps,
    ImageStat,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from .fonts import plain

# A line of Chinese does not start with these, nor end with those.
NOT_FIRST = set("，。、；：？！）》」』”’…,.;:?!)%·")
NOT_LAST = set("（《「『“‘(¥")


# Odoo loads only some of Pillow's formats; sellers' pictures come in this one, too.
Image.register_open(
    WebPImagePlugin.WebPImageFile.format,
    WebPImagePlugin.WebPImageFile,
    WebPImagePlugin._accept,
)
BLANK = (238, 232, 225)


def open_picture(data):
    """Return the picture as RGB on white; what is no picture as a plain ground."""
    try:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    except UnidentifiedImageError:
        return Image.new("RGB", (64, 64), BLANK)
    picture = picture.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture).convert("RGB")


def cover(data, width, height, centre=(0.5, 0.45)):
    """Return the picture so that it fills the area, cut at its edges."""
    return ImageOps.fit(
        open_picture(data), (width, height), Image.Resampling.LANCZOS, centering=centre
    )


def accent(data):
    """Return the colour of the goods: strong enough to stand out, not shrill."""
    small = open_picture(data).resize((64, 64)).quantize(12).convert("RGB")
    best, weight = (196, 69, 54), 0.0
    for count, (red, green, blue) in small.getcolors(4096):
        hue, light, strength = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
        if 0.15 < light < 0.75 and strength * count**0.5 > weight and strength > 0.18:
            best, weight = (hue, light, strength), strength * count**0.5
    if weight:
        hue, _light, strength = best
        best = tuple(
            round(255 * part)
            for part in colorsys.hls_to_rgb(hue, 0.30, min(strength, 0.55))
        )
    return best


def mix(colour, other, share):
    """Return ``colour`` with ``share`` of ``other`` in it."""
    return tuple(
        round(a * (1 - share) + b * share) for a, b in zip(colour, other, strict=True)
    )


def rounded_mask(size, radius):
    """Return a mask with smooth round corners."""
    scale = 3
    mask = Image.new("L", (size[0] * scale, size[1] * scale), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, size[0] * scale - 1, size[1] * scale - 1), radius * scale, fill=255
    )
    return mask.resize(size, Image.Resampling.LANCZOS)


class Canvas:
    """A picture to draw on; positions in pixels from the top left."""

    def __init__(self, width, height, ground, fonts):
        self.image = Image.new("RGB", (width, height), ground)
        self.width, self.height = width, height
        self.fonts = fonts
        self.draw = ImageDraw.Draw(self.image)

    def png(self):
        """Return the file."""
        output = io.BytesIO()
        self.image.save(output, "PNG", compress_level=6)
        return output.getvalue()

    def goods(self, article, box, radius=0, centre=(0.5, 0.45)):
        """Draw the goods; where there is no picture, the brand on a plain ground."""
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        self.paste(cover(article.picture, *size, centre), (left, top), radius)
        if not article.picture:
            word = plain(article.brand or article.name)
            height = min(size[0] // 6, round(size[0] * 0.8 / max(len(word), 1)))
            middle = ((left + right) // 2, (top + bottom) // 2)
            self.text(
                middle, word, "serif", height, mix(BLANK, (90, 70, 55), 0.4), "mm"
            )

    # --- areas --------------------------------------------------------------------

    def paste(self, picture, at, radius=0):
        """Put a picture on the canvas, its corners rounded."""
        mask = rounded_mask(picture.size, radius) if radius else None
        self.image.paste(picture, at, mask)

    def panel(self, box, colour, radius=0):
        """Fill an area."""
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        if radius:
            self.image.paste(colour, (left, top), rounded_mask(size, radius))
        else:
            self.draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def shadow(self, box, radius, spread=28, strength=70, drop=14):
        """Lift an area from the ground."""
        left, top, right, bottom = box
        edge = spread * 2
        size = (right - left + 2 * edge, bottom - top + 2 * edge)
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).rounded_rectangle(
            (edge, edge, size[0] - edge, size[1] - edge), radius, fill=strength
        )
        mask = mask.filter(ImageFilter.GaussianBlur(spread / 2))
        self.image.paste((20, 16, 12), (left - edge, top - edge + drop), mask)

    def fade(self, box, colour, start=0, end=255):
        """Let an area run into a colour, from top to bottom, slowly at first."""
        left, top, right, bottom = box
        ramp = Image.linear_gradient("L").resize((right - left, bottom - top))
        mask = ramp.point(
            lambda value: round(start + (end - start) * (value / 255) ** 1.5)
        )
        self.image.paste(colour, (left, top), mask)

    def face(self, seller, at, size, ring=None):
        """Draw the seller's face in a circle, or the first sign of the name."""
        if ring:
            self.panel(
                (at[0] - 6, at[1] - 6, at[0] + size + 6, at[1] + size + 6),
                ring,
                size // 2 + 6,
            )
        if seller.face:
            self.paste(cover(seller.face, size, size, (0.5, 0.3)), at, size // 2)
            return
        self.panel((*at, at[0] + size, at[1] + size), (196, 146, 112), size // 2)
        sign = (plain(seller.name) or "·")[:1]
        self.text(
            (at[0] + size // 2, at[1] + size // 2),
            sign,
            "bold",
            size // 2,
            "white",
            "mm",
        )

    def code(self, data, at, size, margin=14, radius=18):
        """Draw a QR code on white."""
        self.panel((*at, at[0] + size, at[1] + size), (255, 255, 255), radius)
        code = Image.open(io.BytesIO(data)).convert("L")
        inside = ImageChops.invert(code).getbbox()
        code = code.crop(inside) if inside else code
        inner = size - 2 * margin
        code = code.resize((inner, inner), Image.Resampling.NEAREST).convert("RGB")
        self.image.paste(code, (at[0] + margin, at[1] + margin))

    def ink_on(self, box, dark, light):
        """Return which of two inks is read on what is drawn there."""
        brightness = ImageStat.Stat(self.image.crop(box).convert("L")).mean[0]
        return dark if brightness > 140 else light

    # --- words --------------------------------------------------------------------

    def measure(self, text, kind, size):
        """Return how wide a line is."""
        return self.fonts(kind, size).getlength(text)

    def text(self, at, text, kind, size, colour, anchor="ls", spacing=0):
        """Draw one line; ``at`` is on its base line unless ``anchor`` says else.

        :return: where it ends on the right
        """
        font = self.fonts(kind, size)
        if not spacing:
            self.draw.text(at, text, font=font, fill=colour, anchor=anchor)
            return at[0] + font.getlength(text)
        left = at[0]
        for sign in text:
            self.draw.text((left, at[1]), sign, font=font, fill=colour, anchor="ls")
            left += font.getlength(sign) + spacing
        return left - spacing

    def lines(self, text, kind, size, width, most):
        """Return the text in at most so many lines of that width."""
        lines, line = [], ""
        for word in self._words(plain(text)):
            if line and self.measure(line + word, kind, size) > width:
                lines.append(line.rstrip())
                line = word.lstrip()
            else:
                line += word
        lines.append(line.rstrip())
        if len(lines) <= most:
            return [line for line in lines if line]
        last = lines[most - 1].rstrip("，。、；：,.;: ")
        while last and self.measure(last + "…", kind, size) > width:
            last = last[:-1]
        return [*lines[: most - 1], last + "…"]

    def _words(self, text):
        """Split where a line may end: between Chinese signs, at blanks."""
        words = []
        for sign in text:
            joins = words and (
                sign in NOT_FIRST
                or words[-1][-1] in NOT_LAST
                or (sign.isascii() and sign != " " and words[-1][-1].isascii())
            )
            if joins:
                words[-1] += sign
            else:
                words.append(sign)
        return words

    def price(self, at, price, size, colour, kind="bold"):
        """Draw a price with a small currency sign; return where it ends."""
        sign, number = price[:1], price[1:]
        if sign.isdigit():
            sign, number = "", price
        whole, point, cents = number.partition(".")
        left = self.text(at, sign, kind, round(size * 0.48), colour) if sign else at[0]
        left = self.text((left + size * 0.04, at[1]), whole, kind, size, colour)
        return self.text((left, at[1]), point + cents, kind, round(size * 0.5), colour)

    def struck(self, at, text, kind, size, colour):
        """Draw a line that no longer holds; return where it ends."""
        right = self.text(at, text, kind, size, colour)
        middle = at[1] - size * 0.36
        self.draw.line(
            (at[0] - 3, middle, right + 3, middle), colour, max(2, size // 14)
        )
        return right

    def chip(self, at, text, kind, size, colour, ground, radius=None):
        """Draw a word on a coloured pill whose base line is at ``at``; its right."""
        pad = round(size * 0.5)
        width = round(self.measure(text, kind, size)) + 2 * pad
        left, base = round(at[0]), round(at[1])
        top, bottom = base - round(size * 1.16), base + round(size * 0.42)
        radius = (bottom - top) // 2 if radius is None else radius
        self.panel((left, top, left + width, bottom), ground, radius)
        self.text((left + pad, base), text, kind, size, colour)
        return left + width
