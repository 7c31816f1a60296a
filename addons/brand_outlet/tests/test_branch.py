from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PartyCommon


@tagged("post_install", "-at_install")
class TestBranch(PartyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cities = cls.env["outlet.city"]
        hebei = cls.env.ref("base.state_cn_HE")
        cls.baoding, cls.tangshan, cls.langfang = (
            cities._find(hebei, name) for name in ("保定市", "唐山市", "廊坊市")
        )
        cls.north = cls._make_branch("North Branch", cls.baoding | cls.tangshan)
        cls.south = cls._make_branch("South Branch", cls.langfang)
        cls.north_contract = cls._make_contract(cls.brand, cls.north)
        cls.south_contract = cls._make_contract(cls.brand, cls.south)
        cls.north_offer = cls._make_offer(cls.north_contract)
        cls.south_offer = cls._make_offer(cls.south_contract)
        cls.north_place = cls._make_place("North counter", cls.north)
        cls.south_place = cls._make_place("South counter", cls.south)
        cls.north_user = cls._make_party_user("test_north", "agent", cls.north)

    @classmethod
    def _make_branch(cls, name, cities, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "branch_of_id": cls.agent.id,
                "branch_city_ids": cities.ids,
                **values,
            }
        )

    def _seen(self, user, model):
        return self.env[model].with_user(user).search([])

    def test_a_branch_is_an_agent_with_its_cities(self):
        """Proves R9."""
        self.assertEqual(self.north.branch_city_ids, self.baoding | self.tangshan)
        self.assertEqual(self.agent.branch_ids, self.north | self.south)
        self.assertEqual(self.agent.branch_count, 2)
        self.assertEqual(self.north.agent_brand_ids, self.brand)
        found = self.env["res.partner"].search(
            [("branch_city_ids", "=", self.baoding.id)]
        )
        self.assertEqual(found, self.north)

    def test_a_city_run_twice_gives_a_warning_and_blocks_nothing(self):
        """Proves R9."""
        self.assertFalse(self.north.branch_overlap)
        with Form(self.south, view="brand_outlet.res_partner_view_form_branch") as form:
            form.branch_city_ids.add(self.baoding)
            self.assertIn("保定市", form.branch_overlap)
            self.assertIn("North Branch", form.branch_overlap)
        self.assertEqual(self.south.branch_city_ids, self.langfang | self.baoding)
        self.assertIn("South Branch", self.north.branch_overlap)
        self.assertFalse(self.agent.branch_overlap)

    def test_there_is_one_layer_of_branches(self):
        with self.assertRaisesRegex(ValidationError, "one layer of branches"):
            self._make_branch("Below a branch", self.langfang).branch_of_id = self.north
        with self.assertRaisesRegex(ValidationError, "one layer of branches"):
            self._make_contract(
                self.other_brand,
                self.other_agent,
                version=8,
                date_start="2010-01-01",
                date_end="2010-02-01",
            )
            self.agent.branch_of_id = self.other_agent
        with self.assertRaisesRegex(ValidationError, "its own branch"):
            self.other_agent.branch_of_id = self.other_agent

    def test_a_branch_belongs_to_an_agent_and_to_nobody_else(self):
        """A wrong parent is refused in words one can act on. Proves R1."""
        consumer = self.env["res.partner"].create({"name": "A consumer"})
        for parent in (consumer, self.brand_company):
            with self.assertRaisesRegex(ValidationError, f"{parent.name} is no agent"):
                self.env["res.partner"].create(
                    {"name": "Lost Branch", "branch_of_id": parent.id}
                )

    def test_a_branch_sees_itself_and_not_its_sister(self):
        for model, own, sister in (
            ("brand.contract", self.north_contract, self.south_contract),
            ("outlet.offer", self.north_offer, self.south_offer),
            ("outlet.place", self.north_place, self.south_place),
            ("res.partner", self.north, self.south),
        ):
            seen = self._seen(self.north_user, model)
            self.assertIn(own, seen)
            self.assertNotIn(sister, seen)
        for record in (self.contract, self.offer, self.place):
            self.assertNotIn(record, self._seen(self.north_user, record._name))
        self.assertIn(self.agent, self._seen(self.north_user, "res.partner"))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.south_offer.with_user(self.north_user).read(["supply_ratio"])

    def test_the_agent_sees_all_of_his_branches(self):
        for model, records in (
            ("brand.contract", self.north_contract | self.south_contract),
            ("outlet.offer", self.north_offer | self.south_offer),
            ("outlet.place", self.north_place | self.south_place),
            ("res.partner", self.north | self.south),
        ):
            self.assertEqual(records & self._seen(self.agent_user, model), records)
        self.assertNotIn(
            self.other_contract, self._seen(self.agent_user, "brand.contract")
        )

    def test_a_branch_that_leaves_is_not_seen_any_more(self):
        self.north.branch_of_id = False
        contracts = self._seen(self.agent_user, "brand.contract")
        self.assertNotIn(self.north_contract, contracts)
        self.assertIn(self.south_contract, contracts)

    def test_a_hundred_and_eighty_branches_are_listed_at_once(self):
        self.env["res.partner"].create(
            [
                {
                    "name": f"Branch {i}",
                    "is_company": True,
                    "branch_of_id": self.agent.id,
                }
                for i in range(178)
            ]
        )
        self.assertEqual(self.agent.branch_count, 180)
        self.env.flush_all()
        self.env.invalidate_all()
        branches = self.agent.branch_ids
        with self.assertQueryCount(12):
            branches.mapped("branch_overlap")
            branches.mapped("agent_phase")

    def test_agents_are_found_by_region_and_grade_a_places(self):
        """Proves R6."""
        hebei = self.env.ref("base.state_cn_HE")
        self.agent.state_id = hebei
        self.other_agent.state_id = self.env.ref("base.state_cn_GD")
        (self.place | self.north_place).grade = "a"
        self.other_place.grade = "b"
        model = self.env["res.partner"]
        self.assertEqual(
            (
                self.agent.grade_a_place_count,
                self.north.grade_a_place_count,
                self.other_agent.grade_a_place_count,
            ),
            (2, 1, 0),
        )
        ours = self.agent | self.other_agent | self.north | self.south
        agents = [("id", "in", ours.ids), ("agent_contract_ids", "!=", False)]
        strong = [*agents, ("grade_a_place_count", ">=", 2)]
        self.assertEqual(model.search(strong), self.agent)
        here = [*agents, ("state_id", "=", hebei.id), ("branch_of_id", "=", False)]
        self.assertEqual(model.search(here), self.agent)
        # A brand looks for its own agents; it need not see the places behind.
        found = model.with_user(self.brand_user).search(strong)
        self.assertEqual(
            found.read(["grade_a_place_count"])[0]["grade_a_place_count"], 2
        )
        self.north_place.grade = "c"
        self.assertEqual(self.agent.grade_a_place_count, 1)
        self.place.active = False
        self.assertEqual(self.agent.grade_a_place_count, 0)
        self.north.branch_of_id = False
        self.south_place.grade = "a"
        self.assertEqual(self.agent.grade_a_place_count, 1)

    def test_agents_are_found_by_the_region_they_are_authorised_for(self):
        """Proves R6."""
        zhejiang = self.env.ref("base.state_cn_ZJ")
        contract = self._make_contract(
            self.other_brand, self.agent, region_mode="only", region_ids=zhejiang.ids
        )
        found = self.env["res.partner"].search(
            [("agent_contract_ids.region_ids", "ilike", zhejiang.name)]
        )
        self.assertEqual(found, contract.agent_id)
