"""Paid coupons as a member sees and buys them himself."""

from odoo import models
from odoo.tools import format_date

MOST = 30


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_sold_programs(self):
        """Return the paid coupons this member's merchant sells online."""
        self.ensure_one()
        return self.env["loyalty.program"].search(
            [
                ("sale_price", ">", 0),
                ("is_claimable", "=", True),
                ("company_id", "=", self.member_company_id.root_id.id),
            ],
            limit=MOST,
        )

    def _get_bought_coupons(self):
        """Return the coupons this member paid for, the newest first."""
        self.ensure_one()
        return (
            self.env["loyalty.card"]
            .with_context(active_test=False)
            .search(
                [("partner_id", "=", self.id), ("is_sold", "=", True)],
                order="id desc",
                limit=MOST,
            )
        )

    def _prepare_sold_offers(self):
        """Return [{id, name, worth, conditions, left, price, refused}] for his page."""
        return [
            program._prepare_claim_offer()
            | {
                "id": program.id,
                "price": program._say_money(program.sale_price),
                "refused": program._refuse_sale(self),
            }
            for program in self._get_sold_programs()
        ]

    def _prepare_bought_coupons(self):
        states = dict(
            self.env["loyalty.card"]
            ._fields["paid_state"]
            ._description_selection(self.env)
        )
        return [
            {
                "id": card.id,
                "name": card.program_id.name,
                "worth": card.program_id._honest_text(),
                "paid": card.program_id._say_money(card.paid_amount),
                "code": card.code,
                "state": card.paid_state,
                "words": states[card.paid_state],
                "until": card.expiration_date
                and format_date(self.env, card.expiration_date),
                "may_go_back": not card.refund_asked_at
                and not card._refuse_paid_refund(),
            }
            for card in self._get_bought_coupons()
        ]

    def _prepare_page_coupons(self):
        coupons = super()._prepare_page_coupons()
        return coupons | {"bought": bool(self._get_bought_coupons())}

    def _prepare_page_offers(self):
        offers = super()._prepare_page_offers()
        programs = self.env["loyalty.program"].browse(offer["id"] for offer in offers)
        for offer, program in zip(offers, programs, strict=True):
            if program.sale_price:
                # bought on a page of its own, where the money comes back from, too
                offer["url"] = "/member/me/paid-coupons"
                offer["price"] = program._say_money(program.sale_price)
        return offers
