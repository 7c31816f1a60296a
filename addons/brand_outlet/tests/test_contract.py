from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import OutletCommon


@tagged("post_install", "-at_install")
class TestContract(OutletCommon):
    def test_terms_of_an_active_contract_are_frozen(self):
        for values in ({"supply_ratio": 30}, {"date_end": "2030-01-01"}):
            with self.assertRaisesRegex(UserError, "New version"):
                self.contract.write(values)
            forged = self.contract.with_context(contract_life_cycle=True)
            with self.assertRaises(UserError):
                forged.write(values)

    def test_new_version_takes_over_the_day_it_starts(self):
        with freeze_time("2018-03-01"):
            offer = self._make_offer()
            agreed = self._make_offer(
                style=self._make_style(self.brand, "SP002"), supply_ratio=20
            )
            self.contract.action_new_version()
            version = self.contract.next_ids
            version.write({"date_start": "2018-04-01", "supply_ratio": 30})
            version.action_activate()
            self.assertEqual(self.contract.date_end, date(2018, 3, 31))
            self.assertEqual(self._valid_version(), self.contract)
            self.assertEqual(offer.contract_id, self.contract)
        with freeze_time("2018-04-01"):
            self.env["brand.contract"]._cron_roll_versions()
            self.assertEqual(self._valid_version(), version)
            self.assertEqual(self.contract.state, "ended")
            self.assertEqual(offer.contract_id, version)
            self.assertEqual((offer.supply_price, agreed.supply_price), (300, 200))
            self.assertEqual(offer.state, "published")

    def _valid_version(self):
        return self.env["brand.contract"]._find_valid(self.brand, self.agent)

    def test_new_version_opened_twice_is_one_draft(self):
        first = self.contract.action_new_version()["res_id"]
        self.assertEqual(self.contract.action_new_version()["res_id"], first)
        self.assertEqual(self.env["brand.contract"].browse(first).version, 2)

    def test_two_contracts_of_a_pair_never_overlap(self):
        with self.assertRaisesRegex(ValidationError, "same days"):
            self._make_contract(
                self.brand, self.agent, version=7, date_start="2019-01-01"
            )

    def test_brand_company_is_not_its_own_agent(self):
        with self.assertRaisesRegex(ValidationError, "can't be its agent"):
            self._make_contract(self.brand, self.brand_company)

    def test_company_may_be_brand_here_and_agent_there(self):
        contract = self._make_contract(self.other_brand, self.brand_company)
        self.assertEqual(contract.state, "active")

    def test_ratios_stand_in_order(self):
        for values in (
            {"supply_ratio": 0},
            {"supply_ratio": 50, "suggested_ratio": 40},
            {"suggested_ratio": 120},
            {"floor_ratio": 45, "suggested_ratio": 40},
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._make_contract(self.other_brand, self.agent, False, **values)

    def test_regions_are_only_all_or_except(self):
        beijing = self.env.ref("base.state_cn_BJ")
        hebei = self.env.ref("base.state_cn_HE")
        everywhere = self.contract
        only = self._make_contract(
            self.other_brand, self.agent, region_mode="only", region_ids=beijing.ids
        )
        excluded = self._make_contract(
            self.brand, self.other_agent, region_mode="except", region_ids=beijing.ids
        )
        self.assertTrue(everywhere._covers(beijing) and everywhere._covers(hebei))
        self.assertTrue(only._covers(beijing) and not only._covers(hebei))
        self.assertTrue(excluded._covers(hebei) and not excluded._covers(beijing))
        states = self.env["res.country.state"].search(only._covered_states_domain())
        self.assertEqual(states, beijing)

    def test_regions_must_be_named(self):
        with self.assertRaisesRegex(ValidationError, "Choose the provinces"):
            self._make_contract(self.other_brand, self.agent, region_mode="only")

    def test_ended_contract_ends_its_offers(self):
        offer = self._make_offer()
        self.contract.action_end()
        self.assertEqual((self.contract.state, offer.state), ("ended", "ended"))

    def test_agreed_contract_is_never_deleted(self):
        with self.assertRaisesRegex(UserError, "End it instead"):
            self.contract.unlink()
        self._make_contract(self.other_brand, self.agent, active=False).unlink()

    def test_contract_is_written_in_the_form(self):
        with Form(self.env["brand.contract"]) as form:
            form.brand_id = self.other_brand
            form.agent_id = self.agent
            form.supply_ratio = 22
        self.assertEqual(form.record.state, "draft")
        self.assertIn("T01", form.record.display_name)
