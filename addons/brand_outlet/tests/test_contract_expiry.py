from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import PartyCommon


@tagged("post_install", "-at_install")
class TestContractExpiry(PartyCommon):
    def setUp(self):
        super().setUp()
        with freeze_time("2017-12-01"):
            self.ending = self._make_contract(
                self.other_brand,
                self.agent,
                date_end="2018-12-31",
                user_id=self.operator.id,
            )

    def _make_offer_on(self, day, **values):
        with freeze_time(day):
            return self._make_offer(self.ending, self.other_style, **values)

    def _run_day(self, day):
        with freeze_time(day):
            self.env["brand.contract"]._cron_roll_versions()

    def _phase_on(self, day):
        with freeze_time(day):
            self.ending.invalidate_recordset(["phase", "is_expiring"])
            return self.ending.phase

    def _alarms(self):
        return self.ending.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("brand_outlet.activity_contract_ends")
            )
        )

    def test_nothing_is_published_without_an_authorisation_in_force(self):
        """Proves R4. Proves R40."""
        draft = self._make_contract(self.brand, self.other_agent, active=False)
        for contract, style, day in (
            (draft, self.style, "2018-06-01"),
            (self.ending, self.other_style, "2017-12-31"),
            (self.ending, self.other_style, "2019-01-01"),
        ):
            with freeze_time(day):
                offer = self._make_offer(contract, style, publish=False)
                with self.assertRaisesRegex(UserError, "a contract in force"):
                    offer.action_publish()
                self.assertEqual(offer.state, "draft")
                offer.unlink()

    def test_nothing_is_published_without_goods_in_hand(self):
        """Proves R4."""
        offer = self._make_offer(
            style=self._make_style(self.brand, "SP7"), publish=False
        )
        self._put_goods(offer, -1)
        offer.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "goods in the agent's stock"):
            offer.action_publish()
        # Goods of somebody else do not count.
        self.env["stock.quant"]._update_available_quantity(
            offer.product_tmpl_id.product_variant_id,
            self.shelf,
            5,
            owner_id=self.other_agent,
        )
        offer.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "goods in the agent's stock"):
            offer.action_publish()
        self._put_goods(offer)
        offer.invalidate_recordset()
        offer.action_publish()
        self.assertEqual(offer.state, "published")

    def test_expiry_takes_its_offers_down(self):
        """Proves R4."""
        shown = self._make_offer_on("2018-06-01")
        with freeze_time("2018-06-01"):
            draft = self._make_offer(
                self.ending, self._make_style(self.other_brand, "HB2"), publish=False
            )
        self._run_day("2018-12-31")
        self.assertEqual((self.ending.state, shown.state), ("active", "published"))
        self._run_day("2019-01-01")
        self.assertEqual((self.ending.state, shown.state), ("ended", "ended"))
        self.assertEqual(draft.state, "ended")
        self.assertEqual(self.offer.state, "published")
        with self.assertRaisesRegex(UserError, "has ended"):
            shown.action_publish()

    def test_the_date_counts_when_the_daily_job_is_late(self):
        offer = self._make_offer_on("2018-06-01")
        with freeze_time("2019-01-01"):
            offer.invalidate_recordset()
            self.ending.invalidate_recordset()
            self.assertEqual(self.ending.state, "active")
            self.assertEqual(self.ending.phase, "ended")
            self.assertFalse(offer.has_valid_contract)
            self.assertIn("a contract in force", offer.missing_to_publish)
            self.assertFalse(
                self.env["brand.contract"]._find_valid(self.other_brand, self.agent)
            )

    def test_phase_says_what_the_contract_is_worth_today(self):
        for day, phase in (
            ("2017-12-31", "upcoming"),
            ("2018-01-01", "valid"),
            ("2018-11-30", "valid"),
            ("2018-12-01", "expiring"),
            ("2018-12-31", "expiring"),
            ("2019-01-01", "ended"),
        ):
            self.assertEqual(self._phase_on(day), phase, day)

    def test_the_end_is_announced_once_thirty_days_before(self):
        self._run_day("2018-11-30")
        self.assertFalse(self._alarms())
        self._run_day("2018-12-01")
        alarm = self._alarms()
        self.assertEqual(alarm.user_id, self.operator)
        self.assertIn(self.other_brand.name, alarm.summary)
        self._run_day("2018-12-01")
        self._run_day("2018-12-02")
        self.assertEqual(self._alarms(), alarm)
        with freeze_time("2018-12-01"):
            alarm.action_done()
        self._run_day("2018-12-03")
        self.assertFalse(self._alarms())

    def test_the_notice_is_a_setting(self):
        self.env.company.contract_notice_days = 60
        self._run_day("2018-11-02")
        self.assertTrue(self._alarms())

    def test_what_is_renewed_is_not_announced(self):
        with freeze_time("2018-11-01"):
            self.ending.action_new_version()
            self.ending.next_ids.write({"date_start": "2019-01-01"})
            self.ending.next_ids.action_activate()
        self._run_day("2018-12-05")
        self.assertFalse(self._alarms())

    def test_contracts_that_end_soon_are_found(self):
        model = self.env["brand.contract"]
        with freeze_time("2018-12-10"):
            self.assertEqual(
                model.search([("is_expiring", "=", True)]) & self.ending, self.ending
            )
            self.assertIn(
                self.agent,
                self.env["res.partner"].search(
                    [("agent_contract_ids.is_expiring", "=", True)]
                ),
            )
            self.assertNotIn(self.ending, model.search([("is_expiring", "=", False)]))
        with freeze_time("2018-10-10"):
            self.assertNotIn(self.ending, model.search([("is_expiring", "=", True)]))

    def test_the_alarm_reaches_somebody_when_the_responsible_has_left(self):
        self.operator.active = False
        self._run_day("2018-12-05")
        self.assertEqual(self._alarms().user_id, self.env.ref("base.user_admin"))
