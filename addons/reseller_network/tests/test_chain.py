from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestChain(ResellerCommon):
    """Brand, agent, reseller: nobody below, and never in a circle."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_brand = cls.env["product.brand"].create(
            {
                "name": "素槿",
                "partner_id": cls.env["res.partner"]
                .create({"name": "素槿时装", "is_company": True})
                .id,
            }
        )
        cls.tianjin_agent, cls.kunshan_agent = cls.tj.agent_id, cls.ks.agent_id

    def _make_agent_of(self, brand, partner):
        partner.is_company = True
        contract = self.env["brand.contract"].create(
            {"brand_id": brand.id, "agent_id": partner.id, "date_start": "2017-01-01"}
        )
        contract.action_activate()
        return contract

    def _attach(self, reseller, upstream):
        contract = self.env["reseller.contract"].create(
            {
                "reseller_id": reseller.id,
                "upstream_id": upstream.id,
                "grade_id": self.regular.id,
            }
        )
        contract.action_activate()
        return contract

    def test_a_reseller_has_nobody_below_him(self):
        """Proves R253."""
        with self.assertRaisesRegex(ValidationError, "no resellers below"):
            self._attach(self.link_place.owner_id.copy(), self.user.partner_id)

    def test_an_agent_with_resellers_is_nobodys_reseller_in_the_same_brand(self):
        """Proves R253."""
        self._attach(
            self.env["res.partner"].create({"name": "小店"}), self.kunshan_agent
        )
        with self.assertRaisesRegex(ValidationError, "a fourth level"):
            self._attach(self.kunshan_agent, self.tianjin_agent)

    def test_a_fourth_level_is_refused_from_the_brands_side_too(self):
        """Proves R253."""
        middle = self.env["res.partner"].create({"name": "中间商", "is_company": True})
        self._make_agent_of(self.other_brand, middle)
        self._attach(self.env["res.partner"].create({"name": "小店"}), middle)
        self._attach(middle, self.tianjin_agent)
        with self.assertRaisesRegex(ValidationError, "a fourth level"):
            self._make_agent_of(self.brand, middle)

    def test_upstream_here_and_downstream_there(self):
        """Proves R253."""
        self._make_agent_of(self.other_brand, self.user.partner_id)
        self.contract.upstream_id = self.tianjin_agent
        below = self._attach(
            self.env["res.partner"].create({"name": "小店"}), self.user.partner_id
        )
        self.assertEqual(below.upstream_id, self.user.partner_id)

    def test_a_brand_does_not_become_its_own_agents_reseller(self):
        """Proves R253."""
        with self.assertRaisesRegex(ValidationError, "would come back to"):
            self._attach(self.brand_company, self.tianjin_agent)
        self.assertEqual(
            self._attach(self.brand_company, self.env.company.partner_id).state,
            "active",
        )

    def test_two_agents_of_one_brand_are_not_each_others_resellers(self):
        """Proves R253."""
        self._attach(self.kunshan_agent, self.tianjin_agent)
        with self.assertRaisesRegex(ValidationError, "come back to|fourth level"):
            self._attach(self.tianjin_agent, self.kunshan_agent)

    def test_an_ended_contract_is_no_level(self):
        below = self._attach(
            self.env["res.partner"].create({"name": "小店"}), self.kunshan_agent
        )
        below.action_end()
        contract = self._attach(self.kunshan_agent, self.tianjin_agent)
        self.assertEqual(contract.state, "active")

    def test_a_contract_makes_a_reseller_without_a_place(self):
        partner = self.env["res.partner"].create({"name": "新店主"})
        role = self.env.ref("brand_outlet.role_reseller")
        self.assertNotIn(role, partner.outlet_role_ids)
        contract = self._attach(partner, self.tianjin_agent)
        partner.invalidate_recordset(["outlet_role_ids"])
        self.assertIn(role, partner.outlet_role_ids)
        contract.action_end()
        partner.invalidate_recordset(["outlet_role_ids"])
        self.assertNotIn(role, partner.outlet_role_ids)
