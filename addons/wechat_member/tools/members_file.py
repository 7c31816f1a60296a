"""A list of members as people keep it in a workbook; no database, no Odoo."""

import csv
import datetime
import io
import re
import unicodedata
import zipfile

from openpyxl import load_workbook

MOST_ROWS = 200_000
MOST_BYTES = 400_000_000
# Headers as people write them, in one spelling: no spaces, small letters.
HEADERS = {
    "phone": "手机号 手机 手机号码 电话 联系电话 mobile mobilenumber phone phonenumber",
    "name": "姓名 名字 会员姓名 会员 name membername",
    "gender": "性别 gender sex",
    "email": "邮箱 电子邮箱 email e-mail",
    "card": "卡号 实体卡号 会员卡号 card cardnumber",
    "since": "入会日期 入会时间 注册日期 开卡日期 membersince joined since",
    "points": "积分 当前积分 points",
    "consent": "同意接收消息 接收消息 同意接收 同意 consent agrees agreestomessages",
}
FIELDS = {
    header: field for field, headers in HEADERS.items() for header in headers.split()
}
GENDERS = {
    **dict.fromkeys(("女", "f", "female", "女士", "2"), "female"),
    **dict.fromkeys(("男", "m", "male", "先生", "1"), "male"),
}
ANSWERS = {
    **dict.fromkeys(("是", "同意", "y", "yes", "1", "true"), True),
    **dict.fromkeys(("否", "不同意", "n", "no", "0", "false"), False),
}
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")


class UnreadableFile(Exception):
    """The file is no workbook; the argument says why: format, locked, big, headers."""


def read_rows(content, name):
    """Return ``[(row number, {field: text})]`` of the first sheet that has a phone.

    Row numbers are those the sheet shows. Text is as written, without blanks around.

    :raise UnreadableFile: no workbook, too big, or no column for the phone
    """
    is_text = name.lower().endswith((".csv", ".txt"))
    sheets = _read_text(content) if is_text else _read_workbook(content)
    for sheet in sheets:
        columns = {}
        rows = []
        for number, cells in enumerate(sheet, 1):
            if not columns:
                columns = _read_header(cells)
                continue
            row = {field: _text(cells, at) for at, field in columns.items()}
            if any(row.values()):
                rows.append((number, row))
            if len(rows) > MOST_ROWS:
                raise UnreadableFile("big")
        if columns:
            return rows
    raise UnreadableFile("headers")


def read_gender(text):
    """Return female or male, nothing for an empty text.

    :raise ValueError: it is another word
    """
    return _read_word(GENDERS, text)


def read_answer(text):
    """Return True or False, None for an empty text.

    :raise ValueError: it is another word
    """
    return _read_word(ANSWERS, text)


def read_date(text):
    """Return a date, nothing for an empty text.

    >>> read_date("2024年3月5日")
    datetime.date(2024, 3, 5)
    >>> read_date("2024-03-05 10:20:00")
    datetime.date(2024, 3, 5)

    :raise ValueError: it is none
    """
    if not text:
        return None
    found = DATE.fullmatch(text)
    if not found:
        raise ValueError(text)
    return datetime.date(*(int(part) for part in found.groups()))


def _read_word(words, text):
    if not text:
        return None
    try:
        return words[text.lower()]
    except KeyError as error:
        raise ValueError(text) from error


def _read_header(cells):
    """Return {position: field} if this row names a phone column, else nothing."""
    columns = {}
    for at, cell in enumerate(cells):
        title = unicodedata.normalize("NFKC", str(cell or ""))
        field = FIELDS.get(re.sub(r"[\s*_:：()（）]", "", title).lower())
        if field and field not in columns.values():
            columns[at] = field
    return columns if "phone" in columns.values() else {}


def _text(cells, at):
    cell = cells[at] if at < len(cells) else None
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        # A workbook keeps a long number as 13800138000.0.
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip()


def _read_text(content):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableFile("format")
    dialect = "excel-tab" if "\t" in text.split("\n", 1)[0] else "excel"
    return [csv.reader(io.StringIO(text), dialect)]


def _read_workbook(content):
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        # Old format, or a new one with a password.
        raise UnreadableFile("locked")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise UnreadableFile("big")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableFile("format") from error
    return [sheet.iter_rows(values_only=True) for sheet in book.worksheets]
