"""Pictures on their way in, without Odoo: what they show, and their sizes."""

import io
import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from .workbook import clean_code, clean_text

TYPES = ("png", "jpg", "jpeg", "webp", "gif", "bmp")
#: one picture, as it is uploaded
MAX_BYTES = 20 * 1024 * 1024
#: one picture, as it is unpacked in memory
MAX_PIXELS = 50_000_000
MAX_FILES = 20_000
#: the widths and heights kept of a picture, the largest first
SIZES = (1920, 1024, 512, 256, 128)
_MAIN_WORDS = {"", "1", "0", "main", "主图", "正面", "front", "首图"}
_TAG_WORDS = {"tag", "吊牌", "吊牌照", "吊牌图", "hangtag"}
_COPY_NUMBER = re.compile(r"\s*[(（](\d+)[)）]$")
_MEMBER_NOISE = re.compile(r"(^|/)(__MACOSX/|\.[^./])")


class BadPicture(ValueError):
    """A picture that can't be taken: it is "broken" or "big"."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class BadArchive(ValueError):
    """A zip file that can't be taken: it is "alien", "locked" or "crowded"."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def list_archive(stream):
    """Return ``[(path, member, size)]`` of the pictures of a zip.

    Members are read by their name and never written to a disk, so that a name like
    ``../../x.jpg`` leads nowhere. Raises BadArchive.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BadArchive("alien") from error
    infos = [i for i in infos if is_picture_name(i.filename)]
    if any(info.flag_bits & 1 for info in infos):
        raise BadArchive("locked")
    if len(infos) > MAX_FILES:
        raise BadArchive("crowded")
    return [(_decode_name(info), info.filename, info.file_size) for info in infos]


def read(stream):
    """Return a picture's bytes, whatever size a header claims. Raises BadPicture."""
    try:
        content = stream.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise BadPicture("broken") from error
    if len(content) > MAX_BYTES:
        raise BadPicture("big")
    return content


def probe(content):
    """Raise BadPicture where a picture is too large or none; nothing is unpacked."""
    if _is_webp(content):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise BadPicture("big")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture("big") from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise BadPicture("broken") from error


def is_picture_name(name):
    """Return whether a file is a picture by its ending, and nobody's by-product."""
    return name.lower().endswith(tuple(f".{t}" for t in TYPES)) and not (
        _MEMBER_NOISE.search(name)
    )


def _decode_name(info):
    """Return a member's name; Windows in China packs names in GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


@dataclass(frozen=True)
class Motif:
    """What a picture shows: a style, and there the whole, its tag, a colour, more."""

    style_key: str
    role: str
    word: str = ""


def find_motif(path, known):
    """Return the Motif a file's path names, or None.

    ``QH001.jpg``, ``QH001_2.jpg``, ``QH001-red.jpg``, ``QH001_tag.jpg``,
    ``tag/QH001.jpg`` and ``QH001/2.jpg`` are understood; style codes may contain
    hyphens themselves.

    :param known: a container of the style keys there are
    """
    folders = [clean_text(part) for part in path.replace("\\", "/").split("/")]
    stem = _COPY_NUMBER.sub(r"_\1", folders.pop().rpartition(".")[0])
    key, word = _split_stem(stem, known)
    if not key:
        key = next((k for f in reversed(folders) if (k := _key(f)) in known), "")
        word = stem
    if not key:
        return None
    word = word.strip("-_ ").casefold()
    if word in _TAG_WORDS or (folders and folders[-1].casefold() in _TAG_WORDS):
        return Motif(key, "tag", "")
    if word in _MAIN_WORDS:
        return Motif(key, "main", word)
    return Motif(key, "more" if word.isdigit() else "colour", word)


def get_possible_keys(path):
    """Return every style key that the path of a picture might name."""
    *folders, name = path.replace("\\", "/").split("/")
    stem = _COPY_NUMBER.sub(r"_\1", clean_text(name).rpartition(".")[0])
    heads = [stem[:at] for at in range(1, len(stem)) if stem[at] in "-_ "]
    return {_key(text) for text in (*folders, *heads, stem)} - {""}


def _split_stem(stem, known):
    """Return the longest known style key a stem begins with, and what follows."""
    if _key(stem) in known:
        return _key(stem), ""
    for at in range(len(stem) - 1, 0, -1):
        if stem[at] in "-_ " and _key(stem[:at]) in known:
            return _key(stem[:at]), stem[at:]
    return "", ""


def _key(text):
    return clean_code(text).upper()


def make_sizes(content):
    """Return ``{width: bytes}`` for all SIZES, decoding the picture once.

    A picture that fits is kept byte for byte. Returns {} for formats that are kept
    as they are. Raises BadPicture.
    """
    if _is_webp(content):
        return {}
    probe(content)
    try:
        with Image.open(io.BytesIO(content)) as image:
            return _scale_down(image, content)
    except (OSError, SyntaxError, ValueError) as error:
        raise BadPicture("broken") from error


def _is_webp(content):
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _scale_down(image, content):
    kind = image.format if image.format in ("PNG", "GIF") else "JPEG"
    turned = image.getexif().get(0x0112, 1) != 1
    as_is = image.format == kind and not turned
    if kind == "JPEG":
        # the decoder itself halves what is far too large
        image.draft("RGB", (SIZES[0], SIZES[0]))
    image.load()
    image = ImageOps.exif_transpose(image)
    if kind == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    width, height = image.size
    sizes = {}
    for size in SIZES:
        factor = size / max(width, height)
        if factor < 1:
            if image.mode == "P":
                image = image.convert("RGBA")
            # each from the one before, but with the proportions of the first
            shape = max(round(width * factor), 1), max(round(height * factor), 1)
            image = image.resize(shape, Image.Resampling.LANCZOS, reducing_gap=2.0)
            as_is = False
        sizes[size] = content if as_is else _encode(image, kind)
    return sizes


def _encode(image, kind):
    output = io.BytesIO()
    image.save(output, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return output.getvalue()
