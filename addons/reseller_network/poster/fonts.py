import functools
import unicodedata
from glob import glob
from pathlib import Path

from PIL import ImageFont

# The usual places of fonts with Chinese characters, best first: Debian and Ubuntu,
# Fedora, Arch, Alpine, macOS, Windows.
ROOTS = (
    "/usr/share/fonts/**",
    "/usr/local/share/fonts/**",
    str(Path.home() / ".local/share/fonts/**"),
    "/System/Library/Fonts/**",
    "C:/Windows/Fonts",
)
NAMES = {
    "bold": (
        "NotoSansCJK-Bold.tt[cf]",
        "NotoSansCJKsc-Bold.otf",
        "NotoSansSC-Bold.*",
        "SourceHanSans*-Bold.*",
        "PingFang.ttc",
        "msyhbd.ttc",
        "wqy-zenhei.ttc",
        "wqy-microhei.ttc",
    ),
    "regular": (
        "NotoSansCJK-Regular.tt[cf]",
        "NotoSansCJKsc-Regular.otf",
        "NotoSansSC-Regular.*",
        "SourceHanSans*-Regular.*",
        "PingFang.ttc",
        "msyh.ttc",
        "wqy-zenhei.ttc",
        "wqy-microhei.ttc",
    ),
    "serif": (
        "NotoSerifCJK-Bold.tt[cf]",
        "NotoSerifCJKsc-Bold.otf",
        "NotoSerifSC-Bold.*",
        "SourceHanSerif*-Bold.*",
        "Songti.ttc",
        "simsun.ttc",
    ),
}
SIGNS = ("So", "Cs", "Co", "Cn", "Cc", "Cf", "Mn")


class NoFont(Exception):
    """There is no font with Chinese characters on this machine."""


@functools.cache
def find(kind, roots=ROOTS):
    """Return the path of a font of this kind, empty if there is none."""
    for name in NAMES[kind]:
        for root in roots:
            if found := sorted(glob(f"{root}/{name}", recursive=True)):
                return found[0]
    return ""


@functools.lru_cache(maxsize=128)
def load(path, size):
    """Return the font; of a collection its simplified Chinese face."""
    first = None
    for index in range(10):
        try:
            font = ImageFont.truetype(path, size, index=index)
        except OSError:
            break
        first = first or font
        if font.getname()[0].endswith(" SC"):
            return font
    if not first:
        raise NoFont(path)
    return first


def plain(text):
    """Return the text without signs that no font of ours has, as emoji."""
    kept = "".join(
        sign
        for sign in text or ""
        if ord(sign) < 0x10000 and unicodedata.category(sign) not in SIGNS
    )
    return " ".join(kept.split())


class Fonts:
    """The three faces of a poster: bold, regular and serif."""

    def __init__(self, path="", folder=""):
        """:param path: a font to draw everything with; empty: found on the machine
        :param folder: where to look, besides the usual places
        """
        self._path = path
        self._roots = (*ROOTS, f"{folder}/**") if folder else ROOTS

    def __call__(self, kind, size):
        """Return the face ``kind`` at ``size`` pixels.

        :raise NoFont: none is installed, or the given path is not a font
        """
        kinds = (kind, "bold", "regular")
        path = self._path or next(
            filter(None, (find(k, self._roots) for k in kinds)), ""
        )
        if not path:
            raise NoFont("")
        return load(path, size)
