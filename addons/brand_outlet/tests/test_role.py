from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PartyCommon


@tagged("post_install", "-at_install")
class TestRole(PartyCommon):
    """What a contact is follows from its relations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.factory, cls.branch, cls.merchant, cls.reseller, cls.consumer = (
            partners.create(
                [
                    {"name": "Factory", "is_company": True},
                    {"name": "Branch", "branch_of_id": cls.agent.id},
                    {"name": "Merchant", "is_company": True},
                    {"name": "Reseller"},
                    {"name": "Consumer"},
                ]
            )
        )
        cls.brand.factory_ids = cls.factory
        door = cls._make_place("Warehouse door", cls.merchant)
        door.place_type = "clearing"
        group = cls._make_place("Parents' group", cls.reseller)
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.consumer.id,
                "place_id": group.id,
                "order_line": [
                    Command.create({"product_id": cls.style.product_variant_id.id})
                ],
            }
        )
        order.action_confirm()
        cls.by_role = {
            "factory": cls.factory,
            "brand": cls.brand_company,
            "agent": cls.agent,
            "branch": cls.branch,
            "merchant": cls.merchant,
            "reseller": cls.reseller,
            "consumer": cls.consumer,
        }

    def _role(self, code):
        return self.env.ref(f"brand_outlet.role_{code}")

    def test_each_kind_of_contact_is_told_by_its_relations(self):
        """Proves R1."""
        for code, partner in self.by_role.items():
            self.assertEqual(partner.outlet_role_ids, self._role(code), code)

    def test_each_kind_of_contact_is_found(self):
        """Proves R1."""
        everybody = self.env["res.partner"].union(*self.by_role.values())
        for code, partner in self.by_role.items():
            found = everybody.search(
                [
                    ("id", "in", everybody.ids),
                    ("outlet_role_ids", "in", self._role(code).ids),
                ]
            )
            self.assertEqual(found, partner, code)
        stranger = everybody.create({"name": "Nobody"})
        domain = [("id", "in", (stranger | self.agent).ids)]
        without = everybody.search([*domain, ("outlet_role_ids", "=", False)])
        self.assertEqual(without, stranger)
        others = everybody.search(
            [*domain, ("outlet_role_ids", "not in", self._role("agent").ids)]
        )
        self.assertEqual(others, stranger)

    def test_one_company_has_several_roles(self):
        self._make_contract(self.other_brand, self.brand_company)
        self.assertEqual(
            self.brand_company.outlet_role_ids,
            self._role("brand") | self._role("agent"),
        )

    def test_a_role_ends_with_its_relation(self):
        self.contract.action_end()
        self.assertNotIn(self._role("agent"), self.agent.outlet_role_ids)

    def test_roles_are_shown_to_the_operator_only(self):
        self.agent.with_user(self.operator).read(["outlet_role_ids"])
        for user in (self.agent_user, self.brand_user):
            with self.assertRaises(AccessError):
                self.agent.with_user(user).read(["outlet_role_ids"])

    def test_a_page_of_contacts_takes_few_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Contact {number}"} for number in range(80)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            partners.mapped("outlet_role_ids")

    def test_a_contract_is_made_with_a_company(self):
        """A wrong partner is refused in words one can act on. Proves R1."""
        with self.assertRaisesRegex(ValidationError, "is a person"):
            self._make_contract(self.brand, self.consumer)
        with self.assertRaisesRegex(ValidationError, "can't be its agent"):
            self._make_contract(self.brand, self.brand_company)

    def test_a_brand_never_comes_back_to_its_owner(self):
        contract = self._make_contract(self.other_brand, self.agent, version=5)
        with self.assertRaisesRegex(ValidationError, "would come back to"):
            contract.brand_id.partner_id = self.agent
