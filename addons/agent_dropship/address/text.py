"""Pasted text taken apart: who, which number, where."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from .clean import clean
from .divisions import index
from .model import Parsed, Phone, Problem, Resolved
from .names import is_surname, looks_like_name, split_trailing_name
from .path import read_path, trim
from .phone import PATTERN, dashes, read_match
from .resolve import resolve

_LABELS = {
    "name": "收货人姓名|收件人姓名|收货人|收件人|联系人|姓名|名字|客户姓名|客户|买家|"
    "收货姓名|收",
    "phone": "手机号码|联系电话|收货电话|收件电话|联系方式|电话号码|联系手机|手机号|"
    "手机|电话|tel|phone|mobile",
    "area": "所在地区|所在区域|所在地|省市区县|省市区|省份|地区|区域",
    "detail": "详细收货地址|收货地址|收件地址|详细地址|联系地址|快递地址|街道地址|地址|"
    "address",
    "zip": "邮政编码|邮编",
    "note": "备注|留言|买家留言|快递备注|说明",
}
_LABEL = re.compile(
    "|".join(rf"(?P<{field}>{words})" for field, words in _LABELS.items()),
    re.IGNORECASE,
)
#: a label counts with a colon, or in brackets, at the start of a piece of text
_LABEL_AT = re.compile(
    rf"(?:^|(?<=[\s,;|/。\])】,]))[\[【(]?(?:{_LABEL.pattern})\s*(?:[】\])]\s*:?|[:=])\s*",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:[\s,;|。、/\\\x00]|(?<=[\u4e00-\u9fff]):)+")
_ZIP = re.compile(r"(?<![\dA-Za-z-])\d{6}(?![\dA-Za-z号栋室楼-])")
_NUMBERISH = re.compile(r"(?<![\d])\+?\d[\d \-*xX]{6,16}[\d*xX](?![\d号栋室楼])")
_PICTURES = re.compile(
    '[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u3010\u3011<>《》「」『』"“”!~]'
)
#: the extension some shops repeat behind the name and the address
_TAG = re.compile(r"[\[(]\d{4}[\])]")
#: labels stretched to one width
_SPREAD = re.compile(
    r"收 {1,4}[货件] {1,4}人|电 {1,4}话|地 {1,4}址|手 {1,4}机|姓 {1,4}名"
)
_GREETING = re.compile(r"^(亲|麻烦|请)?(帮我)?(发到?|寄到?|送到?|收)[::]?$")
MARK = "\x00"


def parse_text(text: str) -> list[Parsed]:
    """Take pasted text apart, one :class:`Parsed` for each receiver.

    A receiver may stand on one line or over several; lines of several receivers may
    follow each other. Name, phone and address may come in any order, with labels or
    without. What is not certain is named in ``problems`` and left empty.
    """
    return [_parse_one(block) for block in _blocks(text or "")]


# --- which lines belong together --------------------------------------------------


def _blocks(text: str) -> list[str]:
    lines = [clean(line) for line in text.splitlines()]
    chunks: list[list[str]] = [[]]
    for line in lines:
        if line:
            chunks[-1].append(line)
        elif chunks[-1]:
            chunks.append([])
    chunks = [chunk for chunk in chunks if chunk]
    joined: list[list[str]] = []
    for chunk in chunks:
        # a chunk without a number belongs to the receiver before it
        if joined and (not _phones(chunk) or not _phones(joined[-1])):
            joined[-1] += chunk
        else:
            joined.append(list(chunk))
    return ["\n".join(block) for chunk in joined for block in _split_chunk(chunk)]


def _phones(lines: list[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if PATTERN.search(dashes(line))]


def _split_chunk(lines: list[str]) -> list[list[str]]:
    """Lines of several receivers without blank lines between them."""
    phones = _phones(lines)
    if len(phones) < 2:
        return [lines]
    size, odd = divmod(len(lines), len(phones))
    parts = [lines[at : at + size] for at in range(0, len(lines), size)]
    regular = not odd and all(len(_phones(part)) == 1 for part in parts)
    if regular and all(_has_place(part) for part in parts):
        return parts
    if all(_has_place([lines[at]]) for at in phones) and phones[0] == 0:
        borders = [*phones, len(lines)]
        return [lines[a:b] for a, b in zip(borders, borders[1:], strict=False)]
    return [lines]


def _has_place(lines: list[str]) -> bool:
    return any(
        _path_score(piece) for line in lines for piece in _CUT.split(_unlabel(line))
    )


def _unlabel(line: str) -> str:
    return _LABEL_AT.sub(" ", PATTERN.sub(" ", dashes(line)))


# --- one receiver -----------------------------------------------------------------


@dataclass
class _Draft:
    name: str = ""
    phone: Phone = Phone()
    address: str = ""
    name_problem: Problem | None = None


def _parse_one(source: str) -> Parsed:
    text = dashes(_PICTURES.sub(" ", source))
    text = _SPREAD.sub(lambda match: re.sub(r"\s", "", match.group()), text)
    draft = _Draft()
    fields, free = _labelled(text)
    text = _take_phones(draft, fields, free)
    address = " ".join(filter(None, (fields.get("area"), fields.get("detail"))))
    pieces = [piece for piece in _pieces(text) if not _GREETING.match(piece)]
    if fields.get("name"):
        draft.name = _CUT.split(fields["name"].replace(MARK, " ").strip())[0]
        left = fields["name"].replace(MARK, " ").strip()[len(draft.name) :]
        pieces += _pieces(left)
    if address:
        _name_beside_address(draft, pieces, address)
    else:
        _name_and_address(draft, pieces)
    return _finish(draft, source)


def _finish(draft: _Draft, source: str) -> Parsed:
    extension = draft.phone.number.partition("-")[2]
    if extension and draft.phone.kind == "privacy":
        tail = re.compile(rf"\s*[\[(]?{extension}[\])]?$")
        draft.name = tail.sub("", draft.name)
        draft.address = tail.sub("", draft.address)
    draft.name = re.sub(r"\s*[\[(]\d{4}[\])]$", "", draft.name).strip(" :-")
    draft.name = re.sub(r"[(（]?收[)）]?$", "", draft.name) or draft.name
    address = resolve(detail=draft.address)
    if not draft.address.strip():
        address = replace(Resolved(), problem=Problem("address_missing"))
        if not draft.phone.number and looks_like_name(draft.name) != "strong":
            # a word alone is no receiver
            draft.name = ""
    name_problem = draft.name_problem
    if not draft.name and not name_problem:
        name_problem = Problem("name_missing")
    problems = (name_problem, draft.phone.problem, address.problem)
    return Parsed(
        name="" if name_problem else draft.name,
        phone=draft.phone.number,
        address=address,
        problems=tuple(problem for problem in problems if problem),
        source=source,
    )


def _labelled(text: str) -> tuple[dict[str, str], str]:
    """Values behind labels, and the text before the first label."""
    fields: dict[str, str] = {}
    matches = list(_LABEL_AT.finditer(text))
    for match, following in zip_longest(matches, matches[1:]):
        end = following.start() if following else len(text)
        field = next(key for key in _LABELS if match.group(key))
        value = text[match.end() : end].strip(" ,;\n|/。")
        fields[field] = f"{fields[field]} {value}" if field in fields else value
    free = text[: matches[0].start()] if matches else text
    return fields, free


def _take_phones(draft: _Draft, fields: dict[str, str], free: str) -> str:
    """Set the number, cut all numbers out of the texts; return the free text."""
    found: list[Phone] = []

    def cut(match: re.Match) -> str:
        found.append(read_match(match))
        return MARK

    source = fields.get("phone") or ""
    rest = PATTERN.sub(cut, source)
    others = {key: value for key, value in fields.items() if key != "phone"}
    if found:
        # the labelled number is the number; what else was in that field is free text
        free = " ".join((free, rest))
        for key, value in others.items():
            fields[key] = PATTERN.sub(MARK, value) if key == "name" else value
        free = PATTERN.sub(MARK, free)
    else:
        free = PATTERN.sub(cut, " ".join(filter(None, (free, source))))
        for key, value in others.items():
            if key not in ("note", "zip"):
                fields[key] = PATTERN.sub(cut, value)
    draft.phone = _choose_phone(found, " ".join((free, *fields.values())))
    return free


def _choose_phone(found: list[Phone], text: str) -> Phone:
    numbers = list(dict.fromkeys(found))
    mobiles = [one for one in numbers if one.kind in ("mobile", "privacy")]
    if len(mobiles) == 1:
        return mobiles[0]
    if len(numbers) == 1:
        return numbers[0]
    if numbers:
        values = [one.number for one in numbers]
        return Phone(problem=Problem("phone_several", {"values": values}))
    garbled = _NUMBERISH.search(text)
    if garbled:
        return Phone(problem=Problem("phone_invalid", {"value": garbled.group()}))
    return Phone(problem=Problem("phone_missing"))


def _pieces(text: str) -> list[str]:
    text = _NUMBERISH.sub(MARK, _ZIP.sub(" ", _TAG.sub(" ", text)))
    # a Latin name keeps its blanks
    text = re.sub(r"(?<=[A-Za-z]) (?=[A-Za-z])", "\x01", text)
    pieces = [piece.replace("\x01", " ") for piece in _CUT.split(text)]
    return [piece for piece in pieces if piece.strip(" :-()[]")]


def _name_beside_address(draft: _Draft, pieces: list[str], address: str) -> None:
    draft.address = re.sub(r"[\x00\n]+", " ", _ZIP.sub(" ", address)).strip()
    if not draft.name:
        _choose_name(draft, [piece.strip(" :-") for piece in pieces])


def _path_score(text: str) -> int:
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


def _address_start(pieces: list[str]) -> tuple[int, int]:
    """Which piece, and where in it, the address begins; (-1, 0) if nowhere."""
    best = (0, -1, 0)
    for at in range(len(pieces)):
        score = _path_score(" ".join(pieces[at:]))
        if score > best[0]:
            best = (score, at, 0)
    if best[0] < 3:
        for at, piece in enumerate(pieces):
            for offset in range(2, min(5, len(piece) - 3)):
                score = _path_score(" ".join([piece[offset:], *pieces[at + 1 :]]))
                name = looks_like_name(piece[:offset]) == "strong"
                if name and score >= 3 and score > best[0]:
                    best = (score, at, offset)
    return best[1], best[2]


def _name_and_address(draft: _Draft, pieces: list[str]) -> None:
    at, offset = _address_start(pieces)
    if at < 0:
        _without_division(draft, pieces)
        return
    before, after = list(pieces[:at]), list(pieces[at:])
    if offset:
        before.append(after[0][:offset])
        after[0] = after[0][offset:]
    before = [piece.strip(" :-") for piece in before]
    if not draft.name:
        _choose_name(draft, before)
        if draft.name and len(before) > 1:
            before.remove(draft.name)
        if not draft.name and not draft.name_problem:
            after = _name_behind(draft, after)
    draft.address = _join(after)


def _choose_name(draft: _Draft, candidates: list[str]) -> None:
    strengths = [(looks_like_name(text), text) for text in candidates]
    for strength in ("strong", "weak"):
        texts = list(dict.fromkeys(t for kind, t in strengths if kind == strength))
        if len(texts) == 1:
            draft.name = texts[0]
            return
        if texts:
            args = {"value": texts[0], "choices": texts}
            draft.name_problem = Problem("name_unsure", args)
            return


def _name_behind(draft: _Draft, pieces: list[str]) -> list[str]:
    """The name behind the address: its own piece at the end, or glued to a number."""
    if len(pieces) > 1:
        last = pieces[-1].strip(" :-")
        first_after_path = len(pieces) == 2 and not trim(read_path(pieces[0]).rest)
        strength = looks_like_name(last)
        if strength == "strong" and not first_after_path:
            draft.name = last
            return pieces[:-1]
        if strength and is_surname(last) and len(last) <= 3:
            # 田园 may be a person or the last word of the street
            args = {"value": last, "choices": [last]}
            draft.name_problem = Problem("name_unsure", args)
            return pieces
    street, name = split_trailing_name(pieces[-1])
    if name:
        draft.name = name
        return [*pieces[:-1], street]
    return pieces


def _without_division(draft: _Draft, pieces: list[str]) -> None:
    """No division is named: the longest piece may be a street, the rest a name."""
    streets = [piece for piece in pieces if not looks_like_name(piece)]
    if not draft.name:
        names = [piece.strip(" :-") for piece in pieces if piece not in streets]
        _choose_name(draft, names)
    draft.address = _join(streets)


def _join(pieces: list[str]) -> str:
    """Pieces as one street text; a blank only where two numbers would run together."""
    text = ""
    for piece in pieces:
        gap = text[-1:].isascii() and piece[:1].isascii() and text and piece
        text += (" " if gap else "") + piece
    return text
