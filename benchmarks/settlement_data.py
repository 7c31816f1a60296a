"""Deliveries for benchmarks of settlement: every order line of the network, arrived.

`make(context)` writes parcels, their moves and the allocations they were shipped by
beside the orders of `network_data`, and commits; nothing of it is booked. One order is
sold, shipped and delivered as users do it, all others are copies.
"""

from odoo.fields import Command

from . import network_data
from ._tables import Tables, vacuum

AGENTS = 1_000
PARAMETER = "benchmark.settlement"


def make(context):
    """Make the deliveries of this database, if it has none yet."""
    network_data.make(context)
    with context.environment(commit=True) as env:
        parameters = env["ir.config_parameter"]
        if parameters.get_param(PARAMETER):
            return
        _Maker(env).make()
        parameters.set_param(PARAMETER, "made")
    vacuum(context)


class _Maker(Tables):
    def make(self):
        order = self._deliver_one()
        self._make_agents(order.picking_ids.picking_type_id.warehouse_id)
        self._arrange_lines()
        parcel = order.picking_ids
        tables = ("stock_move", "stock_picking", "dropship_allocation")
        with self._without_indexes(*tables, "routing_decision"):
            self._copy_parcels(order, parcel)
        self.env.cr.execute("DELETE FROM share_entry; DELETE FROM share_entry_open")
        self.env.cr.execute("DELETE FROM sale_order_line_settled")

    def _deliver_one(self):
        """Sell a piece of the network's stock, ship it and let it arrive."""
        env = self.env
        quant = env["stock.quant"].search(
            [
                ("product_id.default_code", "=like", "NET-%"),
                ("quantity", ">", 1),
                ("location_id.usage", "=", "internal"),
            ],
            limit=1,
        )
        order = env["sale.order"].create(
            {
                "partner_id": env["res.partner"].create({"name": "样品顾客"}).id,
                "place_id": env["outlet.place"].search([], limit=1).id,
                "order_line": [Command.create({"product_id": quant.product_id.id})],
            }
        )
        order.action_confirm()
        parcel = order.picking_ids
        parcel.write(
            {
                "carrier_id": env.ref("agent_dropship.courier_zto").id,
                "carrier_tracking_ref": "BENCH1",
            }
        )
        parcel.move_ids.write({"quantity": 1, "picked": True})
        parcel._action_done()
        parcel.action_deliver()
        env.flush_all()
        return order

    def _make_agents(self, warehouse):
        """A thousand agents with a warehouse and a contract of his own each."""
        contract = self.env["brand.contract"].search(
            [("agent_id", "=", warehouse.agent_id.id)], limit=1
        )
        self._run(
            """CREATE TEMP TABLE set_agent ON COMMIT DROP AS
               SELECT n, nextval('res_partner_id_seq')::int AS id,
                      nextval('stock_warehouse_id_seq')::int AS warehouse_id,
                      nextval('stock_picking_type_id_seq')::int AS type_id,
                      nextval('brand_contract_id_seq')::int AS contract_id
                 FROM generate_series(0, %(count)s - 1) n""",
            count=AGENTS,
        )
        source = "set_agent a"
        self._copy(
            warehouse.agent_id,
            source,
            id="a.id",
            name="'结算代理' || a.n",
            complete_name="'结算代理' || a.n",
            commercial_partner_id="a.id",
        )
        self._copy(
            warehouse,
            source,
            id="a.warehouse_id",
            name="'结算仓' || a.n",
            code="'S' || a.n",
            agent_id="a.id",
            partner_id="a.id",
            manager_id="a.id",
        )
        self._copy(
            warehouse.out_type_id, source, id="a.type_id", warehouse_id="a.warehouse_id"
        )
        self._copy(
            contract,
            source,
            id="a.contract_id",
            agent_id="a.id",
            certificate_number="NULL",
            operator_ratio="a.n % 3",
        )

    def _arrange_lines(self):
        """Say which agent ships each line, and in which parcel."""
        self._run(
            """UPDATE sale_order SET state = 'sale', parcel_state = 'delivered'
                WHERE name LIKE 'NET%%' AND parcel_state IS DISTINCT FROM 'delivered'"""
        )
        self._run(
            """UPDATE sale_order_line line SET state = 'sale', qty_delivered = 1
                 FROM sale_order sold
                WHERE sold.id = line.order_id AND sold.name LIKE 'NET%%'
                  AND line.qty_delivered IS DISTINCT FROM 1"""
        )
        self._run(
            """CREATE TEMP TABLE set_line ON COMMIT DROP AS
               SELECT line.id AS line_id, line.order_id, line.product_id,
                      line.take_price, line.price_total, sold.date_order, agent.*,
                      nextval('stock_move_id_seq')::int AS move_id,
                      nextval('dropship_allocation_id_seq')::int AS allocation_id
                 FROM sale_order_line line
                 JOIN sale_order sold ON sold.id = line.order_id
                 JOIN set_agent agent
                   ON agent.n = (line.order_id %% %(count)s * 7919 + line.id %% 3)
                                 %% %(count)s
                WHERE sold.name LIKE 'NET%%'
                ORDER BY line.id""",
            count=AGENTS,
        )
        self._run(
            """CREATE TEMP TABLE set_parcel ON COMMIT DROP AS
               SELECT order_id, n, MIN(id) AS agent_id, MIN(type_id) AS type_id,
                      MIN(date_order) AS date_order,
                      nextval('stock_picking_id_seq')::int AS id
                 FROM set_line GROUP BY order_id, n ORDER BY order_id, n"""
        )
        self._run(
            """CREATE TEMP TABLE set_decision ON COMMIT DROP AS
               SELECT order_id, nextval('routing_decision_id_seq')::int AS id
                 FROM set_line GROUP BY order_id ORDER BY order_id"""
        )
        self._run("CREATE INDEX ON set_parcel (order_id, n)")
        self._run("ANALYZE set_parcel")
        self._run("ANALYZE set_line")
        self._run("ANALYZE set_decision")

    def _copy_parcels(self, order, parcel):
        arrived = "p.date_order + interval '3 days' * (1 + p.id % 3)"
        self._copy(
            order.order_line.allocation_ids.decision_id,
            "set_decision d",
            id="d.id",
            order_id="d.order_id",
            candidates="NULL",
            inputs="NULL",
        )
        self._copy(
            parcel,
            "set_parcel p",
            id="p.id",
            name="'SET/' || p.id",
            origin="'SET' || p.order_id",
            sale_id="p.order_id",
            agent_id="p.agent_id",
            owner_id="p.agent_id",
            manager_id="NULL",
            picking_type_id="p.type_id",
            carrier_tracking_ref="'SET' || p.id",
            date_done="p.date_order",
            delivered_at=arrived,
        )
        line = "set_line l"
        self._copy(
            order.order_line.allocation_ids,
            f"{line} JOIN set_decision d ON d.order_id = l.order_id",
            id="l.allocation_id",
            decision_id="d.id",
            sale_line_id="l.line_id",
            order_id="l.order_id",
            product_id="l.product_id",
            warehouse_id="l.warehouse_id",
            agent_id="l.id",
            contract_id="l.contract_id",
            supply_price="ROUND(l.take_price * (0.8 + l.line_id % 7 * 0.013), 2)",
        )
        self._copy(
            parcel.move_ids,
            f"{line} JOIN set_parcel p ON (p.order_id, p.n) = (l.order_id, l.n)",
            id="l.move_id",
            product_id="l.product_id",
            sale_line_id="l.line_id",
            picking_id="p.id",
            picking_type_id="l.type_id",
            warehouse_id="l.warehouse_id",
            origin="'SET' || l.order_id",
            reference="'SET/' || p.id",
            date="l.date_order",
        )
