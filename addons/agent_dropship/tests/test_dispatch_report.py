import io
import json
from datetime import timedelta

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .test_agent_score import ScoreCommon

MEASURES = [
    "dispatches:sum",
    "hours_to_accept:avg",
    "hours_to_ship:avg",
    "late:avg",
    "overdue:sum",
    "refused:avg",
    "cancelled_in_time:sum",
]


class ReportCommon(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        good, late, overdue, refused, cancelled = cls._dispatches(cls.tj, 5)
        cls._handle(good, 1, 10)
        cls._handle(late, 5, 30)
        cls._handle(overdue, 2, None)
        cls._set(refused, dispatch_state="refused")
        cls._set(cancelled, dispatch_state="cancelled", accept_by=None)
        cls.good, cls.late, cls.overdue = good, late, overdue
        cls.other = cls._dispatches(cls.ks, 2)
        for picking in cls.other:
            cls._handle(picking, 1, 6)

    def _figures(self, user, agent):
        """Return {measure: value} of an agent as the user sees them."""
        report = self.env["dispatch.report"].with_user(user)
        [row] = report._read_group([("agent_id", "=", agent.id)], [], MEASURES)
        return dict(zip(MEASURES, row, strict=True))


@tagged("post_install", "-at_install")
class TestDispatchReport(ReportCommon):
    """How each agent fulfils, down to the dispatch. Proves R212, R135."""

    def test_the_report_tells_hours_and_rates_per_agent(self):
        figures = self._figures(self.operator, self.tj.agent_id)
        self.assertEqual(figures["dispatches:sum"], 5)
        self.assertAlmostEqual(figures["hours_to_accept:avg"], 8 / 3, places=3)
        self.assertAlmostEqual(figures["hours_to_ship:avg"], 20, places=3)
        self.assertAlmostEqual(figures["late:avg"], 200 / 3, places=3)
        self.assertEqual(figures["overdue:sum"], 1)
        self.assertEqual(figures["refused:avg"], 25)
        self.assertEqual(figures["cancelled_in_time:sum"], 1)

    def test_the_list_of_overdue_dispatches_names_them(self):
        rows = self.env["dispatch.report"].with_user(self.operator)
        found = rows.search([("overdue", "=", 1)])
        self.assertEqual(found.picking_id.ids, self.overdue.ids)
        self.assertEqual(found.action_open_dispatch()["res_id"], self.overdue.id)

    def test_returns_and_cases_count_for_who_shipped(self):
        self._stock(self.tj, self.coat, 4)
        order = self._order(self.in_beijing, [(self.coat, 4)])
        picking = order.picking_ids
        picking.action_accept()
        picking._ship(self.courier, "SF1234567890123")
        picking.action_deliver()
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back._action_done()
        self.env["outlet.case"]._open("complaint", order, picking)
        self.env.flush_all()
        report = self.env["dispatch.report"].with_user(self.operator)
        row = report.search([("picking_id", "=", picking.id)])
        self.assertEqual((row.pieces, row.returned, row.cases), (4, 1, 1))
        [[rate]] = report._read_group(
            [("agent_id", "=", self.tj.agent_id.id)], [], ["return_rate:avg"]
        )
        self.assertEqual(rate, 25)

    def test_an_agent_sees_his_own_figures_only(self):
        own = self._figures(self.tj_user, self.tj.agent_id)
        self.assertEqual(own["dispatches:sum"], 5)
        self.assertFalse(
            self._figures(self.tj_user, self.ks.agent_id)["dispatches:sum"]
        )
        with self.assertRaises(AccessError):
            salesman = new_test_user(
                self.env, "seller", groups="sales_team.group_sale_salesman"
            )
            self._figures(salesman, self.ks.agent_id)

    def test_the_desk_shows_what_went_wrong_and_leads_to_it(self):
        """Proves R213."""
        self._score(self.tj)
        self._score(self.ks)
        self.env["agent.event"]._log("refused", self.late)
        event = self.env["agent.event"].search([("kind", "=", "late_ship")], limit=1)
        event.with_user(self.tj_user)._appeal("停电")
        desk = self.env["outlet.desk"].with_user(self.operator).get_desk()
        todos = {todo["key"]: todo for todo in desk["todos"]}
        self.assertEqual(todos["appeal"]["count"], 1)
        self.assertEqual(todos["refused"]["count"], 1)
        self.assertEqual(todos["late"]["count"], 1)
        card = next(card for card in desk["cards"] if card["key"] == "in_time")
        self.assertAlmostEqual(card["value"], 60)
        table = next(table for table in desk["tables"] if table["key"] == "agents")
        self.assertEqual(table["rows"][0]["label"], "天津恒盛")
        self.assertAlmostEqual(table["rows"][0]["values"][3], 20, places=3)
        action = table["rows"][0]["action"]
        opened = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(opened.agent_id, self.tj.agent_id)

    def test_the_agents_desk_shows_his_score_and_his_terms(self):
        self._score(self.tj)
        terms = self.env["agent.terms"].create({"agent_id": self.tj.agent_id.id})
        terms.action_send()
        desk = self.env["outlet.desk"].with_user(self.tj_user).get_desk(role="agent")
        cards = {card["key"]: card["value"] for card in desk["cards"]}
        self.assertAlmostEqual(cards["score"], self.tj.agent_id.agent_score)
        self.assertEqual(
            [todo["count"] for todo in desk["todos"] if todo["key"] == "terms"], [1]
        )


@tagged("post_install", "-at_install")
class TestDispatchReportExport(HttpCase, ReportCommon):
    """The report leaves as a workbook. Proves R212."""

    def test_the_operator_downloads_the_report_as_a_workbook(self):
        self.operator.password = "operator-password"
        self.authenticate("operator", "operator-password")
        names = ["picking_id", "agent_id", "hours_to_ship", "late"]
        report = self.env["dispatch.report"]
        wanted = [{"name": name, "label": name, "type": "char"} for name in names]
        response = self.url_open(
            "/web/export/xlsx",
            data={
                "data": json.dumps(
                    {
                        "model": report._name,
                        "fields": wanted,
                        "ids": False,
                        "domain": [("agent_id", "=", self.tj.agent_id.id)],
                        "groupby": [],
                        "context": {},
                        "import_compat": False,
                    }
                ),
                "csrf_token": Request.csrf_token(self),
            },
        )
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(list(rows[0]), names)
        self.assertEqual(len(rows), 6)
        late = next(row for row in rows[1:] if row[0] == self.late.name)
        self.assertEqual(late[2], 30)


@tagged("post_install", "-at_install")
class TestCountedStock(ScoreCommon):
    """A count that finds less than an agent reported counts. Proves R156."""

    def _count(self, user, found):
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.coat.id),
                ("location_id", "=", self.tj.lot_stock_id.id),
            ]
        )
        quant = quant.with_user(user).with_context(inventory_mode=True)
        quant.inventory_quantity = found
        quant.action_apply_inventory()

    def test_missing_pieces_make_one_event(self):
        self._stock(self.tj, self.coat, 5)
        self._count(self.operator, 3)
        event = self.env["agent.event"].search([("kind", "=", "stock_wrong")])
        self.assertEqual(event.agent_id, self.tj.agent_id)
        self.assertIn("5 → 3", event.note)
        self._dispatches(self.tj, 1)
        self.assertEqual(self._part(self._score(self.tj), "stock").bad, 1)

    def test_found_pieces_make_none(self):
        self._stock(self.tj, self.coat, 5)
        self._count(self.operator, 7)
        self.assertFalse(self.env["agent.event"].search([("kind", "=", "stock_wrong")]))


@tagged("post_install", "-at_install")
class TestInterceptionAnswers(ScoreCommon):
    """Who answers an interception in time is better off. Proves R156."""

    def test_an_answer_in_time_counts_for_the_agent(self):
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        picking = order.picking_ids
        now = fields.Datetime.now()
        self.env["dispatch.interception"].create(
            {
                "picking_id": picking.id,
                "company_id": picking.company_id.id,
                "step": "after_print",
            }
        ).write({"seen_at": now, "answer_by": now + timedelta(minutes=5)})
        part = self._part(self._score(self.tj), "interception")
        self.assertEqual((part.bad, part.count), (0, 1))
        before = part.points
        self.env["agent.event"]._log("intercept_ignored", self._dispatches(self.tj, 1))
        part = self._part(self._score(self.tj), "interception")
        self.assertEqual((part.bad, part.count), (1, 2))
        self.assertLess(part.points, before)


@tagged("post_install", "-at_install")
class TestScoreRoutes(ScoreCommon):
    """Who is late is passed over where another is as near. Proves R135."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # two warehouses at the same place: only the score tells them apart
        cls.ks.write({"latitude": cls.tj.latitude, "longitude": cls.tj.longitude})
        for warehouse in (cls.tj, cls.ks):
            cls._stock(warehouse, cls.coat, 10)
        cls.env.company.routing_policy_id = cls.env.ref(
            "agent_dropship.routing_policy_balanced"
        )

    def _chosen(self):
        order = self._order(self.in_beijing, [(self.coat, 1)])
        return order.picking_ids.agent_id

    def test_a_high_late_rate_lowers_the_priority_until_it_is_appealed(self):
        for warehouse in (self.tj, self.ks):
            other = self.ks if warehouse == self.tj else self.tj
            pickings = self._dispatches(warehouse, 15)
            for picking in pickings:
                self._handle(picking, 8, 60)
            self._score(warehouse)
            self._score(other)
            self.assertLess(warehouse.agent_id.agent_score, 60)
            self.assertEqual(self._chosen(), other.agent_id)
            events = self.env["agent.event"].search([])
            user = self.tj_user if warehouse == self.tj else self.ks_user
            events = events.filtered(
                lambda e, agent=warehouse.agent_id: (
                    e.agent_id == agent and e.appeal_state == "none"
                )
            )
            events.with_user(user)._appeal("系统故障")
            events.with_user(self.operator)._decide(True, "属实")
            self.assertGreater(warehouse.agent_id.agent_score, 80)


@tagged("post_install", "-at_install")
class TestLocation(ScoreCommon):
    """It is told what a distance was measured from. Proves R145."""

    def test_the_level_of_the_coordinates_is_told(self):
        partner = self.env["res.partner"].create(
            {
                "name": "李雷",
                "country_id": self.env.ref("base.cn").id,
                "state_id": self.jiangsu.id,
                "city": "苏州市",
                "district": "昆山市",
                "street": "前进路1号",
            }
        )
        self.assertEqual(partner._locate()[2], "district")
        partner.district = "工业园区"
        self.assertEqual(partner._locate()[2], "city")
        partner.write({"partner_latitude": 31.3, "partner_longitude": 120.6})
        self.assertEqual(partner._locate(), (31.3, 120.6, "exact"))
        self.assertIn("address", partner._get_location_words())
