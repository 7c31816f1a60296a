"""A seller's money promised to many at the very same moment: never below the limit."""

import time
import unittest

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError, UserError
from odoo.fields import Command
from odoo.service.model import retrying

from tests.simulators.wechat_transfer import WechatTransfer

from .race import Race

ORDERS = 20
REQUESTS = 50
TAKE = 260.0


class TestConcurrentMoney(Race):
    def setUp(self):
        super().setUp()
        with self.environment() as env:
            self._make_world(env)
        self.addCleanup(self._withdraw)

    # --- what is set up and cleared away -------------------------------------------

    def _make_world(self, env):
        agent, owner, seller, consumer = env["res.partner"].create(
            [
                {"name": f"{word}{self.key}", "is_company": word == "代理"}
                for word in ("代理", "品牌", "店主", "李雷")
            ]
        )
        consumer.write(
            {
                "country_id": env.ref("base.cn").id,
                "state_id": env.ref("base.state_cn_BJ").id,
            }
        )
        brand = env["product.brand"].create(
            {"name": f"品牌{self.key}", "partner_id": owner.id}
        )
        terms = env["brand.contract"].create(
            {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
        )
        terms.action_activate()
        warehouse = env["stock.warehouse"].create(
            {"name": f"仓{self.key}", "code": self.key, "agent_id": agent.id}
        )
        product = self._make_product(env, brand)
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 200, owner_id=agent
        )
        place = env["outlet.place"].create(
            {
                "name": f"店{self.key}",
                "owner_id": seller.id,
                "place_type": "group",
                "collect_by": "reseller",
            }
        )
        contract = env["reseller.contract"].create(
            {
                "reseller_id": seller.id,
                "grade_id": env.ref("reseller_network.grade_gold").id,
                "payee_openid": f"o{self.key}",
            }
        )
        contract.action_activate()
        self.terms, self.contract, self.place = terms.id, contract.id, place.id
        self.seller, self.consumer, self.product = seller.id, consumer.id, product.id
        self.orders = []

    def _make_product(self, env, brand):
        return env["product.product"].create(
            {
                "name": f"风衣 {self.key}",
                "default_code": f"M-{self.key}",
                "style_code": f"M-{self.key}",
                "is_storable": True,
                "list_price": 1000.0,
                "tag_price_source": "catalogue",
                "product_brand_id": brand.id,
                "taxes_id": [Command.clear()],
            }
        )

    def _withdraw(self):
        with self.environment() as env:
            orders = env["sale.order"].browse(self.orders)
            orders._action_cancel()
            env["reseller.contract"].browse(self.contract).action_end()
            env["brand.contract"].browse(self.terms).action_end()

    def _make_orders(self, env, count, collect_by="reseller"):
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": self.consumer,
                    "place_id": self.place,
                    "collect_by": collect_by,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product,
                                "product_uom_qty": 1,
                                "price_unit": 400.0,
                            }
                        )
                    ],
                }
                for _number in range(count)
            ]
        )
        self.orders += orders.ids
        return orders

    def _top_up(self, env, amount):
        journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
        payment = env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.seller,
                "amount": amount,
                "journal_id": journal.id,
            }
        )
        payment.action_post()
        return journal

    def _figures(self, env):
        return env["reseller.contract"].browse(self.contract)._money_figures()

    # --- orders ----------------------------------------------------------------------

    def _confirm(self, order_id):
        """Confirm one order as a request does; return whether it was taken."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            order = env["sale.order"].browse(order_id)
            # reading first takes the snapshot, as every request does
            self.assertEqual(order.state, "draft")
            try:
                retrying(order.action_confirm, env)
            except UserError:
                cr.rollback()
                return False
            return True

    def _race_orders(self, count, free):
        """Confirm orders at once; return how many were taken."""
        with self.environment() as env:
            orders = self._make_orders(env, count).ids
        acts = [lambda one=one: self._confirm(one) for one in orders]
        results, errors, _wait = self.run_together(acts)
        self.assertEqual(errors, [])
        with self.environment() as env:
            figures = self._figures(env)
            taken = results.count(True)
            self.assertEqual(figures["held"], taken * TAKE)
            self.assertEqual(figures["free"], free - taken * TAKE)
        return taken

    def test_twenty_orders_at_once_never_go_below_the_limit(self):
        """Prepaid 1,000 and a limit of 500 are enough for five, and five are taken."""
        with self.environment() as env:
            self._top_up(env, 1000)
            contract = env["reseller.contract"].browse(self.contract)
            contract.credit_limit = 500
        self.assertEqual(self._race_orders(ORDERS, 1000), 5)

    def test_twenty_orders_that_are_covered_are_all_taken(self):
        with self.environment() as env:
            self._top_up(env, ORDERS * TAKE)
        self.assertEqual(self._race_orders(ORDERS, ORDERS * TAKE), ORDERS)

    def test_a_buyer_who_fails_leaves_his_money_to_the_next(self):
        with self.environment() as env:
            self._top_up(env, TAKE)
            failing, waiting = self._make_orders(env, 2).ids
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            env["sale.order"].browse(failing).action_confirm()
            env.flush_all()
            self.assertFalse(self._confirm(waiting))
            cr.rollback()
        self.assertTrue(self._confirm(waiting))

    # --- withdrawals -----------------------------------------------------------------

    def _make_earnings(self, pieces):
        """Orders the operator was paid for, delivered and confirmed by the customer."""
        with self.environment() as env:
            orders = self._make_orders(env, pieces, "operator")
            for order in orders:
                order.action_confirm()
            carrier = env["delivery.carrier"].search([], limit=1)
            for number, picking in enumerate(orders.picking_ids):
                picking._ship(carrier, f"YT{self.key}{number:04}")
            for order in orders:
                order._confirm_receipt()
            self.orders = []
            return self._figures(env)["withdrawable"]

    def _make_payout(self, wechat):
        with self.environment() as env:
            journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
            account = env["payout.account"].create(
                {
                    "name": f"微信{self.key}",
                    "provider": "wechat",
                    "sequence": -1,
                    "journal_id": journal.id,
                    **wechat.account(),
                }
            )
            account.company_id.withdrawals_per_day = 1000
            self.payout = account.id
        self.addCleanup(self._close_payout)

    def _close_payout(self):
        with self.environment() as env:
            env["payout.account"].browse(self.payout).active = False
            env["payout.account"].browse(self.payout).company_id.withdrawals_per_day = 3

    def _ask(self, amount, token):
        """Ask for money as a request does; return the id, or nothing if refused."""

        def ask(env):
            contract = env["reseller.contract"].browse(self.contract)
            # reading first takes the snapshot, as every request does
            self.assertEqual(contract.state, "active")
            withdrawal = env["reseller.withdrawal"]
            return withdrawal._request(contract, amount, "wechat", token).id

        try:
            return self.transaction(ask)
        except UserError:
            return None

    def test_fifty_requests_at_once_never_exceed_the_free_balance(self):
        """Earned 420: four times a hundred go out, each exactly once."""
        with WechatTransfer() as wechat:
            self._make_payout(wechat)
            self.assertEqual(self._make_earnings(3), 420)
            acts = [
                lambda number=number: self._ask(100.0, f"t{number}")
                for number in range(REQUESTS)
            ]
            results, errors, _wait = self.run_together(acts)
            self.assertEqual(errors, [])
            asked = [result for result in results if result]
            self.assertEqual(len(asked), 4)
            with self.environment() as env:
                self.assertEqual(self._figures(env)["withdrawable"], 20)
            self._pay_all(wechat, asked)

    def _pay_all(self, wechat, asked):
        """Two are confirmed, one lapses, one is cancelled; jobs and people collide."""
        with self.environment() as env:
            approver = env.ref("base.user_admin").id
        self.transaction(
            lambda env: env["reseller.withdrawal"].browse(asked).action_approve(),
            approver,
        )
        jobs = [lambda one=one: self._advance(one) for one in asked * 3]
        _results, errors, _wait = self.run_together(jobs)
        self.assertEqual(errors, [])
        with self.environment() as env:
            names = env["reseller.withdrawal"].browse(asked).mapped("name")
        self.assertEqual(sorted(wechat.bills), sorted(names))
        for name in names[:2]:
            wechat.confirm(name)
        wechat.lapse(names[2])
        cancel = [lambda: self._cancel(asked[3])]
        _results, errors, _wait = self.run_together(jobs + cancel)
        self.assertEqual(errors, [])
        with self.environment() as env:
            records = env["reseller.withdrawal"].browse(asked)
            for record in records:
                record._advance()
            self.assertEqual(
                records.mapped("state"), ["paid", "paid", "lapsed", "cancelled"]
            )
            self.assertEqual(len(records.payment_id), 2)
            self.assertEqual(wechat.paid(), 20000)
            self.assertEqual(self._figures(env)["withdrawable"], 220)

    def _advance(self, one):
        self.transaction(lambda env: env["reseller.withdrawal"].browse(one)._advance())

    def _cancel(self, one):
        """Take it back; who is told that a job is at it taps again."""
        for _tap in range(100):
            try:
                self.transaction(
                    lambda env: env["reseller.withdrawal"].browse(one)._cancel()
                )
                return
            except LockError:
                time.sleep(0.1)

    def test_one_form_submitted_many_times_is_one_request(self):
        with WechatTransfer() as wechat:
            self._make_payout(wechat)
            self._make_earnings(1)
            acts = [lambda: self._ask(50.0, "same")] * 6
            results, errors, _wait = self.run_together(acts)
            self.assertEqual(errors, [])
            self.assertEqual(len(set(results)), 1)
            with self.environment() as env:
                self.assertEqual(self._figures(env)["withdrawable"], 90)

    def test_an_order_and_a_withdrawal_do_not_take_the_same_money(self):
        with WechatTransfer() as wechat:
            self._make_payout(wechat)
            self.assertEqual(self._make_earnings(2), 280)
            with self.environment() as env:
                [order] = self._make_orders(env, 1).ids
            results, errors, _wait = self.run_together(
                [lambda: self._confirm(order), lambda: bool(self._ask(200.0, "t"))]
            )
            self.assertEqual(errors, [])
            self.assertEqual(sorted(results), [False, True])
            with self.environment() as env:
                self.assertGreaterEqual(self._figures(env)["free"], 0)


if __name__ == "__main__":
    unittest.main()
