from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.agent_dropship.tests.settlement_checks import total
from odoo.addons.reseller_network.tests.settlement_network import SettlementNetwork


class FundedCoupons(SettlementNetwork):
    """Coupons that a brand pays for, used on orders of resellers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).action_archive()
        cls.company.coupon_auto_apply = False
        cls.consumer.write({"is_member": True, "member_phone": "13800138000"})
        cls.maker = cls.env["res.partner"].create({"name": "Maker", "is_company": True})
        cls.template = cls.env["member.campaign.template"].search([], limit=1)
        cls.campaigns = cls.env["member.campaign"]
        for benefit, value, percent in (
            ("amount", 19.99, 100),
            ("percent", 7, 50),
            ("amount", 5, 0),
        ):
            cls.campaigns |= cls._start_campaign(benefit, value, percent)

    @classmethod
    def _start_campaign(cls, benefit, value, percent, **vals):
        campaign = cls.env["member.campaign"].create(
            {
                "template_id": cls.template.id,
                "benefit": benefit,
                "value": value,
                "minimum_amount": 0,
                "maximum_discount": 0,
                "pieces": 100000,
                "date_to": fields.Date.add(fields.Date.today(), days=30),
                "funder_id": cls.maker.id if percent else False,
                "funder_percent": percent,
                **vals,
            }
        )
        campaign.action_start()
        return campaign

    def _use_coupon(self, order, campaign):
        # who claims by himself has one of each; here he was given another
        card = self.env["loyalty.card"].create(
            {
                "program_id": campaign.program_id.id,
                "partner_id": self.consumer.id,
                "points": 1,
            }
        )
        answer = order._try_apply_code(card.code)
        self.assertNotIn("error", answer)
        for coupon, rewards in answer.items():
            if not order.order_line.filtered("is_reward_line"):
                order._apply_program_reward(rewards[:1], coupon)
        self.assertTrue(order.order_line.filtered("is_reward_line"))
        return card


@tagged("post_install", "-at_install")
class TestFundedCoupon(FundedCoupons):
    """What a coupon takes off is paid by its funder, and nobody's share is smaller."""

    def _sell(self, campaign=None, quantity=2, deliver=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.consumer.id,
                "place_id": self.places[0].id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.shirt.id,
                            "product_uom_qty": quantity,
                            "price_unit": 200.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        if campaign:
            self._use_coupon(order, campaign)
        order.action_confirm()
        if deliver:
            self._deliver_order(order)
        return order

    def _sums(self, order):
        sums = {}
        for entry in self._entries(order):
            key = (entry.role, entry.kind)
            sums[key] = self.currency.round(sums.get(key, 0.0) + entry.amount)
        return sums

    def _claim(self):
        today = self.company._get_local_today()
        return self.env["campaign.claim"]._generate(today, self.company)

    def test_shares_are_those_of_an_order_without_a_coupon(self):
        """Proves R199."""
        plain = self._sums(self._sell())
        order = self._sell(self.campaigns[0])
        self.assertEqual(self._sums(order), plain | {("funder", "coupon"): -19.99})
        self.assertEqual(order.amount_total, 380.01)
        self.assertEqual(
            self.currency.round(sum(self._entries(order).mapped("amount"))), 380.01
        )
        self._check_reconciliation()

    def test_who_pays_a_half_leaves_the_other_half_to_the_operator(self):
        """Proves R199."""
        plain = self._sums(self._sell())
        sums = self._sums(self._sell(self.campaigns[1]))
        self.assertEqual(sums["funder", "coupon"], -14.0)
        self.assertEqual(
            sums["operator", "operator"],
            self.currency.round(plain["operator", "operator"] - 14.0),
        )
        self.assertEqual(sums["reseller", "margin"], plain["reseller", "margin"])

    def test_a_coupon_nobody_funds_is_the_operators(self):
        plain = self._sums(self._sell())
        sums = self._sums(self._sell(self.campaigns[2]))
        self.assertNotIn(("funder", "coupon"), sums)
        self.assertEqual(
            sums["operator", "operator"], plain["operator", "operator"] - 5.0
        )

    def test_a_coupon_is_billed_to_its_funder_once(self):
        """Proves R199."""
        order = self._sell(self.campaigns[0])
        self.assertEqual(order.share_funder_id, self.maker)
        self.assertFalse(self._claim())
        month = fields.Date.context_today(self.env.user)
        self._generate(month)
        statement = self.env["settlement.statement"].search(
            [("partner_id", "=", self.maker.id)]
        )
        self.assertEqual((statement.role, statement.total), ("funder", -19.99))
        statement.action_send()
        statement.action_agree_for_party()
        statement.action_agree()
        statement.action_bill()
        self.assertEqual(
            (statement.bill_id.move_type, statement.bill_id.amount_total),
            ("out_invoice", 19.99),
        )
        self.assertFalse(self._claim())

    def test_what_is_no_outlet_order_is_claimed_by_the_month(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.consumer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.shirt.id,
                            "price_unit": 200.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.place_id = False
        self._use_coupon(order, self.campaigns[0])
        order.action_confirm()
        self.assertFalse(order.share_funder_id)
        claim = self._claim()
        self.assertEqual((claim.funder_id, claim.amount), (self.maker, 19.99))

    def test_goods_that_come_back_take_the_funders_part_back(self):
        order = self._sell(self.campaigns[0])
        move = order.picking_ids.move_ids
        self._return(move.picking_id, {move: 1})
        self.assertAlmostEqual(self._sums(order)["funder", "coupon"], -10.0, delta=0.01)
        self._return(move.picking_id, {move: 1})
        self.assertEqual(set(self._sums(order).values()), {0.0})
        self._check_reconciliation()

    def test_a_coupon_used_when_all_has_arrived_is_charged_at_once(self):
        """Proves R199."""
        plain = self._sums(self._sell())
        order = self._sell()
        self._use_coupon(order, self.campaigns[0])
        self.assertEqual(order.amount_total, 380.01)
        self.assertEqual(self._sums(order), plain | {("funder", "coupon"): -19.99})
        order.order_line.filtered("is_reward_line").price_unit = 0
        self.assertEqual(self._sums(order), plain | {("funder", "coupon"): 0.0})
        self._check_reconciliation()

    def test_a_coupon_used_later_is_charged_with_the_goods_still_to_come(self):
        order = self._sell(deliver=False)
        move = order.picking_ids.move_ids
        self._deliver(move.picking_id, {move: 1})
        self._use_coupon(order, self.campaigns[1])
        self.assertAlmostEqual(self._sums(order)["funder", "coupon"], -7.0, delta=0.01)
        rest = order.picking_ids.filtered(lambda one: one.state == "assigned")
        self._deliver(rest)
        self.assertEqual(self._sums(order)["funder", "coupon"], -14.0)
        self._return(rest, {rest.move_ids: 1})
        self._return(move.picking_id, {move: 1})
        self.assertEqual(set(self._sums(order).values()), {0.0})
        self._check_reconciliation()

    def test_goods_that_are_given_up_leave_the_funders_part_to_the_others(self):
        """The consumer keeps all of his coupon, and so the funder pays all of it."""
        order = self._sell(self.campaigns[0], quantity=1, deliver=False)
        coat = order.order_line[:1].copy(
            {"order_id": order.id, "product_id": self.coat.id, "price_unit": 300.0}
        )
        shirt = order.order_line.filtered(lambda one: one.product_id == self.shirt)
        picking = order.picking_ids.filtered(
            lambda one: shirt in one.move_ids.sale_line_id
        )
        move = picking.move_ids.filtered(lambda one: one.sale_line_id == shirt)
        self._deliver(picking, {move: 1})
        self.assertGreater(self._sums(order)["funder", "coupon"], -19.99)
        coat.product_uom_qty = 0
        self.assertEqual(self._sums(order)["funder", "coupon"], -19.99)
        self._check_reconciliation()

    def test_stored_value_is_money_and_takes_nothing_off_the_shares(self):
        wallet = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [Command.clear(), Command.create({})],
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount": 1,
                            "required_points": 1,
                        }
                    ),
                ],
            }
        )
        line = self.env["sale.order.line"].new(
            {
                "product_id": self.fee.id,
                "price_unit": -50.0,
                "product_uom_qty": 1,
                "reward_id": wallet.reward_ids.id,
                "order_id": self._sell(deliver=False).id,
            }
        )
        self.assertFalse(line._is_share_extra())


@tagged("post_install", "-at_install")
class TestCouponSettlementProperties(FundedCoupons):
    """Random days of business with coupons that somebody else pays for."""

    share = 0.2
    usual = 32

    def _add_fees(self, order):
        result = super()._add_fees(order)
        if order.state == "draft" and self.random.random() < 0.7:
            self._use_coupon(order, self.random.choice(self.campaigns))
        return result

    def _parties_domain(self):
        parties = self.near | self.far | self.sellers | self.maker
        return [("partner_id", "in", parties.ids)]

    def _get_steps(self):
        return super()._get_steps() + ["late_coupon"] * 2 + ["coupon_off"]

    def _step_late_coupon(self):
        """A coupon is used on an order that is on its way."""
        orders = self.orders.filtered(
            lambda order: (
                order.state == "sale"
                and any(line._is_share_goods() for line in order.order_line)
                and not order.order_line.filtered("is_reward_line")
            )
        )
        if not orders:
            return self._step_order()
        self._use_coupon(self.random.choice(orders), self.random.choice(self.campaigns))

    def _step_coupon_off(self):
        """A coupon that was used takes nothing off its order any more."""
        lines = self.orders.order_line.filtered("is_reward_line")
        if not lines:
            return self._step_late_coupon()
        self.random.choice(lines).price_unit = 0

    def _check_all(self):
        result = super()._check_all()
        self._check_claims()
        self._check_funder()
        return result

    def _check_funder(self):
        """The funder pays his part of what came off the goods the consumer has."""
        for order in self.orders.filtered("share_parts_fixed"):
            extras = order.order_line.filtered(lambda line: line._is_share_extra())
            funded = sum(
                order._get_funded_amount(extra, extra.price_total) for extra in extras
            )
            carried = total(order.order_line.mapped("funded_part"))
            self.assertEqual(carried, total([funded]), order.name)
            for line in order.order_line:
                entries = self._entries(line).filtered(lambda e: e.kind == "coupon")
                due = line._get_cumulated(line.funded_part, line.qty_settled)
                booked = total(entries.mapped("amount"))
                self.assertEqual(booked, -total([due]), line.display_name)

    def _check_claims(self):
        """What the shares charge a funder with is claimed nowhere else."""
        today = self.company._get_local_today()
        claims = self.env["campaign.claim"]._generate(today, self.company)
        self.assertFalse(claims.line_ids.redemption_id.sale_order_id & self.orders)

    def test_random_business_with_coupons_always_ties(self):
        """Proves R144, R199.

        As in a network, with coupons that a brand pays for, wholly or by half.
        """
        self._run_sequences()
