from datetime import timedelta

from odoo.tests import tagged

from .session_common import SessionCommon


@tagged("post_install", "-at_install")
class TestSessionReport(SessionCommon):
    def _sell(self, pieces, minutes, place=None):
        """Sell so many minutes after the opening."""
        order = self._order(pieces, place_id=(place or self.place).id)
        order.action_confirm()
        self._commit()
        moment = self.session.date_start + timedelta(minutes=minutes)
        order.date_order = moment
        self.env.flush_all()
        # who claims has the time of the claim written by the database
        self.env.cr.execute(
            "UPDATE outlet_session_claim SET claimed_at = %s WHERE key = %s",
            [moment, order.order_line.session_key],
        )
        self.env.invalidate_all()
        return order

    def _row(self, user=None):
        self.env.flush_all()
        report = self.env["outlet.session.report"].with_user(user or self.operator)
        [group] = report._read_group(
            [("session_id", "=", self.session.id)],
            ["session_id"],
            [
                *("offered:sum", "sold:sum", "sell_through:avg", "minutes:max"),
                "pieces_per_hour:avg",
            ],
        )
        return group[1:]

    def test_a_session_tells_offered_sold_and_sell_through(self):
        """Proves R211."""
        self._sell(3, 2)
        self.assertEqual(self._row()[:4], (6, 3, 50.0, False))

    def test_a_session_tells_its_minutes_to_sold_out_and_its_pace(self):
        """Proves R211 and R229."""
        self._sell(2, 1)
        self._sell(4, 6)
        offered, sold, percent, minutes, pace = self._row(self.agent_user)
        self.assertEqual((offered, sold, percent), (6, 6, 100.0))
        self.assertAlmostEqual(minutes, 6, delta=0.02)
        self.assertAlmostEqual(pace, 60, delta=0.5)

    def test_each_network_of_places_shows_how_fast_it_sold(self):
        """Proves R211 and R229."""
        self._sell(2, 1)
        self._sell(1, 5)
        self._sell(2, 8, self.other_place)
        self.env.flush_all()
        report = self.env["outlet.sale.report"].with_user(self.agent_user)
        groups = report._read_group(
            [("session_id", "=", self.session.id)],
            ["place_id"],
            ["pieces:sum", "session_minutes:max", "pieces_per_hour:avg"],
        )
        facts = {
            place.id: (pieces, round(minutes), round(pace))
            for place, pieces, minutes, pace in groups
        }
        self.assertEqual(
            facts,
            {self.place.id: (3, 5, 36), self.other_place.id: (2, 8, 15)},
        )

    def test_the_desk_shows_the_session_to_its_agent_only(self):
        self._sell(6, 3)
        for user, shown in ((self.agent_user, True), (self.operator, True)):
            tables = self.env["outlet.desk"].with_user(user).get_desk()["tables"]
            [table] = [one for one in tables if one["key"] == "sessions"]
            self.assertEqual(bool(table["rows"]), shown)
            self.assertEqual(table["rows"][0]["values"][:2], [6, 100.0])
        other = self._make_party_user("report_other", "agent", self.other_agent)
        tables = self.env["outlet.desk"].with_user(other).get_desk()["tables"]
        [table] = [one for one in tables if one["key"] == "sessions"]
        self.assertFalse(table["rows"])
