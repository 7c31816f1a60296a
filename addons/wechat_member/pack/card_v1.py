"""Member cards of the official account's own interface (card/*), alive for these."""

from ..wechat.errors import AlreadyDone, InDoubt, Refused
from . import port
from .port import Pack, PackEvent, Standing, cut

COLORS = {
    "Color010": (0x63, 0xB3, 0x59),
    "Color020": (0x2C, 0x9F, 0x67),
    "Color030": (0x50, 0x9F, 0xC9),
    "Color040": (0x58, 0x85, 0xCF),
    "Color050": (0x90, 0x62, 0xC0),
    "Color060": (0xD0, 0x9A, 0x45),
    "Color070": (0xE4, 0xB1, 0x38),
    "Color080": (0xEE, 0x90, 0x3C),
    "Color081": (0xF0, 0x85, 0x00),
    "Color082": (0xA9, 0xD9, 0x2D),
    "Color090": (0xDD, 0x65, 0x49),
    "Color100": (0xCC, 0x46, 0x3D),
    "Color101": (0xCF, 0x3E, 0x36),
    "Color102": (0x5E, 0x66, 0x71),
}
STATES = {
    "NORMAL": port.HELD,
    "CONSUMED": port.USED,
    "EXPIRE": port.EXPIRED,
    "GIFTING": port.GIFTING,
    "GIFT_SUCC": port.UNKNOWN,
    "GIFT_TIMEOUT": port.HELD,
    "DELETE": port.DELETED,
    "UNAVAILABLE": port.INVALID,
}
# a code never taken, or passed on to somebody else
GONE = (40056, 40116)
LEVEL = "FIELD_NAME_TYPE_LEVEL"
VERBS = {
    "user_get_card": "taken",
    "user_gifting_card": "given",
    "user_del_card": "deleted",
    "submit_membercard_user_info": "filled",
    "user_consume_card": "used",
    "update_member_card": "changed",
    "card_pass_check": "approved",
    "card_not_pass_check": "refused",
    "card_sku_remind": "scarce",
}


class CardV1(Pack):
    """``ask(path, payload, idempotent)``. Balances are sent in fen."""

    name = "card_v1"
    verbs = frozenset(
        {
            *(
                "create_template",
                "publish",
                "activate",
                "query",
                "redeem",
                "list_codes",
            ),
            *("invalidate", "set_balance", "parse_event"),
        }
    )

    def create_template(self, design):
        card = {
            "base_info": self._prepare_base(design),
            "supply_bonus": design.has_points,
            "supply_balance": design.has_balance,
            "prerogative": cut(design.description, 3072) or design.title,
            "wx_activate": not design.activate_url,
        }
        if design.activate_url:
            card["activate_url"] = design.activate_url
        if design.picture:
            card["background_pic_url"] = design.picture
        if design.has_level:
            field = {"name_type": LEVEL, "name": cut(design.level_title, 12)}
            card["custom_field1"] = field | {"url": design.page_url}
        answer = self.ask(
            "/card/create",
            {"card": {"card_type": "MEMBER_CARD", "member_card": card}},
            False,
        )
        return _read(answer, "card_id")

    def _prepare_base(self, design):
        base = {
            "logo_url": design.logo,
            "code_type": "CODE_TYPE_QRCODE",
            "brand_name": cut(design.brand, 36),
            "title": cut(design.title, 27),
            "color": nearest_color(design.color),
            "notice": cut(design.notice, 48),
            "description": cut(design.description, 3072),
            "sku": {"quantity": design.quantity},
            "date_info": {"type": "DATE_TYPE_PERMANENT"},
            # who takes it twice would be two members
            "get_limit": 1,
            "can_share": False,
            "can_give_friend": False,
        }
        if design.phone:
            base["service_phone"] = cut(design.phone, 24)
        if design.page_url:
            base["custom_url"] = design.page_url
            base["custom_url_name"] = cut(design.page_name, 15)
        return base

    def publish(self, template, reference="", holding=None):
        card = {"card_id": template, "outer_str": cut(reference, 128)}
        if holding and holding.openid:
            card["openid"] = holding.openid
        payload = {"action_name": "QR_CARD", "action_info": {"card": card}}
        return _read(self.ask("/card/qrcode/create", payload, True), "url")

    def activate(self, holding, number, figures):
        shown = self._prepare_figures(figures)
        payload = {
            "membership_number": number,
            "code": holding.code,
            "card_id": holding.template,
        }
        # what the card does not show must not be named
        payload |= {f"init_{name}": value for name, value in shown.items()}
        self.ask("/card/membercard/activate", payload, True)

    def query(self, holding):
        payload = {"card_id": holding.template, "code": holding.code}
        try:
            answer = self.ask("/card/membercard/userinfo/get", payload, True)
        except Refused as refusal:
            if refusal.code in GONE:
                return Standing(port.UNKNOWN)
            return self._query_code(holding)
        return Standing(
            state=STATES.get(answer.get("user_card_status"), port.UNKNOWN),
            is_active=bool(answer.get("has_active")),
            points=_whole(answer.get("bonus")),
            balance=_whole(answer.get("balance")),
            openid=answer.get("openid") or "",
            reference=answer.get("membership_number") or "",
        )

    def _query_code(self, holding):
        """The standing of a code, whatever state it is in."""
        payload = {"card_id": holding.template, "code": holding.code}
        try:
            answer = self.ask(
                "/card/code/get", payload | {"check_consume": False}, True
            )
        except Refused as refusal:
            if refusal.code not in GONE:
                raise
            return Standing(port.UNKNOWN)
        state = STATES.get(answer.get("user_card_status"), port.UNKNOWN)
        return Standing(state, openid=answer.get("openid") or "")

    def list_codes(self, template, openid):
        payload = {"openid": openid, "card_id": template}
        answer = self.ask("/card/user/getcardlist", payload, True)
        return [card["code"] for card in answer.get("card_list") or []]

    def redeem(self, holding, request_no, at, is_repeat=False):
        payload = {"card_id": holding.template, "code": holding.code}
        if is_repeat and self._query_code(holding).state == port.USED:
            return
        try:
            self.ask("/card/code/consume", payload, False)
        except AlreadyDone:
            # the platform cannot tell whose use it was; ours is on record
            if not is_repeat:
                raise
        except InDoubt:
            if self._query_code(holding).state != port.USED:
                raise

    def invalidate(self, holding, request_no, reason):
        if self._query_code(holding).state in (port.INVALID, port.UNKNOWN):
            return
        payload = {"card_id": holding.template, "code": holding.code}
        self.ask("/card/code/unavailable", payload | {"reason": cut(reason, 60)}, False)

    def set_balance(self, holding, figures, notify=False):
        payload = {"code": holding.code, "card_id": holding.template}
        payload |= self._prepare_figures(figures)
        if figures.words:
            payload["record_bonus"] = cut(figures.words, 42)
        if notify:
            payload["notify_optional"] = {
                "is_notify_bonus": True,
                "is_notify_balance": figures.balance is not None,
            }
        self.ask("/card/membercard/updateuser", payload, True)

    def _prepare_figures(self, figures):
        payload = {}
        if figures.points is not None:
            payload["bonus"] = int(figures.points)
        if figures.balance is not None:
            payload["balance"] = int(figures.balance)
        if figures.level is not None:
            payload["custom_field_value1"] = cut(figures.level, 12)
        return payload

    def parse_event(self, kind, words):
        verb = VERBS.get(kind, "")
        flag = kind == "user_get_card" and words.flag("IsRestoreMemberCard")
        if kind == "user_gifting_card":
            flag = words.flag("IsReturnBack")
        return PackEvent(
            verb=verb,
            template=words.text("CardId"),
            code=words.text("UserCardCode"),
            old_code=words.text("OldUserCardCode"),
            openid=words.text("FromUserName"),
            unionid=words.text("UnionId"),
            reference=words.text("OuterStr"),
            words=words.text("RefuseReason") or words.text("Detail"),
            flag=flag,
            points=_whole(words.text("ModifyBonus")) or 0,
            balance=_whole(words.text("ModifyBalance")) or 0,
        )


def nearest_color(color):
    """Return the platform's name of the colour that is most like ``#RRGGBB``.

    >>> nearest_color("#64b35a")
    'Color010'
    """
    rgb = bytes.fromhex(color.lstrip("#"))
    return min(
        COLORS,
        key=lambda name: sum(
            (one - other) ** 2 for one, other in zip(COLORS[name], rgb, strict=True)
        ),
    )


def _read(answer, name):
    """The text that an answer must have; without it nothing is certain."""
    if not answer.get(name):
        raise InDoubt(None, f"no {name} in the answer")
    return answer[name]


def _whole(value):
    """A whole number, however it is written; None where it is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
