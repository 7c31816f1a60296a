"""Output tax on coupons paid in advance, at every door."""

import random

from odoo.fields import Command
from odoo.tests import tagged

from .paid_common import PaidCouponCommon
from .test_paid_coupon_property import PaidCouponSteps


class PaidTaxCommon(PaidCouponCommon):
    """Goods at 13 % and at 9 %, the prices of the till include both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_sale_tax_id = cls.tax = cls._make_tax("VAT 13 %", 13)
        cls.low_tax = cls._make_tax("VAT 9 %", 9)
        cls.output = cls.company.value_clearing_account_id.copy(
            {"name": "Output tax", "code": "222199"}
        )
        for tax in cls.tax | cls.low_tax:
            taxed = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
            taxed.filtered(
                lambda line: line.repartition_type == "tax"
            ).account_id = cls.output
        cls.shirt.taxes_id = cls.tax
        cls.income = cls.company.coupon_income_account_id

    @classmethod
    def _make_tax(cls, name, rate):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": rate,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
                "company_id": cls.company.id,
            }
        )

    def _use_taxed(self, key, card, session=None, taxes=None, shares=None):
        """Return an order that uses a coupon on taxed goods.

        :param shares: {tax: what the coupon takes off its goods}
        """
        order = self._ui_order(key, card, session)
        taxes = taxes or self.tax
        order["lines"][0][2]["tax_ids"] = [Command.set(taxes.ids)]
        reward = order["lines"].pop()[2]
        for tax, part in (shares or {self.tax: 50}).items():
            values = {
                "price_unit": -part,
                "price_subtotal": -part,
                "price_subtotal_incl": -part,
            }
            order["lines"].append(
                Command.create(
                    {
                        **reward,
                        **values,
                        "uuid": f"{key}-{tax.id}",
                        "tax_ids": [Command.set(tax.ids)],
                    }
                )
            )
            # the till writes what it costs once
            reward["points_cost"] = 0
        return order

    def _posted(self):
        """(income, output tax) of paid coupons in the books, as they are now."""
        moves = self.env["member.entry"].search([("prepaid", "!=", 0)]).move_id
        sums = {self.income: 0.0, self.output: 0.0}
        for line in moves.line_ids:
            if line.account_id in sums:
                sums[line.account_id] -= line.balance
        return tuple(map(self.company.currency_id.round, sums.values()))


@tagged("post_install", "-at_install")
class TestPaidCouponTax(PaidTaxCommon):
    def _sell_one(self):
        self.session = self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        return self._sold()

    def test_no_tax_is_due_when_a_coupon_is_sold(self):
        """Proves R186."""
        self._sell_one()
        self.assertEqual(self._posted(), (0, 0))
        self.assertEqual(self._balance(self.liability), -39)

    def test_used_at_the_till_its_price_bears_the_tax_of_the_goods(self):
        """Proves R186."""
        card = self._sell_one()
        self._sync(self._use_taxed("used", card))
        # 39 / 1.13 = 34.51
        self.assertEqual(self._posted(), (34.51, 4.49))
        self.assertEqual(self._balance(self.liability), 0)
        move = card.entry_ids.sorted("id")[-1].move_id
        based = move.line_ids.filtered("tax_ids")
        self.assertEqual((based.tax_ids, based.balance), (self.tax, -34.51))
        taxed = move.line_ids.filtered("tax_line_id")
        self.assertEqual((taxed.tax_line_id, taxed.balance), (self.tax, -4.49))
        self._assert_paid_books()

    def test_goods_of_two_rates_share_the_price_as_the_coupon_did(self):
        card = self._sell_one()
        shares = {self.tax: 30, self.low_tax: 20}
        self._sync(self._use_taxed("used", card, shares=shares))
        # 23.40 with 13 % and 15.60 with 9 %
        self.assertEqual(self._posted(), (35.02, 3.98))
        self._assert_paid_books()

    def test_goods_without_tax_leave_all_as_income(self):
        card = self._sell_one()
        self._sync(self._ui_order("used", card))
        self.assertEqual(self._posted(), (39, 0))

    def test_return_takes_income_and_tax_back(self):
        """Proves R186."""
        card = self._sell_one()
        used = self._sync(self._use_taxed("used", card))
        row = self.env["coupon.redemption"].search([("pos_order_id", "=", used.id)])
        # another rate since then changes nothing of what was posted
        self._close(self.session)
        self.tax.amount = 6
        row._give_back_with("back", used)
        self.assertEqual(self._posted(), (0, 0))
        self.assertEqual(self._balance(self.liability), -39)
        self._open_session(self.till, self.cashier)
        self._sync(self._use_taxed("again", card))
        self.assertEqual(self._posted(), (36.79, 2.21))
        self._assert_paid_books()

    def test_sales_order_posts_the_tax_and_takes_it_back(self):
        card = self._sell_one()
        self.shirt.list_price = 400
        order = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "order_line": [Command.create({"product_id": self.shirt.id})],
            }
        )
        order._try_apply_code(card.code)
        [(reward_card, rewards)] = order._get_claimable_rewards().items()
        self.assertEqual(reward_card, card)
        order._apply_program_reward(rewards, card)
        order.action_confirm()
        self.assertEqual((card.points, self._posted()), (0, (34.51, 4.49)))
        self._assert_paid_books()
        order._action_cancel()
        self.assertEqual((card.points, self._posted()), (1, (0, 0)))
        self.assertEqual(self._balance(self.liability), -39)
        self._assert_paid_books()

    def test_other_systems_redeem_with_the_usual_tax(self):
        card = self._sell_one()
        rows = self.env["coupon.redemption"]
        for door in ("api", "office"):
            done = rows._redeem(
                f"{door}-0001", card.code, self.company.id, door=door, order_amount=400
            )
            self.assertTrue(done["ok"], done)
            self.assertEqual(self._posted(), (34.51, 4.49))
            self._assert_paid_books()
            rows._cancel(f"{door}-0001", self.company.id, door=door)
            self.assertEqual(self._posted(), (0, 0))
            self._assert_paid_books()

    def test_by_hand_a_used_coupon_is_put_back_without_its_tax(self):
        card = self._sell_one()
        self._sync(self._use_taxed("used", card))
        self.env["loyalty.card.update.balance"].create(
            {"card_id": card.id, "new_balance": 1, "description": "By mistake"}
        ).action_update_card_point()
        self.assertEqual(self._posted(), (0, 0))
        self.assertEqual(card.paid_state, "open")
        self._assert_paid_books()


@tagged("post_install", "-at_install")
class TestPaidCouponTaxProperty(PaidCouponSteps, PaidTaxCommon):
    """Random days with taxes: income and tax are those of the coupons used now."""

    def test_tax_is_that_of_the_coupons_used_at_any_moment(self):
        """Proves R186."""
        for seed in range(4):
            with self.subTest(seed=seed):
                self._run_sequence(random.Random(100 + seed))

    def _assert_paid_books(self, note=None):
        result = super()._assert_paid_books(note)
        used = self._sold().filtered(lambda card: card.paid_closed == "used")
        paid = self.company.currency_id.round(sum(used.mapped("paid_amount")))
        income, tax = self._posted()
        self.assertAlmostEqual(income + tax, paid, 2, note)
        # each coupon is rounded by itself
        self.assertAlmostEqual(tax, paid - paid / 1.13, delta=0.005 * len(used) + 0.001)
        return result

    def _prepare_use(self, key, card, session):
        return self._use_taxed(key, card, session)
