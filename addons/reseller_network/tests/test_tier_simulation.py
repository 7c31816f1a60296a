from odoo.tests import Form, new_test_user, tagged

from .test_tier_review import TierCommon


@tagged("post_install", "-at_install")
class TestTierSimulation(TierCommon):
    """Tiers and rates are tried on last month's sales before they are applied."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env, "t_simulation", groups="brand_outlet.group_operator"
        )
        for contract, tier in ((cls.contract, cls.silver), (cls.link, cls.silver)):
            cls._since(contract, 6, tier)
        cls._since(cls.other, 6, cls.regular)

    def _sell_last_month(self):
        """A shop sells 1,600, of which 400 come back, and an affiliate 1,200."""
        order = self._sell(4, months_ago=1)
        self._return(order, 1, months_ago=1)
        self._sell(3, months_ago=1, place=self.link_place)

    def _simulate(self, edit=None):
        form = Form(self.env["reseller.tier.simulation"].with_user(self.operator))
        if edit:
            edit(form)
        simulation = form.save()
        simulation.action_run()
        return simulation

    def _line(self, simulation, tier):
        return simulation.line_ids.filtered(lambda line: line.grade_id == tier)

    def test_what_changes_nothing_differs_in_nothing(self):
        self._sell_last_month()
        simulation = self._simulate()
        self.assertEqual(simulation.net_sales, 2400)
        self.assertEqual(simulation.earned_now, 3 * (400 - 280) + 300)
        self.assertEqual(simulation.earned_then, simulation.earned_now)
        self.assertEqual(simulation.kept_then, simulation.kept_now)
        self.assertFalse(simulation.promoted + simulation.demoted)
        for line in simulation.line_ids:
            self.assertEqual(line.count_now, line.count_then)

    def test_lower_thresholds_promote_and_cost(self):
        self._sell_last_month()

        def lower_gold(form):
            with form.line_ids.edit(2) as line:
                line.min_net_sales = 1200

        simulation = self._simulate(lower_gold)
        self.assertEqual((simulation.promoted, simulation.demoted), (2, 0))
        gold = self._line(simulation, self.gold)
        self.assertEqual(gold.count_then - gold.count_now, 2)
        # gold takes at 26 % instead of 28, and earns 30 % instead of 25
        self.assertEqual(simulation.earned_then - simulation.earned_now, 3 * 20 + 60)
        self.assertEqual(
            simulation.kept_then - simulation.kept_now,
            simulation.earned_now - simulation.earned_then,
        )

    def test_rates_of_goods_are_tried_too(self):
        self._sell_last_month()

        def low_rate(form):
            with form.rate_ids.new() as rate:
                rate.brand_id = self.brand
                rate.rate = 10

        simulation = self._simulate(low_rate)
        self.assertEqual(simulation.earned_then - simulation.earned_now, 120 - 300)

    def test_a_simulation_writes_nothing(self):
        self._sell_last_month()
        rates = self.env["commission.rate"].search_count([])

        def change_all(form):
            with form.line_ids.edit(2) as line:
                line.min_net_sales = 1200
                line.take_ratio = 20
                line.commission_rate = 40
            with form.rate_ids.new() as rate:
                rate.brand_id = self.brand
                rate.rate = 10

        before = self.gold.read(["min_net_sales", "take_ratio", "commission_rate"])
        self._simulate(change_all)
        self.assertEqual(
            self.gold.read(["min_net_sales", "take_ratio", "commission_rate"]), before
        )
        self.assertEqual(self.contract.grade_id, self.silver)
        self.assertFalse(
            self.reviews.search([("contract_id", "=", self.contract.id)]).filtered(
                "is_review"
            )
        )
        self.assertEqual(self.env["commission.rate"].search_count([]), rates)

    def test_what_was_tried_can_be_applied(self):
        def change(form):
            with form.line_ids.edit(1) as line:
                line.min_net_sales = 3000
            with form.line_ids.edit(2) as line:
                line.min_net_sales = 9000
                line.take_ratio = 24
                line.commission_rate = 32
            with form.rate_ids.new() as rate:
                rate.brand_id = self.brand
                rate.rate = 10

        simulation = self._simulate(change)
        simulation.action_apply()
        self.assertEqual(self.silver.min_net_sales, 3000)
        self.assertEqual(self.gold.min_net_sales, 9000)
        self.assertEqual((self.gold.take_ratio, self.gold.commission_rate), (24, 32))
        self.assertEqual(self.link._commission_rates(self.style)[self.style.id], 10)
