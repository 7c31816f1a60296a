"""Coupons paid in advance: the last piece, and the same money, at the same moment."""

import time
import unittest
import uuid

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime

from .test_coupon import TILLS, TestConcurrentCoupon

PRICE = 39
ROUNDS = 5


class TestConcurrentPaidSale(TestConcurrentCoupon):
    def setUp(self):
        super().setUp()
        with self.environment() as env:
            company = env["pos.config"].browse(self.tills[0]).company_id
            company._ensure_value_accounts()
            self.company = company.id
            self._make_provider(env)

    def _make_provider(self, env):
        method = env.ref("payment.payment_method_unknown")
        provider = env["payment.provider"].create(
            {
                "name": f"银行{self.key}",
                "code": "none",
                "state": "test",
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        method.active = True
        journal = env["account.journal"].create(
            {"name": f"银行{self.key}", "type": "bank", "code": f"B{self.key[:4]}"}
        )
        manual = env.ref("account.account_payment_method_manual_in")
        env["account.payment.method.line"].create(
            {
                "name": f"银行{self.key}",
                "journal_id": journal.id,
                "payment_method_id": manual.id,
                "payment_provider_id": provider.id,
            }
        )
        self.provider, self.method = provider.id, method.id

    def _make_campaign(self, pieces, **vals):
        """Start a campaign that sells so many coupons; return its program."""
        with self.environment() as env:
            template = env["member.campaign.template"].create(
                {"name": f"秒杀{self.key}", "occasion": "slack", "value": 50}
            )
            campaign = env["member.campaign"].create(
                {
                    "template_id": template.id,
                    "sale_price": PRICE,
                    "pieces": pieces,
                    **vals,
                }
            )
            campaign.action_start()
            campaign.program_id.claim_limit_member = 99
            return campaign.program_id.id

    def _make_members(self, count):
        with self.environment() as env:
            return [self._make_member(env).id for _one in range(count)]

    # --- what happens at once ---------------------------------------------------------

    def _sell(self, till, program, member):
        """Sell one coupon at a till; return whether it was sold."""
        uid = str(uuid.uuid4())

        def act(env):
            config = env["pos.config"].browse(till)
            session = config.current_session_id
            product = env["loyalty.program"].sudo().browse(program).sale_product_id
            order = {
                "name": uid,
                "uuid": uid,
                "access_token": uid,
                "state": "paid",
                "session_id": session.id,
                "company_id": config.company_id.id,
                "partner_id": member,
                "amount_total": PRICE,
                "amount_tax": 0,
                "amount_paid": PRICE,
                "amount_return": 0,
                "date_order": Datetime.to_string(Datetime.now()),
                "pricelist_id": config.pricelist_id.id,
                "fiscal_position_id": False,
                "lines": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "qty": 1,
                            "price_unit": PRICE,
                            "price_subtotal": PRICE,
                            "price_subtotal_incl": PRICE,
                            "discount": 0,
                            "tax_ids": [],
                            "uuid": f"{uid}-1",
                        }
                    )
                ],
                "payment_ids": [
                    Command.create(
                        {
                            "amount": PRICE,
                            "name": Datetime.to_string(Datetime.now()),
                            "payment_method_id": config.payment_method_ids[:1].id,
                        }
                    )
                ],
                "to_invoice": False,
                "user_id": self.cashier,
            }
            return env["pos.order"].sync_from_ui([order])

        try:
            self.transaction(act, self.cashier)
        except UserError:
            return False
        return True

    def _make_payment(self, program, member):
        with self.environment() as env:
            record = env["loyalty.program"].browse(program)
            paid = env["payment.transaction"].create(
                {
                    "provider_id": self.provider,
                    "payment_method_id": self.method,
                    "reference": f"SV-{uuid.uuid4().hex}",
                    "amount": PRICE,
                    "currency_id": record.currency_id.id,
                    "partner_id": member,
                    "operation": "online_redirect",
                    "value_purpose": "coupon",
                    "value_program_id": program,
                    "value_member_id": member,
                }
            )
            paid._set_done()
            return paid.id

    def _arrive(self, payment):
        """Let the news of a payment arrive; return whether it brought the coupon."""

        def act(env):
            paid = env["payment.transaction"].browse(payment)
            paid._post_process()
            return bool(paid.value_card_id)

        return self.transaction(act)

    def _assert_sold(self, program, pieces, orders, payments=()):
        """Cards, orders, payments and books tell of the same coupons."""
        with self.environment() as env:
            record = env["loyalty.program"].browse(program)
            cards = env["loyalty.card"].search([("program_id", "=", program)])
            self.assertEqual(len(cards), pieces)
            self.assertEqual(cards.mapped("points"), [1] * pieces)
            self.assertEqual(record.claim_count, pieces)
            lines = env["pos.order.line"].search(
                [("product_id", "=", record.sale_product_id.id)]
            )
            self.assertEqual(len(lines), orders)
            self.assertEqual(set(cards.paid_line_id), set(lines))
            entries = env["member.entry"].search([("card_id", "in", cards.ids)])
            self.assertEqual(sum(entries.mapped("prepaid")), pieces * PRICE)
            company = env["res.company"].browse(self.company)
            liability = company.coupon_liability_account_id
            posted = entries.move_id.line_ids.filtered(
                lambda line: line.account_id == liability
            )
            self.assertEqual(-sum(posted.mapped("balance")), pieces * PRICE)
            on_cards, in_books = company._get_coupon_position()
            self.assertEqual(on_cards, in_books)
            for payment in env["payment.transaction"].browse(payments):
                account_payments = env["account.payment"].search(
                    [("payment_transaction_id", "=", payment.id)]
                )
                self.assertEqual(len(account_payments), 1)

    # --- the races --------------------------------------------------------------------

    def test_last_piece_of_a_campaign_is_sold_at_one_till(self):
        """Proves R186, R191."""
        members = self._make_members(TILLS)
        program = self._make_campaign(1)
        answers, errors, _wait = self.run_together(
            [
                lambda till=till, member=member: self._sell(till, program, member)
                for till, member in zip(self.tills, members, strict=True)
            ]
        )
        self.assertEqual(errors, [])
        self.assertEqual(sorted(answers), [False] * (TILLS - 1) + [True])
        self._assert_sold(program, 1, 1)

    def test_last_piece_is_sold_at_a_till_or_on_the_page(self):
        """The other one has his money or pays nothing. Proves R186, R191."""
        for number in range(ROUNDS):
            visitor, customer = self._make_members(2)
            program = self._make_campaign(1)
            payment = self._make_payment(program, visitor)
            answers, errors, _wait = self.run_together(
                [
                    lambda p=program, m=customer, late=number * 0.05: (
                        # a little later each time, so that either may win
                        time.sleep(late) or self._sell(self.tills[0], p, m)
                    ),
                    lambda p=payment: self._arrive(p),
                ]
            )
            self.assertEqual(errors, [])
            at_till, _on_page = answers
            self._assert_sold(program, 1, int(at_till), [payment])
            with self.environment() as env:
                paid = env["payment.transaction"].browse(payment)
                self.assertEqual(bool(paid.value_card_id), not at_till)

    def test_money_of_a_campaign_is_sold_to_the_last_piece_and_no_further(self):
        """150 pay for three coupons of 50, at five tills. Proves R186, R191."""
        members = self._make_members(TILLS)
        program = self._make_campaign(0, budget_amount=150)
        for _round in range(2):
            _answers, errors, _wait = self.run_together(
                [
                    lambda till=till, member=member: self._sell(till, program, member)
                    for till, member in zip(self.tills, members, strict=True)
                ]
            )
            self.assertEqual(errors, [])
        self._assert_sold(program, 3, 3)

    def test_payment_that_arrives_twice_brings_one_coupon(self):
        """Proves R186."""
        for _round in range(ROUNDS):
            [member] = self._make_members(1)
            program = self._make_campaign(9)
            payment = self._make_payment(program, member)
            answers, errors, _wait = self.run_together(
                [lambda p=payment: self._arrive(p)] * 3
            )
            self.assertEqual(errors, [])
            self.assertEqual(answers, [True] * 3)
            self._assert_sold(program, 1, 0, [payment])


# what is inherited is tested where it stands
for name in dir(TestConcurrentCoupon):
    if name.startswith("test_"):
        setattr(TestConcurrentPaidSale, name, None)
del TestConcurrentCoupon

if __name__ == "__main__":
    unittest.main()
