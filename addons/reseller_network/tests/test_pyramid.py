import random

from psycopg2 import IntegrityError
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ResellerCommon

NETWORKS = 4
SELLERS = 6
ORDERS = 8


@tagged("post_install", "-at_install")
class TestPyramid(ResellerCommon):
    """Nobody earns from recruiting, however the data is arranged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.small, 300)
        cls._stock(cls.ks, cls.small, 300)
        cls.operator = new_test_user(
            cls.env, "t_pyramid", groups="brand_outlet.group_operator"
        )
        cls.tiers = cls.env["res.partner.grade"].search(
            [("default_pricelist_id", "!=", False)]
        )

    def _make_network(self, chance, number):
        """Contracts of which each introduced the next, at random terms and places."""
        places = self.env["outlet.place"]
        introduced_by = self.user.partner_id
        for seller in range(SELLERS):
            owner = self.env["res.partner"].create({"name": f"店主{number}-{seller}"})
            contract = self.env["reseller.contract"].create(
                {
                    "reseller_id": owner.id,
                    "mode": chance.choice(["shop", "link"]),
                    "grade_id": chance.choice(self.tiers.ids),
                    "trade_terms": chance.choice(["dropship", "prepay", "buyout"]),
                    "upstream_id": chance.choice(
                        [self.env.company.partner_id.id, self.tj.agent_id.id]
                    ),
                    "introducer_id": introduced_by.id,
                }
            )
            contract.action_activate()
            # who collects owes the take price
            contract.credit_limit = 1_000_000
            place = self._make_place(f"场{number}-{seller}", owner)
            place.collect_by = chance.choice(["operator", "reseller", "agent"])
            places |= place
            introduced_by = chance.choice([owner, introduced_by])
        return places

    def _trade(self, chance, places):
        """Orders of random places, delivered, some of them returned in part."""
        orders = self.env["sale.order"]
        for _number in range(ORDERS):
            pieces = chance.randint(1, 5)
            price = chance.randint(30000, 99999) / 100
            order = self._order(
                self.in_beijing,
                [(self.small, pieces, price)],
                place_id=chance.choice(places).id,
            )
            self._deliver(order)
            if chance.random() < 0.4:
                self._return(order, chance.randint(1, pieces))
            orders |= order
        return orders

    def _return(self, order, pieces):
        picking = order.picking_ids.filtered(lambda one: one.state == "done")[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model=picking._name)
            .create({})
        )
        line = wizard.product_return_moves[:1]
        line.quantity = min(pieces, line.move_id.quantity)
        back = wizard._create_return()
        back.move_ids.quantity = line.quantity
        back.move_ids.picked = True
        back._action_done()

    def test_random_networks_pay_the_seller_the_shipper_and_the_operator_only(self):
        """Each introduced by the one before. Proves R13, R14, R109."""
        for number in range(NETWORKS):
            chance = random.Random(number)
            places = self._make_network(chance, number)
            for order in self._trade(chance, places):
                self._check_order(order)

    def _check_order(self, order):
        entries = order.order_line.share_entry_ids
        shares = entries.filtered(lambda one: one.kind != "collected")
        by_role = shares.grouped("role")
        sellers = shares.filtered(lambda one: one.role in ("reseller", "affiliate"))
        self.assertLessEqual(sellers.partner_id, order.reseller_id)
        self.assertLessEqual(
            by_role.get("agent", entries[:0]).partner_id,
            order.order_line.allocation_ids.agent_id,
        )
        self.assertLessEqual(
            by_role.get("operator", entries[:0]).partner_id,
            order.company_id.partner_id,
        )
        self.assertLessEqual(
            set(by_role), {"reseller", "affiliate", "agent", "operator"}
        )
        self.assertLessEqual(len(set(sellers.mapped("kind"))), 1)
        for line in order.order_line:
            booked = sum((shares & line.share_entry_ids).mapped("amount"))
            self.assertAlmostEqual(booked, line._share_paid(line.qty_settled), 2)

    def test_the_recruiters_recruiter_earns_nothing(self):
        """Three deep, and only who sold is paid. Proves R13."""
        self.other.introducer_id = self.link_user.partner_id
        self.link.introducer_id = self.user.partner_id
        order = self._order(
            self.in_beijing, [(self.small, 1, 400.0)], place_id=self.other_place.id
        )
        self._deliver(order)
        payees = order.order_line.share_entry_ids.partner_id
        self.assertIn(self.other_user.partner_id, payees)
        self.assertFalse(payees & (self.user.partner_id | self.link_user.partner_id))

    # --- attempts -------------------------------------------------------------------

    def _entry_vals(self, **vals):
        """Values of one more share of a delivered order, for who recruited."""
        order = self._order(
            self.in_beijing, [(self.small, 1, 400.0)], place_id=self.other_place.id
        )
        self._deliver(order)
        entry = order.order_line.share_entry_ids.filtered(
            lambda one: one.kind == "margin"
        )
        [values] = entry.copy_data()
        return values | {"amount": 40, "partner_id": self.user.partner_id.id} | vals

    @mute_logger("odoo.sql_db")
    def test_no_share_for_a_recruiter_through_the_orm(self):
        """Not even by the system itself. Proves R13."""
        entries = self.env["share.entry"]
        for kind, role in (
            ("margin", "reseller"),
            ("commission", "affiliate"),
            ("supply", "agent"),
            ("operator", "operator"),
        ):
            values = self._entry_vals(kind=kind, role=role)
            # a second margin is refused before anybody asks whose it is
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                entries.create(values)
        values = self._entry_vals(kind="correction", reference="recruiting")
        with self.assertRaises(CheckViolation) as caught, self.cr.savepoint():
            entries.create(values)
        message = entries._sql_error_to_message(caught.exception)
        self.assertIn("to nobody else", message)

    @mute_logger("odoo.sql_db")
    def test_no_second_seller_of_one_delivery(self):
        """Proves R13."""
        values = self._entry_vals(
            kind="commission",
            role="affiliate",
            partner_id=self.other_user.partner_id.id,
        )
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["share.entry"].create(values)

    @mute_logger("odoo.sql_db")
    def test_no_share_without_a_delivered_order_line(self):
        """A reward for joining has nothing to be booked on. Proves R13."""
        values = self._entry_vals(partner_id=self.other_user.partner_id.id)
        for name in ("sale_line_id", "order_id", "move_id"):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.env["share.entry"].create(values | {name: False})

    @mute_logger("odoo.sql_db")
    def test_no_share_for_a_recruiter_in_plain_sql(self):
        """Proves R13."""
        values = self._entry_vals(kind="correction", reference="recruiting")
        names = [name for name, value in values.items() if value]
        query = "INSERT INTO share_entry ({}) VALUES ({})".format(
            ", ".join(names), ", ".join(["%s"] * len(names))
        )
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.cr.execute(query, [values[name] for name in names])

    def test_no_share_by_hand_import_or_api(self):
        """The ledger is nobody's to write. Proves R13."""
        entries = self.env["share.entry"].with_user(self.operator)
        with self.assertRaises(AccessError):
            entries.create(self._entry_vals())
        answer = entries.load(["role", "kind", "amount"], [["reseller", "margin", "9"]])
        self.assertFalse(answer["ids"])

    def test_nobody_below_a_reseller_by_any_door(self):
        """Form, import and API end in the same refusal. Proves R13, R253."""
        below = self.env["res.partner"].create({"name": "下线"})
        contracts = self.env["reseller.contract"].with_user(self.operator)
        values = {
            "reseller_id": below.id,
            "upstream_id": self.user.partner_id.id,
            "grade_id": self.regular.id,
        }
        with self.assertRaisesRegex(ValidationError, "no resellers below"):
            contracts.create(values)
        answer = contracts.load(
            ["reseller_id/.id", "upstream_id/.id", "grade_id/.id"],
            [[str(value) for value in values.values()]],
        )
        self.assertFalse(answer["ids"])
        self.assertIn("no resellers below", answer["messages"][0]["message"])
        with self.assertRaisesRegex(ValidationError, "no resellers below"):
            self.other.with_user(self.operator).upstream_id = self.user.partner_id

    def test_a_tier_can_not_be_bought(self):
        """No fee opens or raises anything. Proves R13."""
        with self.assertRaisesRegex(ValidationError, "can not be bought"):
            self.env["product.template"].create(
                {
                    "name": "黄金会籍",
                    "type": "service",
                    "service_tracking": "partnership",
                    "grade_id": self.gold.id,
                }
            )

    # --- self-check -----------------------------------------------------------------

    def _check(self):
        checks = self.env["reseller.payee.check"].with_user(self.operator)
        return checks.browse(checks.action_run()["res_id"])

    def test_the_self_check_lists_every_way_money_takes(self):
        """Proves R13."""
        chance = random.Random(99)
        orders = self._trade(chance, self._make_network(chance, 99))
        check = self._check()
        self.assertEqual(check.problem_count, 0, check.line_ids.mapped("name"))
        entries = self.env["share.entry"].search([])
        self.assertLessEqual(orders.order_line.share_entry_ids, entries)
        self.assertEqual(sum(check.path_ids.mapped("entry_count")), len(entries))
        self.assertAlmostEqual(
            sum(check.path_ids.mapped("amount")), sum(entries.mapped("amount")), 2
        )
        self.assertNotIn("stranger", check.path_ids.mapped("relation"))
        page, kind = self.env["ir.actions.report"]._render_qweb_html(
            "reseller_network.report_payee_check", check.ids
        )
        self.assertEqual(kind, "html")
        self.assertIn("What must not be", page.decode())

    def test_the_self_check_reads_the_company_of_whoever_asks(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        checks = self.env["reseller.payee.check"].with_user(self.operator)
        lying = checks.with_context(default_company_id=other.id)
        check = checks.browse(lying.action_run()["res_id"])
        self.assertEqual(check.company_id, self.operator.company_id)

    def test_the_self_check_finds_what_was_done_behind_its_back(self):
        order = self._order(
            self.in_beijing, [(self.small, 1, 400.0)], place_id=self.other_place.id
        )
        self._deliver(order)
        self.other.introducer_id = self.user.partner_id
        self.cr.execute(
            "UPDATE share_entry SET partner_id = %s WHERE kind = 'margin'",
            [self.user.partner_id.id],
        )
        self.cr.execute(
            "UPDATE reseller_contract SET upstream_id = %s WHERE id = %s",
            [self.user.partner_id.id, self.link.id],
        )
        self.env.invalidate_all()
        found = [line.count > 0 for line in self._check().line_ids]
        self.assertEqual(found[:4], [True, False, True, True])
