from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.agent_dropship.tests.session_common import SessionStockMixin

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestMoneyReports(SessionStockMixin, MoneyCommon):
    """A month made by hand: two brands, agents and sellers, a session, a return.

    Every figure of a report is worked out again from orders, parcels, prices and
    contracts, without the ledger.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(cls.env, "t_finance", "brand_outlet.group_finance")
        cls.report = cls.env["settlement.margin.report"].with_user(cls.finance)
        cls.second = cls.env["product.brand"].create(
            {
                "name": "测试素槿",
                "partner_id": cls.env["res.partner"].create({"name": "素槿"}).id,
            }
        )
        for warehouse in (cls.tj, cls.ks):
            cls._make_contract(warehouse.agent_id, brand_id=cls.second.id)
        shirts = cls._make_style("素槿 衬衫", "T-BLOUSE", 500.0, cls.second)
        cls._publish(shirts, cls.tj, cls.ks)
        cls.shirt = shirts.product_variant_ids[:1]
        cls._stock(cls.ks, cls.shirt, 5)
        cls._stock(cls.tj, cls.coat, 5)
        cls.offer = cls._make_session_offer(cls.tj, cls.coat)
        cls.session = cls._make_session()
        cls.stall = cls._enrol(cls.session, cls.offer, {(cls.coat, cls.tj): 3}, 600.0)
        cls.session.action_approve_and_publish()

    def setUp(self):
        super().setUp()
        self.coats = self._earn(quantity=2)
        self._give_back(self.coats)
        self.shirts = self._order(
            self.in_shanghai, [(self.shirt, 3, 199.0)], place_id=self.other_place.id
        )
        self.place.collect_by = "reseller"
        self.sold_in_session = self._session_order(
            self.in_beijing, self.stall, self.coat
        )
        self._top_up(1000.0)
        self.sold_in_session.action_confirm()
        for order in (self.shirts, self.sold_in_session):
            self._deliver(order)
        self.orders = self.coats + self.shirts + self.sold_in_session
        self.raw = [self._work_out(line) for line in self.orders.order_line]

    def _work_out(self, line):
        """What one line brought, from what was sold, shipped and agreed."""
        out = line.move_ids.filtered(
            lambda move: move.location_dest_usage == "customer"
        )
        back = line.move_ids.filtered(lambda move: move.location_usage == "customer")
        pieces = sum(out.mapped("quantity")) - sum(back.mapped("quantity"))
        tag = line.product_id.list_price
        contract = line.brand_id.contract_ids.filtered(
            lambda one: one.agent_id == line.agent_id
        )
        paid = line.price_unit * pieces
        agent = tag * contract.supply_ratio / 100 * pieces
        seller = paid - line.take_price * pieces
        return {
            "brand_id": line.brand_id,
            "agent_id": out.picking_id.agent_id,
            "reseller_id": line.order_id.place_id.owner_id,
            "place_id": line.order_id.place_id,
            "session_id": line.session_line_id.session_id,
            "pieces": pieces,
            "amount_paid": paid,
            "amount_agent": agent,
            "amount_seller": seller,
            "amount_kept": paid - agent - seller,
        }

    def _group_raw(self, name):
        figures = ("pieces", "amount_paid", "amount_agent", "amount_seller")
        figures += ("amount_kept",)
        groups = {}
        for row in self.raw:
            sums = groups.setdefault(row[name], [0.0] * len(figures))
            for index, figure in enumerate(figures):
                sums[index] += row[figure]
        return {
            group: tuple(round(amount, 2) for amount in sums)
            for group, sums in groups.items()
        }

    def _domain(self):
        return [("order_id", "in", self.orders.ids)]

    def _group_report(self, name):
        rows = self.report._read_group(
            self._domain(),
            [name],
            [
                "pieces:sum",
                "amount_paid:sum",
                "amount_agent:sum",
                "amount_seller:sum",
                "amount_kept:sum",
            ],
        )
        return {
            group.sudo(False): tuple(round(amount, 2) for amount in sums)
            for group, *sums in rows
        }

    def test_margins_equal_what_the_hand_works_out(self):
        """By brand, agent, seller, place and session; the whole is what was paid."""
        for name in ("brand_id", "agent_id", "reseller_id", "place_id", "session_id"):
            with self.subTest(name):
                self.assertEqual(self._group_report(name), self._group_raw(name))
        [(paid, rate)] = self.report._read_group(
            self._domain(), aggregates=["amount_paid:sum", "kept_rate:avg"]
        )
        kept = sum(row["amount_kept"] for row in self.raw)
        self.assertEqual(paid, 400.0 + 3 * 199.0 + 600.0)
        self.assertAlmostEqual(rate, 100 * kept / paid)

    def test_report_opens_on_this_month_and_leads_to_the_order_line(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.settlement_margin_report_action"
        )
        self.assertIn("search_default_date", action["context"])
        row = self.report.search(
            [("order_id", "=", self.shirts.id), ("role", "=", "agent")]
        )
        opened = row.action_open_line()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]),
            ("sale.order.line", self.shirts.order_line.id),
        )

    def test_an_agent_reads_his_own_figures_and_no_price_of_a_consumer(self):
        agent = self._agent_user(self.ks, "t_margin_agent")
        report = self.env["settlement.margin.report"].with_user(agent)
        [(pieces, amount)] = report._read_group(
            [], aggregates=["pieces:sum", "amount_agent:sum"]
        )
        self.assertEqual((pieces, amount), (3.0, 375.0))
        for hidden in ("amount_paid", "amount_kept", "amount_seller", "kept_rate"):
            with self.assertRaises(AccessError):
                report._read_group([], aggregates=[f"{hidden}:sum"])
        for hidden in ("reseller_id", "order_id", "place_id"):
            with self.assertRaises(AccessError):
                report._read_group([], [hidden], ["amount_agent:sum"])

    def test_others_do_not_open_the_money_reports(self):
        brand = new_test_user(
            self.env,
            "t_margin_brand",
            "brand_outlet.group_brand",
            party_id=self.brand.partner_id.id,
        )
        for model in ("margin.report", "ageing", "forecast", "closing"):
            for user in (brand, self.user):
                if (model, user) == ("closing", brand):
                    continue  # of what it pays for as a funder
                with self.assertRaises(AccessError):
                    self.env[f"settlement.{model}"].with_user(user).search([])
        self.assertFalse(self.env["settlement.closing"].with_user(brand).search([]))

    # --- forecast ------------------------------------------------------------------

    def _forecast(self, partner):
        rows = (
            self.env["settlement.forecast"]
            .with_user(self.finance)
            .search([("partner_id", "=", partner.id)])
        )
        return sorted((row.date, row.stage, row.amount) for row in rows)

    def _month_end(self):
        return fields.Date.end_of(self.company._get_local_today(), "month")

    def test_shares_are_expected_when_their_statement_is_due(self):
        """After the month and the days to pay of the contract, or the term."""
        agent = self.ks.agent_id
        contract = self.second.contract_ids.filtered(lambda c: c.agent_id == agent)
        days = max(agent.agent_contract_ids.mapped("settlement_days"))
        self.assertTrue(contract)
        due = fields.Date.add(self._month_end(), days=days)
        self.assertEqual(self._forecast(agent), [(due, "share", -375.0)])

    def test_a_withdrawal_moves_the_money_forward_and_is_told_once(self):
        self.contract._set_payee("阿梅", "6222021001012345678", "ICBC")
        self.env["payout.account"].create(
            {"name": "Bank", "provider": "bank", "journal_id": self.bank.id}
        )
        before = sum(amount for *_row, amount in self._forecast(self.partner))
        self.company.withdrawal_min = 10
        one = (
            self.env["reseller.withdrawal"]
            .with_user(self.user)
            ._request(self.contract.with_user(self.user), 50.0, "bank", "t-forecast")
        )
        rows = self._forecast(self.partner)
        today = self.company._get_local_today()
        self.assertIn((today, "withdrawal", -50.0), rows)
        self.assertIn((self._month_end(), "ahead", 50.0), rows)
        self.assertAlmostEqual(sum(amount for *_row, amount in rows), before)
        one = one.with_user(self.operator)
        one.action_approve()
        self._transfer(one)
        rows = self._forecast(self.partner)
        self.assertNotIn("withdrawal", [stage for _day, stage, _amount in rows])
        self.assertAlmostEqual(sum(amount for *_row, amount in rows), before + 50.0)

    # --- closing -------------------------------------------------------------------

    def test_withdrawals_are_paid_in_the_closing_whichever_bill_they_meet(self):
        self.contract._set_payee("阿梅", "6222021001012345678", "ICBC")
        self.env["payout.account"].create(
            {"name": "Bank", "provider": "bank", "journal_id": self.bank.id}
        )
        self.company.withdrawal_min = 10
        one = (
            self.env["reseller.withdrawal"]
            .with_user(self.user)
            ._request(self.contract.with_user(self.user), 50.0, "bank", "t-closing")
        )
        one = one.with_user(self.operator)
        one.action_approve()
        self._transfer(one)
        shares = self.env["share.entry"].search([("partner_id", "=", self.partner.id)])
        owed = sum(shares.mapped("amount"))
        self._assert_closes(owed, paid=50.0)
        start = self._month_end().replace(day=1)
        statement = self.env["settlement.statement"].generate(start, self._month_end())
        statement = statement.filtered(lambda one: one.partner_id == self.partner)
        statement.action_send()
        statement.action_agree_for_party()
        statement._agree("operator_agreed_on")
        statement.action_bill()
        self.assertTrue(statement.bill_id)
        closing = self._closing()
        self.assertEqual(closing.difference, 0.0)
        self.assertEqual(closing.unbilled, 0.0)

    def _closing(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["settlement.closing"]
            .with_user(self.finance)
            .search([("partner_id", "=", self.partner.id)])
        )

    def _assert_closes(self, owed, paid):
        closing = self._closing()
        self.assertEqual((closing.opening, closing.paid), (0.0, paid))
        self.assertAlmostEqual(closing.closing, owed - paid)
        self.assertEqual(closing.difference, 0.0)
