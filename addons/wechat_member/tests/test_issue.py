from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestIssue(TargetCommon):
    def _dormant(self, count=20):
        for member in self.people[:count]:
            self._buy(member, 100)
        self._rebuild()
        return self._segment(name="Dormant", stage="dormant")

    def test_only_the_segment_gets_the_coupon_and_each_member_once(self):
        """Proves R200 and R260."""
        issue = self._issue(self._dormant(), holdout_percent=0)
        targets = self._carry_out(issue)
        self.assertEqual(targets.partner_id.sorted("id"), self.people[:20])
        cards = self.coupon_program.coupon_ids
        self.assertEqual(cards.partner_id.sorted("id"), self.people[:20])
        self.assertEqual(len(cards), 20)
        self.assertEqual(cards, targets.card_id.sorted("id", reverse=False) | cards)
        self._work("member.issue", "_cron_issue")
        issue.action_start()
        self.assertEqual(len(self.coupon_program.coupon_ids), 20)
        self.assertEqual((issue.issued_count, issue.progress), (20, 100))
        self._assert_ledger_agrees()

    def test_an_offer_for_one_product_goes_to_those_who_like_it(self):
        """Proves R200."""
        tag = self.env["member.tag"].create(
            {"name": "Nuts", "kind": "product", "product_ids": self.nuts.ids}
        )
        for member in self.people[:6]:
            self._buy(member, 3)
            self._buy(member, 2)
        self._buy(self.people[7], 2, self.gown)
        tag.action_compute()
        offer = self.env["member.offer"].create(
            {
                "segment_id": self._segment(tag_ids=tag.ids).id,
                "product_ids": self.nuts.ids,
                "off": 5,
                "valid_days": 10,
            }
        )
        issue = self.env["member.issue"].browse(offer.action_prepare()["res_id"])
        issue.holdout_percent = 0
        self._carry_out(issue)
        cards = issue.program_id.coupon_ids
        self.assertEqual(cards.partner_id.sorted("id"), self.people[:6])
        rule = issue.program_id.rule_ids
        self.assertEqual(rule.product_ids, self.nuts)
        self.assertEqual(issue.program_id.reward_ids.discount_product_ids, self.nuts)
        today = self.company._get_local_today()
        self.assertEqual((cards[0].expiration_date - today).days, 10)

    def test_the_preview_tells_how_many_and_what_it_costs(self):
        issue = self._issue(self._dormant(), holdout_percent=20)
        self.assertEqual((issue.planned_count, issue.planned_coupons), (20, 16))
        self.assertEqual(issue.planned_told, 20)
        self.assertEqual(issue.most_cost, 16 * 50)
        self.assertAlmostEqual(issue.expected_cost, 16 * 50 * 0.3)
        self.assertFalse(self.coupon_program.coupon_ids)
        self.assertFalse(issue.target_ids)

    def test_the_expected_rate_is_that_of_before(self):
        targets = self._carry_out(self._issue(self._dormant(4), holdout_percent=0))
        self._redeem(targets[0])
        targets.issue_id.action_measure()
        again = self._issue(self._segment(name="All"))
        self.assertEqual(again.expected_rate, 0.25)

    def test_the_lot_can_be_drawn_again(self):
        segment = self._dormant()
        issue = self._issue(segment, holdout_percent=25)
        issue.action_start()
        aside = issue.target_ids.filtered(lambda one: one.group == "control")
        self.assertEqual(len(aside), 5)
        self.assertEqual(issue.control_count, 5)
        again = self._issue(segment, holdout_percent=25)
        again.seed = issue.seed
        again._write_down_members()
        drawn = again.target_ids.filtered(lambda one: one.group == "control")
        self.assertEqual(aside.partner_id, drawn.partner_id)
        other = self._issue(segment, holdout_percent=25)
        other.seed = "another lot"
        other._write_down_members()
        third = other.target_ids.filtered(lambda one: one.group == "control")
        self.assertNotEqual(aside.partner_id, third.partner_id)

    def _begin(self, **vals):
        """Return an issue whose members are still to be written down."""
        issue = self._issue(self._dormant(), **vals)
        issue.write(
            {
                "state": "running",
                "drawing": True,
                "seed": "a lot",
                "started_at": Datetime.now(),
            }
        )
        return issue

    def test_the_share_kept_aside_is_met_whatever_the_pieces(self):
        issue = self._begin(holdout_percent=25)
        aside = []
        for _piece in range(4):
            issue._write_down_members(6)
            aside.append(issue.control_count)
        # a quarter of 6, 12, 18 and 20
        self.assertEqual(aside, [2, 3, 5, 5])
        self.assertEqual((issue.drawn_count, issue.drawing), (20, False))
        self.assertEqual(issue.target_ids.partner_id.sorted("id"), self.people[:20])

    def test_writing_down_goes_on_where_it_was_killed(self):
        issue = self._begin(holdout_percent=20)
        issue._write_down_members(6)
        with self.env.cr.savepoint() as dying:
            issue._write_down_members(6)
            dying.rollback()
        self.env.invalidate_all()
        self.assertEqual((issue.drawn_count, issue.drawing), (6, True))
        self.assertFalse(self.coupon_program.coupon_ids)
        self._work("member.issue", "_cron_issue", batch=7)
        self.assertEqual((issue.state, issue.issued_count), ("done", 16))
        self.assertEqual((issue.target_count, issue.control_count), (16, 4))
        self.assertFalse(issue.drawing)

    def test_stopped_while_members_are_written_down_it_goes_on_there(self):
        issue = self._begin(holdout_percent=0)
        issue._write_down_members(6)
        issue.action_stop()
        self._work("member.issue", "_cron_issue")
        self.assertEqual((issue.drawn_count, issue.issued_count), (6, 0))
        issue.action_resume()
        self._work("member.issue", "_cron_issue")
        self.assertEqual((issue.state, issue.issued_count), ("done", 20))

    def test_a_worker_that_dies_is_followed_by_one_that_goes_on(self):
        issue = self._issue(self._dormant(), holdout_percent=0)
        issue.action_start()
        issue._run_piece(6)
        with self.env.cr.savepoint() as dying:
            issue._run_piece(6)
            dying.rollback()
        self.env.invalidate_all()
        self.assertEqual((issue.issued_count, issue._count_waiting()), (6, 14))
        self._work("member.issue", "_cron_issue")
        self.assertEqual((issue.state, issue.issued_count), ("done", 20))
        self.assertEqual(len(self.coupon_program.coupon_ids), 20)

    def test_who_left_meanwhile_gets_nothing(self):
        issue = self._issue(self._dormant(3), holdout_percent=0)
        issue.action_start()
        self.people[0].is_member = False
        self._work("member.issue", "_cron_issue")
        self.assertEqual(issue.target_ids.mapped("state").count("left"), 1)
        self.assertEqual(len(self.coupon_program.coupon_ids), 2)

    def test_stopped_it_waits_and_goes_on(self):
        issue = self._issue(self._dormant(), holdout_percent=0)
        issue.action_start()
        issue._run_piece(5)
        issue.action_stop()
        self._work("member.issue", "_cron_issue")
        self.assertEqual(issue.issued_count, 5)
        self.coupon_program.active = False
        issue.action_resume()
        self._work("member.issue", "_cron_issue")
        self.assertEqual((issue.state, issue.issued_count), ("stopped", 5))
        self.assertTrue(issue.trouble)
        self.coupon_program.active = True
        issue.action_resume()
        self._work("member.issue", "_cron_issue")
        self.assertEqual((issue.state, issue.issued_count), ("done", 20))

    def test_nobody_is_written_to_who_said_no_or_heard_lately(self):
        """Proves R190 and R90."""
        segment = self._dormant(4)
        self.people[0].member_consent = False
        gate = self.env["message.gate"]
        gate._admit(self.people[1], "marketing", "sms")
        texts = self.env["sms.sms"].sudo()
        before = texts.search_count([])
        issue = self._issue(segment, holdout_percent=0)
        targets = self._carry_out(issue)
        reasons = {
            target.partner_id: target.not_told_reason
            for target in targets
            if target.told == "withheld"
        }
        self.assertEqual(
            reasons, {self.people[0]: "no_consent", self.people[1]: "too_soon"}
        )
        self.assertEqual(issue.told_count, 2)
        self.assertEqual(texts.search_count([]) - before, 2)
        self.assertEqual(len(targets.card_id), 4)
        second = self._carry_out(self._issue(segment, holdout_percent=0))
        self.assertEqual(second.mapped("told"), ["withheld"] * 4)

    def test_woken_members_are_told_from_those_who_came_anyway(self):
        """Proves R260."""
        issue = self._issue(self._dormant(), holdout_percent=20)
        targets = self._carry_out(issue)
        woken = targets.filtered(lambda one: one.group == "target")
        aside = targets - woken
        for target in woken[:8]:
            self._redeem(target)
        self._buy(woken[8].partner_id, price=100)
        self._buy(aside[0].partner_id, price=200)
        issue.action_measure()
        self.assertEqual((issue.issued_count, issue.redeemed_count), (16, 8))
        self.assertEqual(issue.redemption_rate, 0.5)
        self.assertEqual(issue.returned_count, 9)
        self.assertEqual(issue.target_return_rate, 9 / 16)
        self.assertEqual(issue.control_return_rate, 1 / 4)
        self.assertEqual(issue.driven_gross, 8 * 350)
        self.assertEqual(issue.cost, 8 * 50)
        self.assertEqual(issue.target_head, (8 * 350 + 100) / 16)
        self.assertEqual(issue.control_head, 50)
        self.assertEqual(issue.lift, 8 * 350 + 100 - 16 * 50)
        self.assertTrue(issue.verdict)

    def test_a_return_changes_the_net_of_yesterday_and_leaves_the_gross(self):
        """Proves R260."""
        issue = self._issue(self._dormant(4), holdout_percent=0)
        targets = self._carry_out(issue)
        order = self._redeem(targets[0])
        issue.action_measure()
        self.assertEqual((issue.driven_gross, issue.driven_net), (350, 350))
        lines = [
            self._line(-1, line.price_unit, refunded_orderline_id=line.id)
            for line in order.lines
        ]
        self._send(lines, order.partner_id)
        issue.action_measure()
        self.assertEqual((issue.driven_gross, issue.driven_net), (350, 0))
        self.assertEqual(targets[0].bought_net, 0)
        self.assertEqual(targets[0].bought_gross, 350)
        self.assertEqual((issue.returned_count, issue.cost), (0, 0))

    def test_an_order_that_redeems_counts_as_a_receipt_does(self):
        """Proves R260."""
        issue = self._issue(self._dormant(2), holdout_percent=0)
        target = self._carry_out(issue)[0]
        order = self.env["sale.order"].create(
            {
                "partner_id": target.partner_id.id,
                "order_line": [
                    Command.create({"product_id": self.shirt.id, "tax_ids": False})
                ],
            }
        )
        self.coupon_program.sale_ok = True
        order._try_apply_code(target.card_id.code)
        order._apply_program_reward(self.coupon_program.reward_ids, target.card_id)
        order.action_confirm()
        issue.action_measure()
        self.assertEqual(issue.redeemed_count, 1)
        self.assertEqual((issue.driven_gross, issue.cost), (350, 50))

    def test_purchases_outside_of_the_days_do_not_count(self):
        issue = self._issue(self._dormant(2), holdout_percent=0, measure_days=10)
        targets = self._carry_out(issue)
        self._buy(targets[0].partner_id, days=-11)
        self._buy(targets[1].partner_id, days=-9)
        issue.action_measure()
        self.assertEqual(targets.mapped("bought_count"), [0, 1])

    def test_what_was_issued_is_not_changed(self):
        issue = self._issue(self._dormant(2))
        self._carry_out(issue)
        with self.assertRaises(UserError):
            issue.segment_id = False
        with self.assertRaises(UserError):
            issue.unlink()
        with self.assertRaises(UserError):
            self._issue(self._segment(stage="new")).action_start()

    def test_members_staff_looks_and_managers_issue(self):
        issue = self._issue(self._dormant(2), holdout_percent=0)
        user = new_test_user(self.env, "iss.user", "wechat_member.group_member_user")
        boss = new_test_user(self.env, "iss.boss", "wechat_member.group_member_manager")
        with self.assertRaises(AccessError):
            issue.with_user(user).action_start()
        self.assertEqual(issue.with_user(user).planned_count, 2)
        issue.with_user(boss).action_start()
        self._work("member.issue", "_cron_issue")
        self.assertEqual(issue.with_user(user).issued_count, 2)
        with self.assertRaises(AccessError):
            issue.with_user(self.cashier).read(["name"])
