import datetime
import re

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.agent_dropship.tests.session_common import SessionStockMixin

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestResellerSession(SessionStockMixin, PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flash = cls._make_session()
        cls.line = cls._enrol(
            cls.flash, cls.offers[0], {(cls.small, cls.tj): 2}, price=399.0
        )
        cls.flash.action_approve_and_publish()

    def _session_draft(self, price=399.0, **vals):
        draft = self._draft(price=price, **vals)
        draft["lines"][0]["session_line_id"] = self.line.id
        return draft

    def _work_the_queue(self):
        self.env["sale.order"]._next_in_queue(20)._confirm_from_queue()
        self._commit()

    def test_the_pieces_are_claimed_at_once_and_confirmed_in_their_turn(self):
        order = self._as(self.user)._submit_order(self._session_draft())
        self.assertEqual((order.state, order.session_queue), ("draft", "queued"))
        self.assertEqual(self.line.left, 1)
        page = self._get(f"/my/outlet/orders/{order.id}?new=1")
        self.assertIn("The goods are yours", page.text)
        self._work_the_queue()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.routing_state, "allocated")
        self.assertEqual(order.order_line.pinned_warehouse_id, self.tj)
        page = self._get(f"/my/outlet/orders/{order.id}")
        self.assertNotIn("The goods are yours", page.text)

    def test_a_second_tap_claims_nothing_twice(self):
        contract = self._as(self.user)
        first = contract._submit_order(self._session_draft())
        self.assertEqual(contract._submit_order(self._session_draft()), first)
        self.assertEqual(self.line.left, 1)

    def test_sold_out_is_shown_and_refused(self):
        contract = self._as(self.user)
        contract._submit_order(self._session_draft(quantity=2))
        with self.assertRaisesRegex(UserError, "sold out"):
            contract._submit_order(self._session_draft(token="t2"))
        page = self._get("/my/outlet/sessions")
        self.assertIn("Sold out", page.text)

    def test_before_and_after_the_session_orders_are_refused(self):
        """Proves R111."""
        contract = self._as(self.user)
        with freeze_time(self.flash.date_start - datetime.timedelta(minutes=1)):
            with self.assertRaisesRegex(UserError, "opens at"):
                contract._submit_order(self._session_draft())
        with freeze_time(self.flash.date_end):
            with self.assertRaisesRegex(UserError, "closed at"):
                contract._submit_order(self._session_draft(token="t2"))
            # the normal price holds again, from the normal stock
            [card] = contract._article_cards(self.style)
            self.assertNotEqual(card["price"], 399)
            order = contract._submit_order(self._draft(price=card["price"]))
        self.assertEqual(order.state, "sale")

    def test_one_article_three_places_three_prices_in_one_session(self):
        """Proves R22."""
        self._stock(self.tj, self.small, 5)
        session = self._make_session()
        line = self._enrol(session, self.offers[0], {(self.small, self.tj): 3})
        session.action_approve_and_publish()
        places = self.place
        for name in ("Second place", "Third place"):
            places |= self._make_place(name, self.user.partner_id)
        contract = self._as(self.user)
        prices = (399.0, 459.0, 520.0)
        orders = self.env["sale.order"]
        for place, price in zip(places, prices, strict=True):
            draft = self._draft(price=price, token=place.name, place_id=place.id)
            draft["lines"][0]["session_line_id"] = line.id
            orders |= contract._submit_order(draft).sudo(False)
        self._work_the_queue()
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        self.assertEqual(line.sold, 3)
        for order, place, price in zip(orders, places, prices, strict=True):
            self._deliver(order)
            invoice = order._create_invoices()
            self.assertEqual(order.place_id, place)
            self.assertEqual(invoice.amount_total, price)

    def test_the_phone_shows_sessions_and_orders_from_them(self):
        home = self._get("/my/outlet")
        self.assertIn("/my/outlet/sessions", home.text)
        page = self._get("/my/outlet/sessions")
        self.assertIn("¥399", page.text)
        self.assertIn("Left 2 / 2", re.sub(r"\s+", " ", page.text))
        self._post(
            f"/my/outlet/session/{self.line.id}/order",
            product_id=self.small.id,
            quantity=1,
        )
        draft = self._draft()
        form = {key: draft[key] for key in ("name", "phone", "province", "city")}
        entry = self._get("/my/outlet/order/new")
        self.assertIn("Evening", entry.text)
        token = re.search(r'name="token" value="([^"]+)"', entry.text).group(1)
        done = self._post(
            "/my/outlet/order/new",
            action="submit",
            token=token,
            district=draft["district"],
            detail=draft["detail"],
            **form,
        )
        self.assertIn("The goods are yours", done.text)
        self.line.invalidate_recordset()
        self.assertEqual(self.line.left, 1)

    def test_what_the_sessions_agent_may_not_send_there_is_refused_before_the_claim(
        self,
    ):
        warehouse = self._make_agent(
            *("上海恒盛", "T07", self.shanghai, (31.23, 121.47)),
            region_mode="only",
            region_ids=[Command.set(self.shanghai.ids)],
        )
        self._stock(warehouse, self.small, 3)
        session = self._make_session()
        offer = self._publish(self.style, warehouse)
        self.line = self._enrol(session, offer, {(self.small, warehouse): 3})
        session.action_approve_and_publish()
        with self.assertRaises(UserError):
            self._as(self.user)._submit_order(self._session_draft())
        self.assertEqual(self.line.left, 3)

    def test_what_is_not_shown_yet_is_not_found(self):
        session = self._make_session(60)
        self._stock(self.tj, self.small, 5)
        line = self._enrol(session, self.offers[0], {(self.small, self.tj): 1})
        session.action_approve_and_publish()
        contract = self._as(self.user)
        self.assertFalse(contract._find_session_line(line.id))
        page = self._get("/my/outlet/sessions")
        self.assertNotIn(f"/my/outlet/session/{line.id}", page.text)
        self.assertIn(f"/my/outlet/session/{self.line.id}", page.text)

    def test_sessions_of_other_places_are_nobodys_business(self):
        self.flash.place_ids = self.other_place
        self.assertFalse(self._as(self.user)._session_list())
        with self.assertRaises(UserError):
            self._as(self.user)._submit_order(self._session_draft())
        self.assertTrue(self._as(self.other_user)._session_list())
