import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .value_page_common import ValuePageCommon

PHONE = "13900002222"


@tagged("post_install", "-at_install")
class TestValuePage(ValuePageCommon):
    def test_member_tops_up_on_his_phone(self):
        """Proves R167."""
        page = unescape(self.url_open(f"{self.path}/top-up").text)
        self.assertIn("20.00 on top", page.replace("\xa0", " ").replace("$ ", ""))
        transaction = self._pay(self._choose("top-up", 200))
        self.assertFalse(self._wallet_of(), "Not paid yet")
        self._arrive(transaction)
        card = self._wallet_of()
        self.assertEqual(self._parts(card), (200, 20))
        self._arrive(transaction)
        transaction._post_process()
        self.assertEqual(card.points, 220)
        self._assert_books()
        # The payment and the movement of the card cancel out on the receivable.
        payment = transaction.payment_id
        line = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.destination_account_id
        )
        self.assertTrue(line.reconciled)

    def test_amounts_out_of_range_are_refused_in_words(self):
        for amount in ("9.99", "1000.01", "-50", "nan", "1e2", "12.345", "x", ""):
            answer = self.url_open(
                f"{self.path}/top-up?amount={amount}", allow_redirects=False
            )
            self.assertEqual(answer.status_code, 200, amount)
            self.assertIn("Enter an amount from", unescape(answer.text))

    @mute_logger("odoo.http")
    def test_nothing_about_the_payment_can_be_changed_on_the_way(self):
        address = self._choose("top-up", 200)
        other = self._make_member("Han Mei", "13800138002")
        value = parse_qs(urlsplit(address).query)["value"][0]
        changed = value.replace(f".{self.member.id}.", f".{other.id}.")
        self.assertNotEqual(changed, value)
        forged = address.replace(value, changed)
        self.assertEqual(self.url_open(forged).status_code, 403)
        self.assertEqual(
            self.url_open(address.replace("amount=200", "amount=100")).status_code, 404
        )
        with self.assertRaises(JsonRpcException):
            self._pay(address, amount=100.0)
        company = self.env["res.company"].create({"name": "Other Ltd"})
        theirs = self.provider.copy({"company_id": company.id})
        with self.assertRaises(JsonRpcException):
            self._pay(address, provider_id=theirs.id)
        self.assertFalse(self.env["payment.transaction"].search([]).value_member_id)

    @mute_logger("odoo.http")
    def test_wrong_token_opens_nothing(self):
        wrong = "A" * 32
        for page in ("top-up", "gift-cards"):
            answer = self.url_open(f"/member/{wrong}/{page}")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.url_open("/member/gift/nothing").status_code, 404)

    # ----------------------------------------------------------------------- gift cards
    def _buy_gift(self, amount=150):
        transaction = self._pay(self._choose("gift-cards", amount))
        self._arrive(transaction)
        page = unescape(self.url_open(f"{self.path}/gift-cards").text)
        return re.search(r'href="(/member/gift/[^"]+)"', page).group(1)

    def _post(self, path, **data):
        page = self.url_open(path)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self.url_open(path, data={"csrf_token": token, **data})

    def _claim(self, path, phone):
        self.env["phone.code"].search([("phone", "=", phone)]).sent_at = "2020-01-01"
        page = self._post(path, phone=phone, step="send").text
        code = re.search(r"<b>(\d{6})</b>", page).group(1)
        return unescape(self._post(path, phone=phone, step="claim", code=code).text)

    def test_gift_card_is_bought_sent_and_claimed_by_somebody_else(self):
        """Proves R171."""
        link = self._buy_gift()
        page = self._claim(link, PHONE)
        friend = self.env["res.partner"].search([("member_phone", "=", PHONE)])
        self.assertIn(f"/member/{friend.member_token}", page)
        self.assertEqual(self._wallet_of(friend).points, 150)
        self.assertFalse(self._wallet_of(self.member))
        page = unescape(self.url_open(link).text)
        self.assertIn("claimed already", page)
        self.assertIn("Claimed", self.url_open(f"{self.path}/gift-cards").text)
        self._assert_books()

    def test_wrong_code_claims_nothing(self):
        link = self._buy_gift()
        self._post(link, phone=PHONE, step="send")
        page = self._post(link, phone=PHONE, step="claim", code="000000x").text
        self.assertIn("wrong or too old", page)
        self.assertFalse(self.env["res.partner"].search([("member_phone", "=", PHONE)]))

    def test_code_of_a_plastic_card_is_typed_on_the_phone(self):
        """Proves R171."""
        card = self._make_card(
            self.gift_program, points=0, partner=self.env["res.partner"], code="04488"
        )
        card._post_entry("top_up", 60, "sold")
        page = self._type_code("04488")
        self.assertIn("is on your card now", page)
        self.assertEqual(self._wallet_of().points, 60)
        self.assertIn("claimed already", self._type_code("04488"))
        self.assertIn("no gift card with this code", self._type_code("none"))

    def _type_code(self, code):
        page = self.url_open(f"{self.path}/gift-cards")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        answer = self.url_open(
            f"{self.path}/gift-code", data={"csrf_token": token, "code": code}
        )
        return unescape(answer.text)

    def test_codes_cannot_be_tried_on_and_on(self):
        for _number in range(10):
            self._type_code("guess")
        self.assertIn("Too many tries", self._type_code("guess"))

    # ---------------------------------------------------------------------- paid back
    def _refund_online(self, amount):
        """Ask the provider to pay back a part of what came in online."""
        top_up = self._pay(self._choose("top-up", 300))
        self._arrive(top_up)
        wizard = self.env["value.refund"].create(
            {"card_id": top_up.value_card_id.id, "amount": amount, "reason": "Moves"}
        )
        source = self.env["member.entry"].search(
            [("transaction_id", "=", top_up.id), ("kind", "=", "top_up")]
        )
        wizard._refund_online(source, amount)
        return top_up.child_transaction_ids

    def test_money_paid_online_goes_back_the_same_way(self):
        """Proves R167."""
        refund = self._refund_online(100)
        card = self._wallet_of()
        self.assertEqual((refund.operation, refund.amount), ("refund", -100))
        self.assertEqual(self._parts(card), (200, 13.33))
        self._arrive(refund)
        payment = refund.payment_id
        self.assertEqual((payment.payment_type, payment.amount), ("outbound", 100))
        line = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.destination_account_id
        )
        self.assertTrue(line.reconciled)
        self._assert_books()

    def test_money_the_provider_keeps_is_on_the_card_again(self):
        refund = self._refund_online(100)
        refund._set_error("The account is closed")
        card = self._wallet_of()
        self.assertEqual(self._parts(card), (300, 20))
        self.assertEqual(card.points, 320)
        refund._set_error("The account is closed")
        self.assertEqual(card.points, 320)
        self._assert_books()
