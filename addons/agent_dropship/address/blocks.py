"""Several lines: which of them belong to one receiver."""

from __future__ import annotations

import re

from .clean import clean
from .labels import labelled, narrow, unlabel
from .names import looks_like_name
from .phone import PATTERN, dashes
from .pieces import CUT, path_score

#: a line that only divides (-----) or heads a message (阿梅 10:21)
_RULE = re.compile(r"^[\W_]{3,}$")
_HEAD = re.compile(
    r"^.{0,20}?(\d{4}[年/-])?(\d{1,2}[月/-]\d{1,2}日? ?)?"
    r"(上午|下午|晚上|凌晨|昨天|今天)? ?\d{1,2}:\d{2}(:\d{2})?:?$"
)
#: several receivers on one line
_INLINE = re.compile(r"[;；]|(?=[\u2460-\u2473])|(?<=[\s,，。])(?=\d{1,2}[.、)])")
_NUMBERED = re.compile("[\u2460-\u2473]")
#: part of a street text that went over the line's end
_STREET = re.compile(r"\d|[路街道巷弄号栋幢楼座室层村镇乡区县市省院苑]")
PHONE, PLACE, NAME = "phone", "place", "name"


def split_receivers(text: str) -> list[str]:
    """The parts of a pasted text that stand for one receiver each."""
    chunks: list[list[str]] = [[]]
    for raw in text.splitlines():
        parts = _split_line(raw)
        line = clean(parts[0])
        if not line or _RULE.match(line) or _HEAD.match(line):
            chunks.append([])
        elif len(parts) > 1:
            chunks += [[clean(part)] for part in parts] + [[]]
        else:
            chunks[-1].append(line)
    joined: list[list[str]] = []
    for chunk in filter(None, chunks):
        # a chunk without a number belongs to the receiver before it
        if joined and (not _phones(chunk) or not _phones(joined[-1])):
            joined[-1] += chunk
        else:
            joined.append(list(chunk))
    return ["\n".join(block) for chunk in joined for block in _split_chunk(chunk)]


def _split_line(line: str) -> list[str]:
    """One line with several receivers, each with a number and a place of his own."""
    if len(set(PATTERN.findall(dashes(line)))) < 2:
        return [_NUMBERED.sub(" ", line)]
    parts = [_NUMBERED.sub(" ", part) for part in _INLINE.split(line)]
    parts = [part for part in parts if clean(part)]
    if all(_roles(clean(part)) >= {PHONE, PLACE} for part in parts):
        return parts
    return [line]


def _phones(lines: list[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if PATTERN.search(dashes(line))]


def _split_chunk(lines: list[str]) -> list[list[str]]:
    """Lines of several receivers without blank lines between them."""
    phones = _phones(lines)
    if len(phones) < 2:
        return [lines]
    gathered = _gather(lines)
    if all(_is_whole(part) for part in gathered):
        return gathered
    size, odd = divmod(len(lines), len(phones))
    parts = [lines[at : at + size] for at in range(0, len(lines), size)]
    regular = not odd and all(len(_phones(part)) == 1 for part in parts)
    if regular and all(_has_place(part) for part in parts):
        return parts
    if all(len(_phones(part)) == 1 and _has_place(part) for part in gathered):
        return gathered
    return [lines]


def _is_whole(lines: list[str]) -> bool:
    roles = set().union(*(_roles(line) for line in lines))
    return len(_phones(lines)) == 1 and roles == {PHONE, PLACE, NAME}


def _gather(lines: list[str]) -> list[list[str]]:
    """Line by line: what a receiver has already begins the next one."""
    parts: list[list[str]] = [[]]
    known: set[str] = set()
    for line in lines:
        roles = _roles(line)
        if not roles:
            # goods and greetings between receivers are nobody's street
            if parts[-1] and _STREET.search(line) and PLACE in known:
                parts[-1].append(line)
            continue
        if roles & known and known >= {PHONE, PLACE}:
            parts.append([])
            known = set()
        parts[-1].append(line)
        known |= roles
    return [part for part in parts if part]


def _roles(line: str) -> set[str]:
    """What a line tells of a receiver: his number, his name, where he is."""
    roles = set()
    fields, _free = labelled(narrow(dashes(line)))
    bare = [piece.strip(" :-()") for piece in CUT.split(_bare(line))]
    if PATTERN.search(dashes(line)):
        roles.add(PHONE)
    if fields.get("area") or fields.get("detail") or any(map(path_score, bare)):
        roles.add(PLACE)
    if fields.get("name") or any(looks_like_name(one) == "strong" for one in bare):
        roles.add(NAME)
    return roles


def _has_place(lines: list[str]) -> bool:
    return any(path_score(piece) for line in lines for piece in CUT.split(_bare(line)))


def _bare(line: str) -> str:
    return unlabel(PATTERN.sub(" ", dashes(line)))
