"""Programs whose points are money: stored value and gift cards."""

import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MONEY_TYPES = ("ewallet", "gift_card")
TOKEN_BYTES = 24


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    gift_card_use = fields.Selection(
        [
            ("once", "Once: all of it goes on his stored value"),
            ("many", "Many times: stays a card of its own"),
        ],
        string="When Claimed",
        default="once",
        help="What happens when somebody claims a gift card of this program.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._set_value_accounts()
        return programs

    def write(self, vals):
        result = super().write(vals)
        if {"program_type", "company_id", "rule_ids", "reward_ids"} & set(vals):
            self._set_value_accounts()
        return result

    def _is_money(self):
        self.ensure_one()
        return self.program_type in MONEY_TYPES

    @api.constrains("program_type", "company_id", "currency_id")
    def _check_one_legal_entity(self):
        for program in self.filtered(lambda program: program._is_money()):
            company = program.company_id
            if not company or company.parent_id:
                raise ValidationError(
                    self.env._(
                        "%s holds money of members: it belongs to one company, no "
                        "branch. Only coupons can be shared.",
                        program.name,
                    )
                )
            if program.currency_id != company.currency_id:
                raise ValidationError(
                    self.env._(
                        "%s holds money of members: it is kept in the currency of the "
                        "company.",
                        program.name,
                    )
                )

    def _set_value_accounts(self):
        """Let top-up and payment by card go through the clearing account.

        The till posts both as products when the day is closed. The card has moved
        long before, against the same account.
        """
        for program in self.filtered(lambda program: program._is_money()):
            company = program.company_id
            if not company._has_value_books():
                continue
            company_sudo = company._ensure_value_accounts()
            # Who sets up programs is not the one who keeps the products' accounts.
            products_sudo = program.sudo()._get_value_products()
            for entity in (
                self.env["res.company"].sudo().search([("id", "child_of", company.id)])
            ):
                products_sudo.with_company(
                    entity
                ).property_account_income_id = company_sudo.value_clearing_account_id
            # Money paid in advance is no sale: the tax is due when it is spent.
            products_sudo.taxes_id = [fields.Command.clear()]

    def _get_value_products(self):
        rewards = self.reward_ids.discount_line_product_id
        return (self.rule_ids.product_ids | rewards).product_tmpl_id

    def _make_gift_card(self, giver):
        """Return a new, empty gift card that ``giver`` can pass on."""
        self.ensure_one()
        return (
            self.env["loyalty.card"]
            .with_context(action_no_send_mail=True)
            .create(
                {
                    "program_id": self.id,
                    "partner_id": False,
                    "points": 0,
                    "gift_giver_id": giver.id,
                    "gift_token": secrets.token_urlsafe(TOKEN_BYTES),
                }
            )
        )
