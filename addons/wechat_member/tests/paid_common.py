from .common_value import ValueCommon


class PaidCouponCommon(ValueCommon):
    """A shop that sells a coupon of 50 off 100 for 39."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paid_program = cls._make_paid_program("Early bird", 39)
        cls.liability = cls.company.coupon_liability_account_id
        cls.clearing = cls.company.value_clearing_account_id

    @classmethod
    def _make_paid_program(cls, name, price, **vals):
        return cls._make_program(
            name,
            "coupons",
            applies_on="current",
            trigger="with_code",
            rule={"minimum_amount": 100, "minimum_qty": 0},
            reward={"discount_mode": "per_order", "discount": 50, "required_points": 1},
            **{
                "is_claimable": True,
                "sale_price": price,
                "claim_limit_member": 99,
                "company_id": cls.company.id,
                **vals,
            },
        )

    def _sale(self, key, pieces=1, program=None, session=None, member=None, price=None):
        """Return an order as the till sends it: coupons, paid in cash."""
        program = program or self.paid_program
        price = program.sale_price if price is None else price
        order = self._ui_order(key, session=session)
        line = self._ui_line(program.sale_product_id, price, qty=pieces)
        line[2]["price_subtotal"] = line[2]["price_subtotal_incl"] = price * pieces
        order |= {"lines": [line], "partner_id": (member or self.member).id}
        self._set_total(order, price * pieces)
        return order

    def _back(self, key, sold_line, pieces=1, session=None, price=None):
        """Return the order by which a till takes coupons back."""
        price = sold_line.price_unit if price is None else price
        order = self._ui_order(key, session=session)
        line = self._ui_line(
            sold_line.product_id,
            price,
            qty=-pieces,
            refunded_orderline_id=sold_line.id,
        )
        line[2]["price_subtotal"] = line[2]["price_subtotal_incl"] = -price * pieces
        order |= {"lines": [line], "partner_id": sold_line.order_id.partner_id.id}
        self._set_total(order, -price * pieces)
        return order

    def _sold(self, program=None):
        return self.env["loyalty.card"].search(
            [("program_id", "=", (program or self.paid_program).id)], order="id"
        )

    def _assert_paid_books(self, note=None):
        """The liability account is what was paid for coupons nobody has used."""
        cards, books = self.company._get_coupon_position()
        self.assertEqual(books, cards, note)
        open_cards = self.env["loyalty.card"].search(
            [("is_sold", "=", True), ("points", ">", 0)]
        )
        open_cards = open_cards.filtered(lambda c: c.company_id == self.company)
        owed = self.company.currency_id.round(sum(open_cards.mapped("paid_amount")))
        self.assertEqual(cards, owed, note)
        rows = self.env["member.entry"]._read_group(
            [("company_id", "=", self.company.id)], [], ["prepaid:sum"]
        )
        self.assertAlmostEqual(rows[0][0] or 0.0, owed, 2, note)
        self.assertFalse(open_cards.filtered("paid_closed"), note)
