from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import date_utils

from .common import ResellerCommon


class TierCommon(ResellerCommon):
    """A ladder of three tiers: 0, 1,000 and 3,000 yuan a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silver = cls.env.ref("reseller_network.grade_silver")
        tiers = cls.regular | cls.silver | cls.gold
        tiers.on_ladder = False
        cls.env["res.partner.grade"].search([]).on_ladder = False
        for tier, sales in zip(tiers, (0, 1000, 3000), strict=True):
            tier.write({"on_ladder": True, "min_net_sales": sales})
        cls.reviews = cls.env["reseller.tier.change"]
        cls.company = cls.env.company
        cls.month = date_utils.start_of(fields.Date.today(), "month")
        cls._stock(cls.tj, cls.small, 60)

    @classmethod
    def _since(cls, contract, months, tier=None):
        """The contract runs, and its tier is held, since months ago."""
        start = cls.month - relativedelta(months=months)
        contract.write({"grade_id": (tier or contract.grade_id).id})
        contract.write({"date_start": start, "tier_since": start})

    def _sell(self, pieces, months_ago=0, place=None, price=400.0):
        """Sell and deliver; the ledger gets a day of that month."""
        order = self._order(
            self.in_beijing,
            [(self.small, pieces, price)],
            place_id=(place or self.place).id,
        )
        self._deliver(order)
        self._book_in(order.order_line.share_entry_ids, months_ago)
        return order

    def _book_in(self, entries, months_ago):
        """The ledger is append-only: only here may a day be moved."""
        entries.flush_recordset()
        self.env.cr.execute(
            "UPDATE share_entry SET date = %s WHERE id IN %s",
            (
                self.month - relativedelta(months=months_ago) + relativedelta(days=9),
                tuple(entries.ids),
            ),
        )
        entries.invalidate_recordset(["date"], flush=False)

    def _return(self, order, pieces, months_ago=0):
        picking = order.picking_ids.filtered(lambda one: one.state == "done")[:1]
        known = order.order_line.share_entry_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model=picking._name)
            .create({})
        )
        wizard.product_return_moves.quantity = pieces
        back = wizard._create_return()
        back.move_ids.quantity = pieces
        back.move_ids.picked = True
        back._action_done()
        self._book_in(order.order_line.share_entry_ids - known, months_ago)

    def _review(self, months_ago=1):
        month = self.month - relativedelta(months=months_ago)
        return self.reviews._review(self.company, month)

    def _verdict(self, changes, contract=None):
        return changes.filtered(
            lambda one: one.contract_id == (contract or self.contract)
        )


@tagged("post_install", "-at_install")
class TestTierReview(TierCommon):
    def test_net_sales_of_the_month_raise_the_tier(self):
        """Proves R73."""
        self._since(self.contract, 3, self.regular)
        self._sell(3, months_ago=1)
        verdict = self._verdict(self._review())
        self.assertEqual(verdict.kind, "promotion")
        self.assertEqual((verdict.net_sales, verdict.reached), (1200, 1000))
        self.assertEqual(self.contract.grade_id, self.silver)
        self.assertEqual(self.contract.commission_rate, 25)
        partner = self.user.partner_id
        self.assertEqual(partner.grade_id, self.silver)
        self.assertEqual(
            partner.specific_property_product_pricelist,
            self.silver.default_pricelist_id,
        )
        self.assertIn("1,200", verdict.reason)

    def test_what_came_back_does_not_count(self):
        """Proves R73."""
        self._since(self.contract, 3, self.regular)
        order = self._sell(3, months_ago=1)
        self._return(order, 1, months_ago=1)
        verdict = self._verdict(self._review())
        self.assertEqual((verdict.kind, verdict.net_sales), ("kept", 800))
        self.assertEqual(self.contract.grade_id, self.regular)

    def test_who_sells_enough_keeps_the_tier(self):
        """Proves R73."""
        self._since(self.contract, 3, self.silver)
        self._sell(4, months_ago=1)
        self.assertEqual(self._verdict(self._review()).kind, "kept")
        self.assertEqual(self.contract.grade_id, self.silver)

    def test_one_weak_month_is_a_warning_the_second_lowers_the_tier(self):
        """Proves R73."""
        self._since(self.contract, 4, self.gold)
        self._sell(3, months_ago=3)
        self._sell(8, months_ago=4)
        self.assertEqual(self._verdict(self._review(4)).kind, "kept")
        self.assertEqual(self._verdict(self._review(3)).kind, "weak")
        self.assertEqual(self.contract.grade_id, self.gold)
        verdict = self._verdict(self._review(2))
        self.assertEqual(verdict.kind, "demotion")
        self.assertEqual(self.contract.grade_id, self.silver)
        self.assertIn("2 weak months", verdict.reason)
        self.assertEqual((verdict.net_sales, verdict.best_sales), (0, 1200))

    def test_a_month_is_reviewed_once(self):
        self._since(self.contract, 3, self.regular)
        self.assertTrue(self._verdict(self._review()))
        self.assertFalse(self._review())
