"""Notices of WeChat Pay about coupons: a reason to look, not the truth itself."""

import json

from odoo import models

from .wechat_merchant_notice import PAY_PACKS


class WechatEvent(models.Model):
    """Whatever a notice says, and in whatever order it comes, WeChat Pay is asked what
    became of that coupon: the same comparison as every night, only at once."""

    _inherit = "wechat.event"

    def _act(self):
        if self._is_pay_notice():
            return self._look_up_coupon()
        return super()._act()

    def _is_pay_notice(self):
        # names of an account's own messages have no dot
        return "." in self.kind

    def _look_up_coupon(self):
        self.ensure_one()
        # every handler reads the words, and none is asked by a person
        words = json.loads(self.sudo().payload)
        templates = self.env["wechat.card.template"].search(
            [("company_id", "=", self.company_id.id), ("pack", "in", PAY_PACKS)]
        )
        for template in templates.filtered("remote_id"):
            happening = template._get_pack().parse_event(self.kind, words)
            if happening.verb and happening.template == template.remote_id:
                return self._look_up(template, happening)
        return self.env._("Not one of our coupons.")

    def _look_up(self, template, happening):
        card = self.env["wechat.card"].search(
            [("template_id", "=", template.id), ("code", "=", happening.code)], limit=1
        )
        if not card:
            return self.env._("Not one of our coupons.")
        if card.state == "issuing":
            # the outbox hears the answer to its own question
            return self.env._("Our own doing.")
        card._queue("pull")
        return self.env._("Is looked up.")
