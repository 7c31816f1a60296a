"""How the platform says no."""

import secrets

TEXTS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest, could get"
    " access_token by getStableAccessToken",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40029: "invalid code",
    40030: "invalid refresh_token",
    40032: "invalid openid list size",
    40037: "invalid template_id",
    40053: "invalid action info",
    40056: "invalid serial code",
    40070: "invalid sku",
    40071: "invalid card type",
    40073: "invalid card id",
    40076: "invalid color",
    40078: "invalid card status",
    40079: "invalid date",
    40080: "invalid card ext",
    40099: "invalid code, this code has been consumed",
    40100: "invalid date info, the range can only be widened",
    40109: "code amount over 100",
    40110: "empty code list",
    40111: "same code in list",
    40112: "card bound to another openid",
    40113: "invalid file type",
    40116: "invalid code",
    40122: "invalid sku quantity",
    40125: "invalid appsecret",
    40127: "invalid user-card status",
    40135: "not support supply_bonus=false",
    40136: "invalid stock, more than deposited",
    40141: "invalid picture url, not uploaded to wechat",
    40145: "pay cell conflicts with center_url",
    40163: "code been used",
    40164: "invalid ip",
    40174: "not the owner of the card",
    40179: "this function is not available any more",
    40226: "high risk user blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41011: "missing required fields",
    41012: "missing card id",
    41013: "missing code",
    42001: "access_token expired",
    42002: "refresh_token expired",
    43004: "require subscribe",
    43009: "not supported custom code",
    43010: "not supported balance",
    43011: "not supported bonus",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45021: "text too long",
    45031: "no stock left",
    45033: "user has reached the limit of this card",
    45047: "out of response count limit",
    45056: "too many tags",
    45058: "can't modify sys tag",
    45059: "too many tags on this user",
    45103: "this api is not supported any more",
    45157: "tag name already exists",
    45158: "tag name too long",
    45159: "invalid tag",
    45160: "category not allowed to create cards",
    46003: "menu no exist",
    47001: "data format error",
    47002: "data with \\u escapes",
    47003: "argument invalid",
    48001: "api unauthorized",
    48006: "clear_quota count used up",
    48009: "api retired",
    49003: "not match openid with appid",
}


def rid():
    """The number the platform's support asks for."""
    return "-".join(secrets.token_hex(4) for _part in range(3))


class Refusal(Exception):
    """An answer of the official-account part that is no success."""

    def __init__(self, code, words=""):
        super().__init__(code)
        self.code = code
        self.words = words or TEXTS.get(code, "error")

    def answer(self):
        return {"errcode": self.code, "errmsg": f"{self.words} rid: {rid()}"}


class PayRefusal(Exception):
    """An answer of WeChat Pay that is no success.

    :param str code: the word of API v3
    :param int number: what stands behind the last hyphen of the Request-ID
    """

    STATUS = {
        "PARAM_ERROR": 400,
        "INVALID_REQUEST": 400,
        "SIGN_ERROR": 401,
        "NO_AUTH": 403,
        "RULE_LIMIT": 403,
        "NOT_ENOUGH": 403,
        "NOT_FOUND": 404,
        "RESOURCE_NOT_EXISTS": 404,
        "RESOURCE_ALREADY_EXISTS": 409,
        "FREQUENCY_LIMITED": 429,
        "RATELIMIT_EXCEEDED": 429,
        "ORDER_NOT_EXIST": 404,
        "BANK_ERROR": 500,
        "SYSTEM_ERROR": 500,
    }

    def __init__(self, code, message="", number=0):
        super().__init__(code)
        self.code, self.message, self.number = code, message or code, number

    @property
    def status(self):
        return self.STATUS.get(self.code, 400)
