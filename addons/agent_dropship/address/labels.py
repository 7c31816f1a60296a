"""Labelled text: 收货人:… 电话:… 地址:…"""

from __future__ import annotations

import re
from itertools import zip_longest

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
#: labels stretched to one width
_SPREAD = re.compile(
    r"收 {1,4}[货件] {1,4}人|电 {1,4}话|地 {1,4}址|手 {1,4}机|姓 {1,4}名"
)


#: labels without a colon: before a name, a number, an address
_BARE = (
    re.compile(
        r"(?:^|(?<=[\s,;|]))(收货人|收件人|联系人|姓名) ?"
        r"(?=[\u4e00-\u9fff]{2,4}(?:[\s,;|]|$))"
    ),
    re.compile(r"(联系电话|手机号码|手机号|手机|电话) ?(?=[+(]?\d)"),
    re.compile(
        r"(?:^|(?<=[\s,;|]))(收货地址|收件地址|详细地址|地址) ?(?=[\u4e00-\u9fff]{2})"
    ),
)
#: remarks beside a name or a number that say nothing
_REMARK = re.compile(r"\(收(?:件人|货人)?\)|\(?(?:电话同微信|微信同号|同微信号?)\)?")


def narrow(text: str) -> str:
    """All labels in one form: not stretched (收 货 人), with a colon."""
    text = _SPREAD.sub(lambda match: match.group().replace(" ", ""), text)
    text = _REMARK.sub(" ", text)
    for bare in _BARE:
        text = bare.sub(r" \1:", text)
    return text


def labelled(text: str) -> tuple[dict[str, str], str]:
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


def unlabel(text: str) -> str:
    """The text without its labels."""
    return _LABEL_AT.sub(" ", text)
