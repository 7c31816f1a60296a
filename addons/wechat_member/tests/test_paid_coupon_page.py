from html import unescape
from urllib.parse import parse_qs, urlsplit

from odoo.tests import JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .paid_common import PaidCouponCommon
from .value_page_common import ValuePageCommon

PAGE = "paid-coupons"


@tagged("post_install", "-at_install")
class TestPaidCouponPage(PaidCouponCommon, ValuePageCommon):
    def _buy(self, program=None):
        """Press the button of a coupon; return the address of the payment."""
        program = program or self.paid_program
        answer = self.url_open(
            f"{self.path}/{PAGE}?program={program.id}", allow_redirects=False
        )
        self.assertEqual(answer.status_code, 303, answer.text)
        return answer.headers["Location"]

    def _read(self):
        return unescape(self.url_open(f"{self.path}/{PAGE}").text)

    def _ask_back(self, card, path=None):
        page = self.url_open(f"{self.path}/{PAGE}").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(
            f"{path or self.path}/{PAGE}/back",
            data={"csrf_token": token, "card": card.id},
        )

    def test_member_buys_a_coupon_on_his_phone(self):
        """Proves R186."""
        page = self._read()
        self.assertIn("Early bird", page)
        self.assertIn("39", page)
        transaction = self._pay(self._buy())
        self.assertFalse(self._sold(), "Not paid yet")
        self._arrive(transaction)
        self._arrive(transaction)
        card = self._sold()
        self.assertEqual((card.partner_id, card.points), (self.member, 1))
        self.assertEqual(card.paid_amount, 39)
        self.assertEqual(self._balance(self.liability), -39)
        self._assert_paid_books()
        payment = transaction.payment_id
        line = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.destination_account_id
        )
        self.assertTrue(line.reconciled)
        self.assertIn("Get My Money Back", self._read())

    def test_plate_of_the_outlet_names_the_price(self):
        self.company.partner_id.lang = "en_US"
        self.till.action_print_plate()
        code = self.till.outlet_channel_id.code
        self.env.flush_all()
        page = self.url_open(f"/member/outlet/{code}").text
        link = page.split(self.paid_program.claim_token)[1].split("</a>")[0]
        self.assertIn("39", link)
        self.assertNotIn("Claim", link)

    def test_unused_coupon_goes_back_the_way_it_was_paid(self):
        """Proves R186."""
        self._arrive(self._pay(self._buy()))
        card = self._sold()
        refund = self.env["payment.transaction"]
        if not card._is_paid_online():
            # the bank at the corner sends nothing back by itself: the shop is asked
            self.method.support_refund = "partial"
            with mute_logger("odoo.http"):
                self._ask_back(card)
            refund = card.paid_transaction_id.child_transaction_ids
        if card.paid_state == "asked":
            self.assertTrue(card.refund_asked_at)
            card._refund_paid_online("The shop")
            refund = card.paid_transaction_id.child_transaction_ids
        self.assertEqual((refund.operation, refund.amount), ("refund", -39))
        self.assertEqual(card.paid_state, "refunded")
        self._assert_paid_books()
        self.assertEqual(self._balance(self.liability), 0)
        # what the provider did not send back is on the card again
        refund._set_error("The account is closed")
        self.assertEqual((card.points, card.paid_state), (1, "open"))
        self._assert_paid_books()

    def test_request_for_money_of_a_till_waits_for_the_shop(self):
        """Proves R186."""
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        card = self._sold()
        self.assertIn("your request", self._ask_back(card).text)
        self.assertEqual((card.points, card.paid_state), (1, "asked"))
        self.assertNotIn("Get My Money Back", self._read())

    def test_nobody_asks_for_the_money_of_another(self):
        other = self._make_member("Li Lei", "13800138001")
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold", member=other))
        card = self._sold()
        with mute_logger("odoo.http"):
            self._open_own()
            self.assertEqual(self._ask_back(card).status_code, 404)
        self.assertFalse(card.refund_asked_at)

    def _open_own(self):
        # a coupon of his own, so that the page has a form
        self._sync(self._sale("own"))

    def test_last_piece_is_kept_for_who_is_paying(self):
        """Proves R186, R191."""
        program = self._make_paid_program("Last", 10, claim_limit=1)
        transaction = self._pay(self._buy(program))
        other = self._make_member("Li Lei", "13800138001")
        self.assertIn("claimed", program._refuse_sale(other))
        self.assertFalse(program._refuse_sale(self.member))
        self._arrive(transaction)
        self.assertEqual(program.claim_count, 1)

    def test_money_for_a_piece_that_is_gone_goes_back(self):
        """Proves R186, R191."""
        self._open_session(self.till, self.cashier)
        program = self._make_paid_program("Last", 10, claim_limit=1)
        transaction = self._pay(self._buy(program))
        self._sync(self._sale("till", 1, program))
        self.method.support_refund = "partial"
        self._arrive(transaction)
        self.assertEqual(program.claim_count, 1)
        self.assertFalse(transaction.value_card_id)
        self._assert_paid_books()

    def _pay_for_what_is_gone(self):
        """Pay for the last piece, which the till sells meanwhile."""
        new_test_user(self.env, "books", "base.group_user,account.group_account_user")
        self.accountant = self.company._get_refund_person()
        self.assertFalse(self.accountant.has_group("base.group_system"))
        self._open_session(self.till, self.cashier)
        program = self._make_paid_program("Last", 10, claim_limit=1)
        transaction = self._pay(self._buy(program))
        self._sync(self._sale("till", 1, program))
        self._arrive(transaction)
        return transaction

    def _get_tasks(self):
        """Return what the accountant finds to do."""
        return (
            self.env["mail.activity"]
            .with_user(self.accountant)
            .search([("user_id", "=", self.accountant.id)])
        )

    def test_money_nobody_can_send_back_is_a_task_of_the_accountant(self):
        """Proves R186, R191."""
        transaction = self._pay_for_what_is_gone()
        transaction._post_process()
        task = self._get_tasks()
        self.assertEqual(len(task), 1)
        self.assertIn("10.00", task.summary)
        self.assertIn(transaction.reference, task.summary)
        self.assertIn("claimed", task.note)
        self.assertEqual(
            (task.res_model, task.res_id),
            ("account.payment", transaction.payment_id.id),
        )
        task.action_feedback()
        self.assertFalse(self._get_tasks())
        self._assert_paid_books()

    def test_refund_the_provider_refused_is_a_task_of_the_accountant(self):
        transaction = self._pay_for_what_is_gone()
        self._get_tasks().action_feedback()
        refund = transaction._create_child_transaction(10, is_refund=True)
        self.assertEqual((refund.operation, refund.amount), ("refund", -10))
        refund._set_error("The account is closed")
        task = self._get_tasks()
        self.assertIn("10.00", task.summary)
        self.assertIn("The account is closed", task.note)

    def test_price_cannot_be_changed_on_the_way(self):
        address = self._buy()
        self.paid_program.sale_price = 99
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._pay(address)
        query = parse_qs(urlsplit(address).query)
        self.assertEqual(query["amount"], ["39.0"])

    def test_link_of_a_paid_coupon_leads_to_the_payment(self):
        link = self.paid_program._get_claim_path()
        page = self.url_open(link)
        self.assertIn("39", page.text)
