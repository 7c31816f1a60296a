import base64
import io

from PIL import Image, ImageOps

from odoo.exceptions import UserError
from odoo.tools.image import IMAGE_MAX_RESOLUTION


def redraw(env, content, pixels):
    """Return a picture somebody sent, drawn anew as JPEG on white, in base64.

    What a phone hides in it, as the place it was taken, stays out; so does what is
    no picture made of pixels.

    :param bytes content: the file
    :param int pixels: longest side of the result
    :raise UserError: it is none, or one too large to open
    """
    try:
        picture = Image.open(io.BytesIO(content))
        if picture.width * picture.height > IMAGE_MAX_RESOLUTION:
            raise UserError(env._("This picture is too large."))
        picture = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UserError(env._("This picture can not be read.")) from error
    picture.thumbnail((pixels, pixels))
    ground = Image.new("RGBA", picture.size, "white")
    drawn = io.BytesIO()
    Image.alpha_composite(ground, picture).convert("RGB").save(drawn, "JPEG")
    return base64.b64encode(drawn.getvalue())
