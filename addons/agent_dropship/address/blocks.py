"""Several lines: which of them belong to one receiver."""

from __future__ import annotations

from .clean import clean
from .labels import unlabel
from .phone import PATTERN, dashes
from .pieces import CUT, path_score


def split_receivers(text: str) -> list[str]:
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
    return any(path_score(piece) for line in lines for piece in CUT.split(_bare(line)))


def _bare(line: str) -> str:
    return unlabel(PATTERN.sub(" ", dashes(line)))
