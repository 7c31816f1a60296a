from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestSegment(TargetCommon):
    def _stages(self, days_by_member):
        for member, days in days_by_member.items():
            self._buy(member, days)
        self._rebuild()
        return {member: member.member_life for member in days_by_member}

    def test_stages_change_on_the_day_they_should(self):
        """Proves R208."""
        days = {29: "new", 30: "new", 31: "old", 59: "old", 60: "risk"}
        days |= {179: "risk", 180: "lost", 400: "lost"}
        members = dict(zip(self.people, days, strict=False))
        self.assertEqual(
            list(self._stages(members).values()), list(days.values()), days
        )
        for stage in ("new", "old", "risk", "lost"):
            expected = [member for member, day in members.items() if days[day] == stage]
            found = self._members(self._segment(name=stage, stage=stage))
            self.assertEqual(list(found.sorted("id")), expected, stage)
        dormant = self._members(self._segment(stage="dormant"))
        self.assertEqual(len(dormant), 4)

    def test_the_days_are_settable(self):
        """Proves R208."""
        members = {self.people[0]: 8, self.people[1]: 15}
        self.company.write(
            {"member_new_days": 7, "member_risk_days": 10, "member_lost_days": 15}
        )
        stages = self._stages(members)
        self.assertEqual(list(stages.values()), ["old", "lost"])
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            # days that do not rise
            self.company.member_lost_days = 9
            self.env.flush_all()

    def test_days_are_those_of_the_shop(self):
        order = self._buy(self.people[0])
        today = self.company._get_local_today()
        # half past four in the afternoon in London is the next day in the shop
        order.date_order = f"{today - timedelta(days=61)} 16:30:00"
        self._rebuild()
        row = self.people[0].member_activity_ids
        self.assertEqual(row.last_date, today - timedelta(days=60))

    def test_who_has_not_bought_and_who_gave_all_back_have_not_bought(self):
        order = self._buy(self.people[0], 20)
        self._return(order)
        self._rebuild()
        self.assertEqual(self.people[0].member_life, "none")
        never = self._members(self._segment(stage="none"))
        self.assertEqual(never, self.people + self.member)
        self.assertEqual(self.people[0].member_activity_ids.gross, 20)
        self.assertEqual(self.people[0].member_activity_ids.net, 0)

    def test_what_was_bought_since_is_known_when_one_counts(self):
        segment = self._segment(stage="dormant")
        self._buy(self.people[0], 100)
        self._rebuild()
        self.assertEqual(segment.member_count, 1)
        self._buy(self.people[0])
        sale = self._make_sale_order(member=self.people[1])
        segment.action_refresh()
        segment.invalidate_recordset()
        self.assertEqual(segment.member_count, 0)
        self.assertEqual(self.people[1].member_activity_ids.net, 400)
        self._credit(sale, 1)
        segment.action_refresh()
        self.assertEqual(self.people[1].member_activity_ids.net, 0)

    def test_activity_is_what_a_count_by_hand_gives(self):
        member = self.people[0]
        first = self._buy(member, 300, self.gown, qty=2)
        self._buy(member, 90, self.nuts, qty=3)
        self._return(first)
        self._make_sale_order(member=member)
        self._rebuild()
        row = member.member_activity_ids
        today = self.company._get_local_today()
        self.assertEqual(
            (row.ticket_count, row.gross, row.net, row.year_net),
            (3, 1660, 1060, 1060),
        )
        self.assertEqual(row.first_date, today - timedelta(days=300))
        self.assertEqual(row.last_date, today)
        self.assertEqual(row.config_id, self.till)
        before = row.read()[0]
        self._rebuild()
        again = member.member_activity_ids.read()[0]
        self.assertEqual(before | {"refreshed_at": 0}, again | {"refreshed_at": 0})

    def test_stored_value_is_a_payment_and_a_top_up_no_purchase(self):
        top_up = self.wallet_program.rule_ids.product_ids
        self._buy(self.people[0], product=top_up, price=500)
        wallet = self._make_card(self.wallet_program, 300, self.people[1])
        self._sell(member=self.people[1], card=wallet, discount=300, cost=300)
        self._rebuild()
        self.assertFalse(self.people[0].member_activity_ids)
        self.assertEqual(self.people[1].member_activity_ids.net, 400)

    def test_conditions_are_joined(self):
        level = self.gold
        big = self.people[:3]
        for member in big:
            self._buy(member, 40, self.gown)
        big[0].growth = 5000
        big[0].member_birthday = Date.to_date("1990-03-05")
        self._rebuild()
        segment = self._segment(spend_from=500, bought_before=30, bought_within=50)
        self.assertEqual(self._members(segment), big)
        segment.level_ids = level
        self.assertEqual(self._members(segment), big[0])
        segment.write({"birthday_month": "04"})
        self.assertFalse(self._members(segment))
        segment.write({"birthday_month": "03", "config_ids": self.till.ids})
        self.assertEqual(self._members(segment), big[0])
        self.assertIn("Gold", segment.words)
        segment.spend_to = 100
        self.assertEqual(segment.member_count, 0)

    def test_the_form_counts_before_it_is_saved(self):
        self._buy(self.people[0], 100)
        self._rebuild()
        with Form(self.env["member.segment"]) as form:
            form.name = "Quiet"
            form.stage = "risk"
            self.assertEqual(form.member_count, 1)
            self.assertIn("At Risk", form.words)

    def test_lists_show_what_was_counted_last(self):
        segment = self._segment(stage="dormant")
        self.assertEqual(segment.kept_count, 0)
        self._buy(self.people[0], 100)
        self._work("member.activity", "_cron_refresh")
        self.assertEqual(segment.kept_count, 1)
        segment.stage = "none"
        # the members but one, and the one of all tests
        self.assertEqual(segment.kept_count, len(self.people))
        self.assertTrue(segment.kept_at)

    def test_who_never_bought_counts_with_nothing_spent(self):
        self._buy(self.people[0], 100)
        self._rebuild()
        self.assertEqual(self._segment()._count_people()[0], len(self.people) + 1)
        dormant = self._segment(name="Dormant", stage="dormant")._count_people()
        self.assertEqual((dormant[0], float(dormant[2]), dormant[3]), (1, 20, 1))

    def test_figures_know_who_bought_before_the_night_and_since(self):
        figures = self.env["member.stage"].search(
            [("company_id", "=", self.company.id)]
        )
        before = figures.buyer_count
        self._buy(self.people[0], 50)
        self._rebuild()
        self.activity.flush_model()
        figures.invalidate_recordset()
        self.assertEqual(figures.buyer_count, before + 1)
        self._buy(self.people[1])
        self.env.flush_all()
        figures.invalidate_recordset()
        self.assertEqual(figures.buyer_count, before + 2)

    def test_who_can_be_written_to_is_what_the_gate_says(self):
        """Proves R190."""
        segment = self._segment()
        people = self.people[:4]
        (self.people - people).is_member = False
        people[0].member_consent = False
        gate = self.env["message.gate"]
        gate._admit(people[1], "marketing", "sms")
        recipient = gate._admit(people[2], "service", "sms")[people[2]].recipient_id
        recipient.sudo().opted_out_at = "2026-01-01"
        self.env.flush_all()
        self.assertEqual(segment.member_count, 5)
        self.assertEqual(segment.reachable_count, 1)

    def test_each_merchant_sees_his_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["member.segment"].create({"name": "Theirs", "company_id": other.id})
        self.env["member.tag"].create(
            {"name": "Theirs", "kind": "manual", "company_id": other.id}
        )
        user = new_test_user(self.env, "seg.user", "wechat_member.group_member_user")
        for model in ("member.segment", "member.tag"):
            seen = self.env[model].with_user(user).search([])
            self.assertNotIn("Theirs", seen.mapped("name"))
        with self.assertRaises(AccessError):
            self.env["member.segment"].with_user(user).create({"name": "Mine"})
        for model in ("member.activity", "campaign.target", "member.purchase"):
            self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.cashier).search([])

    def test_purchases_are_those_of_members(self):
        """Proves R200."""
        stranger = self.env["res.partner"].create({"name": "Passer-by"})
        order = self._buy(self.people[0], 3, self.gown, qty=3)
        self._buy(stranger, 3)
        self._return(order)
        self.env.flush_all()
        lines = self.env["member.purchase"].search([("config_id", "=", self.till.id)])
        self.assertEqual(lines.partner_id, self.people[0])
        self.assertEqual(
            lines.mapped("net"), [1800, -600] if lines[0].net > 0 else [-600, 1800]
        )
        self.assertEqual(set(lines.mapped("date")), {order.date_order})
        [(gross, net, tickets)] = self.env["member.purchase"]._read_group(
            [("partner_id", "=", self.people[0].id)],
            [],
            ["gross:sum", "net:sum", "ticket:count_distinct"],
        )
        self.assertEqual((gross, net, tickets), (1800, 1200, 1))

    def test_a_tag_rule_says_what_it_stands_for(self):
        with self.assertRaises(ValidationError):
            self.env["member.tag"].create({"name": "Nothing", "kind": "product"})
