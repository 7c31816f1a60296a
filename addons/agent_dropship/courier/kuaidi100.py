"""The words of Kuaidi100: parameters, signatures, states.

Push and query are two services of one company that sign in two ways.
"""

import hashlib
import hmac
import json
from datetime import datetime, timedelta, timezone

from .report import Event, Fault, Report

SUBSCRIBE_PATH = "/poll"
QUERY_PATH = "/poll/query.do"
ANSWER_OK = {"result": True, "returnCode": "200", "message": "成功"}
ANSWER_BAD = {"result": False, "returnCode": "500", "message": "签名错误"}
# Times of all couriers are those of China.
CHINA = timezone(timedelta(hours=8))
# What the code of a state means. One of three digits is a kind of the one of its first
# digit, where nothing else is said.
STATES = {
    "101": "waiting",
    "102": "waiting",
    "203": "refused",
    "501": "pickup",
    "14": "refused",
    "1001": "moving",
    "1002": "moving",
    "1003": "moving",
    "0": "moving",
    "1": "collected",
    "2": "problem",
    "3": "signed",
    "4": "returned",
    "5": "delivering",
    "6": "returning",
    "7": "moving",
    "8": "moving",
}
WORDS = {
    "揽收": "collected",
    "在途": "moving",
    "干线": "moving",
    "疑难": "problem",
    "派件": "delivering",
    "投柜或驿站": "pickup",
    "签收": "signed",
    "拒签": "refused",
    "退回": "returning",
    "退签": "returned",
}
SUBSCRIBED_ALREADY = "501"
REFUSED_CODES = {"400", "503", "600", "601", "602", "700", "701", "702"}
LOCK_WORDS = ("锁", "频繁", "次数")


def sign(*parts):
    """Return the signature of these texts, one after the other."""
    return hashlib.md5("".join(parts).encode()).hexdigest().upper()  # noqa: S324


def is_signed(form, salt):
    """Return whether a push carries the signature of this salt."""
    expected = sign(form.get("param", ""), salt)
    return bool(salt) and hmac.compare_digest(
        expected.encode(), form.get("sign", "").upper().encode()
    )


def subscription(key, code, number, phone, callback_url, salt):
    """Return the form that asks to be told about a parcel."""
    parameters = {"callbackurl": callback_url, "salt": salt, "resultv2": "4"}
    if phone:
        parameters["phone"] = phone
    param = {"company": code, "number": number, "key": key, "parameters": parameters}
    return {"schema": "json", "param": json.dumps(param, ensure_ascii=False)}


def query(key, customer, code, number, phone):
    """Return the form that asks about a parcel once."""
    param = {"com": code, "num": number, "resultv2": "4", "show": "0", "order": "desc"}
    if phone:
        param["phone"] = phone
    text = json.dumps(param, ensure_ascii=False)
    return {"customer": customer, "sign": sign(text, key, customer), "param": text}


def check_subscribed(answer):
    """Read the answer to a subscription.

    :raise Fault: it was not accepted
    """
    code = str(answer.get("returnCode", ""))
    if answer.get("result") is True or code == SUBSCRIBED_ALREADY:
        return
    raise _get_fault(code, answer)


def read_query(answer):
    """Return the report in the answer to a query.

    :raise Fault: there is none
    """
    if "data" not in answer:
        raise _get_fault(str(answer.get("returnCode", "")), answer)
    return read_result(answer)


def read_push(text):
    """Return the report a push carries.

    :raise ValueError: it is none
    """
    push = json.loads(text)
    result = push.get("lastResult") if isinstance(push, dict) else None
    if not isinstance(result, dict):
        raise ValueError("no lastResult")
    status = str(push.get("status", ""))
    return read_result(result, ended=status in ("shutdown", "abort"))


def read_result(result, ended=False):
    """Return the report of what push and query tell of a parcel in the same way.

    :raise ValueError: it lacks the number, or is of another shape
    """
    number = str(result.get("nu") or "").upper()
    rows = result.get("data") or []
    if not number or not isinstance(rows, list):
        raise ValueError("no parcel")
    state = _get_state(result.get("state"), "")
    events = sorted(filter(None, map(_read_event, rows)), key=lambda one: one.time)
    if events and not events[-1].state:
        last = events[-1]
        events[-1] = Event(last.time, last.text, state, last.place)
    code = str(result.get("com") or "")
    return Report(code, number, tuple(events), state, ended)


def _read_event(row):
    """Return the event of a row; nothing for one without a time."""
    try:
        local = datetime.strptime(
            str(row.get("ftime") or row["time"]), "%Y-%m-%d %H:%M:%S"
        )
    except (AttributeError, KeyError, ValueError):
        return None
    return Event(
        local.replace(tzinfo=CHINA).astimezone(timezone.utc).replace(tzinfo=None),
        str(row.get("context") or "")[:500],
        _get_state(row.get("statusCode"), row.get("status")),
        str(row.get("areaName") or "")[:60],
    )


def _get_state(code, word):
    code = str(code if code is not None else "")
    if len(code) == 3 and code not in STATES:
        code = code[0]
    return STATES.get(code) or WORDS.get(str(word or ""), "")


def _get_fault(code, answer):
    message = str(answer.get("message") or "")[:200]
    if any(word in message for word in LOCK_WORDS):
        return Fault(message, "locked")
    if code in REFUSED_CODES:
        return Fault(message, "refused")
    return Fault(message, "nothing" if code == "500" else "again")
