import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .session_common import SessionCommon


@tagged("post_install", "-at_install")
class TestSession(SessionCommon):
    def test_confirming_sells_from_the_quota(self):
        order = self._order(2)
        order.action_confirm()
        self.assertEqual(self._counters(), (6, 2, 0))
        self._commit()
        self.assertEqual(self._counters(), (6, 0, 2))
        self.assertEqual(order.order_line.session_id, self.session)
        self.assertEqual(order.order_line.wanted_offer_id, self.offer)

    def test_sold_out_is_said_and_nothing_is_promised(self):
        self._order(5).action_confirm()
        with self.assertRaisesRegex(UserError, "only 1 left in Evening"):
            self._order(2).action_confirm()
        self._order(1).action_confirm()
        with self.assertRaisesRegex(UserError, "sold out in Evening"):
            self._order(1).action_confirm()
        self.assertEqual(self.line.left, 0)

    def test_the_clock_opens_and_closes(self):
        """No job has run in between. Proves R111."""
        start, end = self.session.date_start, self.session.date_end
        second = datetime.timedelta(seconds=1)
        with freeze_time(start - second):
            self.assertEqual(self._phase(), "preview")
            with self.assertRaisesRegex(UserError, "opens at"):
                self._order().action_confirm()
        with freeze_time(start):
            self.assertEqual(self._phase(), "open")
            self._order().action_confirm()
        with freeze_time(end - second):
            self._order().action_confirm()
        with freeze_time(end):
            self.assertEqual(self._phase(), "closed")
            with self.assertRaisesRegex(UserError, "closed at"):
                self._order().action_confirm()
        with freeze_time(start - datetime.timedelta(hours=3)):
            self.assertEqual(self._phase(), "upcoming")

    def _phase(self):
        """The phase as it is shown and as it is searched; they agree."""
        self.session.invalidate_recordset(["phase"])
        phase = self.session.phase
        found = self.session.search(
            [("phase", "=", phase), ("id", "=", self.session.id)]
        )
        self.assertEqual(found, self.session)
        return phase

    def test_a_slot_is_held_on_its_days_of_the_week(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        morning = self.env.ref("brand_outlet.slot_morning")
        morning.sunday = False
        with self.assertRaises(ValidationError):
            self.env["outlet.session"].create(
                {"slot_id": morning.id, "day": "2026-11-29"}
            )
        monday = self.env["outlet.session"].create(
            {"slot_id": morning.id, "day": "2026-11-30"}
        )
        self.assertEqual(monday.date_start.hour, 2)

    def test_slots_are_meant_in_the_time_of_the_company(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        session = self.env["outlet.session"].create(
            {
                "slot_id": self.env.ref("brand_outlet.slot_morning").id,
                "day": "2018-03-05",
            }
        )
        self.assertEqual(str(session.date_start), "2018-03-05 02:00:00")
        self.assertEqual(str(session.date_end), "2018-03-05 04:00:00")
        self.assertIn("10:00", session.name)

    def test_what_is_cancelled_goes_back_to_the_session(self):
        order = self._order(6)
        order.action_confirm()
        self._commit()
        order._action_cancel()
        self._commit()
        self.assertEqual(self._counters(), (6, 0, 0))
        self._order(6).action_confirm()

    def test_a_claim_without_an_order_is_free_after_its_deadline(self):
        Claim = self.env["outlet.session.claim"]
        Claim._take([("key", self.line, self.article, 6)], "138")
        with self.assertRaises(UserError):
            self._order(1).action_confirm()
        with freeze_time(fields.Datetime.now() + datetime.timedelta(minutes=16)):
            self._order(6).action_confirm()
        self._commit()
        self.assertEqual(self._counters(), (6, 0, 6))

    def test_the_same_claim_twice_takes_once(self):
        Claim = self.env["outlet.session.claim"]
        want = [("key", self.line, self.article, 2)]
        first = Claim._take(want, "138")
        self.assertEqual(first, Claim._take(want, "138"))
        self.assertEqual(self._counters(), (6, 2, 0))

    def test_a_buyer_gets_no_more_than_the_limit(self):
        self.line.sudo().buyer_limit = 2
        self._order(2).action_confirm()
        with self.assertRaisesRegex(UserError, "one buyer gets 2"):
            self._order(1).action_confirm()
        other = self.env["res.partner"].create({"name": "Han", "phone": "13800000001"})
        self._order(1, consumer=other).action_confirm()

    def test_queued_orders_are_confirmed_in_their_turn(self):
        orders = self._order(2) | self._order(1)
        orders._claim_session()
        orders._queue_session_orders()
        self.assertEqual(self._counters(), (6, 3, 0))
        # the queue takes long, and yet the promise is kept
        with freeze_time(fields.Datetime.now() + datetime.timedelta(hours=1)):
            with self.assertRaises(UserError):
                self._order(4).action_confirm()
            self.env["sale.order"]._next_in_queue(20)._confirm_from_queue()
        self._commit()
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        self.assertFalse(any(orders.mapped("session_queue")))
        self.assertEqual(self._counters(), (6, 0, 3))

    def test_one_bad_order_does_not_hold_up_the_queue(self):
        good, bad = self._order(2), self._order(1)
        (good | bad)._claim_session()
        (good | bad)._queue_session_orders()
        bad.order_line.product_id = self.other_style.product_variant_id
        self.env["sale.order"]._next_in_queue(20)._confirm_from_queue()
        self._commit()
        self.assertEqual((good.state, bad.state), ("sale", "cancel"))
        self.assertEqual(bad.session_queue, "failed")
        self.assertIn("is not in Evening", bad.session_refusal)
        self.assertEqual(self._counters(), (6, 0, 2))

    def test_places_a_session_is_not_for_are_refused(self):
        self.session.place_ids = self.other_place
        with self.assertRaisesRegex(UserError, "is not sold in"):
            self._order().action_confirm()

    def test_no_more_is_approved_than_the_agent_has(self):
        session = self._make_session(60)
        self._enrol(session, self.offer, {self.article: 5})
        with self.assertRaisesRegex(UserError, "only 4 free pieces"):
            session.action_approve_and_publish()
        session.line_ids.quota_ids.quota = 4
        session.action_approve_and_publish()
        self.assertEqual(session.state, "published")

    def test_unsold_pieces_are_free_after_the_end_without_any_job(self):
        self._order(2).action_confirm()
        self._commit()
        quota = self.line.quota_ids
        free = quota._read_free(self.agent, self.article)
        self.assertEqual(sum(free.values()), 10 - 4)
        with freeze_time(self.session.date_end):
            free = quota._read_free(self.agent, self.article)
        self.assertEqual(sum(free.values()), 10)

    def test_the_price_stays_in_the_brands_band(self):
        contract = self._make_contract(self.brand, self.other_agent, floor_ratio=30.0)
        offer = self._make_offer(contract)
        line = self._enrol(self._make_session(60), offer, {}, price=300.0)
        with self.assertRaisesRegex(ValidationError, "lowest price the brand allows"):
            line.price = 299.0
        with self.assertRaisesRegex(ValidationError, "the tag price"):
            line.price = 1001.0

    def test_drift_is_found_mended_and_told(self):
        order = self._order(2)
        order.action_confirm()
        self._commit()
        self.assertFalse(self.line.quota_ids._heal())
        self.env.cr.execute(
            "UPDATE outlet_session_quota SET sold = 0, claimed = 1 WHERE id = %s",
            [self.line.quota_ids.id],
        )
        self.line.quota_ids.invalidate_recordset()
        [words] = self.line.quota_ids._heal()[self.session]
        self.assertIn("claimed 1 → 0, sold 0 → 2", words)
        self.assertEqual(self._counters(), (6, 0, 2))
        self.assertIn(words, self.session.message_ids[0].body)

    def test_orders_that_vanished_give_their_pieces_back(self):
        order = self._order(2)
        order.action_confirm()
        self._commit()
        self.env.cr.execute(
            "UPDATE sale_order SET state = 'cancel' WHERE id = %s", [order.id]
        )
        self.line.quota_ids._heal()
        self.assertEqual(self._counters(), (6, 0, 0))

    def test_copying_last_week_proposes_what_is_still_there(self):
        """Proves R121."""
        self._order(2).action_confirm()
        self._commit()
        with freeze_time(self.session.date_end + datetime.timedelta(hours=1)):
            action = self.env["outlet.session"].action_copy_last_week()
            copy = self.env["outlet.session"].browse(action["res_id"])
            self.assertEqual(
                copy.date_start, self.session.date_start + datetime.timedelta(days=7)
            )
            self.assertEqual(copy.line_ids.price, 400)
            self.assertEqual(copy.line_ids.quota_ids.quota, 6)
            # a second click finds what the first made
            again = self.env["outlet.session"].action_copy_last_week()
            self.assertEqual(again["res_id"], copy.id)
            copy.action_approve_and_publish()
            self.assertEqual(copy.phase, "upcoming")

    def test_minutes_to_sold_out_and_pieces_per_hour(self):
        """Proves R229."""
        with freeze_time(self.session.date_start + datetime.timedelta(minutes=2)):
            self._order(4).action_confirm()
        with freeze_time(self.session.date_start + datetime.timedelta(minutes=6)):
            self._order(2).action_confirm()
        self._commit()
        for record in (self.session, self.line):
            record.invalidate_recordset()
            self.assertEqual((record.offered, record.sold, record.left), (6, 6, 0))
            self.assertAlmostEqual(record.minutes_to_sold_out, 6)
            self.assertAlmostEqual(record.pieces_per_hour, 60)


@tagged("post_install", "-at_install")
class TestSessionRoles(SessionCommon):
    def test_an_agent_enrols_his_own_goods_and_approves_nothing(self):
        """Proves R252."""
        session = self._make_session(60)
        mine = self._enrol_as(self.agent_user, session, self.offer)
        self.assertEqual(mine.state, "proposed")
        with self.assertRaises(AccessError):
            self._enrol_as(self.agent_user, session, self.other_offer)
        with self.assertRaises(AccessError):
            mine.action_approve()
        with self.assertRaises(AccessError):
            mine.write({"state": "approved"})
        with self.assertRaises(AccessError):
            mine.quota_ids.write({"claimed": 0})
        mine.with_user(self.operator).action_approve()
        with self.assertRaises(UserError):
            mine.quota_ids.write({"quota": 10})
        with self.assertRaises(UserError):
            mine.write({"price": 300.0})

    def _enrol_as(self, user, session, offer):
        line = (
            self.env["outlet.session.line"]
            .with_user(user)
            .create({"session_id": session.id, "offer_id": offer.id, "price": 400.0})
        )
        line.action_fill_quotas()
        return line

    def test_a_brand_approves_its_own_articles(self):
        session = self._make_session(60)
        mine = self._enrol(session, self.offer, {self.article: 2})
        other = self._enrol(session, self.other_offer, {})
        mine.with_user(self.brand_user).action_approve()
        self.assertEqual(mine.state, "approved")
        with self.assertRaises(AccessError):
            other.with_user(self.brand_user).action_refuse()

    def test_parties_see_their_own_articles_and_figures_only(self):
        other = self._enrol(self.session, self.other_offer, {})
        for user in (self.agent_user, self.brand_user):
            seen = self.session.with_user(user)
            self.assertEqual(seen.line_ids, self.line)
            self.assertEqual(seen.offered, 6)
            with self.assertRaises(AccessError):
                other.with_user(user).read(["price"])
            with self.assertRaises(AccessError):
                self.env["outlet.session.claim"].with_user(user).search([])
