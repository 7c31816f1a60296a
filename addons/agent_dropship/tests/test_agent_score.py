import random
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged, users

from .common import DropshipCommon

# How an agent handled a dispatch, better first: hours to accept, hours to ship.
LADDER = [(0.5, 5), (3, 20), (6, 20), (6, 40), (6, None)]


class ScoreCommon(DropshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # at night each agent's score is a transaction of its own; here all is one
        cls.classPatch(cls.env.cr, "commit", lambda: None)
        cls.tj_user = cls._agent_user(cls.tj, "tj_agent")
        cls.ks_user = cls._agent_user(cls.ks, "ks_agent")
        cls.operator = new_test_user(
            cls.env, "operator", groups="brand_outlet.group_operator"
        )

    @classmethod
    def _dispatches(cls, warehouse, count, days_ago=3.0):
        """Bare dispatches that were made some days ago, to be accepted within 4 hours
        and shipped within 24."""
        pickings = cls.env["stock.picking"].create(
            [
                {
                    "picking_type_id": warehouse.out_type_id.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "location_dest_id": cls.env.ref(
                        "stock.stock_location_customers"
                    ).id,
                }
                for _number in range(count)
            ]
        )
        cls.env.flush_all()
        for picking in pickings:
            made = fields.Datetime.now() - timedelta(days=days_ago)
            cls._set(
                picking,
                create_date=made,
                accept_by=made + timedelta(hours=4),
                ship_by=made + timedelta(hours=24),
            )
        return pickings

    @classmethod
    def _set(cls, picking, **vals):
        """Write facts of the past as they were recorded then."""
        picking.flush_recordset()
        columns = ", ".join(f"{name} = %s" for name in vals)
        query = f"UPDATE stock_picking SET {columns} WHERE id = %s"
        cls.env.cr.execute(query, (*vals.values(), picking.id))
        picking.invalidate_recordset()

    @classmethod
    def _handle(cls, picking, accept, ship):
        """The agent accepted and shipped after so many hours; None is never."""
        made = picking.create_date
        cls._set(
            picking,
            accepted_at=made + timedelta(hours=accept) if accept else None,
            date_done=made + timedelta(hours=ship) if ship else None,
            dispatch_state="shipped" if ship else "accepted" if accept else "new",
        )

    def _score(self, warehouse):
        """Return today's scorecard of the warehouse's agent."""
        Event = self.env["agent.event"].sudo()
        late = ("late_accept", "late_ship")
        Event.search([("kind", "in", late), ("appeal_state", "=", "none")]).unlink()
        Event._log_facts()
        return self.env["agent.score"].sudo()._refresh(warehouse.agent_id)

    def _part(self, card, part):
        return card.part_ids.filtered(lambda one: one.part == part)


@tagged("post_install", "-at_install")
class TestAgentScore(ScoreCommon):
    """What an agent does becomes events, and events become a score.

    Proves R156. Proves R212.
    """

    def test_an_agent_that_can_not_be_scored_does_not_hold_up_the_others(self):
        self._break(self.tj.agent_id, "agent.score", "_refresh")
        with self.assertLogs("odoo.addons.brand_outlet.models.ir_cron", "ERROR"):
            self._run_job("cron_agent_score")
        cards = self.env["agent.score"].search([("date", ">=", fields.Date.today())])
        self.assertNotIn(self.tj.agent_id, cards.agent_id)
        self.assertIn(self.ks.agent_id, cards.agent_id)
        self.assertIn(self.fs.agent_id, cards.agent_id)

    def test_agents_of_every_company_are_scored_on_the_day_it_is_there(self):
        west = self.env["res.company"].create({"name": "西岸"})
        west.partner_id.tz = "America/Los_Angeles"
        agent = self.env["res.partner"].create({"name": "洛杉矶代理"})
        self.env["stock.warehouse"].search([("company_id", "=", west.id)])[
            0
        ].agent_id = agent
        with freeze_time("2030-03-01 20:00:00"):
            self.env["agent.score"]._cron_score()
        cards = self.env["agent.score"].search([("date", ">=", date(2030, 3, 1))])
        days = {card.agent_id: card.date for card in cards}
        self.assertEqual(days[agent], date(2030, 3, 1))
        self.assertEqual(days[self.tj.agent_id], date(2030, 3, 2))

    def test_lateness_is_noted_by_itself_and_once(self):
        slow, silent, good = self._dispatches(self.tj, 3)
        self._handle(slow, 6, 40)
        self._handle(silent, None, None)
        self._handle(good, 1, 10)
        for _night in range(2):
            self.env["agent.score"]._cron_score()
        events = self.env["agent.event"].search(
            [("agent_id", "=", self.tj.agent_id.id)]
        )
        self.assertEqual(
            sorted((event.picking_id.id, event.kind) for event in events),
            sorted(
                (picking.id, kind)
                for picking in (slow, silent)
                for kind in ("late_accept", "late_ship")
            ),
        )
        self.assertEqual(
            events.filtered(
                lambda e: e.picking_id == slow and e.kind == "late_ship"
            ).date,
            slow.ship_by,
        )

    def test_the_same_is_noted_once_for_a_dispatch(self):
        picking = self._dispatches(self.tj, 1)
        Event = self.env["agent.event"]
        event = Event._log("refused", picking, "缺货")
        self.assertEqual((event.agent_id, event.note), (self.tj.agent_id, "缺货"))
        self.assertFalse(Event._log("refused", picking))

    def test_a_delivery_without_an_agent_makes_no_event(self):
        plain = self.env["stock.warehouse"].create({"name": "Own", "code": "OWN"})
        picking = self._dispatches(plain, 1)
        self.assertFalse(self.env["agent.event"]._log("refused", picking))

    def test_an_agent_without_history_is_neutral(self):
        self.assertAlmostEqual(self._score(self.tj).score, 80, delta=0.3)
        self.assertEqual(self.tj.agent_id.agent_score, 80)

    def test_the_score_is_the_sum_of_its_parts(self):
        for picking, (accept, ship) in zip(
            self._dispatches(self.tj, 5), LADDER, strict=True
        ):
            self._handle(picking, accept, ship)
        card = self._score(self.tj)
        self.assertAlmostEqual(
            sum(card.part_ids.mapped("points")), card.score, places=1
        )
        self.assertEqual(sum(card.part_ids.mapped("most")), 100)
        self.assertEqual(self._part(card, "late").bad, 3)
        self.assertEqual(card.dispatch_count, 5)

    def test_the_better_agent_has_the_higher_score_and_routing_hears_of_it(self):
        for warehouse, hours in ((self.tj, (1, 8)), (self.ks, (8, 60))):
            for picking in self._dispatches(warehouse, 20, days_ago=5):
                self._handle(picking, *hours)
            self._score(warehouse)
        self.assertGreater(self.tj.agent_id.agent_score, 85)
        self.assertLess(self.ks.agent_id.agent_score, 60)

    def test_worse_behaviour_never_scores_higher(self):
        rng = random.Random(2026)
        pickings = self._dispatches(self.tj, 12, days_ago=5)
        steps = [rng.randrange(2) for _picking in pickings]
        for picking, step in zip(pickings, steps, strict=True):
            self._handle(picking, *LADDER[step])
        last = self._score(self.tj).score
        extras = ("stock_wrong", "return_fault", "intercept_ignored", "refused")
        for _turn in range(40):
            at = rng.randrange(len(pickings))
            if steps[at] + 1 < len(LADDER):
                steps[at] += 1
                self._handle(pickings[at], *LADDER[steps[at]])
            else:
                self.env["agent.event"]._log(rng.choice(extras), pickings[at])
            score = self._score(self.tj).score
            self.assertLessEqual(score, last)
            last = score
        self.assertLess(last, 60)

    def test_refusing_costs_more_than_shipping_in_time(self):
        pickings = self._dispatches(self.tj, 10)
        for picking in pickings:
            self._handle(picking, 1, 10)
        before = self._score(self.tj).score
        refused = pickings[0]
        self._set(refused, dispatch_state="refused", date_done=None, accepted_at=None)
        self._set(refused, refused_at=refused.create_date + timedelta(hours=1))
        self.env["agent.event"]._log("refused", refused)
        self.assertLess(self._score(self.tj).score, before - 2)

    def test_a_refusal_that_does_not_count_costs_nothing(self):
        pickings = self._dispatches(self.tj, 10)
        for picking in pickings:
            self._handle(picking, 1, 10)
        before = self._score(self.tj).score
        self._set(pickings[0], dispatch_state="refused", date_done=None)
        self.assertGreaterEqual(self._score(self.tj).score, before)

    def test_what_is_not_due_yet_counts_neither_way(self):
        picking = self._dispatches(self.tj, 1, days_ago=0.02)
        self._handle(picking, None, None)
        card = self._score(self.tj)
        self.assertEqual(card.dispatch_count, 0)
        self.assertFalse(any(card.part_ids.mapped("count")))

    def test_what_happened_long_ago_is_forgotten(self):
        for picking in self._dispatches(self.tj, 3, days_ago=40):
            self._handle(picking, 8, 60)
        self.assertAlmostEqual(self._score(self.tj).score, 80, delta=0.3)

    def test_routing_never_sees_less_than_the_floor(self):
        pickings = self._dispatches(self.tj, 60)
        for picking in pickings:
            self._handle(picking, None, None)
        for kind in ("stock_wrong", "return_fault", "intercept_ignored", "refused"):
            self.env["agent.event"]._log(kind, pickings)
        card = self._score(self.tj)
        self.assertLess(card.score, 40)
        self.assertEqual(card.routing_score, 40)
        self.assertEqual(self.tj.agent_id.agent_score, 40)

    def test_the_formula_that_made_scores_is_never_edited(self):
        formula = self.env["agent.score.formula"]._get_current()
        self._score(self.tj)
        with self.assertRaises(UserError):
            formula.floor_score = 10
        with self.assertRaises(UserError):
            formula.weight_ids[0].points = 10
        draft = self.env["agent.score.formula"].browse(
            formula.action_new_version()["res_id"]
        )
        draft.weight_ids[0].points -= 5
        with self.assertRaises(ValidationError):
            draft.action_activate()
        draft.weight_ids[1].points += 5
        draft.action_activate()
        self.assertEqual(formula.state, "past")
        self.assertEqual(self._score(self.tj).formula_id, draft)

    @users("tj_agent")
    def test_an_agent_sees_his_scorecard_and_the_dispatches_behind_it(self):
        slow, good = self._dispatches(self.tj.sudo(), 2)
        self._handle(slow, 6, 40)
        self._handle(good, 1, 10)
        self._score(self.tj.sudo())
        self._score(self.ks.sudo())
        card = self.env["agent.score"].search([])
        self.assertEqual(card.agent_id.id, self.tj.agent_id.id)
        late = self._part(card, "late")
        self.assertIn("2", late.explanation)
        events = late.action_view_dispatches()
        found = self.env[events["res_model"]].search(events["domain"])
        self.assertEqual(found.picking_id.ids, slow.ids)
        times = self._part(card, "ship").action_view_dispatches()
        shown = self.env[times["res_model"]].search(times["domain"])
        self.assertEqual(set(shown.ids), {slow.id, good.id})
        with self.assertRaises(AccessError):
            card.score = 100
        stranger = self.env["agent.score"].sudo().search([], order="id desc", limit=1)
        with self.assertRaises(AccessError):
            stranger.with_user(self.env.user).action_view_events()

    def test_a_salesman_and_a_reseller_read_no_scores(self):
        for group in ("sales_team.group_sale_salesman", "base.group_portal"):
            user = new_test_user(self.env, f"u_{group[-8:]}", groups=group)
            with self.assertRaises(AccessError):
                self.env["agent.score"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.tj.agent_id.with_user(user).read(["agent_score"])

    def test_the_operator_of_another_company_sees_no_event(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env["agent.event"]._log("refused", self._dispatches(self.tj, 1))
        other = new_test_user(
            self.env,
            "other",
            groups="brand_outlet.group_operator",
            company_id=company.id,
            company_ids=[company.id],
        )
        self.assertFalse(self.env["agent.event"].with_user(other).search([]))
        self.assertTrue(self.env["agent.event"].with_user(self.operator).search([]))


@tagged("post_install", "-at_install")
class TestAppeal(ScoreCommon):
    """An agent contests an event; who is right is heard at once. Proves R156."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pickings = cls._dispatches(cls.tj, 10)
        for picking in cls.pickings:
            cls._handle(picking, 1, 10)
        cls._handle(cls.pickings[0], 1, 40)
        cls.env["agent.score"]._cron_score()
        cls.event = cls.env["agent.event"].search([("kind", "=", "late_ship")])

    def _appeal(self, user=None, note="快递没来取件"):
        event = self.event.with_user(user or self.tj_user)
        action = event.action_open_appeal()
        wizard = self.env["agent.event.appeal"].with_user(user or self.tj_user)
        wizard.with_context(**action["context"]).create({"note": note}).action_appeal()

    def _decide(self, method, user=None):
        event = self.event.with_user(user or self.operator)
        action = event.action_open_decision()
        wizard = self.env["agent.event.decision"].with_user(user or self.operator)
        wizard = wizard.with_context(**action["context"]).create({"reason": "已核实"})
        getattr(wizard, method)()

    def test_an_accepted_appeal_counts_no_longer_and_the_score_rises_at_once(self):
        before = self.tj.agent_id.agent_score
        self.assertEqual(len(self.event), 1)
        self._appeal()
        self.assertEqual(self.event.appeal_state, "open")
        self.assertEqual(self.tj.agent_id.agent_score, before)
        self._decide("action_accept")
        self.assertFalse(self.event.counts)
        self.assertGreater(self.tj.agent_id.agent_score, before)
        card = self.env["agent.score"].search(
            [("agent_id", "=", self.tj.agent_id.id), ("is_latest", "=", True)]
        )
        self.assertEqual(self._part(card, "late").bad, 0)
        self.assertEqual(self._part(card, "late").count, 10)
        self.env["agent.score"]._cron_score()
        self.assertFalse(self.event.counts)

    def test_a_refused_appeal_changes_nothing_and_is_final(self):
        before = self.tj.agent_id.agent_score
        self._appeal()
        self._decide("action_refuse")
        self.assertTrue(self.event.counts)
        self.assertEqual(self.event.decision_reason, "已核实")
        self.assertEqual(self.tj.agent_id.agent_score, before)
        with self.assertRaises(UserError):
            self._appeal()
        with self.assertRaises(UserError):
            self._decide("action_accept")

    def test_nobody_appeals_or_decides_for_another(self):
        for user in (self.ks_user, self.operator):
            with self.assertRaises(AccessError):
                self._appeal(user)
        self._appeal()
        for user in (self.tj_user, self.ks_user):
            with self.assertRaises(AccessError):
                self.event.with_user(user)._decide(True, "我自己")
        self.assertEqual(self.event.appeal_state, "open")

    def test_an_appeal_can_not_come_years_later(self):
        self.env.cr.execute(
            "UPDATE agent_event SET create_date = now() - interval '15 days'"
        )
        self.event.invalidate_recordset()
        with self.assertRaises(UserError):
            self._appeal()

    def test_evidence_can_not_be_edited(self):
        for user in (self.tj_user, self.operator):
            with self.assertRaises(AccessError):
                self.event.with_user(user).write({"weight": 0})
            with self.assertRaises(AccessError):
                self.event.with_user(user).unlink()
