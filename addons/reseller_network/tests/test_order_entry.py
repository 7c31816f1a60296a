from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PASTED, ResellerCommon


@tagged("post_install", "-at_install")
class TestOrderEntry(ResellerCommon):
    def _submit(self, draft=None, user=None, **vals):
        contract = self._as(user or self.user)
        return contract._submit_order(draft or self._draft(**vals))

    def test_one_pasted_line_becomes_name_phone_and_address(self):
        """People must not retype. Proves R145."""
        values = self._as(self.user)._read_consumer(PASTED)
        self.assertEqual(values["name"], "李雷")
        self.assertEqual(values["phone"], "13812345678")
        self.assertEqual(values["district"], "朝阳区")
        self.assertEqual(values["detail"], "建国路88号院3号楼502")
        self.assertFalse(values["problems"])

    def test_what_was_not_understood_is_named_by_field(self):
        values = self._as(self.user)._read_consumer("张三 1390000 朝阳区大悦城")
        self.assertEqual(set(values["problems"]), {"phone", "district"})
        self.assertIn("长春市", values["problems"]["district"])

    def test_an_order_is_confirmed_and_routed_at_once(self):
        """From the nearest agent that has it. Proves R124."""
        order = self._submit()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.place_id, self.place)
        self.assertEqual(order.reseller_id, self.user.partner_id)
        self.assertEqual(order.allocation_ids.warehouse_id, self.tj)
        self.assertEqual(order._parcels().state, "assigned")
        self.assertEqual(order.parcel_state, "to_ship")

    def test_the_consumer_pays_the_price_of_the_reseller(self):
        """Proves R48."""
        order = self._submit(price=399.0, quantity=2)
        self.assertEqual(order.amount_total, 798)

    def test_tax_is_included_in_the_price_of_the_reseller(self):
        tax = self.env["account.tax"].create(
            {
                "name": "13",
                "amount": 13,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
                "country_id": self.env.company.account_fiscal_country_id.id,
            }
        )
        self.env.company.account_sale_tax_id = tax
        self.style.taxes_id = [Command.set(tax.ids)]
        order = self._submit(price=399.0)
        self.assertEqual(order.amount_total, 399)
        self.assertGreater(order.amount_tax, 0)

    def test_the_consumer_is_a_contact_of_the_reseller_alone(self):
        """Customers of one party are not shown to another. Proves R12."""
        partner = self._submit().partner_shipping_id
        self.assertEqual(partner.parent_id, self.user.partner_id)
        self.assertEqual(partner.type, "delivery")
        self.assertEqual(partner.state_id, self.beijing)
        self.assertAlmostEqual(partner.partner_latitude, 39.92, 1)

    def test_a_customer_is_found_again_by_phone_and_name(self):
        first = self._submit(token="a")
        second = self._submit(token="b")
        self.assertEqual(first.partner_id, second.partner_id)

    def test_the_same_person_is_another_customer_of_another_reseller(self):
        """Proves R12."""
        mine = self._submit()
        theirs = self._submit(user=self.other_user)
        self.assertNotEqual(mine.partner_id, theirs.partner_id)
        self.assertEqual(theirs.place_id, self.other_place)

    def test_a_customer_who_moves_keeps_the_address_of_old_parcels(self):
        first = self._submit(token="a")
        second = self._submit(token="b", detail="长安街1号")
        self.assertIn("88号", first.partner_shipping_id.street)
        self.assertIn("1号", second.partner_shipping_id.street)

    def test_a_double_tap_makes_one_order(self):
        first = self._submit(token="once")
        second = self._submit(token="once")
        self.assertEqual(first, second)
        self.assertEqual(self.contract._order_total(), 1)

    def test_a_token_of_somebody_else_finds_nothing(self):
        mine = self._submit(token="same")
        theirs = self._submit(token="same", user=self.other_user)
        self.assertNotEqual(mine, theirs)

    def test_more_than_there_is_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "only 5 in stock"):
            self._submit(quantity=6)

    def test_a_sold_out_size_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "sold out"):
            self._submit(product=self.large)

    def test_a_price_above_the_tag_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "above the tag price"):
            self._submit(price=1001)

    def test_an_address_outside_the_authorised_regions_is_refused_in_words(self):
        for offer in self.offers:
            offer.contract_id._write_terms(
                {
                    "region_mode": "except",
                    "region_ids": [Command.set(self.beijing.ids)],
                }
            )
        with self.assertRaisesRegex(UserError, "is not sold to 北京市"):
            self._submit()

    def test_an_unclear_address_is_refused_in_words(self):
        with self.assertRaises(UserError):
            self._submit(province="", city="", detail="人民路1号")

    def test_an_article_that_is_not_offered_is_refused(self):
        with self.assertRaisesRegex(UserError, "no longer offered"):
            self._submit(product=self.coat)

    def test_an_order_over_two_warehouses_comes_in_two_parcels(self):
        """Proves R125."""
        order = self._submit(quantity=5)
        sheet = self._as(self.user)._order_sheet(order)
        self.assertEqual(len(sheet["parcels"]), 2)
        self.assertEqual(
            sum(line["quantity"] for p in sheet["parcels"] for line in p["goods"]), 5
        )
        self.assertEqual(order.amount_total, 2000)

    def test_the_place_is_chosen_among_the_own_ones(self):
        second = self._make_place("阿梅的第二家", owner=self.user.partner_id)
        order = self._submit(token="a", place_id=second.id)
        self.assertEqual(order.place_id, second)
        foreign = self._submit(token="b", place_id=self.other_place.id)
        self.assertEqual(foreign.place_id, self.place)

    def test_what_the_customer_wishes_reaches_the_agent(self):
        order = self._submit(note="周末送货")
        self.assertEqual(order.buyer_note, "周末送货")

    def test_a_tiers_pricelist_does_not_replace_the_price(self):
        order = self._submit(price=555.0)
        self.assertFalse(order.pricelist_id)
        self.assertEqual(order.order_line.price_unit, 555)

    def test_the_words_for_the_customer_name_courier_and_number(self):
        order = self._submit()
        contract = self._as(self.user)
        self.assertIn("will be sent by", contract._customer_message(order))
        order._parcels()._ship(self.courier, "ZT123")
        self.assertIn(f"{self.courier.name} ZT123", contract._customer_message(order))

    def test_the_words_for_the_customer_say_what_waits_or_was_cancelled(self):
        order = self._order(self.in_beijing, [(self.large, 1)])
        contract = self._as(self.user)
        self.assertIn("as soon as it is back", contract._customer_message(order))
        order._action_cancel()
        self.assertIn("has been cancelled", contract._customer_message(order))

    def test_an_order_goes_through_its_states(self):
        order = self._submit()
        states = [order.parcel_state]
        order._parcels()._ship(self.courier, "ZT124")
        states.append(order.parcel_state)
        order._parcels()._deliver()
        states.append(order.parcel_state)
        self.assertEqual(states, ["to_ship", "shipped", "delivered"])

    def test_an_order_nobody_can_ship_waits(self):
        order = self._order(self.in_beijing, [(self.large, 1)])
        self.assertEqual(order.parcel_state, "waiting")

    def test_a_cancelled_order_says_so(self):
        order = self._submit()
        order._action_cancel()
        self.assertEqual(order.parcel_state, "cancelled")
