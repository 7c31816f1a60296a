from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PartyCommon


@tagged("post_install", "-at_install")
class TestParty(PartyCommon):
    """Each party sees what is its own.

    Proves R1. Proves R12.
    """

    def _as(self, user, model):
        return self.env[model].with_user(user)

    def assertSees(self, user, own, other):
        model = self._as(user, own._name)
        found = model.search([])
        self.assertIn(own, found)
        self.assertNotIn(other, found)
        self.assertEqual(
            model._read_group([("id", "in", (own | other).ids)], [], ["__count"]),
            [(1,)],
        )
        names = [record_id for record_id, _name in model.name_search("", limit=None)]
        self.assertIn(own.id, names)
        self.assertNotIn(other.id, names)
        own.with_user(user).read(["display_name"])
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            other.with_user(user).read(["display_name"])

    def test_agent_sees_its_own_contracts_and_offers(self):
        self.assertSees(self.agent_user, self.contract, self.other_contract)
        self.assertSees(self.agent_user, self.offer, self.other_offer)

    def test_brand_sees_its_own_contracts_and_offers(self):
        self.assertSees(self.brand_user, self.contract, self.other_contract)
        self.assertSees(self.brand_user, self.offer, self.other_offer)

    def test_agent_sees_its_own_places_and_a_brand_none(self):
        self.assertSees(self.agent_user, self.place, self.other_place)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self._as(self.brand_user, "outlet.place").search([])

    def test_both_see_the_styles_of_their_brands_only(self):
        for user in (self.agent_user, self.brand_user):
            self.assertSees(user, self.style, self.other_style)
            self.assertSees(
                user,
                self.style.product_variant_id,
                self.other_style.product_variant_id,
            )
            self.assertSees(user, self.brand, self.other_brand)

    def test_nobody_learns_who_the_others_are(self):
        consumer = self.env["res.partner"].create({"name": "A consumer"})
        strangers = consumer | self.other_agent | self.other_company
        for user, counterpart in (
            (self.agent_user, self.brand_company),
            (self.brand_user, self.agent),
        ):
            partners = self._as(user, "res.partner").search([])
            self.assertFalse(partners & strangers)
            self.assertIn(counterpart, partners)
            self.assertIn(user.party_id, partners)
            self.assertIn(user.partner_id, partners)
            self.assertIn(self.env.company.partner_id, partners)

    def test_agents_of_one_brand_do_not_know_each_other(self):
        rival = self._make_contract(self.brand, self.other_agent, supply_ratio=20)
        rival_offer = self._make_offer(rival)
        self.assertSees(self.agent_user, self.contract, rival)
        self.assertSees(self.agent_user, self.offer, rival_offer)
        self.assertSees(self.agent_user, self.agent, self.other_agent)
        self.assertIn(rival, self._as(self.brand_user, "brand.contract").search([]))

    def test_draft_contract_is_not_shown_before_it_is_agreed(self):
        draft = self._make_contract(self.other_brand, self.agent, active=False)
        self.assertSees(self.agent_user, self.contract, draft)
        self.assertSees(self.agent_user, self.style, self.other_style)

    def test_party_changes_nothing_of_the_operators(self):
        for user in (self.agent_user, self.brand_user):
            for record in (self.contract, self.offer, self.style, self.brand):
                mine = record.with_user(user)
                with self.assertRaises(AccessError):
                    mine.write({"active": True})
                # an agent's own offer is refused for being shown, not for its rights
                with self.assertRaises(UserError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    mine.copy()

    def test_party_has_no_imports_and_no_sales_documents(self):
        closed = (*("sale.order", "sale.order.line", "account.move", "stock.picking"),)
        imports = ("outlet.import", "outlet.import.line")
        self.assertFalse(self._as(self.agent_user, "outlet.import").search([]))
        for user, names in (
            (self.agent_user, closed),
            (self.brand_user, closed + imports),
        ):
            for name in names:
                with self.assertRaises(AccessError):
                    self._as(user, name).search([], limit=1)

    def test_stock_of_the_warehouses_is_closed(self):
        location = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        product = self.style.product_variant_id
        self.env["stock.quant"]._update_available_quantity(product, location, 5)
        for user in (self.agent_user, self.brand_user):
            self.assertFalse(self._as(user, "stock.quant").search([]))
            self.assertFalse(self._as(user, "stock.warehouse").search([]))

    def test_cost_is_hidden_from_a_party(self):
        self.style.standard_price = 77
        self.assertEqual(self.style.with_user(self.operator).standard_price, 77)
        for user in (self.agent_user, self.brand_user):
            with self.assertRaises(AccessError):
                self.style.with_user(user).read(["standard_price"])

    def test_place_link_is_for_the_operator_only(self):
        self.place.with_user(self.operator).read(["access_token"])
        with self.assertRaises(AccessError):
            self.place.with_user(self.agent_user).read(["access_token"])

    def test_colleagues_see_each_other_and_no_other_users(self):
        colleague = self._make_party_user("test_agent_2", "agent", self.agent)
        users = self._as(self.agent_user, "res.users").search([])
        self.assertEqual(users, self.agent_user | colleague)

    def test_company_wide_channels_are_closed_to_a_party(self):
        channels = self._as(self.agent_user, "discuss.channel").search([])
        self.assertFalse(channels.sudo().filtered("group_ids"))

    def test_both_sides_comment_and_notes_of_the_operator_stay_inside(self):
        offer = self.offer
        note = offer.with_user(self.operator).message_post(
            body="Watch this agent", subtype_xmlid="mail.mt_note"
        )
        comment = offer.with_user(self.operator).message_post(
            body="How many are left?", subtype_xmlid="mail.mt_comment"
        )
        answer = offer.with_user(self.agent_user).message_post(
            body="Twelve", subtype_xmlid="mail.mt_comment"
        )
        messages = self._as(self.agent_user, "mail.message").search(
            [("model", "=", "outlet.offer"), ("res_id", "=", offer.id)]
        )
        self.assertTrue(comment | answer <= messages)
        self.assertNotIn(note, messages)
        with self.assertRaises(AccessError):
            self.other_offer.with_user(self.agent_user).message_post(body="Hello")

    def test_agent_with_two_roles_sees_both_sides(self):
        """A company may be upstream here and downstream there."""
        contract = self._make_contract(self.other_brand, self.brand_company)
        self.brand_user.group_ids += self.env.ref("brand_outlet.group_agent")
        contracts = self._as(self.brand_user, "brand.contract").search([])
        self.assertEqual(contracts, self.contract | contract)

    def test_operator_is_not_narrowed(self):
        for records in (
            self.contract | self.other_contract,
            self.offer | self.other_offer,
            self.style | self.other_style,
            self.place | self.other_place,
            self.agent | self.other_agent,
        ):
            found = self._as(self.operator, records._name).search(
                [("id", "in", records.ids)]
            )
            self.assertEqual(found, records)
        self.offer.with_user(self.operator).write({"story": "Pure wool"})

    def test_staff_of_a_party_is_never_an_operator(self):
        with self.assertRaisesRegex(ValidationError, "can't be an operator"):
            self.operator.party_id = self.agent
        with self.assertRaisesRegex(ValidationError, "choose the party"):
            self.agent_user.party_id = False

    def test_leaving_the_party_takes_effect_at_once(self):
        self.assertIn(
            self.contract, self._as(self.agent_user, "brand.contract").search([])
        )
        self.agent_user.party_id = self.other_agent
        self.assertEqual(
            self._as(self.agent_user, "brand.contract").search([]), self.other_contract
        )

    def test_portal_and_public_reach_none_of_our_models(self):
        portal = new_test_user(self.env, "test_portal", groups="base.group_portal")
        public = self.env.ref("base.public_user")
        names = [name for name in self.env if name.startswith(("outlet.", "brand."))]
        for user in (portal, public):
            for name in names:
                model = self._as(user, name)
                if model._abstract:
                    continue
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(model.has_access(operation), (name, operation))

    def test_employee_without_outlet_role_reaches_none_of_our_models(self):
        employee = new_test_user(self.env, "test_employee", groups="base.group_user")
        self.assertEqual(employee.group_ids, self.env.ref("base.group_user"))
        for name in ("brand.contract", "outlet.offer", "outlet.place", "outlet.import"):
            self.assertFalse(self._as(employee, name).has_access("read"), name)

    def test_several_groups_at_once_are_set_without_a_false_alarm(self):
        self.agent_user.write(
            {
                "group_ids": [
                    Command.set(self.env.ref("brand_outlet.group_operator").ids)
                ],
                "party_id": False,
            }
        )
        self.assertFalse(self.agent_user.party_id)
