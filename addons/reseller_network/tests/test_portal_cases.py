import io

from PIL import Image

from odoo.http import Request
from odoo.tests import tagged

from odoo.addons.agent_dropship.controllers import order_case
from odoo.addons.brand_outlet.controllers import place_pages as pages

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalCases(PortalCommon):
    """Resellers and consumers file and follow after-sales without a call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.no_reason = cls.env.ref("agent_dropship.case_reason_no_reason")
        cls.defect = cls.env.ref("agent_dropship.case_reason_defect")
        cls.service = cls.env.ref("agent_dropship.case_reason_service")
        cls.agent_user = cls._agent_user(cls.tj, "t_case_agent")
        cls.order = cls._make_sold(cls.place)
        cls.other_order = cls._make_sold(cls.other_place)
        cls.link_order = cls._make_sold(cls.link_place)

    def setUp(self):
        super().setUp()
        for limit in (pages.VISITS, pages.GUESSES, order_case.FILINGS):
            limit.reset()

    @classmethod
    def _make_sold(cls, place):
        cls._stock(cls.tj, cls.small, 2)
        order = cls._order(cls.in_beijing, [(cls.small, 2, 400.0)], place_id=place.id)
        for parcel in order._parcels():
            parcel._ship(cls.courier, f"TN0000{parcel.id}")
        order._parcels()._deliver()
        cls.env.flush_all()
        return order

    def _cases(self, order=None):
        return self.env["outlet.case"].search(
            [("order_id", "=", (order or self.order).id)]
        )

    def _fields(self, order=None, kind="return", reason=None, quantity=1, **values):
        move = (order or self.order)._parcels().move_ids
        return {
            "kind": kind,
            "reason_id": str((reason or self.no_reason).id),
            f"quantity-{move.id}": str(quantity),
            "once": "abcdefgh12345678",
            "note": "Too small",
            **values,
        }

    def _path(self, order, tail="/case"):
        return "/outlet/o/" + order._get_order_page_url().rpartition("/")[2] + tail

    def _form(self, path, files=None, **data):
        """Send a form as a consumer does, without a login."""
        if getattr(self, "logged_in", None) != "nobody":
            self.authenticate(None, None)
            self.logged_in = "nobody"
        token = {"csrf_token": Request.csrf_token(self)}
        return self.url_open(path, data=token | data, files=files)

    # --- the reseller -------------------------------------------------------------

    def test_reseller_files_a_return_and_follows_it_to_the_refund(self):
        """Proves R149. Proves R150."""
        page = self._get(f"/my/outlet/orders/{self.order.id}/case").text
        self.assertIn(self.style.name, page)
        self._post(
            f"/my/outlet/orders/{self.order.id}/case",
            **self._fields(reason=self.defect),
        )
        case = self._cases()
        self.assertEqual((case.source, case.state), ("reseller", "open"))
        self.assertEqual(case.responsible_id, self.tj.agent_id)
        page = self._get(f"/my/outlet/orders/{self.order.id}").text
        self.assertIn(case.name, page)
        self.assertIn("the warehouse", page)
        self.assertNotIn(self.tj.agent_id.name, page)
        case.with_user(self.agent_user).action_approve()
        self.assertIn("Waiting for goods", self._order_page())
        self._post(
            f"/my/outlet/cases/{case.id}/parcel", courier="SF", number="sf 1234567890"
        )
        self.assertEqual(case.return_tracking, "SF1234567890")
        case._receive({case.line_ids: (1, 0)})
        page = self._order_page()
        self.assertIn("Refunded", page)
        self.assertEqual(case.refund_ids.move_type, "out_refund")
        self.assertEqual(case.refund_ids.amount_total, 400.0)
        entries = self.env["share.entry"].search(
            [("order_id", "=", self.order.id), ("role", "=", "agent")]
        )
        self.assertEqual(sorted(entries.mapped("quantity")), [-1.0, 2.0])

    def _order_page(self):
        return self._get(f"/my/outlet/orders/{self.order.id}").text

    def test_everything_without_a_call(self):
        """Check stock, read about the goods, track, cancel, ask for a return.

        Proves R154.
        """
        page = self._get(f"/my/outlet/article/{self.style.id}").text
        self.assertIn(self.style.name, page)
        self.assertIn("left", page)
        page = self._order_page()
        self.assertIn(f"TN0000{self.order._parcels().id}", page)
        self.assertIn(f"/my/outlet/orders/{self.order.id}/case", page)
        fresh = self._order(self.in_beijing, [(self.small, 1, 400.0)])
        self.assertIn("Cancel order", self._get(f"/my/outlet/orders/{fresh.id}").text)
        self._post(f"/my/outlet/orders/{fresh.id}/cancel")
        self.assertEqual(fresh.state, "cancel")
        self._post(f"/my/outlet/orders/{self.order.id}/case", **self._fields())
        self.assertEqual(self._cases().state, "waiting")

    def test_delivered_order_is_not_cancelled_but_returned(self):
        page = self._post(f"/my/outlet/orders/{self.order.id}/cancel").text
        self.assertIn("take it back as a return", page)
        self.assertEqual(self.order.state, "sale")

    def test_second_tap_files_nothing(self):
        for _tap in range(2):
            self._post(f"/my/outlet/orders/{self.order.id}/case", **self._fields())
        self.assertEqual(len(self._cases()), 1)
        again = self._fields(once="another-form-0001", quantity=2)
        page = self._post(f"/my/outlet/orders/{self.order.id}/case", **again).text
        self.assertIn("only 1", page)

    def test_reseller_acts_on_what_waits_for_him(self):
        case = self.env["outlet.case"]._open(
            "complaint", self.order, reason=self.service, source="consumer", note="Slow"
        )
        self.assertIn("wait for you", self._get("/my/outlet").text)
        self.assertIn("Slow", self._get("/my/outlet/cases").text)
        self._post(f"/my/outlet/cases/{case.id}/solve", note="Called her")
        self.assertEqual((case.outcome, case.resolution), ("solved", "Called her"))
        page = self._post(f"/my/outlet/cases/{case.id}/solve", note="Again").text
        self.assertIn("somebody else", page)

    def test_reseller_hands_up_what_he_can_not_solve(self):
        """Proves R151."""
        case = self.env["outlet.case"]._open(
            "complaint", self.order, reason=self.service, source="consumer"
        )
        self._post(f"/my/outlet/cases/{case.id}/escalate", note="Please check")
        self.assertEqual(case.responsible_role, "agent")
        page = self._post(f"/my/outlet/cases/{case.id}/escalate").text
        self.assertIn("somebody else", page)
        self.assertEqual(case.responsible_role, "agent")

    def test_foreign_orders_and_cases_are_not_there(self):
        case = self.env["outlet.case"]._open(
            "complaint", self.other_order, reason=self.service, source="consumer"
        )
        for path in (
            f"/my/outlet/orders/{self.other_order.id}/case",
            f"/my/outlet/orders/{self.other_order.id}/cancel",
            f"/my/outlet/cases/{case.id}/solve",
            f"/my/outlet/cases/{case.id}/parcel",
            f"/my/outlet/cases/{case.id}/unlink",
            "/my/outlet/cases/99999999/solve",
        ):
            self.assertEqual(self._post(path, note="x").status_code, 404, path)
        self.assertEqual(case.responsible_role, "reseller")
        self.assertNotIn(case.name, self._get("/my/outlet/cases").text)

    def test_moves_of_other_orders_are_not_taken_into_a_case(self):
        foreign = self.other_order._parcels().move_ids
        values = self._fields(quantity=0) | {f"quantity-{foreign.id}": "1"}
        self._post(f"/my/outlet/orders/{self.order.id}/case", **values)
        self.assertFalse(self._cases())
        self.assertFalse(self._cases(self.other_order))

    # --- the affiliate ------------------------------------------------------------

    def test_after_sales_of_an_affiliate_are_the_supply_sides(self):
        """Proves R77."""
        cases = self.env["outlet.case"]
        for kind, reason, role in (
            ("return", self.defect, "agent"),
            ("complaint", self.service, "agent"),
        ):
            case = cases._open(
                kind,
                self.link_order,
                reason=reason,
                source="consumer",
                pieces={self.link_order._parcels().move_ids: 1},
            )
            self.assertEqual(case.responsible_role, role)
            self.assertNotIn(
                self.link_place.owner_id, case.sudo().handover_ids.partner_id
            )
            self.assertNotIn("reseller", case._get_chain())
        for path in (
            "/my/outlet/cases",
            f"/my/outlet/orders/{self.link_order.id}/case",
        ):
            self.assertEqual(self._get(path, login="t_link").status_code, 404, path)
        page = self._get(f"/my/outlet/orders/{self.link_order.id}", login="t_link").text
        self.assertNotIn(case.name, page)

    # --- the consumer -------------------------------------------------------------

    def test_consumer_files_with_photos_and_sees_no_agent_and_no_brand(self):
        """Proves R151."""
        path = self._path(self.order)
        self.assertIn(self.style.name, self.url_open(path).text)
        picture = io.BytesIO()
        Image.new("RGB", (16, 16), "red").save(picture, "JPEG")
        files = [("photos", ("a.jpg", picture.getvalue(), "image/jpeg"))]
        page = self._form(path, files=files, **self._fields(reason=self.defect))
        case = self._cases()
        self.assertEqual((case.source, case.responsible_role), ("consumer", "reseller"))
        self.assertEqual(len(case.photo_ids), 1)
        case.action_escalate()
        case.action_approve()
        text = page.text + self.url_open(path).text
        self.assertIn(case.name, text)
        for secret in (
            self.tj.agent_id.name,
            self.tj.name,
            self.brand_company.name,
            "t_case_agent",
        ):
            self.assertNotIn(secret, text)

    def test_every_order_names_exactly_one_contact(self):
        """Proves R147."""
        self.env.company.phone = "400-800-1234"
        spoken = self.env.company.with_context(lang=self.place._get_page_lang())
        for order, name in (
            (self.order, self.place.name),
            (self.other_order, self.other_place.name),
            (self.link_order, spoken._get_outlet_label()),
        ):
            page = self.url_open(self._path(order, "")).text
            self.assertEqual(page.count('class="oo_contact"'), 1)
            contact = page.partition('class="oo_contact"')[2]
            self.assertIn(f"<b>{name}</b>", contact)
            self.assertNotIn(self.tj.agent_id.name, page)
            self.assertNotIn(self.link_place.owner_id.name, page)

    def test_order_page_leads_to_the_form_and_shows_the_state(self):
        path = self._path(self.order, "")
        self.assertIn(f"{path}/case", self.url_open(path).text)
        case = self.env["outlet.case"]._open("return", self.order)
        page = self.url_open(path).text
        self.assertIn(case.name, page)
        self.assertNotIn(self.tj.agent_id.name, page)

    def test_consumer_tells_with_which_parcel_it_comes_back(self):
        path = self._path(self.order)
        self._form(path, **self._fields())
        case = self._cases()
        self.assertEqual(case.state, "waiting")
        self._form(f"{path}/{case.id}/parcel", courier="YTO", number="YT12345678")
        self.assertEqual(case.return_tracking, "YT12345678")
        page = self._form(f"{path}/{case.id}/parcel", number="?").text
        self.assertIn('role="alert"', page)
        self.assertEqual(case.return_tracking, "YT12345678")

    def test_files_that_are_no_pictures_are_refused(self):
        path = self._path(self.order)
        files = [("photos", ("a.svg", b"<svg onload='x'/>", "image/png"))]
        page = self._form(path, files=files, **self._fields()).text
        self.assertIn("JPEG", page)
        self.assertFalse(self._cases())

    def test_wrong_links_and_ids_open_nothing(self):
        self.assertEqual(self.url_open("/outlet/o/wrong-token/case").status_code, 404)
        self.assertEqual(
            self._form("/outlet/o/wrong-token/case", **self._fields()).status_code, 404
        )
        foreign = self.env["outlet.case"]._open(
            "return", self.other_order, reason=self.no_reason
        )
        path = self._path(self.order, f"/case/{foreign.id}/parcel")
        self.assertEqual(self._form(path, number="YT12345678").status_code, 404)
        self.assertFalse(foreign.return_tracking)

    def test_reasons_and_kinds_nobody_offers_are_refused(self):
        path = self._path(self.order)
        hidden = self.env.ref("agent_dropship.case_reason_unannounced")
        for values in (
            {"reason_id": str(hidden.id)},
            {"kind": "interception"},
            {"kind": "reship"},
            {"reason_id": "abc"},
        ):
            self._form(path, **self._fields() | values)
        self._form(path, **self._fields(quantity=9))
        self.assertFalse(self._cases())

    def test_pages_of_the_module_beneath_are_closed(self):
        for path in ("/my/rmas", "/my/rmas/1", f"/my/requestrma/{self.order.id}"):
            self.assertEqual(self._get(path).status_code, 404, path)
        self.assertEqual(
            self._post(f"/my/orders/{self.order.id}/requestrma").status_code, 404
        )
        self.assertFalse(self.env["rma"].with_user(self.user).has_access("read"))
