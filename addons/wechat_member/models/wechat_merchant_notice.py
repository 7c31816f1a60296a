"""What WeChat Pay tells a merchant: who tells it, and where it is put down."""

import json
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..callback import Refused
from ..wechat import WechatError

# parts of a notice are names and numbers of a few dozen characters
LONGEST = 128
PAY_PACKS = ("busifavor", "product_coupon")


class WechatMerchant(models.Model):
    _inherit = "wechat.merchant"

    notice_url = fields.Char(
        "Address for Notices",
        compute="_compute_notice_url",
        help="WeChat Pay tells this address of coupons that are taken, used or given "
        "back elsewhere. It has to be reachable by https.",
    )

    @api.depends("number")
    def _compute_notice_url(self):
        base = self.get_base_url()
        for merchant in self:
            merchant.notice_url = f"{base}/wechat/pay/{merchant.number or ''}"

    def action_enter_notice_url(self):
        """Tell WeChat Pay where its notices of coupons go.

        :raise UserError: there is no coupon of this merchant, or WeChat Pay refuses
        """
        self.ensure_one()
        self.check_access("write")
        templates = self._get_pay_templates()
        packs = {template.pack: template._get_pack() for template in templates}
        if not packs:
            raise UserError(
                self.env._("Hand a coupon of this merchant to WeChat first.")
            )
        try:
            for pack in packs.values():
                pack.listen(self.notice_url)
        except WechatError as error:
            raise UserError(templates[:1]._explain(error)) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("WeChat Pay tells %s now.", self.notice_url),
            },
        }

    def _get_pay_templates(self):
        return self.env["wechat.card.template"].search(
            [
                ("merchant_id", "in", self.ids),
                ("pack", "in", PAY_PACKS),
                ("remote_id", "!=", False),
            ],
            order="id",
        )

    @api.model
    def _take_notice(self, number, headers, body):
        """Put down a notice, once; the queue of messages acts upon it.

        :param headers: of the request, found in any spelling
        :param bytes body: as it came, since the signature is over these bytes
        :raise Refused: not for us, not from WeChat Pay, or no notice
        """
        # the address names the merchant, the signature proves who tells
        merchant = self.sudo().search([("number", "=", number)], limit=1)
        if not merchant.has_keys:
            raise Refused(404, "unknown merchant")
        opened = merchant._open()
        if not opened.is_signed(headers, body, time.time()):
            raise Refused(401, "not signed by WeChat Pay")
        try:
            notice = json.loads(body)
            words = opened.unseal(notice["resource"])
            notice = {name: _text(notice.get(name)) for name in ("id", "event_type")}
            subject, openid = (
                _text(words.get("coupon_code")),
                _text(words.get("openid")),
            )
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise Refused(400, "no notice, or sealed with another key") from error
        if not notice["id"] or not notice["event_type"]:
            raise Refused(400, "a notice without a name")
        template = merchant._get_pay_templates()[:1]
        if not template:
            # nothing of this merchant is in a pack of ours: heard, and of no concern
            return
        merchant._put_notice_down(template.account_id, notice, subject, openid, words)

    def _put_notice_down(self, account, notice, subject, openid, words):
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO wechat_event (
                       account_id, company_id, kind, openid, sent_at, received_at,
                       next_try_at, key, subject, payload, state, attempts)
                SELECT %s, %s, %s, %s, moment, moment, moment, %s, %s, %s,
                       'waiting', 0
                  FROM (SELECT now() AT TIME ZONE 'UTC' AS moment) clock
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                account.id,
                account.company_id.id,
                notice["event_type"],
                openid or "",
                f"pay.{notice['id']}",
                subject or None,
                json.dumps(words, ensure_ascii=False),
            )
        )
        if rows:
            account._wake_queue()


def _text(value):
    """Return a word of a notice, empty if it is none."""
    return value if isinstance(value, str) and len(value) <= LONGEST else ""
