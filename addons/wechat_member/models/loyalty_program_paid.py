"""Coupons that are paid for in advance: what is sold, where, and how many."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

# So long a started online payment keeps its piece.
HELD_MINUTES = 30


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    sale_product_id = fields.Many2one(
        "product.product",
        string="Sold as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The product by which tills sell this coupon. Made with the price.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._keep_sale_product()
        return programs

    def write(self, vals):
        result = super().write(vals)
        if {"sale_price", "name", "is_claimable", "active", "company_id"} & set(vals):
            self._keep_sale_product()
        return result

    @api.constrains("sale_price", "program_type", "company_id", "currency_id")
    def _check_sold_by_one_entity(self):
        types = self.env["loyalty.card"]._coupon_types()
        for program in self.filtered("sale_price"):
            company = program.company_id
            if program.program_type not in types:
                words = self.env._("Only coupons are sold for a price: %s")
            elif not company or company.parent_id:
                words = self.env._(
                    "%s is paid in advance: it belongs to one company, no branch."
                )
            elif program.currency_id != company.currency_id:
                words = self.env._(
                    "%s is paid in advance: its price is in the company's currency."
                )
            else:
                continue
            raise ValidationError(words % program.name)

    def _keep_sale_product(self):
        """Make, rename, reprice or take away the product by which tills sell these."""
        for program in self:
            product = program.sale_product_id
            if not program.sale_price and not product:
                continue
            # Who plans coupons is not the one who keeps products and their accounts.
            program_sudo = program.sudo()
            values = program_sudo._prepare_sale_product()
            if product:
                program_sudo.sale_product_id.write(values)
            else:
                program_sudo.sale_product_id = program_sudo.sale_product_id.create(
                    values
                )
            program_sudo._set_sale_account()

    def _prepare_sale_product(self):
        on_sale = bool(self.sale_price and self.is_claimable and self.active)
        return {
            "name": self.name,
            "type": "service",
            "list_price": self.sale_price,
            "sale_ok": False,
            "purchase_ok": False,
            "available_in_pos": on_sale,
            "company_id": self.company_id.id,
            # Money paid in advance is no sale: the tax is due when it is used.
            "taxes_id": [Command.clear()],
        }

    def _set_sale_account(self):
        """Let the till post the sale against the account the card was posted with."""
        company = self.company_id
        if not company or not company._has_value_books():
            return
        company_sudo = company._ensure_value_accounts()
        for entity in (
            # tills of branches sell it, too
            self.env["res.company"].sudo().search([("id", "child_of", company.id)])
        ):
            self.sale_product_id.with_company(
                entity
            ).property_account_income_id = company_sudo.value_clearing_account_id

    # ------------------------------------------------------------------------- selling
    @api.model
    def _get_advance_products(self, company):
        """Return the products that are no goods yet: top-ups, gift and paid coupons."""
        # Which products are coupons matters to who may not read programs, too.
        sold_sudo = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("sale_product_id", "!=", False),
                    ("company_id", "parent_of", company.ids),
                ]
            )
        )
        products = sold_sudo.sale_product_id.with_env(self.env)
        return self._get_money_products(company) | products

    def _refuse_sale(self, member):
        """Return in words why this member cannot start to pay for one, or nothing."""
        self.ensure_one()
        if not self.sale_price:
            return self.env._("This coupon is not sold.")
        if words := self._refuse_claim():
            return words
        if self.claim_limit and self._count_left_to_claim() <= self._count_being_paid(
            member
        ):
            return self.env._("All coupons have been claimed.")
        if len(self._get_claimed(member)) >= self.claim_limit_member:
            return self.env._("You have already bought this coupon.")
        return ""

    def _count_being_paid(self, member):
        """Return how many pieces others than the member are paying for right now."""
        since = fields.Datetime.now() - timedelta(minutes=HELD_MINUTES)
        return (
            self.env["payment.transaction"]
            .sudo()  # a count leaves only
            .search_count(
                [
                    ("value_program_id", "=", self.id),
                    ("value_purpose", "=", "coupon"),
                    ("value_card_id", "=", False),
                    ("value_member_id", "!=", member.id),
                    ("operation", "!=", "refund"),
                    "|",
                    ("state", "=", "done"),
                    "&",
                    ("state", "in", ("draft", "pending", "authorized")),
                    ("create_date", ">=", since),
                ]
            )
        )

    def _claim(self, member, channel=None, source="claim", **vals):
        if self.sudo().sale_price and not vals.get("is_sold"):
            raise UserError(
                self.env._(
                    "This coupon is sold for %s.",
                    self.sudo()._say_money(self.sudo().sale_price),
                )
            )
        return super()._claim(member, channel, source, **vals)

    def _sell(self, member, amount, reference, source, vals=None, **entry_vals):
        """Give a member one coupon that is paid with ``amount``; return its card.

        The piece counts against the limit like one that is claimed, and the money
        stands in the books at once.

        :param reference: key of the sale, e.g. ``pos.order.line,42,1``
        :param vals: further values of the card
        :param entry_vals: as for ``loyalty.card._post_entry``
        :raise UserError: not sold now, or a limit is reached; says which
        """
        card = self._claim(
            member,
            source=source,
            points=0.0,
            is_sold=True,
            paid_amount=amount,
            **(vals or {}),
        )
        # Members and cashiers have no rights on cards; the sale gives them one.
        card_sudo = card.sudo()
        points = card_sudo._coupon_cost()
        card_sudo._post_entry("issue", points, reference, **entry_vals)
        return card

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + ["sale_product_id"]
