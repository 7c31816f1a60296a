from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_agent_score import ScoreCommon


class TermsCommon(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls._terms(cls.tj)
        cls.env.company.dispatch_person_id = cls.operator

    @classmethod
    def _terms(cls, warehouse, accept=True, **vals):
        terms = cls.env["agent.terms"].create(
            {
                "agent_id": warehouse.agent_id.id,
                "accept_hours": 2,
                "ship_hours": 12,
                "grace_days": 7,
                **vals,
            }
        )
        if accept:
            terms.action_send()
            terms._put_in_force()
        return terms

    def _behave(self, warehouse, late, good, days_ago=3.0):
        pickings = self._dispatches(warehouse, late + good, days_ago=days_ago)
        for number, picking in enumerate(pickings):
            self._handle(picking, *((8, 60) if number < late else (1, 8)))

    def _night(self, days=0):
        """The job of the night, so many days later."""
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            self.env["agent.score"]._cron_score()
            self.env.flush_all()

    def _breaches(self, kind=None):
        breaches = self.env["agent.breach"].search(
            [("agent_id", "=", self.tj.agent_id.id)]
        )
        return breaches.filtered(lambda b: not kind or b.kind == kind)

    def _todos(self, user):
        return self.env["mail.activity"].search(
            [("res_model", "=", "agent.breach"), ("user_id", "=", user.id)]
        )


@tagged("post_install", "-at_install")
class TestSupplierTerms(TermsCommon):
    """An agent agrees to terms, and his deadlines follow them. Proves R156."""

    def test_terms_end_on_the_day_it_is_for_the_company(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2030-03-01 20:00:00"):
            self.terms.with_context(tz="America/Los_Angeles").action_end()
        self.assertEqual(fields.Date.to_string(self.terms.date_end), "2030-03-02")

    def test_the_deadlines_of_a_dispatch_follow_the_terms(self):
        self._stock(self.tj, self.coat, 2)
        self._stock(self.ks, self.coat, 2)
        hours = {}
        for consumer in (self.in_beijing, self.in_shanghai):
            picking = self._order(consumer, [(self.coat, 1)]).picking_ids
            hours[picking.agent_id] = [
                round((deadline - picking.create_date).total_seconds() / 3600)
                for deadline in (picking.accept_by, picking.ship_by)
            ]
        self.assertEqual(hours, {self.tj.agent_id: [2, 12], self.ks.agent_id: [4, 24]})
        self.terms.action_end()
        picking = self._order(self.in_beijing, [(self.coat, 1)]).picking_ids
        waits = picking.ship_by - picking.create_date
        self.assertEqual(round(waits.total_seconds() / 3600), 24)

    def test_only_the_agent_accepts_his_terms(self):
        terms = self._terms(self.ks, accept=False)
        self.assertFalse(self.env["agent.terms"].with_user(self.ks_user).search([]))
        with self.assertRaises(AccessError):
            terms.with_user(self.ks_user).action_agree()
        terms.with_user(self.operator).action_send()
        for stranger in (self.tj_user, self.operator):
            with self.assertRaises(AccessError):
                terms.with_user(stranger).action_agree()
        terms.with_user(self.ks_user).action_agree()
        self.assertEqual(terms.state, "accepted")
        self.assertEqual(terms.accepted_by_id, self.ks_user)
        with self.assertRaises(UserError):
            terms.with_user(self.ks_user).action_agree()
        with self.assertRaises(AccessError):
            terms.with_user(self.ks_user).write({"ship_hours": 99})

    def test_the_operator_can_not_agree_for_the_agent(self):
        terms = self._terms(self.ks, accept=False).with_user(self.operator)
        terms.action_send()
        for vals in ({"state": "accepted"}, {"accepted_by_id": self.ks_user.id}):
            with self.assertRaises(AccessError):
                terms.write(vals)
        with self.assertRaises(AccessError):
            terms.create({"agent_id": self.fs.agent_id.id, "state": "accepted"})

    def test_terms_that_were_shown_are_never_edited(self):
        with self.assertRaises(UserError):
            self.terms.with_user(self.operator).score_min = 10
        draft = self.env["agent.terms"].browse(
            self.terms.with_user(self.operator).action_new_version()["res_id"]
        )
        self.assertEqual((draft.version, draft.state), (2, "draft"))
        draft.score_min = 10
        draft.action_send()
        self.assertEqual(self.terms.state, "accepted")
        draft.with_user(self.tj_user).action_agree()
        self.assertEqual((self.terms.state, draft.state), ("ended", "accepted"))

    def test_another_company_has_no_part_in_it(self):
        company = self.env["res.company"].create({"name": "Other"})
        other = new_test_user(
            self.env,
            "other",
            groups="brand_outlet.group_operator",
            company_id=company.id,
            company_ids=[company.id],
        )
        self._behave(self.tj, late=20, good=0)
        self._night()
        self.assertTrue(self._breaches())
        for model in ("agent.terms", "agent.breach"):
            self.assertFalse(self.env[model].with_user(other).search([]))


@tagged("post_install", "-at_install")
class TestSuspension(TermsCommon):
    """Who breaks his terms is warned, suspended, and resumed. Proves R156."""

    def test_a_breach_is_warned_about_first(self):
        self._behave(self.tj, late=6, good=14)
        self._night()
        breach = self._breaches("on_time")
        self.assertEqual(breach.state, "warned")
        self.assertEqual(breach.value, 70)
        self.assertEqual(breach.suspend_on - breach.warned_on, timedelta(days=7))
        self.assertEqual(self.tj.cooperation_state, "active")
        self.assertIn("70.0", self._todos(self.tj_user)[0].summary)
        self._night(days=1)
        self.assertEqual(len(self._breaches("on_time")), 1)

    def test_who_keeps_his_terms_hears_nothing(self):
        self._behave(self.tj, late=0, good=20)
        self._behave(self.ks, late=20, good=0)
        self._night()
        self.assertFalse(self.env["agent.breach"].search([]))

    def test_few_dispatches_are_not_judged(self):
        self._behave(self.tj, late=5, good=0)
        self._night()
        self.assertFalse(self._breaches())

    def test_after_the_grace_the_agent_is_suspended_and_routing_passes_him_over(self):
        self._behave(self.tj, late=6, good=14)
        self._night()
        self._night(days=8)
        self.assertEqual(self._breaches("on_time").state, "suspended")
        self.assertEqual(self.tj.cooperation_state, "paused")
        self.assertTrue(self.tj.is_suspended)
        self.assertIn("70.0", self.tj.pause_reason)
        self.assertTrue(self._todos(self.operator))
        self._stock(self.tj, self.coat, 1)
        self._stock(self.fs, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(order.picking_ids.agent_id, self.fs.agent_id)

    def test_who_keeps_his_terms_again_is_resumed_by_itself(self):
        self._behave(self.tj, late=6, good=14)
        self._night()
        self._night(days=8)
        events = self.env["agent.event"].search(
            [("agent_id", "=", self.tj.agent_id.id)]
        )
        events.with_user(self.tj_user)._appeal("停电")
        events.with_user(self.operator)._decide(True, "属实")
        self.assertEqual(self.tj.cooperation_state, "active")
        self.assertFalse(self.tj.is_suspended or self.tj.pause_reason)
        self.assertEqual(set(self._breaches().mapped("state")), {"healed"})

    def test_time_heals_too(self):
        self._behave(self.tj, late=6, good=14)
        self._night()
        self._night(days=8)
        self.assertEqual(self.tj.cooperation_state, "paused")
        self._night(days=40)
        self.assertEqual(self.tj.cooperation_state, "active")

    def test_what_was_paused_by_hand_is_not_resumed(self):
        second = self.env["stock.warehouse"].create(
            {"name": "二仓", "code": "T09", "agent_id": self.tj.agent_id.id}
        )
        second.cooperation_state = "paused"
        self._behave(self.tj, late=6, good=14)
        self._night()
        self._night(days=8)
        self._night(days=40)
        self.assertEqual(self.tj.cooperation_state, "active")
        self.assertEqual(second.cooperation_state, "paused")

    def test_the_last_warehouse_of_a_brand_is_not_suspended_but_asked_about(self):
        (self.ks | self.fs).cooperation_state = "ended"
        self._behave(self.tj, late=6, good=14)
        self._night()
        self._night(days=8)
        breach = self._breaches("on_time")
        self.assertEqual(breach.state, "asked")
        self.assertEqual(self.tj.cooperation_state, "active")
        self.assertIn(self.brand.name, self._todos(self.operator)[0].summary)
        breach.with_user(self.operator).action_suspend()
        self.assertEqual(self.tj.cooperation_state, "paused")

    def test_the_operator_gives_more_time(self):
        self._behave(self.tj, late=6, good=14)
        self._night()
        self._night(days=8)
        for breach in self._breaches():
            breach.with_user(self.operator).action_give_time()
        self.assertEqual(self.tj.cooperation_state, "active")
        self._night(days=1)
        self.assertEqual(self.tj.cooperation_state, "active")
        breach = self._breaches()[0]
        for user in (self.tj_user, self.operator):
            with self.assertRaises(AccessError):
                breach.with_user(user).write({"state": "healed"})
        with self.assertRaises(AccessError):
            breach.with_user(self.tj_user).action_give_time()

    def test_setting_the_cooperation_by_hand_takes_it_over(self):
        self._behave(self.tj, late=6, good=14)
        self._night()
        self._night(days=8)
        self.tj.cooperation_state = "active"
        self.assertFalse(self.tj.is_suspended)
        self._night(days=9)
        self.assertEqual(self.tj.cooperation_state, "active")
