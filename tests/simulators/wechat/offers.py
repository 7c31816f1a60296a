"""Putting a card out: codes to scan, forms to fill in, rules after payment."""

import base64
import re
import secrets
import urllib.parse

from .cards import base, find
from .errors import Refusal
from .routes import api


@api("POST", "/card/qrcode/create", right="member_card")
def qrcode(world, app, call):
    """A code that leads to a card."""
    asked = call.json
    if asked.get("action_name") != "QR_CARD":
        raise Refusal(40053)
    wanted = asked.get("action_info", {}).get("card", {})
    card = find(app, wanted.get("card_id"))
    if base(card).get("use_custom_code") and not base(card).get("get_custom_code_mode"):
        if not re.fullmatch(r"[\w-]{1,20}", wanted.get("code", "")):
            raise Refusal(41013)
    life = asked.get("expire_seconds", 365 * 86400)
    ticket = f"c{secrets.token_urlsafe(60)}"
    app["card_scenes"][ticket] = {**wanted, "until": world.now() + life, "used": False}
    return {
        "ticket": ticket,
        "expire_seconds": life,
        "url": f"{world.url}/c/{ticket}",
        "show_qrcode_url": f"{world.url}/cgi-bin/showqrcode?ticket={ticket}",
    }


@api("POST", "/card/membercard/activate/geturl", right="member_card")
def activate_url(world, app, call):
    asked = call.json
    find(app, asked.get("card_id"))
    query = {
        "encrypt_card_id": base64.urlsafe_b64encode(asked["card_id"].encode()).decode(),
        "outer_str": asked.get("outer_str", ""),
        "biz": base64.b64encode(app["appid"].encode()).decode(),
    }
    return {
        "url": f"{world.url}/bizmall/activatemembercard?{urllib.parse.urlencode(query)}"
    }


@api("POST", "/card/membercard/activateuserform/set", right="member_card")
def set_form(_world, app, call):
    asked = call.json
    card = find(app, asked.get("card_id"))
    if not card["node"].get("wx_activate"):
        raise Refusal(40078)
    card["form"] = asked


# --- a card after payment -----------------------------------------------------------


@api("POST", "/card/paygiftcard/add", right="member_card")
def pay_rule(_world, app, call):
    rule = call.json.get("rule_info") or {}
    find(app, rule.get("member_rule", {}).get("card_id"))
    merchants = rule.get("base_info", {}).get("mchid_list", [])
    taken = {
        mchid
        for known in app["pay_rules"].values()
        for mchid in known["base_info"]["mchid_list"]
    }
    fresh = [mchid for mchid in merchants if mchid not in taken]
    if not fresh:
        failed = [{"mchid": one, "errcode": 40053} for one in merchants]
        return {"fail_mchid_list": failed, "succ_mchid_list": []}
    number = str(len(app["pay_rules"]) + 1001)
    rule["base_info"]["mchid_list"] = fresh
    app["pay_rules"][number] = rule
    return {"rule_id": int(number), "succ_mchid_list": fresh, "fail_mchid_list": []}


@api("POST", "/card/paygiftcard/getbyid", right="member_card")
def pay_rule_get(_world, app, call):
    rule = app["pay_rules"].get(str(call.json.get("rule_id")))
    if rule is None:
        raise Refusal(40053)
    return {"rule_info": rule}


@api("POST", "/card/paygiftcard/delete", right="member_card")
def pay_rule_delete(_world, app, call):
    if app["pay_rules"].pop(str(call.json.get("rule_id")), None) is None:
        raise Refusal(40053)


@api("POST", "/card/paygiftcard/batchget", right="member_card")
def pay_rules(_world, app, _call):
    return {
        "rule_list": list(app["pay_rules"].values()),
        "total_count": len(app["pay_rules"]),
    }
