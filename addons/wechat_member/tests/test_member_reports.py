from datetime import timedelta
from uuid import uuid4

from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from .common_value import ValueCommon
from .ledger_common import LedgerCommon

COUPONS = "issued claimed opens redeemed sales net cost".split()


class ReportCommon(LedgerCommon, ValueCommon):
    """Forty members whose every figure was counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poster, cls.article = cls.env["member.channel"].create(
            [{"name": "Window"}, {"name": "Spring article", "kind": "article"}]
        )
        cls.coupon_program.write({"is_claimable": True, "claim_limit": 30})
        cls.small_program = cls._make_program(
            "20 off",
            "coupons",
            applies_on="current",
            trigger="with_code",
            rule={"minimum_amount": 0, "minimum_qty": 0},
            reward={"discount_mode": "per_order", "discount": 20, "required_points": 1},
        )
        # ten took the card themselves, twenty-nine were entered at the office
        cls.members = cls.member | cls.env["res.partner"].create(
            [
                {
                    "name": f"Member {n}",
                    "is_member": True,
                    "member_phone": f"1390000{n:04d}",
                    "member_source": "claim" if n <= 10 else "office",
                }
                for n in range(1, 40)
            ]
        )

    @classmethod
    def _give_coupons(cls):
        """Thirty pieces, twenty claimed; fifteen more issued, ten of them held."""
        program = cls.coupon_program
        cls.claimed = cls.env["loyalty.card"]
        for number, member in enumerate(cls.members[:20]):
            channel = cls.poster if number < 12 else cls.article
            cls.claimed |= program._claim(member, channel)
        cls.given = cls.env["loyalty.card"].create(
            [
                {"program_id": cls.small_program.id, "partner_id": member.id}
                | {"points": 1}
                for member in cls.members[20:30]
            ]
        )
        cls.env["loyalty.card"].create(
            [{"program_id": cls.small_program.id, "points": 1}] * 5
        )
        opens = cls.env["member.channel.open"]
        for channel, times in ((cls.poster, 60), (cls.article, 30)):
            for _time in range(times):
                opens._note(cls.company, channel, program)

    def _redeem_some(self):
        """Eight of twenty: six of the poster, two of the article; three of ten."""
        chosen = self.claimed[:6] + self.claimed[12:14]
        self.tickets = [
            self._sell(member=card.partner_id, card=card, discount=50, cost=1)
            for card in chosen
        ]
        for card in self.given[:3]:
            self._sell(member=card.partner_id, card=card, discount=20, cost=1)

    def _bring_back(self, order):
        lines = [
            self._line(-1, line.price_unit, refunded_orderline_id=line.id)
            for line in order.lines
        ]
        return self._send(lines, order.partner_id)

    def _fresh(self, model, user=None):
        rows = self.env[model].with_user(user or self.env.user)
        rows._open_fresh(f"wechat_member.{model.replace('.', '_')}_action")
        return rows

    def _figures(self, domain=(), names=COUPONS):
        rows = self._fresh("member.coupon.report")
        specs = [f"{name}:sum" for name in names]
        return rows._read_group(list(domain), [], specs)[0]

    def _opened(self, action):
        return (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .search(action["domain"])
        )

    def _rows_of(self, model):
        self.env.flush_all()
        self.env.invalidate_all()
        columns = ["date", *self.env[model]._get_columns()]
        rows = self.env[model].search([("company_id", "=", self.company.id)])
        return sorted(
            str(list(row.values()))
            for row in rows.read([c for c in columns if c != "id"], load=False)
            if row.pop("id")
        )


@tagged("post_install", "-at_install")
class TestCouponReport(ReportCommon):
    """Proves R206, R185."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_coupons()

    def test_the_five_figures_equal_the_count_by_hand(self):
        self._redeem_some()
        self._bring_back(self.tickets[7])
        big = [("program_id", "=", self.coupon_program.id)]
        # the one that came back gave its coupon back, and was a sale all the same
        self.assertEqual(self._figures(big), (30, 20, 90, 7, 2800, 2450, 350))
        small = [("program_id", "=", self.small_program.id)]
        self.assertEqual(self._figures(small), (15, 10, 0, 3, 1140, 1140, 60))

    def test_rates_are_ratios_of_sums(self):
        self._redeem_some()
        rows = self._fresh("member.coupon.report")
        specs = ["redemption_rate:avg", "issued_rate:avg", "exposure:avg"]
        rates = dict(
            (program, figures)
            for program, *figures in rows._read_group([], ["program_id"], specs)
        )
        self.assertEqual(rates[self.coupon_program], [8 / 20, 8 / 30, 90 / 30])
        self.assertEqual(rates[self.small_program], [3 / 10, 3 / 15, 0])
        [total] = rows._read_group([], [], specs)
        self.assertEqual(total[0], 11 / 30)

    def test_each_figure_follows_from_the_raw_records(self):
        self._redeem_some()
        self._bring_back(self.tickets[0])
        program = self.coupon_program
        cards = self.env["loyalty.card"].search([("program_id", "=", program.id)])
        redeemed = self.env["coupon.redemption"].search(
            [("card_id", "in", cards.ids), ("state", "in", ("consumed", "returned"))]
        )
        orders = redeemed.pos_order_id
        refunds = orders.lines.refund_orderline_ids.order_id
        opens = self.env["member.channel.open"].search(
            [("program_id", "=", program.id)]
        )
        rewards = orders.lines.filtered("is_reward_line")
        given_back = refunds.lines.filtered(
            lambda line: line.refunded_orderline_id in rewards
        )
        expected = (
            program.claim_limit,
            len(cards.filtered("claimed_at")),
            sum(opens.mapped("opens")),
            len(redeemed.filtered(lambda row: row.state == "consumed")),
            sum(orders.mapped("amount_total")),
            sum((orders | refunds).mapped("amount_total")),
            -sum((rewards | given_back).mapped("price_subtotal_incl")),
        )
        found = self._figures([("program_id", "=", program.id)])
        self.assertEqual(found, expected)

    def test_a_coupon_without_limit_is_issued_as_it_is_claimed(self):
        self.small_program.is_claimable = True
        for member in self.members[30:34]:
            self.small_program._claim(member, self.article)
        open_end = [("channel_id", "=", self.article.id), ("issued", ">", 0)]
        self.assertEqual(self._figures(open_end)[0], 4)
        whole = [("program_id", "=", self.small_program.id)]
        self.assertEqual(self._figures(whole)[:2], (19, 14))

    def test_channels_and_outlets_are_told_apart(self):
        self._redeem_some()
        self.assertEqual(
            self._figures([("channel_id", "=", self.poster.id)]),
            (0, 12, 60, 6, 2100, 2100, 300),
        )
        article = [("channel_kind", "=", "article")]
        self.assertEqual(self._figures(article), (0, 8, 30, 2, 700, 700, 100))
        amount_off = [("coupon_kind", "=", "amount")]
        self.assertEqual(self._figures(amount_off)[1], 30)
        at_till = [("door", "=", "till")]
        self.assertEqual(self._figures(at_till)[3], 11)
        here = [("config_id", "=", self.till.id)]
        self.assertEqual(self._figures(here)[3], 11)
        there = [("config_id", "=", self.other_till.id)]
        self.assertFalse(self._figures(there)[3])

    def test_a_return_changes_the_net_of_the_day_of_the_sale_and_no_gross(self):
        """What comes back tomorrow belongs to the day that sold it."""
        self._redeem_some()
        long_ago = Datetime.now() - timedelta(days=9)
        redeemed = self.env["coupon.redemption"].search([("state", "=", "consumed")])
        redeemed.taken_at = long_ago
        self._figures()
        that_day = [("date", "<", self.company._get_local_today() - timedelta(days=5))]
        self.assertEqual(self._figures(that_day)[4:6], (2800 + 1140, 2800 + 1140))
        self._bring_back(self.tickets[0])
        self.assertEqual(self._figures(that_day)[4:6], (2800 + 1140, 2450 + 1140))

    def test_every_row_opens_the_records_it_counts(self):
        self._redeem_some()
        rows = self._fresh("member.coupon.report").search([])
        self.assertEqual(
            set(rows.mapped("fact")), {"issued", "claimed", "opened", "redeemed"}
        )
        for row in rows:
            records = self._opened(row.action_open_records())
            if row.fact == "issued" and row.program_id == self.coupon_program:
                self.assertEqual(records.claim_limit, row.issued)
            elif row.fact == "opened":
                self.assertEqual(sum(records.mapped("opens")), row.opens)
            else:
                self.assertEqual(len(records), row[row.fact], row.fact)

    def test_the_line_of_what_is_very_high_is_a_setting(self):
        rows = self.env["member.coupon.report"]
        self.assertEqual(rows.get_goal(), 0.3)
        self.company.member_redemption_goal = 45
        self.assertEqual(rows.get_goal(), 0.45)

    def test_two_coupons_on_one_ticket_share_it(self):
        self._redeem_some()
        one, other = self.claimed[6], self._make_card(self.small_program)
        order = self._ui_order(str(uuid4()), one)
        line = self._ui_line(
            self.small_program.reward_ids.discount_line_product_id,
            -20,
            is_reward_line=True,
            reward_id=self.small_program.reward_ids.id,
            coupon_id=other.id,
            reward_identifier_code="R2",
            points_cost=1,
        )
        order["lines"].append(line)
        order["partner_id"] = one.partner_id.id
        other.partner_id = one.partner_id
        self._set_total(order, 330)
        before = self._figures()
        self._sync(order)
        after = self._figures()
        self.assertEqual(after[3] - before[3], 2)
        self.assertAlmostEqual(after[4] - before[4], 330)
        self.assertEqual(after[6] - before[6], 70)


@tagged("post_install", "-at_install")
class TestSummary(ReportCommon):
    """What is kept by and by equals what is added up anew."""

    def test_keeping_up_gives_the_same_as_adding_up_anew(self):
        reports = ("member.coupon.report", "member.card.report")
        for model in (*reports, "member.reconciliation"):
            self._fresh(model)
        self._give_coupons()
        self._redeem_some()
        self._sync(self._top_up_order(str(uuid4()), 500))
        self._bring_back(self.tickets[3])
        for model in (*reports, "member.reconciliation"):
            self._fresh(model)
            kept = self._rows_of(model)
            self.assertTrue(kept, model)
            self._fresh(model)
            self.assertEqual(self._rows_of(model), kept, model)
            self.env[model]._rebuild(self.company)
            self.assertEqual(self._rows_of(model), kept, model)

    def test_a_late_entry_of_a_former_day_is_found(self):
        self._fresh("member.card.report")
        self.points._post_entry("adjust", 7, "late")
        self.env.cr.execute(
            "ALTER TABLE member_entry DISABLE TRIGGER member_entry_append_only"
        )
        self.env.cr.execute(
            "UPDATE member_entry SET date = date - interval '40 days' "
            "WHERE reference = 'late'"
        )
        self.env.invalidate_all()
        rows = self._fresh("member.card.report")
        old = [
            ("date", "<", self.company._get_local_today() - timedelta(days=30)),
            ("asset", "=", "points"),
        ]
        [(points,)] = rows._read_group(old, [], ["points:sum"])
        self.assertEqual(points, 7)

    def test_other_companies_do_not_see_the_rows(self):
        self._give_coupons()
        rival = self.env["res.company"].create({"name": "Another merchant"})
        stranger = new_test_user(
            self.env,
            "report.stranger",
            "wechat_member.group_member_manager",
            company_id=rival.id,
            company_ids=[Command.set(rival.ids)],
        )
        own = new_test_user(self.env, "report.own", "wechat_member.group_member_user")
        for model in ("member.coupon.report", "member.card.report", "member.report"):
            self.assertTrue(self._fresh(model, own).search_count([]), model)
            self.assertFalse(self._fresh(model, stranger).search_count([]), model)


@tagged("post_install", "-at_install")
class TestCardReport(ReportCommon):
    """Proves R207."""

    def _sums(self, domain=()):
        rows = self._fresh("member.card.report")
        names = (
            "cards cards_claimed points_earned points_used points_gone points "
            "topped_up given spent paid_back value"
        ).split()
        domain = [("company_id", "=", self.company.id), *domain]
        found = rows._read_group(domain, [], [f"{name}:sum" for name in names])[0]
        return dict(zip(names, found, strict=True))

    def test_cards_points_and_money_equal_the_count_by_hand(self):
        before = self._sums()
        first, second = self.members[:2]
        self._make_rule(500, 50)
        self._sell(qty=2, member=first)
        self._sell(member=second)
        self._bring_back(self._sell(member=second))
        self.points._post_entry("exchange", -300, "exchange,1")
        self._sync(self._top_up_order(str(uuid4()), 500))
        wallet = self._wallet_of()
        order = self._ui_order(str(uuid4()), wallet, discount=120, cost=120)
        self._sync(order)
        after = self._sums()
        grown = {name: after[name] - before[name] for name in after}
        self.assertEqual(after["cards"], 40)
        self.assertEqual(after["cards_claimed"], 10)
        self.assertEqual(grown["points_earned"], 800 + 400 + 400)
        self.assertEqual(grown["points_used"], 300)
        self.assertEqual(grown["points_gone"], 400)
        self.assertEqual(grown["points"], 900)
        self.assertEqual(grown["topped_up"], 500)
        self.assertEqual(grown["given"], 50)
        self.assertEqual(grown["spent"], 120)
        self.assertEqual(grown["value"], 430)

    def test_the_report_ties_to_cards_ledger_and_account(self):
        self._sell(qty=2)
        self._sync(self._top_up_order(str(uuid4()), 500))
        order = self._ui_order(str(uuid4()), self._wallet_of(), discount=80, cost=80)
        self._sync(order)
        sums = self._sums()
        cards = self.env["loyalty.card"].with_context(active_test=False)
        points = cards.search([("program_type", "=", "loyalty")])
        self.assertEqual(sums["points"], sum(points.mapped("points")))
        entries = self.env["member.entry"].search(
            [("asset", "=", "points"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(sums["points"], sum(entries.mapped("amount")))
        liability = self.company.value_liability_account_id
        self.assertEqual(sums["value"], -self._balance(liability))
        self._assert_books()

    def test_every_row_opens_the_records_it_counts(self):
        self._sell(qty=2)
        self._sync(self._top_up_order(str(uuid4()), 500))
        domain = [("company_id", "=", self.company.id)]
        for row in self._fresh("member.card.report").search(domain):
            records = self._opened(row.action_open_records())
            if row.asset:
                total = sum(records.mapped("amount"))
                self.assertEqual(total, row.points + row.value, row.kind)
            else:
                self.assertEqual(len(records), row.cards)
