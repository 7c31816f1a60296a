from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.agent_dropship.models.stock_picking import OPEN_DISPATCH_STATES

from .shop_common import ShopCommon


@tagged("post_install", "-at_install")
class TestShopPayment(ShopCommon):
    """The pieces are kept at once, the parcel goes when it is paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["payment.provider"].search([]).write({"state": "disabled"})

    def _let_pay_online(self):
        """A provider of the core that strangers can use."""
        provider = self.env["payment.provider"].search(
            [("code", "=", "custom"), ("custom_mode", "=", "wire_transfer")], limit=1
        )
        methods = self.env["payment.method"].with_context(active_test=False)
        method = methods.search([("code", "=", "wire_transfer")], limit=1)
        provider.write({"payment_method_ids": [(4, method.id)], "state": "test"})
        provider.is_published = True
        method.active = True
        return provider, method

    def _pay(self, order, state="done"):
        """Pay as the provider reports it."""
        provider, method = self._let_pay_online()
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": f"{order.name}-{order.pay_state}",
                "sale_order_ids": [(6, 0, order.ids)],
            }
        )
        if state == "done":
            payment.payment_id = self.env["account.payment"].create(
                {"amount": order.amount_total, "partner_id": order.partner_id.id}
            )
            payment._set_done()
        else:
            payment._set_pending()
        payment._post_process()
        return payment

    def _tell(self, path, **values):
        form = {"csrf_token": self._form()["csrf_token"]}
        return self._send(path, form | values)

    def _page(self, order):
        return f"/outlet/o/{order.page_token}"

    def test_pieces_are_kept_and_no_agent_sees_an_unpaid_parcel(self):
        free = self.contract._free_pieces(self.style)[self.small.id]
        order = self._order_of(self._order())
        self.assertEqual(order.pay_state, "open")
        self.assertEqual(order.parcel_state, "unpaid")
        left = self.contract._free_pieces(self.style)[self.small.id]
        self.assertEqual(left, free - 1)
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertFalse(order.picking_ids.dispatch_state)

    def test_paying_online_sends_it(self):
        self._let_pay_online()
        answer = self._order()
        self.assertTrue(answer.headers["Location"].endswith("/pay"))
        order = self._order_of(answer)
        form = self._read(answer.headers["Location"])
        self.assertIn("o_payment_form", form.text)
        order.partner_id.email = "lilei@example.com"
        self._pay(order)
        self.assertEqual(order.pay_state, "paid")
        # the operator is nobody the buyer knows: no letter in its name
        letters = order.message_ids.filtered("partner_ids")
        self.assertNotIn(order.partner_id, letters.partner_ids)
        self.assertIn(order.picking_ids.dispatch_state, OPEN_DISPATCH_STATES)
        self.assertEqual(order.parcel_state, "to_ship")
        self.assertGreater(order.picking_ids.accept_by, fields.Datetime.now())

    def test_what_is_not_paid_in_time_is_free_again(self):
        free = self.contract._free_pieces(self.style)[self.small.id]
        order = self._order_of(self._order())
        order.pay_by = fields.Datetime.now() - timedelta(minutes=1)
        order._lapse_unpaid()
        self.assertEqual((order.state, order.pay_state), ("cancel", "lapsed"))
        left = self.contract._free_pieces(self.style)[self.small.id]
        self.assertEqual(left, free)
        self.assertFalse(order.picking_ids.dispatch_state)
        self.assertFalse(order.interception_ids)

    def test_a_payment_on_its_way_keeps_the_pieces(self):
        order = self._order_of(self._order())
        self._pay(order, "pending")
        order.pay_by = fields.Datetime.now() - timedelta(minutes=1)
        order._lapse_unpaid()
        self.assertEqual(order.state, "sale")

    def test_money_that_comes_too_late_goes_back(self):
        order = self._order_of(self._order())
        order.pay_by = fields.Datetime.now() - timedelta(minutes=1)
        order._lapse_unpaid()
        self._pay(order)
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.refund_due, order.amount_total)

    def test_the_buyer_pays_the_seller_and_the_seller_says_so(self):
        """Proves R66."""
        self.contract.default_place_id.collect_by = "reseller"
        self._fund()
        page = self._read(self._path())
        self.assertIn(self.user.partner_id.name, page.text)
        answer = self._order()
        self.assertFalse(answer.headers["Location"].endswith("/pay"))
        order = self._order_of(answer)
        self.assertIn("/told", self._read(self._page(order)).text)
        mails = self.env["mail.mail"].search_count([])
        self._tell(f"{self._page(order)}/told")
        self._tell(f"{self._page(order)}/told")
        self.assertTrue(order.pay_told_on)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)
        self.assertFalse(order.picking_ids.dispatch_state)
        self.authenticate("t_shop", "t_shop")
        self._send_anew(f"/my/outlet/orders/{order.id}/paid")
        self.assertEqual(order.pay_state, "paid")
        self._deliver(order)
        entries = self.env["share.entry"].search([("order_id", "=", order.id)])
        own = entries.filtered(lambda one: one.partner_id == self.user.partner_id)
        take = order.order_line.take_price
        # what he holds less what he earns: the take price is due, nothing else
        self.assertAlmostEqual(-sum(own.mapped("amount")), take)

    def _fund(self):
        """Give the seller money to buy with, where selling asks for it."""
        partner = self.user.partner_id
        partner.with_company(self.contract.company_id).write(
            {"use_partner_credit_limit": True, "credit_limit": 100000}
        )

    def test_a_seller_without_credit_is_told_and_the_buyer_learns_no_sum(self):
        self.contract.default_place_id.collect_by = "reseller"
        mails = self.env["mail.mail"].search([])
        answer = self._order()
        self.assertIn("os_problem", answer.text)
        self.assertFalse(self._orders())
        told = self.env["mail.mail"].search([]) - mails
        self.assertEqual(told.email_to, self.user.partner_id.email_formatted)

    def test_another_seller_can_not_say_that_the_money_came(self):
        self.contract.default_place_id.collect_by = "reseller"
        self._fund()
        order = self._order_of(self._order())
        self.authenticate("t_other", "t_other")
        answer = self._send_anew(f"/my/outlet/orders/{order.id}/paid")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(order.pay_state, "open")

    def test_a_seller_does_not_confirm_money_the_operator_takes(self):
        order = self._order_of(self._order())
        self.authenticate("t_shop", "t_shop")
        answer = self._send_anew(f"/my/outlet/orders/{order.id}/paid")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(order.pay_state, "open")
        order.action_payment_received()
        self.assertEqual(order.pay_state, "paid")

    def test_a_seller_who_was_paid_instead_of_the_operator_sends_it_at_once(self):
        self._fund()
        order = self._order_of(self._order())
        self.authenticate("t_shop", "t_shop")
        self._send_anew(f"/my/outlet/orders/{order.id}/mine")
        self.assertEqual(order.collect_by, "reseller")
        self.assertEqual(order.pay_state, "paid")

    def test_the_receipt_is_for_who_knows_the_number(self):
        order = self._order_of(self._order())
        path = f"{self._page(order)}/receipt"
        total = f"{order.amount_total:,.2f}".removesuffix(".00")
        self.assertNotIn(total, self._read(path).text)
        wrong = self._tell(path, digits="0000")
        self.assertNotIn(total, wrong.text)
        right = self._tell(path, digits="5678")
        self.assertIn(total, right.text)
        self.assertIn(self.user.partner_id.name, right.text)
