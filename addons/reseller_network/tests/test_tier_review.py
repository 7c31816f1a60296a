from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .common import PortalCommon, ResellerCommon


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
        cls.month = cls.reviews._get_month(cls.company)
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
class TestTierPage(TierCommon, PortalCommon):
    """What the reseller reads about his tier."""

    def test_he_sees_what_is_missing_to_the_next_tier(self):
        """Proves R73."""
        self._since(self.contract, 3, self.regular)
        order = self._sell(2)
        self._book_in(order.order_line.share_entry_ids, 0)
        for path in ("/my/outlet", "/my/outlet/tier"):
            page = self._get(path).text
            self.assertIn("¥200 more until Silver", page)
        self.assertIn("from ¥3,000", page)

    def test_a_weak_month_is_told_with_the_way_out(self):
        self._since(self.contract, 1, self.gold)
        self._sell(3, months_ago=1)
        self._review()
        page = self._get("/my/outlet/tier").text
        self.assertIn("¥3,000 more this month, and Gold stays yours", page)
        self.assertIn("below the", page)

    def test_an_agreed_tier_shows_no_ladder(self):
        self.contract.tier_fixed = True
        page = self._get("/my/outlet/tier").text
        self.assertIn("agreed on with you", page)
        self.assertNotIn("oo_ladder", page)
        self.assertNotIn("oo_tier_card", self._get("/my/outlet").text)

    def test_who_set_a_tier_is_not_the_resellers_business(self):
        self.contract.grade_id = self.silver
        self.assertNotIn(self.env.user.name, self._get("/my/outlet/tier").text)

    def test_who_is_not_verified_learns_no_take_price(self):
        self.contract.needs_verification = True
        page = self._get("/my/outlet/tier").text
        self.assertIn("from ¥3,000", page)
        self.assertNotIn("of the tag price", page)

    def test_nobody_else_sees_the_page(self):
        self.contract.action_end()
        self.assertEqual(self._get("/my/outlet/tier").status_code, 404)


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

    def test_what_a_reseller_buys_for_himself_raises_no_tier(self):
        """Stocking up is no way to a tier; orders for his customers are."""
        self._since(self.contract, 3, self.regular)
        for partner in (self.user.partner_id, self.in_beijing):
            order = self._order(
                partner, [(self.small, 3, 400.0)], place_id=self.place.id
            )
            self._deliver(order)
            self._book_in(order.order_line.share_entry_ids, 1)
        self.in_beijing.parent_id = self.user.partner_id
        self.assertEqual(self._verdict(self._review()).net_sales, 1200)

    def test_a_higher_tier_is_given_within_the_month(self):
        """By the schedule that a delivery rings. Proves R73."""
        self._since(self.contract, 3, self.regular)
        self._sell(2)
        self.reviews._cron_promote()
        self.assertEqual(self.contract.grade_id, self.regular)
        cron = self.env.ref("reseller_network.cron_promote")
        rung = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        rung.unlink()
        self._sell(1)
        self.assertTrue(rung.search([("cron_id", "=", cron.id)]))
        self.reviews._cron_promote()
        self.assertEqual(self.contract.grade_id, self.silver)
        verdict = self.contract.tier_change_ids[:1]
        self.assertEqual((verdict.kind, verdict.is_review), ("promotion", False))
        self.company.tier_at_once = False
        self._sell(6)
        self.reviews._cron_promote()
        self.assertEqual(self.contract.grade_id, self.silver)

    def test_an_agreed_tier_and_a_tier_off_the_ladder_stay(self):
        self._since(self.contract, 4, self.gold)
        self.contract.tier_fixed = True
        self.assertFalse(self._verdict(self._review()))
        self.contract.tier_fixed = False
        self.gold.on_ladder = False
        self.assertFalse(self._verdict(self._review()))
        self.assertEqual(self.contract.grade_id, self.gold)

    def test_a_tier_set_by_hand_is_on_record_and_starts_anew(self):
        self._since(self.contract, 4, self.silver)
        self.contract.grade_id = self.gold
        verdict = self.contract.tier_change_ids[:1]
        self.assertEqual(verdict.kind, "manual")
        self.assertIn(self.env.user.name, verdict.reason)
        self.assertEqual(self._verdict(self._review()).kind, "weak")
        self.assertEqual(self.contract.grade_id, self.gold)

    def test_the_cron_reviews_each_month_once(self):
        self._since(self.contract, 3, self.regular)
        self._sell(3, months_ago=1)
        self.company.tier_reviewed_until = False
        for _run in range(2):
            self.reviews._cron_review()
        self.assertEqual(len(self.contract.tier_change_ids.filtered("is_review")), 1)
        self.assertEqual(self.contract.grade_id, self.silver)

    def test_a_month_is_reviewed_once(self):
        self._since(self.contract, 3, self.regular)
        self.assertTrue(self._verdict(self._review()))
        self.assertFalse(self._review())
