from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestResellerContract(ResellerCommon):
    def _take(self):
        return self.contract._take_prices(self.style)[self.style.id]

    def test_tiers_pay_30_28_and_26_per_cent_of_the_tag(self):
        """Take price comes from the tier's pricelist. Proves R48."""
        for tier, take in (("regular", 300), ("silver", 280), ("gold", 260)):
            self.contract.grade_id = self.env.ref(f"reseller_network.grade_{tier}")
            self.assertEqual(self._take(), take)

    def test_a_tier_edited_as_a_percentage_changes_its_pricelist(self):
        self.gold.take_ratio = 24
        self.assertEqual(self.gold.default_pricelist_id.item_ids.percent_price, 76)
        self.assertEqual(self._take(), 240)

    def test_a_new_tier_gets_its_pricelist_from_the_percentage(self):
        tier = self.env["res.partner.grade"].create(
            {"name": "Platinum", "take_ratio": 22, "commission_rate": 33}
        )
        self.contract.grade_id = tier
        self.assertEqual(self._take(), 220)

    def test_a_take_price_in_fen_is_rounded_to_fen(self):
        self.style.offer_ids.action_suspend()
        self.style.list_price = 1219
        self.assertEqual(self._take(), 316.94)

    def test_activation_gives_the_partner_his_tier_and_place(self):
        self.assertEqual(self.contract.state, "active")
        self.assertEqual(self.contract.default_place_id, self.place)
        self.assertEqual(self.user.partner_id.grade_id, self.gold)

    def test_a_changed_tier_reaches_the_partner(self):
        self.contract.grade_id = self.regular
        self.assertEqual(self.user.partner_id.grade_id, self.regular)

    def test_an_affiliate_does_not_buy_at_the_take_price(self):
        self.assertFalse(self.link_user.partner_id.grade_id)

    def test_one_reseller_has_one_active_contract(self):
        second = self.contract.copy()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                second.action_activate()
                second.flush_recordset()
        self.assertIn("active_unique", str(caught.exception))

    def test_nobody_is_his_own_upstream(self):
        with self.assertRaises(ValidationError):
            self.contract.upstream_id = self.user.partner_id

    def test_a_reseller_has_no_resellers_below_him(self):
        """The chain ends at the reseller: there are no levels. Proves R13."""
        with self.assertRaisesRegex(ValidationError, "no resellers below"):
            self.other.upstream_id = self.user.partner_id

    def test_an_agent_may_be_upstream(self):
        self.contract.upstream_id = self.tj.agent_id
        self.assertEqual(self.contract.upstream_id, self.tj.agent_id)

    def test_a_place_of_somebody_else_is_no_default_place(self):
        with self.assertRaises(ValidationError):
            self.contract.default_place_id = self.other_place

    def test_an_ended_contract_opens_nothing(self):
        self.contract.action_end()
        today = self.contract._today()
        self.assertEqual(self.contract.date_end, today)
        self.assertFalse(self._as(self.user))

    def test_after_the_end_nobody_buys_at_the_take_price(self):
        self.contract.action_end()
        self.assertFalse(self.user.partner_id.grade_id)
        self.assertFalse(self.user.partner_id.specific_property_product_pricelist)

    def test_a_contract_past_its_last_day_ends_by_itself(self):
        today = fields.Date.context_today(self.contract)
        self.contract.date_start = today - timedelta(days=30)
        self.contract.date_end = today - timedelta(days=1)
        self.assertFalse(self._as(self.user))
        self.env["reseller.contract"]._cron_end_expired()
        self.assertEqual(self.contract.state, "ended")
        self.assertEqual(self.contract.date_end, today - timedelta(days=1))
        self.assertEqual(self.other.state, "active")

    def test_an_active_contract_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.contract.unlink()

    def test_a_reseller_reads_his_own_contract_only(self):
        """Partner lists of one party are not shown to another. Proves R12."""
        contracts = self.env["reseller.contract"].with_user(self.user)
        self.assertEqual(contracts.search([]), self.contract)
        with self.assertRaises(AccessError):
            self.other.with_user(self.user).read(["grade_id"])

    def test_a_reseller_changes_nothing_in_his_contract(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.user).grade_id = self.regular

    def test_a_reseller_does_not_read_the_operators_note(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.user).read(["note"])

    def test_the_operator_activates_and_ends(self):
        operator = new_test_user(
            self.env, "t_operator", groups="brand_outlet.group_operator"
        )
        draft = (
            self.env["reseller.contract"]
            .with_user(operator)
            .create(
                {
                    "reseller_id": self.env["res.partner"].create({"name": "新人"}).id,
                    "grade_id": self.gold.id,
                }
            )
        )
        draft.action_activate()
        draft.action_end()
        self.assertEqual(draft.state, "ended")

    def test_a_reseller_without_a_login_is_invited(self):
        self.assertTrue(self.contract.has_login)
        contract = self.env["reseller.contract"].create(
            {
                "reseller_id": self.env["res.partner"].create({"name": "新人"}).id,
                "grade_id": self.gold.id,
            }
        )
        self.assertFalse(contract.has_login)
        action = contract.action_grant_portal()
        wizard = self.env["portal.wizard"].browse(action["res_id"])
        self.assertEqual(wizard.user_ids.partner_id, contract.reseller_id)

    def test_staff_of_agents_see_no_reseller(self):
        """Proves R12."""
        agent_user = self._agent_user(self.tj, "t_agent_staff")
        with self.assertRaises(AccessError):
            self.contract.with_user(agent_user).read(["reseller_id"])
