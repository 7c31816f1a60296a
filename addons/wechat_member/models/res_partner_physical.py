from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Finding members by the plastic card they carry."""

    _inherit = "res.partner"

    member_physical_card_ids = fields.One2many(
        "member.physical.card", "partner_id", string="Physical Cards", readonly=True
    )

    @api.model
    def _find_member(self, code, company):
        member = super()._find_member(code, company)
        if member or not (code or "").strip():
            return member
        # Cashiers have no rights on the list of cards; only the owner leaves it.
        cards_sudo = self.env["member.physical.card"].sudo()
        owner = cards_sudo._find(code.strip(), company).partner_id
        return self.browse(owner.id)

    @api.model
    def member_lookup(self, code, config_id, order_uuid=None):
        """Find the member; a card nobody has yet is named as such.

        The answer then holds ``free_card``, see :meth:`bind_physical_card`.
        """
        answer = super().member_lookup(code, config_id, order_uuid)
        if not answer["found"]:
            config = self.env["coupon.redemption"]._get_till(config_id)
            # Cashiers have no rights on the list; they have the card in hand.
            cards_sudo = self.env["member.physical.card"].sudo()
            card = cards_sudo._find((code or "").strip(), config.company_id)
            if card:
                answer |= {
                    "free_card": card.number,
                    "phone": False,
                    "message": self.env._(
                        "Card %s is new. Find the member by phone first, then scan "
                        "the card again.",
                        card.number,
                    ),
                }
        return answer

    def bind_physical_card(self, number, config_id):
        """Give this member a card from the list, at the till; answers his panel.

        :raise UserError: no such card, or somebody else's
        :raise AccessError: the user may not use this till
        """
        self.ensure_one()
        config = self.env["coupon.redemption"]._get_till(config_id)
        self.check_access("read")
        # Cashiers bind what they hold in their hands, nothing else of the list.
        cards_sudo = self.env["member.physical.card"].sudo()
        card_sudo = cards_sudo._find((number or "").strip(), config.company_id)
        if not card_sudo:
            raise UserError(self.env._("No card %s is in the list.", number))
        card_sudo._bind_to(self.sudo())
        return {"found": True, **self.member_panel(config_id)}
