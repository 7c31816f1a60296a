from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from .test_member_reports import ReportCommon

ACCOUNTANT = "account.group_account_readonly"


@tagged("post_install", "-at_install")
class TestMemberMenus(ReportCommon):
    """Each role finds its part of the back office, and no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(cls.env, f"menu.{name}", groups)
            for name, groups in (
                ("user", "wechat_member.group_member_user"),
                ("manager", "wechat_member.group_member_manager"),
                ("accountant", f"base.group_user,{ACCOUNTANT}"),
                ("cashier", "base.group_user,point_of_sale.group_pos_user"),
            )
        }

    def _sees(self, role, menu):
        menus = self.env["ir.ui.menu"].with_user(self.users[role])
        menu_id = self.env.ref(f"wechat_member.{menu}").id
        return menu_id in menus._visible_menu_ids()

    def _roles(self, menu):
        return {role for role in self.users if self._sees(role, menu)}

    def test_each_part_of_the_merchant_s_back_office_is_one_entry(self):
        """Proves R174."""
        staff = {"user", "manager"}
        self.assertEqual(self._roles("menu_cards"), staff | {"accountant"})
        self.assertEqual(self._roles("menu_campaigns"), staff)
        self.assertEqual(self._roles("menu_effect"), staff)
        self.assertEqual(self._roles("menu_reports"), staff | {"accountant"})
        books = {"manager", "accountant"}
        self.assertEqual(self._roles("menu_reconciliation"), books)
        parent = self.env.ref("wechat_member.menu_root")
        for name in ("campaigns", "cards", "effect", "reports", "reconciliation"):
            menu = self.env.ref(f"wechat_member.menu_{name}")
            self.assertEqual(menu.parent_id, parent)

    def test_configuration_and_monitoring_are_the_manager_s(self):
        """Proves R173."""
        self.assertEqual(self._roles("menu_configuration"), {"manager"})
        self.assertEqual(self._roles("menu_monitoring"), {"manager"})
        for name in ("menu_differences", "menu_wechat_requests", "menu_wechat_outbox"):
            menu = self.env.ref(f"wechat_member.{name}")
            self.assertEqual(
                menu.parent_id, self.env.ref("wechat_member.menu_monitoring")
            )

    def test_whoever_sees_a_report_can_open_it(self):
        """Proves R174."""
        for role, user in self.users.items():
            for name in ("card_report", "coupon_report", "member_report", "kpi"):
                if self._sees(role, f"menu_{name}"):
                    self._open(name, user)
        with self.assertRaises(AccessError):
            self._open("coupon_report", self.users["cashier"])

    def _open(self, menu, user):
        action = self.env.ref(f"wechat_member.menu_{menu}").action
        if action._name == "ir.actions.server":
            action = self.env["ir.actions.server"].browse(action.id)
            opened = action.with_user(user).run()
            model = opened["res_model"]
        else:
            model = action.res_model
        self.env[model].with_user(user).search([], limit=1).read()


@tagged("post_install", "-at_install")
class TestMemberOverview(ReportCommon):
    """Proves R213."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "overview.manager", "wechat_member.group_member_manager"
        )

    def _overview(self, user=None):
        overviews = self.env["member.overview"].with_user(user or self.manager)
        overviews._open_fresh()
        self.env["member.reconciliation"]._rebuild(self.company)
        self.env.invalidate_all()
        return overviews.search([("company_id", "=", self.company.id)])

    def test_the_overview_shows_what_the_reports_count(self):
        self._give_coupons()
        self._redeem_some()
        self._sync(self._top_up_order("overview", 500))
        overview = self._overview()
        self.assertEqual(overview.members, 40)
        self.assertEqual(overview.joined, 40)
        self.assertEqual(overview.seen_lately, 11)
        self.assertEqual((overview.claimed, overview.redeemed), (30, 11))
        self.assertAlmostEqual(overview.redemption_rate, 11 / 30)
        self.assertTrue(overview.is_very_high)
        self.assertEqual(overview.net, 2800 + 1140)
        self.assertEqual(overview.cost, 460)
        self.assertEqual((overview.value, overview.topped_up), (500, 500))
        self.assertEqual(overview.differing, 0)
        cards = self.env["loyalty.card"].search(
            [("program_id", "=", self.points_program.id)]
        )
        self.assertEqual(overview.points, sum(cards.mapped("points")))

    def test_what_is_wrong_is_seen_at_once(self):
        self._give_coupons()
        self._redeem_some()
        taken = self.env["coupon.redemption"].search(
            [("state", "=", "consumed")], limit=1
        )
        taken.state = "released"
        # by a hand at the database: the ORM enters what it writes
        self.env.cr.execute(
            "UPDATE res_partner SET growth = growth + 3 WHERE id = %s",
            [self.members[0].id],
        )
        self.env["member.difference"]._check_ledger()
        overview = self._overview()
        self.assertEqual(overview.differing, 1)
        self.assertEqual(overview.ledger_differences, 1)
        action = overview.action_open_differences()
        days = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(days.coupon_difference, 1)
        here = days.with_context(tz="Asia/Shanghai")
        self.assertEqual(days.date, Date.context_today(here))

    def test_each_tile_opens_its_report(self):
        self._give_coupons()
        overview = self._overview()
        for name in ("members", "cards", "coupons"):
            action = getattr(overview, f"action_open_{name}")()
            records = self.env[action["res_model"]].with_user(self.manager)
            self.assertTrue(records.search(action["domain"]), name)

    def test_staff_without_books_sees_no_days_of_tills(self):
        user = new_test_user(
            self.env, "overview.user", "wechat_member.group_member_user"
        )
        overview = self._overview(user)
        self.assertEqual(overview.members, 40)
        self.assertEqual(overview.differing, 0)
