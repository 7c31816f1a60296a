from odoo.fields import Command

from .common import MemberCommon


class ValueCommon(MemberCommon):
    """A shop whose stored value and gift cards stand in its books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top_up = cls.wallet_program.rule_ids.product_ids
        cls.gift_product = cls.env["product.product"].create(
            {"name": "Gift card", "type": "service", "available_in_pos": True}
        )
        cls.gift_program = cls._make_program(
            "Gift cards",
            "gift_card",
            applies_on="future",
            trigger="auto",
            rule={
                "reward_point_mode": "money",
                "product_ids": [Command.set(cls.gift_product.ids)],
            },
            reward={"discount_mode": "per_point", "discount": 1, "required_points": 1},
            pos_ok=False,
        )
        cls.wallet_program.portal_point_name = cls.company.currency_id.symbol
        cls.gift_program.portal_point_name = cls.company.currency_id.symbol
        cls.company.root_id._open_value_books()

    @classmethod
    def _make_rule(cls, amount, gift, **vals):
        return cls.env["member.top.up.rule"].create(
            {"min_amount": amount, "gift_amount": gift, **vals}
        )

    def _top_up_order(self, key, amount, session=None, member=None, **vals):
        """Return an order as the till sends it: one top-up, paid in cash."""
        order = self._ui_order(key, session=session)
        order["lines"] = [self._ui_line(self.top_up, amount)]
        order["partner_id"] = (member or self.member).id
        self._set_total(order, amount)
        return order | vals

    def _set_total(self, order, amount):
        order |= {"amount_total": amount, "amount_paid": amount}
        order["payment_ids"][0][2]["amount"] = amount

    def _wallet_of(self, member=None):
        return self.env["loyalty.card"].search(
            [
                ("partner_id", "=", (member or self.member).id),
                ("program_id", "=", self.wallet_program.id),
            ]
        )

    def _parts(self, card):
        parts = card._get_value_parts()[card]
        return parts["paid"], parts["gift"]

    def _balance(self, account):
        self.env.flush_all()
        rows = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            [],
            ["balance:sum"],
        )
        return self.company.currency_id.round(rows[0][0] or 0.0)

    def _assert_books(self, note=None):
        """The liability account equals the sum of the cards, and of the ledger."""
        cards, books = self.company._get_value_position()
        self.assertEqual(books, cards, note)
        self.assertEqual(self.company._get_entered_value(), cards, note)
        self.assertEqual(
            -self._balance(self.company.value_liability_account_id), cards, note
        )

    def _close(self, session):
        """Count the cash and close the till, as its manager does."""
        session = session.sudo()
        session.post_closing_cash_details(
            session.get_closing_control_data()["default_cash_details"]["amount"]
        )
        session.close_session_from_ui()
        self.assertEqual(session.state, "closed")

    def _top_up(self, amount, key="top-up"):
        card = self.member._get_value_card(self.wallet_program)
        card._post_entry("top_up", amount, key)
        return card
