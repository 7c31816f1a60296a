from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestLinkCommission(ResellerCommon):
    """Commission comes from trade through a link, and from no trick."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.link._get_link(cls.style)
        cls.operator = new_test_user(
            cls.env, "t_operator", groups="brand_outlet.group_operator"
        )
        cls._stock(cls.tj, cls.small, 10)
        cls.buyer = cls.env["res.partner"].create(
            {
                "name": "韩梅梅",
                "phone": "13911112222",
                "country_id": cls.in_beijing.country_id.id,
                "state_id": cls.in_beijing.state_id.id,
                "city": cls.in_beijing.city,
                "street": "建国路 1 号",
            }
        )

    def _sell(self, buyer=None, pieces=1, link=None, **vals):
        order = self._order(
            buyer or self.buyer,
            [(self.small, pieces, 400.0)],
            place_id=self.link_place.id,
            link_id=self.made.id if link is None else link,
            **vals,
        )
        return order

    def _commission(self, order):
        entries = self.env["share.entry"].search(
            [("order_id", "=", order.id), ("kind", "=", "commission")]
        )
        return sum(entries.mapped("amount"))

    def _check_sum(self, order):
        entries = self.env["share.entry"].search([("order_id", "=", order.id)])
        paid = sum(line._share_paid(line.qty_settled) for line in order.order_line)
        self.assertAlmostEqual(sum(entries.mapped("amount")), paid, 2)

    def _gathered(self, order):
        """Return what of the order's commission is on a statement."""
        self.env["settlement.statement"].generate("2020-01-01", "2099-12-31")
        entries = self.env["share.entry"].search(
            [
                ("order_id", "=", order.id),
                ("kind", "=", "commission"),
                ("statement_id", "!=", False),
            ]
        )
        return sum(entries.mapped("amount"))

    def _take_back(self, order, pieces):
        picking = order.picking_ids.filtered(lambda one: one.state == "done")[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        wizard.product_return_moves.quantity = pieces
        back = wizard._create_return()
        back.move_ids.quantity = pieces
        back.move_ids.picked = True
        back._action_done()

    def test_only_an_order_through_the_link_brings_commission(self):
        """Through the link 30 % of 400; without it nothing; what is cancelled
        brings nothing, what is returned is taken back. Proves R63."""
        order = self._sell(pieces=2)
        other = self._sell(link=False)
        cancelled = self._sell()
        cancelled._action_cancel()
        for one in (order, other):
            self._deliver(one)
        self.assertEqual(self._commission(order), 240)
        self.assertEqual(self._commission(other), 0)
        self.assertEqual(other.no_commission, "no_link")
        self.assertEqual(self._commission(cancelled), 0)
        self._take_back(order, 1)
        self.assertEqual(self._commission(order), 120)
        self._take_back(order, 1)
        self.assertEqual(self._commission(order), 0)
        self._check_sum(order)

    def test_own_phone_contact_or_login_earns_nothing(self):
        """Self-referral is refused: the goods are sold, the commission is not owed."""
        affiliate = self.link_user.partner_id
        affiliate.phone = "138 0000 7777"
        same_phone = self.buyer.copy({"phone": "+86 13800007777"})
        affiliate.write(
            {
                "country_id": self.buyer.country_id.id,
                "state_id": self.buyer.state_id.id,
                "city": self.buyer.city,
                "street": "x",
            }
        )
        logged_in = (
            self.env["sale.order"]
            .with_user(self.link_user)
            .sudo()
            .create({"partner_id": self.buyer.id, "link_id": self.made.id})
        )
        self.assertEqual(logged_in.link_problem, "own_login")
        for order in (
            self._sell(same_phone),
            self._sell(affiliate),
            self._sell(link_problem="own_login"),
        ):
            self._deliver(order)
            self.assertEqual(self._commission(order), 0)
            flag = order.trade_flag_ids
            self.assertEqual((flag.kind, flag.state), ("self_referral", "confirmed"))
            self.assertEqual(flag.amount, 120)
            self._check_sum(order)

    def test_own_purchases_earn_where_the_operator_allows_it(self):
        self.env.company.own_purchase_earns = True
        order = self._sell(link_problem="own_login")
        self._deliver(order)
        self.assertEqual(self._commission(order), 120)
        self.assertFalse(order.trade_flag_ids)

    def test_split_orders_are_held_until_somebody_decides(self):
        orders = [self._sell() for _number in range(3)]
        for order in orders:
            self._deliver(order)
            self.assertEqual(order.trade_flag_ids.mapped("kind"), ["split_order"])
            self.assertEqual(self._gathered(order), 0)
        kept, cleared, _open = orders
        cleared.trade_flag_ids.with_user(self.operator).action_clear()
        kept.trade_flag_ids.with_user(self.operator).action_confirm()
        self.assertEqual(self._gathered(cleared), 120)
        self.assertEqual(self._commission(kept), 0)
        self.assertEqual(self._gathered(_open), 0)
        for order in orders:
            self._check_sum(order)

    def test_two_orders_of_one_family_are_nothing_to_look_at(self):
        orders = [self._sell() for _number in range(2)]
        self.assertFalse(orders[0].trade_flag_ids | orders[1].trade_flag_ids)

    def test_a_changed_mark_is_flagged_and_held(self):
        order = self._sell(link_problem="tampered")
        self._deliver(order)
        self.assertEqual(order.trade_flag_ids.kind, "tampered_link")
        self.assertEqual(self._gathered(order), 0)

    def test_a_stuffed_link_holds_all_of_its_commission(self):
        order = self._sell()
        self._deliver(order)
        for _load in range(6):
            self._load_unseen()
        flag = self.env["trade.flag"].search([("link_id", "=", self.made.id)])
        self.assertEqual((flag.kind, flag.state), ("cookie_stuffing", "open"))
        self.assertEqual(flag.amount, 120)
        self.assertEqual(self._gathered(order), 0)
        flag.with_user(self.operator).action_confirm()
        self.assertFalse(self.env["share.link"]._find(self.made.token))
        self.assertEqual(self._commission(order), 0)
        self._check_sum(order)
        with self.assertRaises(UserError):
            self.link._get_link(self.style)

    def _load_unseen(self):
        from .test_share_link import Response, ask

        found = self.env["share.link"]._find(self.made.token)
        found._count_open(ask(Sec_Fetch_Dest="iframe"), Response())

    def test_a_commission_given_after_delivery_goes_back_with_the_goods(self):
        order = self._sell(pieces=3, link_problem="own_login")
        self._deliver(order)
        order.trade_flag_ids.with_user(self.operator).action_clear()
        self.assertEqual(self._commission(order), 360)
        self._take_back(order, 1)
        self.assertEqual(self._commission(order), 240)
        self._check_sum(order)
        order.trade_flag_ids.with_user(self.operator).action_confirm()
        self.assertEqual(self._commission(order), 0)
        order.trade_flag_ids.with_user(self.operator).action_clear()
        self.assertEqual(self._commission(order), 240)
        self._take_back(order, 2)
        self.assertEqual(self._commission(order), 0)
        self._check_sum(order)

    def test_the_link_of_a_sold_order_is_not_changed(self):
        order = self._sell(link=False)
        with self.assertRaises(UserError):
            order.link_id = self.made

    def test_resellers_do_not_see_flags(self):
        with self.assertRaises(AccessError):
            self.env["trade.flag"].with_user(self.link_user).search([])

    def test_only_the_operator_decides_and_reads_the_figures_of_all(self):
        agent = self._agent_user(self.tj, "t_agent_links")
        for user in (self.link_user, agent):
            for model in (
                "trade.flag",
                "trade.appeal",
                "share.link.visit",
                "share.link.report",
            ):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([]).read(["id"])
        order = self._sell(link_problem="tampered")
        flag = order.trade_flag_ids
        for user in (self.link_user, agent):
            with self.assertRaises(AccessError):
                flag.with_user(user).action_clear()
        for model in ("trade.flag", "trade.appeal", "share.link.report"):
            self.env[model].with_user(self.operator).search([])
        self.assertTrue(flag.with_user(self.operator).action_clear())
        self.assertEqual(flag.decided_by_id, self.operator)

    def test_what_is_doubted_can_not_be_withdrawn(self):
        order = self._sell(link_problem="tampered")
        self._deliver(order)
        order.received_at = order.write_date
        account, company = self.env["reseller.account"], self.env.company
        seller = self.link_user.partner_id
        self.assertEqual(account._read(seller, company)["free"], 0)
        order.trade_flag_ids.with_user(self.operator).action_clear()
        self.assertEqual(account._read(seller, company)["free"], 120)
