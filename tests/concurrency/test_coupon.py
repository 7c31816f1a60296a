"""One coupon at several tills at the very same moment, each with its own cursor."""

import threading
import unittest
import uuid

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying

from .race import Race

TILLS = 5
SHIRT, DISCOUNT = 400, 50


class TestConcurrentCoupon(Race):
    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            self.cashier = self._make_cashier(env).id
            self.product = self._make_product(env).id
            self.tills = [self._make_till(env, number).id for number in range(TILLS)]
            self.member = self._make_member(env).id

    def _make_cashier(self, env):
        groups = env.ref("base.group_user") + env.ref("point_of_sale.group_pos_user")
        return env["res.users"].create(
            {
                "name": f"收银员{self.key}",
                "login": f"cashier-{self.key}",
                "group_ids": [Command.set(groups.ids)],
            }
        )

    def _make_product(self, env):
        return env["product.product"].create(
            {
                "name": f"衬衫{self.key}",
                "list_price": SHIRT,
                "available_in_pos": True,
                "taxes_id": [Command.clear()],
            }
        )

    def _make_till(self, env, number):
        name = f"收银台{number}{self.key}"
        journal = env["account.journal"].create(
            {"name": name, "type": "cash", "code": f"{number}{self.key[:4]}"}
        )
        method = env["pos.payment.method"].create(
            {"name": name, "journal_id": journal.id}
        )
        till = env["pos.config"].create(
            {"name": name, "payment_method_ids": [Command.set(method.ids)]}
        )
        till.with_user(self.cashier).open_ui()
        till.current_session_id.set_opening_control(0, "")
        return till

    def _make_member(self, env):
        phone = f"139{uuid.uuid4().int % 10**8:08d}"
        return env["res.partner"].create(
            {"name": f"会员{self.key}", "is_member": True, "member_phone": phone}
        )

    def _make_card(self, env, kind, points, **reward):
        program = env["loyalty.program"].create(
            {
                "name": f"{kind}{self.key}",
                "program_type": kind,
                "applies_on": "future" if kind == "ewallet" else "current",
                "trigger": "auto" if kind == "ewallet" else "with_code",
                "rule_ids": [Command.clear(), Command.create({"minimum_qty": 0})],
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {"reward_type": "discount", "required_points": 1, **reward}
                    ),
                ],
                "communication_plan_ids": [Command.clear()],
            }
        )
        return env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.member, "points": points}
        )

    # --- the race ------------------------------------------------------------------

    def _race(self, act):
        """Run ``act(env, till id, number)`` at every till, all transactions open at
        once; return the answers, an exception where there was one."""
        ready = threading.Barrier(len(self.tills))
        answers = {}

        def run(number, till):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, self.cashier, {})
                    # reading first takes the snapshot, as every request does
                    self.assertTrue(env["pos.config"].browse(till).name)
                    ready.wait(timeout=60)
                    answers[number] = retrying(lambda: act(env, till, number), env)
            except Exception as error:
                answers[number] = error

        threads = [
            threading.Thread(target=run, args=item) for item in enumerate(self.tills)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return list(answers.values())

    def _points(self, card):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["loyalty.card"].browse(card).points

    def test_one_till_of_many_gets_the_coupon(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            card = self._make_card(
                env, "coupons", 1, discount_mode="per_order", discount=DISCOUNT
            ).id

        def take(env, till, number):
            return env["coupon.redemption"].take(
                f"{self.key}-{number}", {card: 1}, till, self.member
            )

        answers = self._race(take)
        self.assertEqual([a for a in answers if isinstance(a, Exception)], [])
        refused = [answer for answer in answers if not answer["taken"]]
        self.assertEqual(len(refused), TILLS - 1)
        for answer in refused:
            self.assertIn("收银台", answer["refusals"][0]["message"])

    def test_stored_value_is_shared_out_once(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            card = self._make_card(
                env, "ewallet", 120, discount_mode="per_point", discount=1
            ).id

        def take(env, till, number):
            return env["coupon.redemption"].take(
                f"{self.key}-{number}", {card: 50}, till, self.member
            )

        answers = self._race(take)
        self.assertEqual([a for a in answers if isinstance(a, Exception)], [])
        self.assertEqual(sum(answer["taken"] for answer in answers), 2)

    def test_orders_that_never_asked_redeem_the_coupon_once(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            card = self._make_card(
                env, "coupons", 1, discount_mode="per_order", discount=DISCOUNT
            ).id

        def sell(env, till, number):
            order = self._ui_order(env, till, number, card)
            return env["pos.order"].sync_from_ui([order])["pos.order"][0]["id"]

        answers = self._race(sell)
        sold = [answer for answer in answers if isinstance(answer, int)]
        refused = [answer for answer in answers if isinstance(answer, UserError)]
        self.assertEqual((len(sold), len(refused)), (1, TILLS - 1), answers)
        self.assertEqual(self._points(card), 0)

    # --- an order as the till sends it ----------------------------------------------

    def _ui_order(self, env, till, number, card):
        session = env["pos.config"].browse(till).current_session_id
        reward = env["loyalty.card"].browse(card).program_id.reward_ids
        total = SHIRT - DISCOUNT
        today = "2026-01-15 10:00:00"
        return {
            "name": f"{self.key}-{number}",
            "uuid": f"{self.key}-{number}",
            "access_token": uuid.uuid4().hex,
            "state": "paid",
            "session_id": session.id,
            "company_id": session.company_id.id,
            "partner_id": self.member,
            "amount_total": total,
            "amount_tax": 0,
            "amount_paid": total,
            "amount_return": 0,
            "date_order": today,
            "pricelist_id": session.config_id.pricelist_id.id,
            "fiscal_position_id": False,
            "lines": [
                self._ui_line(self.product, SHIRT),
                self._ui_line(
                    reward.discount_line_product_id.id,
                    -DISCOUNT,
                    is_reward_line=True,
                    reward_id=reward.id,
                    coupon_id=card,
                    reward_identifier_code="R1",
                    points_cost=1,
                ),
            ],
            "payment_ids": [
                Command.create(
                    {
                        "amount": total,
                        "name": today,
                        "payment_method_id": session.payment_method_ids.id,
                    }
                )
            ],
            "to_invoice": False,
            "user_id": session.user_id.id,
        }

    def _ui_line(self, product, price, **vals):
        return Command.create(
            {
                "product_id": product,
                "qty": 1,
                "price_unit": price,
                "price_subtotal": price,
                "price_subtotal_incl": price,
                "discount": 0,
                "tax_ids": [],
                "uuid": uuid.uuid4().hex,
                **vals,
            }
        )


if __name__ == "__main__":
    unittest.main()
