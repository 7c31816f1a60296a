"""Forgetting a member: what is personal goes, what the books need stays nameless."""

from odoo import fields, models
from odoo.exceptions import UserError

from .member_merge import BALANCE_TYPES

PERSONAL = (
    "phone email street street2 city zip state_id country_id vat function comment "
    "website image_1920 member_phone member_no member_token member_gender "
    "member_phone_verified_at member_code_handle member_code_secret"
).split()


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_erased_at = fields.Datetime(readonly=True, copy=False)

    def _request_erasure(self):
        """Note that this member asks to be forgotten; once, however often he asks."""
        self.ensure_one()
        # The member asks on his own page, where he has no rights on anything.
        requests_sudo = self.env["member.erasure"].sudo()
        asked = requests_sudo.search(
            [("partner_id", "=", self.id), ("state", "=", "asked")], limit=1
        )
        company = self.sudo().member_company_id
        return asked or requests_sudo.create(
            {"partner_id": self.id, "company_id": company.id}
        )

    def _prepare_page_person(self):
        asked = self.env["member.erasure"].search_count(
            [("partner_id", "=", self.id), ("state", "=", "asked")], limit=1
        )
        return super()._prepare_page_person() | {"erasure": bool(asked)}

    def _find_erase_obstacle(self):
        """Return in words why this member cannot be erased, or nothing."""
        self.ensure_one()
        # Whoever may erase must know of money he may not see otherwise.
        cards_sudo = self.sudo().member_card_ids
        money = sum(
            card.points for card in cards_sudo if card._is_money() and card.points > 0
        )
        if money:
            return self.env._(
                "%s of stored value is left. Pay it back first.", f"{money:,.2f}"
            )
        if any(row.state == "taken" for row in cards_sudo.redemption_ids):
            return self.env._("A till is using a coupon or points of this member.")
        if self.sudo().user_ids:
            return self.env._("This contact has a login. Remove that first.")
        return ""

    def _erase_member(self):
        """Remove everything personal; points and coupons that are left expire.

        :raise UserError: money is left; says how much
        """
        self.ensure_one()
        if words := self._find_erase_obstacle():
            raise UserError(words)
        merged = self.with_context(active_test=False).search(
            [("member_merged_into_id", "=", self.id)]
        )
        for person in self | merged:
            person._expire_balances()
            person._erase_entrances()
            person._erase_traces()
            person.with_context(tracking_disable=True).write(
                {
                    **dict.fromkeys(PERSONAL, False),
                    "name": self.env._("Erased member %s", person.id),
                    "is_member": False,
                    "active": False,
                    "member_consent": False,
                    "member_erased_at": fields.Datetime.now(),
                }
            )

    def _expire_balances(self):
        for card in self.member_card_ids.filtered(lambda card: card.points > 0):
            card._post_entry("expire", -card.points, f"member.erase,{self.id}")
            if card.program_id.program_type not in BALANCE_TYPES:
                card.active = False

    def _erase_entrances(self):
        self.env["wechat.identity"].search([("partner_id", "=", self.id)]).unlink()
        cards = self.with_context(active_test=False).member_physical_card_ids
        cards.write({"partner_id": False, "active": False})
        cards.message_ids.unlink()

    def _erase_traces(self):
        """Remove what was said about him and the codes sent to his phone."""
        self.env["phone.code"].search([("phone", "=", self.member_phone)]).unlink()
        self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).unlink()
        self.message_ids.unlink()
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).unlink()
