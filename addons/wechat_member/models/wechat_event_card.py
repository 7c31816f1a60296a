from odoo import models

from .wechat_card import LIVE


class WechatEvent(models.Model):
    """What happens in the card pack; a handler may run late, twice, in any order."""

    _inherit = "wechat.event"

    def _get_happening(self):
        """Return (template, card, what happened) of a message about the pack."""
        templates = self.env["wechat.card.template"].search(
            [("account_id", "=", self.account_id.id), ("pack", "=", "card_v1")]
        )
        words = self.words
        template = templates.filtered(
            lambda one: one.remote_id and one.remote_id == words.text("CardId")
        )[:1]
        if not template:
            return template, self.env["wechat.card"], None
        happening = template._get_pack().parse_event(self.kind, words)
        card = self.env["wechat.card"].search(
            [("template_id", "=", template.id), ("code", "=", happening.code)], limit=1
        )
        return template, card, happening

    def _is_last_word(self, code, *kinds):
        """Whether no later message of these kinds tells of this very code."""
        domain = [
            ("account_id", "=", self.account_id.id),
            ("subject", "=", code),
            ("kind", "in", kinds),
            ("sent_at", ">", self.sent_at),
        ]
        return not self.search_count(domain, limit=1)

    def _on_user_get_card(self, identity):
        template, card, happening = self._get_happening()
        if not happening or not happening.code:
            return self.env._("Not one of our cards.")
        if happening.unionid and not identity.unionid:
            identity.unionid = happening.unionid
            identity._recognise()
        if not self._is_last_word(
            happening.code, "user_get_card", "user_del_card", "user_gifting_card"
        ):
            return self.env._("Overtaken by a later message.")
        vals = {"taken_at": self.sent_at, "reference": happening.reference}
        card = card._take(template, happening.code, identity, **vals)
        if happening.old_code and happening.old_code != happening.code:
            self._pass_on(template, happening.old_code, card)
        return self.env._("Is in the pack.")

    def _pass_on(self, template, old_code, card):
        """The card changed hands: its coupon goes along, the old code stays on file."""
        old = card.search(
            [("template_id", "=", template.id), ("code", "=", old_code)], limit=1
        )
        if not old or old == card or old.state == "given":
            return
        coupon = old.loyalty_card_id
        old.write({"state": "given", "loyalty_card_id": False})
        old.flush_recordset()
        card.write({"replaces_id": old.id, "loyalty_card_id": coupon.id})
        if coupon and card.partner_id:
            coupon.partner_id = card.partner_id

    def _on_user_del_card(self, identity):
        _template, card, happening = self._get_happening()
        if card.state in LIVE and self._is_last_word(happening.code, "user_get_card"):
            card.state = "deleted"
        return self.env._("Taken out of the pack; nothing of it is lost.")

    def _on_user_gifting_card(self, identity):
        _template, card, happening = self._get_happening()
        if card.state in ("held", "gifting") and self._is_last_word(
            happening.code, "user_gifting_card"
        ):
            card.state = "held" if happening.flag else "gifting"
        return ""

    def _on_user_consume_card(self, identity):
        _template, card, _happening = self._get_happening()
        if not card or card.state == "used":
            return self.env._("Known already.")
        card._use_here()
        return self.env._("Used in WeChat.")

    def _on_submit_membercard_user_info(self, identity):
        _template, card, _happening = self._get_happening()
        if card:
            card._queue("pull")
        return self.env._("Form handed in.")

    def _on_update_member_card(self, identity):
        _template, card, _happening = self._get_happening()
        if not card or card._is_echo(self):
            return self.env._("Our own doing.")
        card._queue("pull")
        return self.env._("Is looked up.")

    def _on_card_pass_check(self, identity):
        template, _card, _happening = self._get_happening()
        if template.state in ("draft", "review", "refused"):
            template.write({"state": "approved", "refusal": False})
        return self.env._("Approved.")

    def _on_card_not_pass_check(self, identity):
        template, _card, happening = self._get_happening()
        if template:
            template.write({"state": "refused", "refusal": happening.words[:200]})
        return self.env._("Refused.")

    def _on_card_sku_remind(self, identity):
        template, _card, happening = self._get_happening()
        if template:
            template.message_post(
                body=self.env._("Few are left at WeChat: %s", happening.words)
            )
        return ""
