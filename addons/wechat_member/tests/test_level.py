from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestLevel(LedgerCommon):
    """Proves R162 and R163."""

    def _close(self, day):
        self.env["res.partner"]._close_level_period(self.company, Date.to_date(day))
        self.env.invalidate_all()

    def test_a_level_rises_at_once_and_says_so(self):
        self._sell(qty=3)
        self.assertEqual(self.member.member_level_id, self.gold)
        change = self.member.member_level_change_ids
        self.assertEqual(change.old_level_id, self.basic)
        self.assertIn("1200", change.words)

    def test_a_return_lets_the_level_fall_at_the_end_of_the_period_only(self):
        order = self._sell(qty=3)
        self._return(order, qty=3)
        self.assertEqual(self.member.growth, 0)
        self.assertEqual(self.member.member_level_id, self.gold)
        self._close("2030-01-01")
        self.assertEqual(self.member.member_level_id, self.basic)
        self.assertIn("period has ended", self.member.member_level_change_ids[0].words)

    def test_growth_decays_at_the_end_of_a_period_once(self):
        self.company.member_growth_decay = 50
        self.member.growth = 1501
        self._close("2030-01-01")
        self.assertEqual(self._growth(), 751)
        self.assertEqual(self.member.member_level_id, self.basic)
        self._assert_ledger_agrees()

    def test_the_job_closes_each_period_once(self):
        self.company.member_growth_decay = 10
        self.company.member_level_period = "month"
        self.member.growth = 1000
        self.company.member_level_period_closed = "2020-01-01"
        for _again in range(2):
            self.env["res.partner"]._cron_close_level_periods()
            self.env.invalidate_all()
        self.assertEqual(self._growth(), 900)

    def test_four_levels_come_with_the_addon_and_are_the_merchant_s_to_edit(self):
        """Proves R218."""
        names = ("basic", "gold", "diamond", "black")
        levels = self.env["member.level"].union(
            *(self.env.ref(f"wechat_member.member_level_{name}") for name in names)
        )
        levels.active = True
        manager = new_test_user(
            self.env, "level.manager", "wechat_member.group_member_manager"
        )
        self.assertEqual(levels.sorted("growth_threshold"), levels)
        diamond = levels[2].with_user(manager)
        diamond.write({"name": "Jade", "growth_threshold": 700, "discount": 3})
        self.member.growth = 700
        self.assertEqual(self.member.member_level_id, levels[2])
        self.assertEqual(levels[2].pricelist_id.item_ids.percent_price, 3)
        with self.assertRaises(AccessError):
            levels[2].with_user(self.cashier).growth_threshold = 1

    def test_a_company_may_have_levels_of_its_own(self):
        own = self.env["member.level"].create(
            {"name": "Own", "growth_threshold": 0, "company_id": self.company.id}
        )
        self.assertEqual(self.member.member_level_id, own)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._make_member("Li", "13800138777", member_company_id=other.id)
        self.assertEqual(stranger.member_level_id, self.basic)

    def test_growth_comes_from_each_source_that_has_a_rule(self):
        self.rules.create(
            [
                {"company_id": self.company.id, "source": source, "growth": growth}
                | {"basis": basis}
                for source, growth, basis in (
                    ("points", 0.1, "unit"),
                    ("top_up", 0.5, "unit"),
                    ("value", 2, "unit"),
                    ("coupon", 30, "act"),
                )
            ]
        )
        wallet = self._make_card(self.wallet_program, points=0)
        wallet._post_entry("top_up", 100, "top-up,1")
        self.assertEqual(self._growth(), 50)
        wallet._post_entry("spend", -10, "spend,1")
        self.assertEqual(self._growth(), 70)
        self.points._post_entry("earn", 200, "earn,1")
        self.assertEqual(self._growth(), 90)
        coupon = self._make_card(self.coupon_program)
        self._sell(card=coupon, discount=50, cost=1)
        # 350 for the goods, 35 for the points they earn, 30 for the coupon
        self.assertEqual(self._growth(), 90 + 350 + 35 + 30)
        self._assert_ledger_agrees()

    def test_without_a_rule_nothing_grows(self):
        self.rules._get_rule(self.company, "spend").active = False
        self._sell()
        self.assertEqual(self._growth(), 0)

    def test_the_discount_of_a_level_is_its_price_in_orders(self):
        self.gold.discount = 12
        self.assertEqual(self.gold.pricelist_id.item_ids.percent_price, 12)
        self.member.growth = 1000
        order = self.env["sale.order"].create({"partner_id": self.member.id})
        self.assertEqual(order.pricelist_id, self.gold.pricelist_id)
        self.gold.discount = 15
        self.assertEqual(self.gold.pricelist_id.item_ids.percent_price, 15)
        self.assertEqual(len(self.gold.pricelist_id.item_ids), 1)

    def test_a_till_knows_the_member_prices(self):
        self.gold.discount = 12
        self.assertIn(self.gold.pricelist_id, self.till._get_available_pricelists())

    def test_a_level_tells_what_it_gives(self):
        self.gold.write(
            {
                "benefit": "1.2 times the points",
                "discount": 5,
                "birthday_points": 200,
                "birthday_program_id": self.coupon_program.id,
            }
        )
        self.assertEqual(
            self.gold.with_user(self.env.ref("base.public_user"))._get_benefit_words(),
            [
                "1.2 times the points",
                "5% off everything",
                "200 points on your birthday",
                "On your birthday: 50 off 300",
            ],
        )

    def test_a_birthday_gift_comes_once_a_year(self):
        self.basic.write(
            {"birthday_points": 100, "birthday_program_id": self.coupon_program.id}
        )
        today = self.company._get_local_today()
        self.member.member_birthday = today.replace(year=1992, day=min(today.day, 28))
        day = today.replace(day=min(today.day, 28))
        partners = self.env["res.partner"]
        for _again in range(2):
            partners._get_celebrating(self.company, day)._give_birthday_gift(day.year)
        self.assertEqual(self.points.points, 100)
        coupons = self.member.member_card_ids.filtered(lambda card: card._is_coupon())
        self.assertEqual(len(coupons), 1)
        self.assertEqual(coupons.entry_ids.kind, "birthday")
        following = day.replace(year=day.year + 1)
        partners._get_celebrating(self.company, following)._give_birthday_gift(
            following.year
        )
        self.assertEqual(self.points.points, 200)

    def test_who_is_born_on_the_leap_day_celebrates_every_year(self):
        self.member.member_birthday = "1996-02-29"
        partners = self.env["res.partner"]
        for day, celebrates in (
            ("2027-02-28", True),
            ("2028-02-28", False),
            ("2028-02-29", True),
        ):
            found = partners._get_celebrating(self.company, Date.to_date(day))
            self.assertEqual(self.member in found, celebrates, day)

    def test_the_job_of_birthdays_gives_today_s(self):
        self.basic.birthday_points = 50
        self.member.member_birthday = Date.context_today(
            self.env["res.partner"].with_context(tz="Asia/Shanghai")
        )
        self.env["res.partner"]._cron_give_birthday_gifts()
        self.assertEqual(self.points.points, 50)
