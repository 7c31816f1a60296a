from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class SettlementCommon(TransactionCase):
    """Two brands, two agents with stock in their warehouses, one place of sale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.company = cls.env.company
        cls.currency = cls.company.currency_id
        cls.carrier = cls.env["delivery.carrier"].create(
            {"name": "Courier", "product_id": cls._make_product("Freight", 0).id}
        )
        cls.near = cls._make_agent("Near", "NEAR", 39.1, 117.2)
        cls.far = cls._make_agent("Far", "FAR", 23.0, 113.1)
        cls.brand = cls._make_brand("Spruce")
        cls.other_brand = cls._make_brand("Fir")
        cls.coat = cls._make_product("Coat", 999.99, cls.brand)
        cls.shirt = cls._make_product("Shirt", 333.33, cls.other_brand)
        for product in cls.coat | cls.shirt:
            cls._stock(product, cls.near, 500)
            cls._stock(product, cls.far, 500)
        cls.seller = cls.env["res.partner"].create({"name": "Seller"})
        cls.place = cls.env["outlet.place"].create(
            {"name": "Group", "owner_id": cls.seller.id}
        )
        cls.consumer = cls.env["res.partner"].create(
            {
                "name": "Consumer",
                "phone": "13800138000",
                "country_id": cls.env.ref("base.cn").id,
                "partner_latitude": 39.9,
                "partner_longitude": 116.4,
            }
        )
        cls.operator = new_test_user(
            cls.env, "settle_operator", "brand_outlet.group_operator"
        )
        cls.near_user = new_test_user(
            cls.env,
            "settle_near",
            "brand_outlet.group_agent",
            party_id=cls.near.id,
        )
        cls.far_user = new_test_user(
            cls.env, "settle_far", "brand_outlet.group_agent", party_id=cls.far.id
        )
        cls.brand_user = new_test_user(
            cls.env,
            "settle_brand",
            "brand_outlet.group_brand",
            party_id=cls.brand.partner_id.id,
        )

    @classmethod
    def _make_product(cls, name, price, brand=None):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": name.upper(),
                "type": "consu" if brand else "service",
                "is_storable": bool(brand),
                "list_price": price,
                "product_brand_id": brand.id if brand else False,
                # what a tax does to an order is tested where taxes are made
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def _make_agent(cls, name, code, latitude, longitude):
        agent = cls.env["res.partner"].create(
            {"name": name, "ref": code, "is_company": True}
        )
        cls.env["stock.warehouse"].create(
            {
                "name": name,
                "code": code,
                "agent_id": agent.id,
                "latitude": latitude,
                "longitude": longitude,
            }
        )
        return agent

    @classmethod
    def _warehouse(cls, agent):
        return cls.env["stock.warehouse"].search([("agent_id", "=", agent.id)])

    @classmethod
    def _make_brand(cls, name):
        company = cls.env["res.partner"].create({"name": name, "is_company": True})
        brand = cls.env["product.brand"].create(
            {"name": name, "partner_id": company.id}
        )
        for agent, ratio, days in ((cls.near, 25, 45), (cls.far, 27.5, 60)):
            cls.env["brand.contract"].create(
                {
                    "brand_id": brand.id,
                    "agent_id": agent.id,
                    "supply_ratio": ratio,
                    "settlement_days": days,
                    "date_start": "2018-01-01",
                }
            ).action_activate()
        return brand

    @classmethod
    def _stock(cls, product, agent, quantity):
        cls.env["stock.quant"]._update_available_quantity(
            product, cls._warehouse(agent).lot_stock_id, quantity, owner_id=agent
        )

    @classmethod
    def _make_order(cls, *lines, place=None):
        """Confirmed order of ``(product, quantity, price)``."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.consumer.id,
                "place_id": (place or cls.place).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        }
                    )
                    for product, quantity, price in lines
                ],
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def _ship(cls, picking, quantities=None):
        """Ship all, or ``{move: quantity}`` of it; the rest becomes a backorder."""
        picking.carrier_id = cls.carrier
        picking.carrier_tracking_ref = "SF1"
        for move in picking.move_ids.filtered(lambda one: one.state != "cancel"):
            if quantities is not None:
                move.quantity = quantities.get(move, 0)
            move.picked = bool(move.quantity)
        picking.with_context(cancel_backorder=False)._action_done()
        return picking

    @classmethod
    def _deliver(cls, picking, quantities=None):
        cls._ship(picking, quantities).action_deliver()

    @classmethod
    def _deliver_order(cls, order):
        for picking in order.picking_ids:
            cls._deliver(picking)

    @classmethod
    def _return(cls, picking, quantities):
        """Bring ``{move: quantity}`` back to the warehouse that shipped."""
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.move_id, 0)
        back = wizard._create_return()
        for move in back.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        back._action_done()
        return back

    @classmethod
    def _entries(cls, record):
        field = {"sale.order": "order_id", "sale.order.line": "sale_line_id"}
        return cls.env["share.entry"].search([(field[record._name], "in", record.ids)])

    @classmethod
    def _generate(cls, month=None):
        start = (month or fields.Date.context_today(cls.env.user)).replace(day=1)
        end = fields.Date.end_of(start, "month")
        statements = cls.env["settlement.statement"].generate(start, end)
        return statements.filtered(lambda s: s.partner_id in cls.near | cls.far)

    @classmethod
    def _pay_by_bank(cls, bill, day=None):
        """What the bank says of a payment, matched with the bill as it came in."""
        items = bill.line_ids.filtered(lambda line: line.display_type == "payment_term")
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", bill.company_id.id)], limit=1
        )
        line = cls.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": day or fields.Date.context_today(bill),
                "payment_ref": bill.ref,
                "partner_id": bill.partner_id.id,
                "amount": sum(items.mapped("amount_residual")),
            }
        )
        _liquidity, open_lines, _other = line._seek_for_lines()
        open_lines.account_id = items.account_id
        (open_lines + items).reconcile()
        return line
