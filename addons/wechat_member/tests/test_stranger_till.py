"""A till that lies, and people who call what is not theirs."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from .paid_common import PaidCouponCommon

NAN = float("nan")


class StrangerCommon(PaidCouponCommon):
    """A rival merchant in the same database, with a till and a cashier of his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.env["res.company"].create({"name": "Another merchant"})
        cls.env["account.chart.template"].try_loading("generic_coa", cls.rival)
        cls.rival_cashier = new_test_user(
            cls.env,
            "till.rival",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=cls.rival.id,
            company_ids=[Command.set(cls.rival.ids)],
        )
        rival_env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.rival.ids}
        )
        journal = rival_env["account.journal"].create(
            {"name": "Rival cash", "type": "cash", "code": "RVC"}
        )
        method = rival_env["pos.payment.method"].create(
            {"name": "Rival cash", "journal_id": journal.id}
        )
        cls.rival_till = rival_env["pos.config"].create(
            {"name": "Rival", "payment_method_ids": [Command.set(method.ids)]}
        )
        cls.portal = new_test_user(cls.env, "member.portal", "base.group_portal")
        cls.clerk = new_test_user(
            cls.env, "member.clerk", "wechat_member.group_member_user"
        )
        cls.rival_member = cls._make_member(
            "Rival's own", "13900009999", member_company_id=cls.rival.id
        )

    def _rival_order(self, key, *lines):
        session = self.rival_till.current_session_id
        session = session or self._open_session(self.rival_till, self.rival_cashier)
        order = self._ui_order(key, session=session)
        order |= {
            "company_id": self.rival.id,
            "lines": list(lines),
            "partner_id": self.rival_member.id,
        }
        self._set_total(order, sum(line[2]["price_subtotal_incl"] for line in lines))
        return order

    def _refused(self, error=UserError):
        """Expect a refusal; one for want of rights is one of them."""
        return self.assertRaises(error)


@tagged("post_install", "-at_install")
class TestLyingTill(StrangerCommon):
    def test_nothing_is_taken_that_costs_nothing(self):
        self._open_session(self.till, self.cashier)
        wallet = self._top_up(100)
        coupon = self._make_card(self.coupon_program)
        for card, cost in (
            (wallet, -500),
            (wallet, NAN),
            (wallet, float("-inf")),
            (coupon, 0),
            (coupon, 0.01),
            (coupon, -1),
        ):
            with self.subTest(card=card.program_id.name, cost=cost):
                answer = self._take({card: cost}, f"cheap {cost}")
                self.assertFalse(answer["taken"])
                self.assertTrue(answer["refusals"][0]["message"])
        self.assertFalse((wallet | coupon).redemption_ids)
        self.assertEqual((wallet.points, coupon.points), (100, 1))

    def test_an_order_whose_reward_gives_puts_nothing_on_a_card(self):
        self._open_session(self.till, self.cashier)
        wallet = self._top_up(100)
        order = self._ui_order("gives", wallet, discount=-300, cost=-300)
        with self._refused(), self.cr.savepoint():
            self._sync(order)
        self.assertEqual(wallet.points, 100)
        self._assert_books()

    def test_the_second_call_gives_no_used_coupon_back(self):
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        card = self._sold()
        used = self._sync(self._ui_order("used", card))
        self._confirm(used, card, -1)
        other = self._sync(self._ui_order("other"))
        for order in (used, other):
            self._confirm(order, card, 1)
            self.assertEqual((card.points, card.paid_state), (0, "used"))
        self._assert_paid_books()

    def test_the_second_call_makes_no_coupon_out_of_nothing(self):
        self._open_session(self.till, self.cashier)
        order = self._sync(self._ui_order("plain"))
        for program in (self.paid_program, self.coupon_program):
            data = {"-1": {"points": 1, "program_id": program.id, "line_codes": []}}
            with self._refused(), self.cr.savepoint():
                order.with_user(self.cashier).confirm_coupon_programs(data)
            self.assertFalse(self._sold(program))

    def test_gift_cards_hold_what_was_paid_for_them(self):
        self._open_session(self.till, self.cashier)
        self.gift_program.pos_ok = True
        order = self._ui_order("gift")
        order["lines"] = [self._ui_line(self.gift_product, 10)]
        self._set_total(order, 10)
        order = self._sync(order).with_user(self.cashier)
        data = {"points": 5000, "program_id": self.gift_program.id, "line_codes": []}
        with self._refused(), self.cr.savepoint():
            order.confirm_coupon_programs({"-1": dict(data)})
        with self._refused(), self.cr.savepoint():
            order.confirm_coupon_programs(
                {"-1": data | {"points": 10}, "-2": data | {"points": 10}}
            )
        order.confirm_coupon_programs({"-1": data | {"points": 10}})
        cards = self.env["loyalty.card"].search(
            [("program_id", "=", self.gift_program.id)]
        )
        self.assertEqual(cards.mapped("points"), [10])
        self._assert_books()

    def test_a_gift_card_is_not_filled_by_an_order_that_sold_none(self):
        self._open_session(self.till, self.cashier)
        self.gift_program.pos_ok = True
        card = self._make_card(self.gift_program, points=20)
        order = self._sync(self._ui_order("plain")).with_user(self.cashier)
        data = {
            "points": 900,
            "program_id": self.gift_program.id,
            "coupon_id": card.id,
            "code": card.code,
            "line_codes": [],
        }
        with self._refused(), self.cr.savepoint():
            order.confirm_coupon_programs({str(card.id): data})
        self.assertEqual(card.points, 20)

    def test_a_paid_coupon_is_sold_for_money(self):
        self._open_session(self.till, self.cashier)
        for price in (0, -39):
            with self._refused(UserError), self.cr.savepoint():
                self._sync(self._sale(f"for {price}", price=price))
        self.assertFalse(self._sold())

    def test_offline_no_other_member_s_coupon_is_used(self):
        self.till.write(
            {
                "allowance_active": True,
                "allowance_value": 100,
                "allowance_rule_ids": [
                    Command.create(
                        {"program_id": self.coupon_program.id, "quantity": 9}
                    )
                ],
            }
        )
        self._open_session(self.till, self.cashier)
        other = self._make_member("Somebody else", "13700007777")
        theirs = self._make_card(self.coupon_program, partner=other)
        allowances = self.env["till.allowance"].with_user(self.cashier)
        token = allowances.issue(self.till.id, "tablet")["token"]

        def offline(key, card, **vals):
            order = self._ui_order(key, card, **vals)
            order |= {
                "allowance_token": token,
                "date_order": Datetime.to_string(Datetime.now()),
            }
            return self._sync(order)

        with self._refused(UserError), self.cr.savepoint():
            offline("guessed", theirs)
        self.assertEqual(theirs.points, 1)
        gone = self._make_card(self.coupon_program, expiration_date="2020-01-01")
        with self._refused(UserError), self.cr.savepoint():
            offline("long over", gone)
        self.assertEqual(gone.points, 1)
        wallet = self._top_up(50)
        with self._refused(UserError), self.cr.savepoint():
            offline("gives", wallet, discount=-400, cost=-400)
        self.assertEqual(wallet.points, 50)


@tagged("post_install", "-at_install")
class TestStrangerAtTheTill(StrangerCommon):
    """Who works for another merchant, for none, or at no till."""

    def test_portal_user_and_clerk_confirm_nothing(self):
        data = {
            "-1": {
                "points": 500,
                "program_id": self.coupon_program.id,
                "partner_id": self.portal.partner_id.id,
                "line_codes": [],
            }
        }
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        for user in (self.portal, self.clerk, seller):
            orders = self.env["pos.order"].with_user(user)
            with self.subTest(user.login), self._refused(), self.cr.savepoint():
                orders.confirm_coupon_programs(dict(data))
        self.assertFalse(self._sold(self.coupon_program))

    def test_rival_cashier_gets_no_coupon_of_this_merchant(self):
        for price in (0, 39):
            product = self.paid_program.sale_product_id
            order = self._rival_order(f"r {price}", self._ui_line(product, price))
            with self._refused(), self.cr.savepoint():
                self._sync(order, user=self.rival_cashier)
        self.assertFalse(self._sold())

    def test_rival_cashier_takes_no_coupon_back(self):
        self._open_session(self.till, self.cashier)
        sale = self._sync(self._sale("sold"))
        line = self._ui_line(
            sale.lines.product_id, 39, qty=-1, refunded_orderline_id=sale.lines.id
        )
        line[2]["price_subtotal"] = line[2]["price_subtotal_incl"] = -39
        with self._refused(), self.cr.savepoint():
            self._sync(self._rival_order("back", line), user=self.rival_cashier)
        self.assertEqual(self._sold().paid_state, "open")

    def test_rival_cashier_moves_no_card_of_this_merchant(self):
        own = self._top_up(80)
        coupon = self._make_card(self.coupon_program)
        self.coupon_program.company_id = self.company
        points = self._make_card(self.points_program, points=300)
        order = self._sync(
            self._rival_order("own", self._ui_line(self.shirt, 1)),
            user=self.rival_cashier,
        )
        for card in (own, points, coupon):
            for amount in (50, -50):
                with self._refused(), self.cr.savepoint():
                    self._confirm(order, card, amount, user=self.rival_cashier)
        self.assertEqual((own.points, coupon.points, points.points), (80, 1, 300))

    def test_rival_cashier_neither_holds_takes_nor_releases(self):
        coupon = self._make_card(self.coupon_program)
        self._hold(coupon, "ours")
        rows = self.env["coupon.redemption"].with_user(self.rival_cashier)
        for call in (
            lambda: rows.hold(coupon.code, "x", self.till.id),
            lambda: rows.take("x", {coupon.id: 1}, self.till.id),
            lambda: rows.release("ours", coupon.ids, self.till.id),
            lambda: rows.inspect(coupon.code, self.company.id),
            lambda: rows.redeem("x", coupon.code, self.company.id),
        ):
            with self._refused(AccessError):
                call()
        self.assertEqual(rows.release("ours", coupon.ids, self.rival_till.id), 0)
        self.assertEqual(coupon.redemption_ids.state, "taken")

    def test_clerk_and_portal_user_charge_and_pay_back_nothing(self):
        for user in (self.clerk, self.portal):
            payments = self.env["wechat.code.payment"].with_user(user)
            refunds = self.env["wechat.code.refund"].with_user(user)
            for call in (
                lambda rows=payments: rows.pay(self.till.id, False, "a", "b", 1, "1"),
                lambda rows=payments: rows.follow(self.till.id, "b"),
                lambda rows=payments: rows.give_up(self.till.id, "b"),
                lambda rows=refunds: rows.refund(self.till.id, "b", 1, []),
            ):
                with self.subTest(user.login), self._refused(AccessError):
                    call()

    def test_clerk_and_portal_user_ask_no_till_for_members(self):
        partners = self.env["res.partner"]
        allowances = self.env["till.allowance"]
        for user in (self.clerk, self.portal):
            member = self.member.with_user(user)
            for call in (
                lambda u=user: partners.with_user(u).member_lookup("1", self.till.id),
                lambda u=user: partners.with_user(u).member_join(
                    self.till.id, "13811112222"
                ),
                lambda who=member: who.member_panel(self.till.id),
                lambda who=member: who.bind_physical_card("1", self.till.id),
                lambda u=user: allowances.with_user(u).issue(self.till.id, "x"),
                lambda u=user: allowances.with_user(u).hand_back(self.till.id, "x"),
            ):
                with self.subTest(user.login), self._refused(AccessError):
                    call()
