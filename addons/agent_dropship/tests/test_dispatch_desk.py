from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import DropshipCommon


class DispatchDeskCommon(DropshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tj_user = cls._agent_user(cls.tj, "tj_agent")
        cls.ks_user = cls._agent_user(cls.ks, "ks_agent")
        cls.owner.phone = "13911112222"
        cls.coat.barcode = "6900000000017"
        cls._stock(cls.tj, cls.coat, 400)
        cls._stock(cls.tj, cls.scarf, 400)
        cls.order = cls._order(
            cls.in_beijing, [(cls.coat, 2), (cls.scarf, 1)], buyer_note="请包好"
        )
        cls.dispatch = cls.order.picking_ids

    @classmethod
    def _make_dispatches(cls, number):
        """So many dispatches of the agent in Tianjin, each of one coat."""
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.in_beijing.id,
                    "place_id": cls.place.id,
                    "order_line": [
                        (0, 0, {"product_id": cls.coat.id, "price_unit": 500.0})
                    ],
                }
                for _number in range(number)
            ]
        )
        orders.action_confirm()
        return orders.picking_ids


@tagged("post_install", "-at_install")
class TestDispatchDesk(DispatchDeskCommon):
    """Accept, print, pack, ship: one by one, and in heaps."""

    def _html(self, dispatches, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.tj_user)
        html, _kind = report._render_qweb_html(
            "agent_dropship.report_dispatch_slip", dispatches.ids
        )
        return html.decode()

    def test_an_agent_acts_for_his_branches_and_no_branch_for_him(self):
        self.tj.agent_id.branch_of_id = self.ks.agent_id
        self.dispatch.with_user(self.ks_user).action_accept()
        self.assertEqual(self.dispatch.dispatch_state, "accepted")
        self.tj.with_user(self.ks_user).set_day(50, 16.0)
        self.assertEqual(self.tj.capacity_per_day, 50)
        shawl = self._make_product("披肩", "T-SHAWL", 300.0)
        self._stock(self.ks, shawl, 1)
        order = self._order(self.in_beijing, [(shawl, 1)])
        self.assertEqual(order.picking_ids.agent_id, self.ks.agent_id)
        with self.assertRaises(AccessError):
            order.picking_ids.with_user(self.tj_user).action_accept()

    def test_hundreds_are_accepted_with_a_bounded_number_of_queries(self):
        made = self._make_dispatches(300)
        dispatches = made.browse(made.ids).with_user(self.tj_user)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        dispatches.action_accept()
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 60)
        self.assertEqual(set(dispatches.mapped("dispatch_state")), {"accepted"})

    def test_slip_names_the_reseller_and_nobody_else(self):
        """Proves R133: no price, neither agent nor brand, the buyer's note."""
        self.coat.name = "测试云杉复古羽绒服"
        slip = self._html(self.dispatch)
        for told in ("阿梅的衣橱", "13911112222", "李雷", "13800000000", "请包好"):
            self.assertIn(told, slip)
        self.assertIn("复古羽绒服", slip)
        for hidden in ("天津恒盛", "云杉", "T01", "500", "1,000", "250.0", "¥"):
            self.assertNotIn(hidden, slip)

    def test_agent_s_own_place_hides_the_agent_s_name_too(self):
        self.place.owner_id = self.tj.agent_id
        self.env.company.partner_id.phone = "4008001234"
        slip = self._html(self.dispatch)
        self.assertIn("4008001234", slip)
        self.assertNotIn("天津恒盛", slip)

    def test_pick_list_walks_along_the_shelves(self):
        """Proves R248: one walk for many parcels."""
        shelves = self.env["stock.location"].create(
            [
                {"name": name, "location_id": self.tj.lot_stock_id.id}
                for name in ("A-01", "B-07")
            ]
        )
        cap = self._make_product("毛线帽", "T-CAP", 100.0)
        bag = self._make_product("帆布包", "T-BAG", 100.0)
        for product, shelf in ((cap, shelves[1]), (bag, shelves[0])):
            self.env["stock.quant"]._update_available_quantity(
                product, shelf, 9, owner_id=self.tj.agent_id
            )
        orders = self.env["sale.order"]
        for _number in range(2):
            orders |= self._order(self.in_beijing, [(cap, 1), (bag, 2)])
        rows = orders.picking_ids.with_user(self.tj_user)._get_pick_list()
        self.assertEqual(
            [(r["shelf"], r["sku"], r["pieces"], r["dispatches"]) for r in rows],
            [("A-01", "T-BAG", 4, 2), ("B-07", "T-CAP", 2, 2)],
        )
        page = self._html(orders.picking_ids)
        self.assertLess(page.index("A-01"), page.index("B-07"))
        self.assertEqual(page.count('class="ds_page"'), 3)

    def test_batch_is_printed_and_shipped_in_one_action(self):
        """Proves R248."""
        self._make_dispatches(5)
        dispatches = self.env["stock.picking"].with_user(self.tj_user)
        dispatches = dispatches.search([], order="id")
        action = dispatches.action_open_batch()
        wizard = dispatches.env["dispatch.batch"].with_context(**action["context"])
        form = Form(wizard)
        form.carrier_id = self.courier.with_env(dispatches.env)
        # a scanner types them in a row
        form.numbers = "\n".join(f"SF10000000000{n:02}" for n in range(6))
        with form.line_ids.edit(5) as line:
            self.assertEqual(line.tracking_ref, "SF1000000000005")
            line.tracking_ref = "ＳＦ 9999-9999-99999"
        result = form.save().action_ship()
        self.assertIn("report", result.get("url") or result["type"])
        self.assertEqual(set(dispatches.mapped("dispatch_state")), {"shipped"})
        self.assertTrue(all(dispatches.mapped("printed_at")))
        self.assertEqual(
            dispatches.mapped("carrier_tracking_ref"),
            [f"SF10000000000{n:02}" for n in range(5)] + ["SF9999999999999"],
        )

    def test_batch_refuses_one_number_for_two_people(self):
        other = self._make_consumer("赵六", self.beijing, (39.9, 116.4))
        second = self._order(other, [(self.coat, 1)]).picking_ids
        both = self.dispatch | second
        with self.assertRaisesRegex(UserError, "two people"):
            both._ship_batch(self.courier, dict.fromkeys(both, "SF1234567890123"))
        self.assertEqual(set(both.mapped("dispatch_state")), {"new"})

    @users("tj_agent")
    def test_desk_counts_follow_the_dispatch(self):
        dispatch = self.env["stock.picking"].search([])
        steps = []
        for act in (
            dispatch.action_accept,
            dispatch.action_print_slips,
            lambda: dispatch.pack_done(self._all_pieces(dispatch)),
        ):
            act()
            counts = dispatch.get_desk_counts()
            steps.append((dispatch.desk_step, counts.pop(dispatch.desk_step)))
            self.assertEqual(counts, {"late": 0})
        self.assertEqual(steps, [("print", 1), ("pack", 1), ("ship", 1)])

    def _all_pieces(self, dispatch):
        return {str(move.id): move.product_uom_qty for move in dispatch.move_ids}

    @users("tj_agent")
    def test_packing_finds_a_dispatch_by_slip_number_and_order(self):
        dispatch = self.env["stock.picking"].search([])
        for code in (dispatch._get_slip_code(), dispatch.name, dispatch.origin):
            found = self.env["stock.picking"].pack_find(f" {code.lower()} ")
            found = found if "id" in found else dispatch.pack_find(code)
            self.assertEqual(found["id"], dispatch.id)
        self.assertEqual(
            [(line["sku"], line["asked"]) for line in found["lines"]],
            [("T-COAT", 2), ("T-SCARF", 1)],
        )
        self.assertIn("6900000000017", found["lines"][0]["codes"])
        self.order.sudo().client_order_ref = "TB-77"
        self.assertEqual(dispatch.pack_find("TB-77")["id"], dispatch.id)

    @users("ks_agent")
    def test_packing_finds_nothing_of_another_agent(self):
        """Proves R12."""
        self.order.sudo().client_order_ref = "TB-77"
        foreign = self.dispatch.with_user(self.env.user)
        for code in (f"D{foreign.id:06d}", "TB-77", foreign.sudo().name):
            self.assertIn("problem", foreign.pack_find(code))
        for act in (
            foreign.action_print_slips,
            foreign.action_open_batch,
            foreign.action_open_pack,
            lambda: foreign.pack_done({}),
            lambda: foreign.pack_ship(self.courier.id, "SF1234567890123"),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertEqual(foreign.get_desk_counts(), {"late": 0})
        with self.assertRaises(AccessError):
            self._html(foreign, self.ks_user)

    @users("tj_agent")
    def test_server_counts_again_what_was_packed(self):
        dispatch = self.env["stock.picking"].search([])
        right = self._all_pieces(dispatch)
        short = {**right, str(dispatch.move_ids[0].id): 1}
        foreign = {**right, "0": 1}
        for counts in ({}, short, foreign):
            with self.assertRaises(UserError):
                dispatch.pack_done(counts)
        with self.assertRaisesRegex(UserError, "Scan the goods"):
            dispatch.pack_ship(self.courier.id, "SF1234567890123")
        dispatch.pack_done(right)
        dispatch.pack_ship(self.courier.id, "SF1234567890123")
        self.assertEqual(dispatch.dispatch_state, "shipped")

    @users("tj_agent")
    def test_parcel_cancelled_while_it_is_packed_is_stopped(self):
        dispatch = self.env["stock.picking"].search([])
        dispatch.pack_find(dispatch.name)
        right = self._all_pieces(dispatch)
        self.order.sudo().action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            dispatch.pack_done(right)
        self.assertIn("STOP", dispatch.pack_find(dispatch.name)["problem"])
