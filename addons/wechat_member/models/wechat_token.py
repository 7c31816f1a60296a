from odoo import fields, models

KINDS = [
    ("api", "Access token"),
    ("jsapi", "Ticket of pages"),
    ("wx_card", "Ticket of cards"),
]


class WechatToken(models.Model):
    """What WeChat lent an account for an hour or two, once for all processes.

    The row is the lock: who holds it renews. ``generation`` tells a process that its
    token failed whether somebody else has a newer one already.
    """

    _name = "wechat.token"
    _description = "WeChat Token"
    _log_access = False

    account_id = fields.Many2one("wechat.account", required=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True)
    value_sealed = fields.Char()
    lent_to = fields.Char(help="A digest of the account, place and secret it is for.")
    generation = fields.Integer(default=0, required=True)
    renewed_at = fields.Datetime()
    fresh_until = fields.Datetime(help="From here on somebody should renew it.")
    expires_at = fields.Datetime()
    forced_at = fields.Datetime(help="When the platform was told to make a new one.")
    refused_until = fields.Datetime(help="Renewing just failed; others need not try.")

    _kind_unique = models.UniqueIndex("(account_id, kind)")
