"""Unlabelled text in pieces, and where among them the address begins."""

from __future__ import annotations

import re

from .divisions import index
from .names import looks_like_name
from .path import read_path

CUT = re.compile(r"(?:[\s,;|。、/\\\x00]|(?<=[\u4e00-\u9fff]):)+")
ZIP = re.compile(
    r"(?:邮编|邮政编码)[: ]*\d{6}|(?<![\dA-Za-z-])\d{6}(?![\dA-Za-z号栋室楼-])"
)
NUMBERISH = re.compile(r"(?<![\d])\+?\d[\d \-*xX]{6,16}[\d*xX](?![\d号栋室楼])")
#: the extension some shops repeat behind the name and the address
_TAG = re.compile(r"[\[(]\d{4}[\])]")
MARK = "\x00"  # where a number was


def split_pieces(text: str) -> list[str]:
    text = re.sub(rf"\( *{MARK} *\)", MARK, text)
    text = NUMBERISH.sub(MARK, ZIP.sub(" ", _TAG.sub(" ", text)))
    # a Latin name keeps its blanks
    text = re.sub(r"(?<=[A-Za-z]) (?=[A-Za-z])", "\x01", text)
    pieces = [piece.replace("\x01", " ") for piece in CUT.split(text)]
    pieces = [_plain_name(piece) for piece in pieces]
    return [piece for piece in pieces if piece.strip(" :-()[]") and piece != "中国"]


def _plain_name(piece: str) -> str:
    """陈先生收 is a name with what should be done."""
    if piece.endswith("收") and looks_like_name(piece[:-1]) == "strong":
        return piece[:-1]
    return piece


def join_pieces(pieces: list[str]) -> str:
    """Pieces as one street text; a blank only where two numbers would run together."""
    text = ""
    for piece in pieces:
        gap = text[-1:].isascii() and piece[:1].isascii() and text and piece
        text += (" " if gap else "") + piece
    return text


def path_score(text: str) -> int:
    """How much of a division path the text begins with."""
    path = read_path(text)
    if path.choices and not path.district:
        return 1
    if not path.city:
        return 2 if path.sure else 0
    complete = path.district or not index().has_districts(path.city)
    if not path.sure and not complete:
        return 1 if len(path.words) > 1 else 0
    return 2 + len(path.words) if complete else 2


def address_start(pieces: list[str]) -> tuple[int, int]:
    """Which piece, and where in it, the address begins; (-1, 0) if nowhere."""
    best = (0, -1, 0)
    for at in range(len(pieces)):
        score = path_score(" ".join(pieces[at:]))
        if score > best[0]:
            best = (score, at, 0)
    if best[0] < 3:
        for at, piece in enumerate(pieces):
            for offset in range(2, min(5, len(piece) - 3)):
                score = path_score(" ".join([piece[offset:], *pieces[at + 1 :]]))
                name = looks_like_name(piece[:offset]) == "strong"
                if name and score >= 3 and score > best[0]:
                    best = (score, at, offset)
    return best[1], best[2]
