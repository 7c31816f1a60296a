import re
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import tagged

from .common import PortalCommon
from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestMoneyPages(MoneyCommon, PortalCommon):
    """What a seller sees and does with his money, on the phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.by_hand = cls.env["payout.account"].create(
            {"name": "Our bank", "provider": "bank", "journal_id": cls.bank.id}
        )

    def test_the_balance_page_shows_what_is_held_and_owed(self):
        self._top_up(600)
        order = self._sell()
        page = self._get("/my/outlet/balance").text
        self.assertIn("340", page)
        self.assertIn(order.name, page)
        self.assertNotIn("Top up", self._get("/my/outlet/balance", "t_link").text)

    def test_pending_earned_and_payable_are_told_apart(self):
        """Proves R65."""
        self._sell(collect_by="operator", price=401)
        self._earn(released=False, price=402)
        self._earn(price=403)
        page = self._get("/my/outlet/balance").text
        flow = re.search(r'<ol class="oo_flow">(.*?)</ol>', page, re.S)[1]
        self.assertEqual(re.findall(r"<b>[^\d]*(\d+)", flow), ["141", "142", "143"])

    def test_an_order_above_the_balance_is_refused_with_the_way_to_top_up(self):
        self._top_up(100)
        product = self.small.id
        self._post("/my/outlet/order/add", product_id=product, quantity=1)
        page = self._post(
            "/my/outlet/order/new",
            action="submit",
            collect="reseller",
            name="李雷",
            phone="13812345678",
            province="北京市",
            city="北京市",
            district="朝阳区",
            detail="建国路88号院3号楼502",
            **{f"price-{product}": "400", f"quantity-{product}": "1"},
        ).text
        self.assertIn("160", page)
        self.assertIn("/my/outlet/topup?amount=160.00", page)
        self.assertFalse(self._orders())

    def test_a_price_that_is_no_number_changes_nothing(self):
        product = self.small.id
        self._post("/my/outlet/order/add", product_id=product, quantity=1)
        for price in ("nan", "inf", "-inf", "1e999", "x"):
            prices = {f"price-{product}": price}
            self._post("/my/outlet/order/new", action="keep", **prices)
            page = self._get("/my/outlet/order/new")
            self.assertEqual(page.status_code, 200, price)
            self.assertIn(f'name="price-{product}" value="600', page.text)

    def test_collected_by_me_is_said_with_the_order(self):
        """Proves R66."""
        self._top_up(300)
        product = self.small.id
        self._post("/my/outlet/order/add", product_id=product, quantity=1)
        self._post(
            "/my/outlet/order/new",
            action="submit",
            collect="reseller",
            name="李雷",
            phone="13812345678",
            province="北京市",
            city="北京市",
            district="朝阳区",
            detail="建国路88号院3号楼502",
            **{f"price-{product}": "400", f"quantity-{product}": "1"},
        )
        order = self._orders()
        self.assertEqual((order.collect_by, order.amount_held), ("reseller", 260))
        self._deliver(order)
        self.assertEqual(self._figures()["entries"], -260)

    def _withdrawals(self):
        return self.env["reseller.withdrawal"].search(
            self.contract._withdrawals_domain()
        )

    def _orders(self):
        return self.env["sale.order"].search(self.contract._own_orders_domain())

    def test_collected_by_me_is_said_afterwards(self):
        """Proves R66."""
        order = self._sell(collect_by="operator")
        path = f"/my/outlet/orders/{order.id}"
        self.assertIn("Top up", self._post(f"{path}/mine").text)
        self.assertEqual(order.collect_by, "operator")
        self._top_up(300)
        self.assertIn("Collected by me", self._post(f"{path}/mine").text)
        self.assertEqual((order.collect_by, order.amount_held), ("reseller", 260))

    def test_a_top_up_goes_through_the_payment_form_of_odoo(self):
        provider = self._make_provider()
        page = self._get("/my/outlet/topup?amount=500").text
        self.assertIn('data-amount="500', page)
        self.assertIn("/payment/transaction", page)
        form = dict(re.findall(r'data-([\w-]+)="([^"]*)"', page))
        self._login("t_shop")
        answer = self.make_jsonrpc_request(
            "/payment/transaction",
            {
                "provider_id": provider.id,
                "payment_method_id": provider.payment_method_ids[:1].id,
                "token_id": None,
                "amount": 500.0,
                "currency_id": self.currency.id,
                "partner_id": self.partner.id,
                "access_token": form["access-token"],
                "flow": "redirect",
                "tokenization_requested": False,
                "landing_route": form["landing-route"],
                "reference_prefix": form["reference-prefix"],
            },
        )
        paid = self.env["payment.transaction"].search(
            [("reference", "=", answer["reference"])]
        )
        self.assertIn("/my/outlet/balance", paid.landing_route)
        provider.pending_msg = "<p>Bank of the Outlet, 6222 0000</p>"
        paid._set_pending()
        page = self._get("/my/outlet/balance").text
        self.assertIn("Bank of the Outlet, 6222 0000", page)
        self.assertIn(paid.reference, page)
        self.assertEqual(self._figures()["free"], 0)
        paid._set_done()
        paid._post_process()
        self.assertEqual(self._figures()["free"], 500)
        self.assertEqual(self.partner.credit, -500)
        page = self._get("/my/outlet/balance").text
        self.assertIn("500", page)
        self.assertNotIn("Bank of the Outlet", page)

    def _make_provider(self):
        provider = self.env.ref("payment.payment_provider_transfer")
        provider = provider.copy({"name": "T", "state": "test", "is_published": True})
        self.env["account.payment.method.line"].create(
            {
                "name": "T",
                "payment_method_id": self.env.ref(
                    "account.account_payment_method_manual_in"
                ).id,
                "journal_id": self.bank.id,
                "payment_provider_id": provider.id,
            }
        )
        provider.with_context(active_test=False).payment_method_ids.active = True
        return provider

    def test_an_amount_that_is_none_is_no_top_up(self):
        for amount in ("abc", "-5", "0", "nan", "inf", "1e9", "300000"):
            page = self._get(f"/my/outlet/topup?amount={amount}").text
            self.assertNotIn("o_payment_form", page)

    def test_a_withdrawal_in_three_taps(self):
        self._earn()
        page = self._post(
            "/my/outlet/payee",
            name="王阿梅",
            number="6222 0212 3456 7890 123",
            bank="招行",
        ).text
        self.assertIn("Your bank account is saved.", page)
        page = self._get("/my/outlet/withdraw").text
        self.assertNotIn("is saved.", page)
        self.assertIn("140", page)
        self.assertIn("times a day", page)
        token = re.search(r'name="token" value="([^"]+)"', page)[1]
        for _tap in range(2):
            page = self._post(
                "/my/outlet/withdraw", amount="140", provider="bank", token=token
            ).text
            self.assertIn("Your request has arrived", page)
        one = self._withdrawals()
        self.assertEqual((one.amount, one.state), (140, "requested"))
        self.assertIn("To Approve", self._get("/my/outlet/withdraw").text)
        self._post(f"/my/outlet/withdraw/{one.name}/cancel")
        self.assertEqual(one.state, "cancelled")

    def test_more_than_there_is_is_refused_in_words(self):
        self._earn()
        self._post("/my/outlet/payee", name="王阿梅", number="6222021234567890123")
        page = self._post(
            "/my/outlet/withdraw", amount="140.01", provider="bank", token="x"
        ).text
        self.assertIn("140", page)
        self.assertIn("at most", page)
        self.assertFalse(self._withdrawals())

    def test_what_is_anothers_is_not_there(self):
        self._earn()
        self._post("/my/outlet/payee", name="王阿梅", number="6222021234567890123")
        self._post("/my/outlet/withdraw", amount="100", provider="bank", token="x")
        one = self._withdrawals()
        order = self._sell(collect_by="operator")
        for path in (
            f"/my/outlet/withdraw/{one.name}/cancel",
            f"/my/outlet/orders/{order.id}/mine",
        ):
            self.assertEqual(self._post(path, login="t_other").status_code, 404)
        self.assertEqual((one.state, order.collect_by), ("requested", "operator"))
        self.assertNotIn(one.name, self._get("/my/outlet/withdraw", "t_other").text)

    def test_the_statement_of_the_portal_is_that_of_the_back_office(self):
        """Proves R61, R210: sent, taken back, net, paid and due are the same."""
        kept, back = self._earn(quantity=2), self._earn(quantity=1)
        self._give_back(back)
        self.assertEqual(kept.parcel_state, "delivered")
        today = self.company._get_local_today()
        statement = self.env["settlement.statement"].generate(today, today)
        statement = statement.filtered(lambda one: one.partner_id == self.partner)
        statement.action_send()
        statement._agree("operator_agreed_on")
        self._post(f"/my/outlet/statements/{statement.id}/agree")
        statement.action_bill()
        self.assertEqual(
            (
                statement.delivered_quantity,
                statement.delivered_amount,
                statement.returned_quantity,
                statement.returned_amount,
                statement.net_quantity,
                statement.total,
            ),
            (3, 420, 1, 140, 2, 280),
        )
        self.assertEqual(
            (statement.amount_paid, statement.amount_due),
            (0, statement.bill_id.amount_residual),
        )
        page = self._get(f"/my/outlet/statements/{statement.id}").text
        shown = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.S)
        plain = [re.sub(r"<[^>]+>|[^\d.]", "", "".join(pair)) for pair in shown]
        self.assertEqual(plain[0], "3420")
        self.assertEqual(plain[1], "1140")
        self.assertEqual(plain[3:], ["2280", "0", "280"])

    def test_who_owes_for_a_month_pays_the_invoice_online(self):
        """From the statement to the invoice, paid by a link. Proves R143."""
        self.contract.credit_limit = 1000
        self._deliver(self._sell())
        today = self.company._get_local_today()
        statement = (
            self.env["settlement.statement"]
            .generate(today.replace(day=1), today)
            .filtered(lambda one: one.partner_id == self.partner)
        )
        statement.action_send()
        there = f"/my/outlet/statements/{statement.id}"
        self.assertNotIn("Pay now", self._get(there).text)
        self._post(f"{there}/agree")
        statement._agree("operator_agreed_on")
        statement.action_bill()
        invoice = statement.bill_id
        self.assertEqual(invoice.move_type, "out_invoice")
        self.assertEqual(invoice.amount_total, 260)
        page = self._get(there).text
        link = re.search(r'href="(/my/invoices/[^"]+)"', page)[1].replace("&amp;", "&")
        answer = self.url_open(link)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(invoice.name, answer.text)
        self._top_up(260)
        statement._clear_receivables(self.partner, self.company)
        self.assertNotIn("Pay now", self._get(there).text)

    def test_the_customer_confirms_on_his_page_and_the_seller_can_not(self):
        order = self._earn(released=False)
        token = order._get_order_page_url().rsplit("/", 1)[1]
        path = f"/outlet/o/{token}"
        self.assertNotIn(f"{path}/received", self._get(path).text)
        self.assertEqual(self._post(f"{path}/received").status_code, 404)
        self.assertFalse(order.received_at)
        self.authenticate(None, None)
        self.logged_in = ""
        # the seller without his login has the link, not the customer's phone
        csrf = {"csrf_token": Request.csrf_token(self)}
        page = self.url_open(f"{path}/received", data=csrf)
        self.assertNotIn(f"{path}/received", page.text)
        self.assertFalse(order.received_at)
        digits = self._ask_for_code(order, path, csrf)
        page = self.url_open(f"{path}/proof", data=csrf | {"digits": "000000"})
        self.assertNotIn(f"{path}/received", page.text)
        page = self.url_open(f"{path}/proof", data=csrf | {"digits": digits})
        self.assertIn(f"{path}/received", page.text)
        page = self.url_open(f"{path}/received", data=csrf)
        self.assertNotIn(f"{path}/received", page.text)
        self.assertTrue(order.received_at)
        self.assertEqual(self._figures()["withdrawable"], 140)

    def _ask_for_code(self, order, path, csrf):
        """Have a code sent to the receiver; return it as the phone shows it."""
        texts = []
        codes = type(self.env["phone.code"])
        deliver = lambda _self, phone, text: texts.append((phone, text))  # noqa: E731
        with patch.object(codes, "_deliver", deliver):
            self.url_open(f"{path}/proof", data=csrf)
        [(phone, text)] = texts
        self.assertEqual(phone, order.partner_shipping_id.phone)
        return re.search(r"\d{6}", text).group()
