from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestOrderAgain(PortalCommon):
    def _submit(self, **vals):
        return self._as(self.user)._submit_order(self._draft(**vals))

    def _orders(self):
        return self.env["sale.order"].search([("place_id", "=", self.place.id)])

    def _taps(self, order, step):
        """Tap a button of the order, then the one that submits the form it fills."""
        page = self._post(f"/my/outlet/orders/{order.id}/{step}").text
        token = page.split('name="token" value="')[1].split('"')[0]
        return self._post("/my/outlet/order/new", token=token, action="submit")

    def test_an_order_is_repeated_in_two_taps(self):
        order = self._submit(quantity=2, price=399.0)
        self._taps(order, "again")
        again = self._orders() - order
        self.assertEqual(again.state, "sale")
        self.assertEqual(again.partner_shipping_id, order.partner_shipping_id)
        self.assertEqual(again.order_line.product_id, self.small)
        self.assertEqual(sum(again.order_line.mapped("product_uom_qty")), 2)

    def test_a_repeated_order_has_the_price_of_today(self):
        order = self._submit(price=399.0)
        self.contract._set_own_price(self.style, "price", 450.0)
        self._taps(order, "again")
        self.assertEqual((self._orders() - order).amount_total, 450)

    def test_a_changed_order_takes_the_place_of_the_old_one(self):
        """The pieces of the old order are free for the new one."""
        order = self._submit(quantity=5, price=399.0)
        page = self._post(f"/my/outlet/orders/{order.id}/change").text
        self.assertIn("takes the place of an order", page)
        token = page.split('name="token" value="')[1].split('"')[0]
        form = {"token": token, "action": "submit", f"quantity-{self.small.id}": "4"}
        self._post("/my/outlet/order/new", **form)
        new = self._orders() - order
        self.assertEqual(order.state, "cancel")
        self.assertEqual(new.state, "sale")
        self.assertEqual(new.amount_total, 4 * 399)
        self.assertEqual(new.origin, order.name)

    def test_what_can_not_be_submitted_leaves_the_old_order_alone(self):
        order = self._submit(quantity=2)
        page = self._post(f"/my/outlet/orders/{order.id}/change").text
        token = page.split('name="token" value="')[1].split('"')[0]
        form = {"token": token, "action": "submit", f"quantity-{self.small.id}": "50"}
        self.assertIn("only", self._post("/my/outlet/order/new", **form).text)
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._orders(), order)

    def test_a_double_tap_on_change_makes_one_order(self):
        order = self._submit()
        draft = self._as(self.user)._draft_from_order(order, replace=True)
        first = self._as(self.user)._submit_order(draft | {"token": "x"})
        second = self._as(self.user)._submit_order(draft | {"token": "x"})
        self.assertEqual(first, second)
        self.assertEqual(len(self._orders()), 2)

    def test_a_packed_order_is_not_changed(self):
        order = self._submit()
        draft = self._as(self.user)._draft_from_order(order, replace=True)
        order._parcels()._ship(self.courier, "ZT1")
        self.assertNotIn("/change", self._get(f"/my/outlet/orders/{order.id}").text)
        page = self._post(f"/my/outlet/orders/{order.id}/change")
        self.assertIn(f"/my/outlet/orders/{order.id}", page.url)
        with self.assertRaisesRegex(Exception, "can not be changed any more"):
            self._as(self.user)._submit_order(draft | {"token": "x"})
        self.assertEqual(order.state, "sale")

    def test_cancelling_answers_with_the_step_and_its_time(self):
        order = self._submit()
        order._parcels()._ship(self.courier, "ZT1")
        page = self._post(f"/my/outlet/orders/{order.id}/cancel").text
        asked = order.interception_ids
        self.assertIn("Stopping the parcel", page)
        moment = self.contract.with_user(self.user)._local(asked.asked_at)
        self.assertIn(f"{moment:%m-%d %H:%M}", page)

    def test_nobody_repeats_or_changes_the_order_of_another(self):
        order = self._submit()
        for step in ("again", "change"):
            path = f"/my/outlet/orders/{order.id}/{step}"
            self.assertEqual(self._post(path, "t_other").status_code, 404)
            self.assertEqual(self._post(path, "t_link").status_code, 404)
        draft = {**self._draft(token="q"), "replaces": order.id}
        self._as(self.other_user)._submit_order(draft)
        self.assertEqual(order.state, "sale")

    def test_the_draft_of_a_change_can_be_thrown_away(self):
        order = self._submit()
        self._post(f"/my/outlet/orders/{order.id}/change")
        page = self._post("/my/outlet/order/clear").text
        self.assertNotIn("takes the place", page)
        self.assertEqual(order.state, "sale")
