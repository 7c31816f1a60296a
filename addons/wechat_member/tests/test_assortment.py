import io
import json

from openpyxl import load_workbook

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestAssortment(TargetCommon, HttpCase):
    """Proves R203."""

    def _assort(self, **vals):
        for member in self.people[:4]:
            self._buy(member, 5, self.gown)
        order = self._buy(self.people[0], 5, self.gown)
        self._return(order)
        self._buy(self.people[0], 5, self.nuts, qty=9)
        for member in self.people[4:12]:
            self._buy(member, 5, self.nuts)
        self._buy(self.people[4], 5, self.gown)
        level = self.gold
        self.people[:4].growth = 5000
        return self.env["member.assortment"].create(
            {
                "segment_id": self._segment(name="Gold", level_ids=level.ids).id,
                "days": 30,
                "cover_days": 60,
                **vals,
            }
        )

    def _lines(self, assortment):
        action = assortment.action_open()
        return self.env[action["res_model"]].search(action["domain"])

    def test_products_are_those_of_the_segment(self):
        lines = self._lines(self._assort())
        self.assertEqual(lines.product_id, self.gown + self.nuts)
        gown, nuts = lines
        self.assertEqual((gown.buyers, gown.quantity, gown.net), (4, 4, 2400))
        self.assertEqual((nuts.buyers, nuts.quantity, nuts.net), (1, 9, 180))
        self.assertEqual((gown.share, gown.other_share), (1.0, 1 / 37))
        self.assertEqual((gown.affinity, gown.proposal), (37, 8 - gown.on_hand))

    def test_what_is_missing_is_proposed_to_purchase(self):
        lines = self._lines(self._assort())
        keeper = new_test_user(
            self.env,
            "keeper",
            "wechat_member.group_member_user,stock.group_stock_manager",
        )
        proposed = {line.product_id: line.proposal for line in lines}
        with self.assertRaises(AccessError):
            lines.with_user(self.cashier).action_purchase()
        assortment = lines.assortment_id.with_user(keeper).create(
            {
                "segment_id": lines.assortment_id.segment_id.id,
                "days": 30,
                "cover_days": 60,
            }
        )
        own = assortment.line_ids.search(assortment.action_open()["domain"])
        domain = own.action_purchase()["domain"]
        points = self.env["stock.warehouse.orderpoint"].search(domain)
        self.assertEqual(points.product_id, self.gown + self.nuts)
        self.env.invalidate_all()
        for point in points:
            self.assertEqual(point.qty_to_order, proposed[point.product_id])
        own.action_purchase()
        self.assertEqual(
            self.env["stock.warehouse.orderpoint"].search_count(
                [("product_id", "in", points.product_id.ids)]
            ),
            2,
        )
        for product in points.product_id:
            self.env["stock.quant"]._update_available_quantity(
                product, points.location_id, 1000
            )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            own.action_purchase()

    def test_products_leave_as_a_workbook(self):
        buyer = new_test_user(
            self.env,
            "exporter",
            "wechat_member.group_member_user,base.group_allow_export",
            password="exporter",
        )
        made = self._assort()
        assortment = made.with_user(buyer).create(
            {"segment_id": made.segment_id.id, "days": 30, "cover_days": 60}
        )
        domain = assortment.action_open()["domain"]
        self.authenticate("exporter", "exporter")
        names = ["product_id", "buyers", "quantity", "net", "proposal"]
        kinds = ["many2one", "integer", "float", "monetary", "float"]
        answer = self.url_open(
            "/web/export/xlsx",
            data={
                "data": json.dumps(
                    {
                        "model": "member.assortment.line",
                        "fields": [
                            {"name": name, "label": name, "type": kind}
                            for name, kind in zip(names, kinds, strict=True)
                        ],
                        "ids": False,
                        "domain": domain,
                        "groupby": [],
                        "import_compat": False,
                        "context": {},
                    }
                ),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
        self.assertEqual(rows[0], tuple(names))
        self.assertEqual(rows[1][1:4], (4, 4, 2400))
        self.assertEqual(rows[2][1:4], (1, 9, 180))
