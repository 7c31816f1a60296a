"""Reading a seller's workbook, without Odoo.

A workbook becomes :class:`Row` objects: normalised values by field name, the row
number people see in their spreadsheet, and what the check found about the row.
"""

from .cells import (
    clean_code,
    clean_text,
    header_key,
    parse_datetime,
    parse_number,
    to_text,
)
from .match import HEADER_SEARCH_DEPTH, SheetMatch, match_sheet, rows_of
from .rows import Column, Row
from .sheets import UnreadableWorkbook, read_sheets

__all__ = [
    "HEADER_SEARCH_DEPTH",
    "Column",
    "Row",
    "SheetMatch",
    "UnreadableWorkbook",
    "clean_code",
    "clean_text",
    "header_key",
    "match_sheet",
    "parse_datetime",
    "parse_number",
    "read_sheets",
    "rows_of",
    "to_text",
]
