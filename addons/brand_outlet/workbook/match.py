"""Which column of a sheet is which, told by its header."""

from dataclasses import dataclass

from .cells import clean_text, header_key
from .rows import Row

HEADER_SEARCH_DEPTH = 10


def _match_headers(cells, columns):
    """Return ``{column index: Column}`` for the headers found in ``cells``."""
    positions = {}
    for position, cell in enumerate(cells):
        positions.setdefault(header_key(cell), position)
    found = {}
    # What a person said about this sender's headers goes before the general words.
    for column, headers in [
        *((column, column.learnt) for column in columns),
        *((column, column.headers) for column in columns),
    ]:
        if column in found.values():
            continue
        for header in headers:
            position = positions.get(header_key(header))
            if position is not None and position not in found:
                found[position] = column
                break
    return found


@dataclass
class SheetMatch:
    """How well one sheet fits one section of a kind."""

    section: str
    sheet: str
    header_index: int
    found: dict
    missing: list
    rows: list


def match_sheet(name, rows, columns_by_section):
    """Return the best SheetMatch of the sheet, or None for a foreign sheet."""
    best = None
    for section, columns in columns_by_section.items():
        for index, cells in enumerate(rows[:HEADER_SEARCH_DEPTH]):
            found = _match_headers(cells, columns)
            known = {column.field_name for column in found.values()}
            missing = [
                column
                for column in columns
                if column.required and column.field_name not in known
            ]
            score = (not missing, len(found))
            if found and (best is None or score > best[0]):
                best = (score, SheetMatch(section, name, index, found, missing, rows))
    return best[1] if best else None


def rows_of(match):
    """Return the Row objects below the header of a matched sheet."""
    columns = {column.field_name: column for column in match.found.values()}
    labels = {
        column.field_name: clean_text(match.rows[match.header_index][position])
        for position, column in match.found.items()
    }
    result = []
    for index in range(match.header_index + 1, len(match.rows)):
        cells = match.rows[index]
        raw = {
            column.field_name: cells[position] if position < len(cells) else ""
            for position, column in match.found.items()
        }
        if any(clean_text(value) for value in raw.values()):
            result.append(
                Row(match.section, match.sheet, index + 1, raw, columns, labels)
            )
    return result
