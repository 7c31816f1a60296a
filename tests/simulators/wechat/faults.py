"""What can be made to go wrong, one fault for each request it fits.

A fault is {"kind", "path": beginning of the path (all), "times": how often (1, 0 for
ever), ...}. Kinds:

    error          {"code": 45009}: the platform says so and does nothing
    error_after    {"code": -1}: it says so although it did what was asked
    pay_error      {"code": "NO_AUTH", "number": 0}: the same in WeChat Pay
    html           a page of a proxy with status 200
    status         {"status": 502}: a page with that status
    reset          the connection ends before anything is done
    lost           it is done, then the connection ends
    slow           {"seconds": 8}
    truncated      half an answer
    missing        {"field": "card_id"} is not in the answer
    text           {"field": "expires_in"} is text instead of a number
    extra          {"values": {...}}: in the answer as well, at its top
    events_first   events are brought before the answer
    unsigned, forged, skewed {"seconds": 600}    of WeChat Pay's answers
"""

import json
import time

from .errors import PayRefusal, Refusal
from .routes import Answer

PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


class Reset(Exception):
    """The connection ends here."""


def take(world, path):
    """The fault for this request, counted down, or None."""
    with world.lock:
        for fault in world.faults:
            if path.startswith(fault.get("path", "")):
                if fault.get("times", 1) == 1:
                    world.faults.remove(fault)
                elif fault.get("times"):
                    fault["times"] -= 1
                return fault
    return None


def before(fault):
    """What comes instead of an answer, if this fault is one of those."""
    kind = fault["kind"]
    if kind == "reset":
        raise Reset
    if kind == "error":
        raise Refusal(fault["code"], fault.get("words", ""))
    if kind == "pay_error":
        raise PayRefusal(fault["code"], number=fault.get("number", 0))
    if kind == "slow":
        time.sleep(fault.get("seconds", 8))
    if kind == "html":
        return Answer(PAGE)
    if kind == "status":
        return Answer(PAGE, fault.get("status", 500))
    return None


def after(fault, answer, world):
    """The answer as this fault leaves it."""
    kind = fault["kind"]
    if kind == "lost":
        raise Reset
    if kind == "error_after":
        raise Refusal(fault["code"], fault.get("words", ""))
    if kind == "events_first":
        world.post.flush()
    if kind == "truncated":
        text = json.dumps(answer, ensure_ascii=False)
        return Answer(text[: len(text) // 2], kind="application/json")
    if isinstance(answer, dict):
        return _changed(fault, dict(answer))
    return answer


def _changed(fault, answer):
    if fault["kind"] == "missing":
        answer.pop(fault["field"], None)
    elif fault["kind"] == "text":
        answer[fault["field"]] = str(answer.get(fault["field"], ""))
    elif fault["kind"] == "extra":
        answer.update(fault["values"])
    return answer
