from odoo.tests import tagged

from .exchange_common import ExchangeCommon


class ExchangeBackCommon(ExchangeCommon):
    """Three rows are out: a coat twice and a scarf of one order, a coat of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._order(cls.in_shanghai, [(cls.coat, 1)])
        cls.rows = cls._rows(cls._generate())


@tagged("post_install", "-at_install")
class TestExchangeBack(ExchangeBackCommon):
    def test_filled_file_ships_what_it_names(self):
        """Proves R131, R132."""
        rows = self._filled(self.rows[:2], "75312345678901")
        rows += self._filled(self.rows[2:], "YT1234567890123", "圆通速递")
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done"] * 3)
        self.assertEqual(self.dispatch.dispatch_state, "shipped")
        self.assertEqual(self.dispatch.carrier_tracking_ref, "75312345678901")
        self.assertEqual(self.dispatch.carrier_id, self.courier)
        self.assertIn("YT1234567890123", self.second.tracking_text)
        sent = self.dispatch.exchange_file_id
        self.assertEqual(sent.state, "returned")
        self.assertEqual(sent.import_ids, record)
        self.assertEqual(set(sent.line_ids.mapped("state")), {"shipped"})
        self.assertIn("75312345678901", sent.line_ids[0].tracking_text)

    def test_same_file_twice_does_nothing(self):
        """Proves R131, R237."""
        content = self._book(self._filled(self.rows))
        self._import(content)
        pickings = self.env["stock.picking"].search_count([])
        again = self._import(content)
        self.assertEqual(set(self._statuses(again)), {"duplicate"})
        self.assertEqual(self.env["stock.picking"].search_count([]), pickings)

    def test_row_shipped_with_the_same_number_is_a_duplicate(self):
        """Proves R131."""
        self._import(self._book(self._filled(self.rows[:2])))
        record = self._import(self._book(self._filled(self.rows)))
        self.assertEqual(self._statuses(record), ["duplicate", "duplicate", "done"])

    def test_row_shipped_with_another_number_is_refused(self):
        """Proves R131."""
        self._import(self._book(self._filled(self.rows[:2])))
        record = self._import(self._book(self._filled(self.rows[:2], "999123456789")))
        self.assertEqual(set(self._statuses(record)), {"error"})
        self.assertIn("another number", record.line_ids[0].message)
        self.assertEqual(self.dispatch.carrier_tracking_ref, "75312345678901")

    def test_bad_rows_are_refused_with_their_reason_and_the_others_ship(self):
        """Proves R131, R237: row, field and remedy before anything changes."""
        good, bad = self.rows[2], self.rows[0]
        cases = {
            "快递公司 “老王快递” is unknown": {"快递公司": "老王快递"},
            "快递公司 is empty": {"快递公司": "", "快递单号": "ABCD12345678"},
            "is not a tracking number": {"快递单号": "12-34"},
            "cut by the spreadsheet": {"快递单号": "7.53123E+13"},
            "several numbers": {"快递单号": "75312345678901,75312345678902"},
            "never sent out": {"行标识": "Lffffff"},
            "数量 is 5, but 2": {"数量": 5},
            "No dispatch of order": {"行标识": "", "订单编号": "X-1"},
        }
        for number, (reason, cells) in enumerate(cases.items()):
            with self.subTest(reason):
                row = {**self._filled([bad])[0], **cells}
                ok = self._filled([good], f"7539999999990{number}")[0]
                record = self._import(self._book([row, ok]), run=False)
                self.assertEqual(self._statuses(record), ["error", "ok"])
                self.assertIn(reason, record.line_ids[0].message)
                self.assertEqual(record.line_ids[0].row, 2)
                self.assertEqual(self.second.picking_ids.state, "assigned")
        row = {**self._filled([bad])[0], "快递公司": "老王快递"}
        record = self._import(self._book([row, ok]))
        self.assertEqual(self._statuses(record), ["error", "done"])
        self.assertEqual(self.dispatch.dispatch_state, "exported")

    def test_row_of_another_agent_is_refused(self):
        """Proves R12, R131."""
        record = self._import(self._book(self._filled(self.rows)), warehouse=self.fs)
        self.assertEqual(set(self._statuses(record)), {"error"})
        self.assertIn("another agent", record.line_ids[0].message)
        self.assertEqual(self.dispatch.dispatch_state, "exported")

    def test_two_numbers_for_one_line_are_refused(self):
        """Proves R131."""
        rows = self._filled(self.rows[:1]) + self._filled(self.rows[:1], "999123456789")
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["error", "error"])

    def test_row_given_twice_ships_once(self):
        """Proves R131."""
        record = self._import(self._book(self._filled(self.rows + self.rows[2:])))
        self.assertEqual(self._statuses(record), ["done"] * 3 + ["duplicate"])

    def test_row_without_id_is_found_by_order_and_article(self):
        """Proves R131."""
        rows = self._filled(self.rows, 行标识="")
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done"] * 3)

    def test_eighteen_digits_survive_the_round_trip_as_text(self):
        number = "900719925474099312"
        order = self._order(
            self.in_shanghai, [(self.scarf, 1)], client_order_ref=number
        )
        rows = self._rows(self._generate())
        self.assertEqual(rows[0]["订单编号"], number)
        self._import(self._book(self._filled(rows, "900719925474099313", 行标识="")))
        self.assertEqual(order.picking_ids.carrier_tracking_ref, "900719925474099313")

    def test_row_not_filled_in_stays_open_without_an_error(self):
        rows = [self._filled(self.rows)[0], *self.rows[1:]]
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done", "duplicate", "duplicate"])
        self.assertEqual(record.count_error, 0)
        self.assertEqual(self.second.picking_ids.dispatch_state, "exported")

    def test_half_filled_file_ships_half_and_the_rest_comes_later(self):
        """Proves R131."""
        self._import(self._book([self._filled(self.rows)[0], *self.rows[1:]]))
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [2, 0])
        rest = self.order.picking_ids.filtered(lambda p: p.state == "assigned")
        self.assertEqual(rest.dispatch_state, "exported")
        record = self._import(self._book(self._filled(self.rows[1:], "888123456789")))
        self.assertEqual(self._statuses(record), ["done", "done"])
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [2, 1])

    def test_withdrawn_dispatch_is_not_shipped_by_file(self):
        """Proves R131."""
        self.order._action_cancel()
        record = self._import(self._book(self._filled(self.rows)))
        self.assertEqual(self._statuses(record), ["error", "error", "done"])
        self.assertIn("withdrawn", record.line_ids[0].message)

    def test_dispatch_cancelled_after_the_preview_is_not_shipped(self):
        record = self._import(self._book(self._filled(self.rows)), run=False)
        self.order._action_cancel()
        while record.apply_next()["remaining"]:
            pass
        self.assertEqual(self._statuses(record), ["error", "error", "done"])


@tagged("post_install", "-at_install")
class TestExchangeParcels(ExchangeBackCommon):
    """More parcels than dispatches, and fewer pieces than asked for."""

    def _numbers(self, order):
        return sorted(
            order.picking_ids.filtered("carrier_tracking_ref").mapped(
                lambda picking: (
                    picking.carrier_tracking_ref,
                    sum(picking.move_ids.mapped("quantity")),
                )
            )
        )

    def test_two_parcels_of_one_dispatch_keep_their_numbers(self):
        """Proves R131, R132."""
        rows = self._filled(self.rows[:1], "75300000000001")
        rows += self._filled(self.rows[1:2], "75300000000002")
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done", "done"])
        self.assertEqual(
            self._numbers(self.order), [("75300000000001", 2), ("75300000000002", 1)]
        )
        self.assertEqual(
            set(self.order.picking_ids.mapped("dispatch_state")), {"shipped"}
        )

    def test_one_line_in_two_parcels(self):
        """Proves R131."""
        rows = self._filled(self.rows[:1], "75300000000001", 数量=1)
        rows += self._filled(self.rows[:1], "75300000000002", 数量=1)
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done", "done"])
        self.assertEqual(
            self._numbers(self.order), [("75300000000001", 1), ("75300000000002", 1)]
        )
        line = self.env["exchange.file.line"].search([("key", "=", rows[0]["行标识"])])
        self.assertEqual((line.state, line.shipped_quantity), ("shipped", 2))

    def test_part_of_a_line_ships_and_the_rest_stays_open(self):
        """Proves R131."""
        part = self._filled(self.rows[:1], "75300000000001", 数量=1)
        record = self._import(self._book(part))
        self.assertEqual(self._statuses(record), ["done"])
        self.assertIn("1 of 2", record.line_ids.message)
        line = self.env["exchange.file.line"].search([("key", "=", part[0]["行标识"])])
        self.assertEqual((line.shipped_quantity, line.open_quantity), (1, 1))
        self.assertEqual(line.state, "partly")
        self.assertEqual(line.untold_quantity, 0)
        self.assertEqual(self.order.order_line[0].qty_delivered, 1)
        # the same row again is known; with another number it is the rest
        self.assertEqual(
            self._statuses(self._import(self._book(part, list(part[0]) + ["备注"]))),
            ["duplicate"],
        )
        rest = self._filled(self.rows[:1], "75300000000002")
        self.assertEqual(self._statuses(self._import(self._book(rest))), ["done"])
        self.assertEqual(line.state, "shipped")
        self.assertFalse(self._generate(), "nothing is asked for again")

    def test_more_pieces_than_asked_for_are_refused(self):
        rows = self._filled(self.rows[:1], "75300000000001", 数量=1)
        rows += self._filled(self.rows[:1], "75300000000002", 数量=2)
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["error", "error"])
        self.assertIn("2 in all", record.line_ids[0].message)
        self.assertEqual(self.dispatch.dispatch_state, "exported")


@tagged("post_install", "-at_install")
class TestExchangeOwnUpload(ExchangeBackCommon):
    def test_agents_staff_gives_the_file_back_itself(self):
        """Proves R131."""
        user = self._agent_user(self.ks, "ks_agent")
        record = self._import(self._book(self._filled(self.rows)), user=user)
        self.assertEqual(self._statuses(record), ["done"] * 3)
        self.assertEqual(self.dispatch.dispatch_state, "shipped")

    def test_agents_staff_ships_nothing_of_others(self):
        """Proves R12, R131."""
        user = self._agent_user(self.fs, "fs_agent")
        rows = self._filled(self.rows)
        record = self._import(self._book(rows), user=user)
        self.assertEqual(set(self._statuses(record)), {"error"})
        # by order number not even the order's existence shows
        rows = self._filled(self.rows, 行标识="")
        record = self._import(self._book(rows), user=user)
        self.assertIn("No dispatch of order", record.line_ids[0].message)
        self.assertEqual(self.dispatch.dispatch_state, "exported")
