from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Date, Datetime
from odoo.tests import new_test_user, tagged

from .test_member_reports import ReportCommon

YESTERDAY = timedelta(days=1)


class BuyingCommon(ReportCommon):
    def _bought(self, member, days_ago, qty=1):
        """A receipt of so many days ago."""
        order = self._sell(member=member, qty=qty)
        order.date_order = Datetime.now() - timedelta(days=days_ago)
        self.env.flush_all()
        return order


@tagged("post_install", "-at_install")
class TestMemberReport(BuyingCommon):
    """Proves R208."""

    def setUp(self):
        super().setUp()
        members = iter(self.members)
        # four new, three regular, two at risk, one lost; thirty never bought
        for _n in range(4):
            self._bought(next(members), 3)
        for _n in range(3):
            regular = next(members)
            self._bought(regular, 200)
            self._bought(regular, 10)
        for _n in range(2):
            self._bought(next(members), 90)
        self._bought(next(members), 300)

    def _count(self, groupby, measure="members:sum"):
        rows = self._fresh("member.report")
        domain = [
            ("company_id", "=", self.company.id),
            ("date", "=", self.company._get_local_today()),
        ]
        found = rows._read_group(domain, [groupby], [measure])
        return {key: figure for key, figure in found if figure}

    def test_stages_equal_the_count_by_hand(self):
        expected = {"new": 4, "old": 3, "risk": 2, "lost": 1, "none": 30}
        self.assertEqual(self._count("stage"), expected)

    def test_the_days_are_the_merchant_s_own(self):
        self.company.write({"member_risk_days": 100, "member_lost_days": 301})
        expected = {"new": 4, "old": 5, "risk": 1, "none": 30}
        self.assertEqual(self._count("stage"), expected)

    def test_last_activity_is_a_purchase_or_a_redemption(self):
        expected = {"30": 7, "180": 2, "365": 1, "never": 30}
        self.assertEqual(self._count("seen"), expected)
        lost = self.members[9]
        card = self._make_card(self.coupon_program, partner=lost)
        order = self._sell(member=lost, card=card, discount=50, cost=1)
        # the purchase is dated back, the redemption was now
        order.date_order = Datetime.now() - timedelta(days=250)
        self.env["member.report"].action_rebuild()
        expected = {"30": 8, "180": 2, "never": 30}
        self.assertEqual(self._count("seen"), expected)
        self.assertEqual(self._count("stage")["lost"], 1)

    def test_levels_and_virtual_assets_add_up_to_the_cards(self):
        self._give_coupons()
        self._sync(self._top_up_order("assets", 500))
        levels = self._count("level_id")
        self.assertEqual(sum(levels.values()), 40)
        for level, count in levels.items():
            members = self.members.filtered(
                lambda member, level=level: member.member_level_id == level
            )
            self.assertEqual(len(members), count)
        cards = self.env["loyalty.card"].search(
            [("partner_id", "in", self.members.ids)]
        )
        points = cards.filtered(lambda card: card.program_type == "loyalty")
        held = sum(self._count("stage", "points:sum").values())
        self.assertEqual(held, sum(points.mapped("points")))
        self.assertEqual(sum(self._count("stage", "value:sum").values()), 500)
        self.assertEqual(sum(self._count("stage", "coupons:sum").values()), 30)
        sales = self._count("stage", "sales:sum")
        self.assertEqual(sum(sales.values()), 13 * 400)

    def test_every_row_opens_its_members(self):
        rows = self._fresh("member.report").search(
            [("date", "=", self.company._get_local_today())]
        )
        seen = self.env["res.partner"]
        for row in rows.filtered(lambda row: row.company_id == self.company):
            members = self._opened(row.action_open_records())
            self.assertEqual(len(members), row.members, (row.stage, row.seen))
            self.assertFalse(members & seen)
            seen |= members
        self.assertEqual(seen, self.members)

    def test_yesterday_stays_as_it_was(self):
        self._fresh("member.report")
        rows = self.env["member.report"].search(
            [("date", "=", self.company._get_local_today())]
        )
        rows.date = self.company._get_local_today() - YESTERDAY
        self.env.flush_all()
        self._bought(self.members[20], 0)
        self.assertEqual(self._count("stage")["new"], 5)
        kept = self.env["member.report"].search(
            [("date", "<", self.company._get_local_today()), ("stage", "=", "new")]
        )
        self.assertEqual(sum(kept.mapped("members")), 4)


@tagged("post_install", "-at_install")
class TestMemberKpi(BuyingCommon):
    """The figures of a month, kept."""

    def setUp(self):
        super().setUp()
        self.kpis = self.env["member.kpi"]
        self.month = Date.subtract(
            self.company._get_local_today().replace(day=1), months=1
        )
        self.members.member_since = Date.subtract(self.month, months=1)
        self.members[:6].member_since = self.month
        self.middle = (self.company._get_local_today() - self.month).days - 14

    def _kept(self):
        return self.kpis.search(
            [("company_id", "=", self.company.id), ("month", "=", self.month)]
        )

    def test_a_month_equals_the_count_by_hand(self):
        """Three bought, of them one twice and one again; one brought it back."""
        self._give_coupons()
        first, second, third = self.members[:3]
        self._bought(first, self.middle)
        self._bought(first, self.middle, qty=2)
        self._bought(second, self.middle + 40)
        self._bought(second, self.middle)
        back = self._bring_back(self._bought(third, self.middle))
        back.date_order = Datetime.now() - timedelta(days=self.middle)
        # not in the month
        self._bought(self.members[5], 0)
        self.claimed.claimed_at = Datetime.now() - timedelta(days=self.middle)
        self.env.flush_all()
        self.kpis._cron_keep_months()
        row = self._kept()
        self.assertEqual((row.members, row.joined), (40, 6))
        self.assertEqual((row.buyers, row.again), (3, 2))
        self.assertAlmostEqual(row.repeat_rate, 2 / 3)
        self.assertEqual(row.sales, 400 + 800 + 400)
        self.assertAlmostEqual(row.sales_each, 1600 / 3, 2)
        self.assertEqual((row.claimed, row.redeemed), (20, 0))

    def test_a_month_is_kept_once_and_stays(self):
        """Proves R265."""
        self._bought(self.members[0], self.middle)
        self.kpis._cron_keep_months()
        self.assertEqual(self._kept().buyers, 1)
        self._bought(self.members[1], self.middle)
        self.assertFalse(self.kpis._keep_months(self.company))
        self.assertEqual(self._kept().buyers, 1)
        self._kept().action_recompute()
        self.assertEqual(self._kept().buyers, 2)

    def test_only_a_manager_computes_again(self):
        self.kpis._cron_keep_months()
        user = new_test_user(self.env, "kpi.user", "wechat_member.group_member_user")
        row = self._kept().with_user(user)
        self.assertEqual(row.members, 40)
        with self.assertRaises(AccessError):
            row.action_recompute()
