"""Pasted text taken apart: who, which number, where."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .blocks import split_receivers
from .labels import labelled, narrow
from .model import Parsed, Phone, Problem, Resolved
from .names import is_courtesy, is_surname, looks_like_name, split_trailing_name
from .path import read_path, trim
from .phone import PATTERN, dashes, read_match
from .pieces import CUT, MARK, NUMBERISH, ZIP, address_start, join_pieces, split_pieces
from .resolve import resolve

_PICTURES = re.compile(
    '[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u3010\u3011<>《》「」『』"“”!~]'
)
#: the number of a line in a group's list
_NUMBERING = re.compile(r"^ *\(?\d{1,3}[.、)] *(?=\D)", re.MULTILINE)
_GREETING = re.compile(r"^(亲|麻烦|请)?(帮我)?(发到?|寄到?|送到?|收)[::]?$")


def parse_text(text: str) -> list[Parsed]:
    """Take pasted text apart, one :class:`Parsed` for each receiver.

    A receiver may stand on one line or over several; lines of several receivers may
    follow each other. Name, phone and address may come in any order, with labels or
    without. What is not certain is named in ``problems`` and left empty.
    """
    return [_parse_one(block) for block in split_receivers(text or "")]


@dataclass
class _Draft:
    name: str = ""
    phone: Phone = Phone()
    address: str = ""
    name_problem: Problem | None = None


def _parse_one(source: str) -> Parsed:
    text = dashes(_PICTURES.sub(" ", source))
    text = narrow(_NUMBERING.sub("", text))
    draft = _Draft()
    fields, free = labelled(text)
    if not {"name", "phone"} & set(fields) and PATTERN.search(fields.get("detail", "")):
        # the whole receiver stands behind the label of the address
        free = f"{free} {fields.pop('detail')}"
    text = _take_phones(draft, fields, free)
    address = " ".join(filter(None, (fields.get("area"), fields.get("detail"))))
    pieces = [
        piece
        for piece in split_pieces(text)
        if not (_GREETING.match(piece) or is_courtesy(piece))
    ]
    if fields.get("name"):
        draft.name = CUT.split(fields["name"].replace(MARK, " ").strip())[0]
        left = fields["name"].replace(MARK, " ").strip()[len(draft.name) :]
        pieces += split_pieces(left)
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
    garbled = NUMBERISH.search(text)
    if garbled:
        return Phone(problem=Problem("phone_invalid", {"value": garbled.group()}))
    return Phone(problem=Problem("phone_missing"))


def _name_beside_address(draft: _Draft, pieces: list[str], address: str) -> None:
    draft.address = re.sub(r"[\x00\n]+", " ", ZIP.sub(" ", address)).strip()
    if not draft.name:
        _choose_name(draft, [piece.strip(" :-") for piece in pieces])


def _name_and_address(draft: _Draft, pieces: list[str]) -> None:
    at, offset = address_start(pieces)
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
    draft.address = join_pieces(after)


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
    draft.address = join_pieces(streets)
