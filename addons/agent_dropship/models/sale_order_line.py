from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

ROUTING_STATES = [
    ("none", "Not routed"),
    ("allocated", "Allocated"),
    ("waiting", "Waiting for stock"),
]


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    warehouse_id = fields.Many2one(readonly=False)
    pinned_warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Ships from",
        check_company=False,
        copy=False,
        readonly=True,
        help="The warehouse that routing chose for this line.",
    )
    routing_state = fields.Selection(
        ROUTING_STATES, default="none", copy=False, readonly=True, index=True
    )
    allocation_ids = fields.One2many("dropship.allocation", "sale_line_id")

    # the core computes the warehouse from the order's header; a pin must survive
    # changes of header, product and quantity
    @api.depends("pinned_warehouse_id")
    def _compute_warehouse_id(self):
        pinned = self.filtered("pinned_warehouse_id")
        for line in pinned:
            line.warehouse_id = line.pinned_warehouse_id
        return super(SaleOrderLine, self - pinned)._compute_warehouse_id()

    @api.depends("pinned_warehouse_id")
    def _compute_agent_id(self):
        result = super()._compute_agent_id()
        # goods without an offer are sold from a warehouse all the same
        for line in self.filtered("pinned_warehouse_id"):
            line.agent_id = line.sudo().pinned_warehouse_id.agent_id
        return result

    def write(self, vals):
        if "product_uom_qty" in vals and not self.env.context.get("skip_procurement"):
            self._check_new_quantity(vals["product_uom_qty"])
        return super().write(vals)

    def _check_new_quantity(self, quantity):
        """A line that is promised by one warehouse can shrink, but not grow."""
        for line in self.filtered(lambda line: line.routing_state == "allocated"):
            if line.state == "sale" and quantity > line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%(product)s is already promised by %(warehouse)s. Add a new "
                        "line for the additional pieces, so that they are routed too.",
                        product=line.product_id.display_name,
                        warehouse=line.pinned_warehouse_id.name,
                    )
                )

    # --- what routing asks --------------------------------------------------------

    def _is_routed_kind(self):
        """Whether this line is goods that an agent's warehouse has to ship."""
        return bool(
            self.order_id.place_id
            and not self.order_id.is_pickup  # handed over in the shop
            and not self.display_type
            and self.product_id.is_storable
            and self.product_uom_qty > 0
        )

    def _get_exact_pieces(self):
        return self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )

    def _get_pieces(self):
        """The quantity in whole pieces of the product."""
        return int(round(self._get_exact_pieces()))

    def _to_line_uom(self, pieces):
        return self.product_id.uom_id._compute_quantity(
            pieces, self.product_uom_id, round=False
        )

    def _set_pieces(self, pieces):
        # the price is named too, or the core computes it anew for the new quantity
        self.with_context(skip_procurement=True).write(
            {
                "product_uom_qty": self._to_line_uom(pieces),
                "price_unit": self.price_unit,
                "discount": self.discount,
            }
        )

    def _prepare_split_vals(self, pieces):
        """Values of a new line that takes over some pieces of this one."""
        vals = self.copy_data(
            {
                "order_id": self.order_id.id,
                "product_uom_qty": self._to_line_uom(pieces),
                "price_unit": self.price_unit,
                "discount": self.discount,
            }
        )[0]
        return {**vals, "sequence": self.sequence}

    def _split_off(self, pieces, **values):
        """Move some pieces to a new line at the price that was agreed, with what they
        carry of freight and discounts; return it, not routed yet."""
        self.ensure_one()
        quiet = self.with_context(skip_procurement=True, sale_no_log_for_new_lines=True)
        vals = self._prepare_split_vals(pieces) | values | self._take_parts(pieces)
        self._set_pieces(self._get_pieces() - pieces)
        return quiet.create(vals).with_env(self.env)

    def _is_below_floor(self, floor_ratio):
        """Whether the price undercuts this percentage of the tag price (0 = none)."""
        if not floor_ratio or self.place_id.place_type == "clearing":
            return False
        floor = self.currency_id.round(self.product_id.lst_price * floor_ratio / 100)
        return self.currency_id.compare_amounts(self._get_price_per_piece(), floor) < 0

    def _get_refusing_warehouses(self):
        return self.allocation_ids.filtered("refused").warehouse_id

    # --- what follows from routing ------------------------------------------------

    def _route(self, occasion):
        """Route these lines and return them with those that were split off."""
        router = self.env["dropship.router"]
        router._check_pieces(self)
        # the seller must not see the agents' stock, the router has to
        return router.sudo()._route(self, occasion).with_env(self.env)

    def _route_and_procure(self, occasion):
        """Route lines of confirmed orders; return those that found a warehouse."""
        locked = self.order_id.filtered("locked")
        # a locked order keeps what was agreed; from where it ships is not part of it
        locked.locked = False
        lines = self._route(occasion)
        found = lines.filtered(lambda line: line.routing_state == "allocated")
        found._action_launch_stock_rule()
        locked.locked = True
        lines.order_id._alert_waiting()
        lines.order_id._close_waiting_alerts()
        return found

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        if self.env.context.get("skip_procurement"):
            return super()._action_launch_stock_rule(
                previous_product_uom_qty=previous_product_uom_qty
            )
        fresh = self.filtered(
            lambda line: (
                line.state == "sale"
                and line.routing_state == "none"
                and line._is_routed_kind()
            )
        )
        lines = self
        if fresh:
            lines |= fresh._route("change")
            fresh.order_id._alert_waiting()
        lines = lines.filtered(lambda line: line.routing_state != "waiting")
        result = super(SaleOrderLine, lines)._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )
        lines._check_promises()
        return result

    def _check_promises(self):
        """What was allocated must be reserved when the transaction ends.

        Where the shelf turns out to have less than was counted, the goods come from
        the next warehouse; nobody is told to try again.
        """
        # who confirms an order may not read the moves it causes
        moves = self.filtered("pinned_warehouse_id").sudo().move_ids
        short = moves.filtered(
            lambda move: move.state in ("confirmed", "partially_available")
        )
        if not short:
            return
        short._action_assign()
        short = short.filtered(lambda move: move.state != "assigned")
        if short:
            lost = short.sale_line_id.pinned_warehouse_id | self._get_lost_warehouses()
            short._action_cancel()
            # what is left of a line that was sent in part is a line of its own now
            lines = short.sale_line_id.with_context(lost_warehouses=lost.ids)
            lines._route_and_procure("change")

    def _get_lost_warehouses(self):
        """The warehouses that could not keep what they promised just now."""
        lost = self.env.context.get("lost_warehouses", ())
        return self.env["stock.warehouse"].browse(lost)

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        # who confirms an order may not know whose warehouse it is
        agent = self.pinned_warehouse_id.sudo().agent_id
        if agent:
            values["restrict_partner_id"] = agent.id
        return values

    # the rules of another company are only found in its name
    def _create_procurements(self, product_qty, procurement_uom, values):
        procurements = super()._create_procurements(
            product_qty, procurement_uom, values
        )
        # configuration, read on behalf of whoever orders
        company = self.pinned_warehouse_id.sudo().company_id
        if not company or company == self.company_id:
            return procurements
        return [
            procurement._replace(
                company_id=company, values={**procurement.values, "company_id": company}
            )
            for procurement in procurements
        ]

    def _withdraw_promises(self, moves):
        """Deliveries of these lines were cancelled or brought less, and nothing comes
        after them: what no other move ships is withdrawn, and waits to be routed anew.

        Cancelling the order or lowering the quantity leaves nothing to wait for.

        :param moves: those deliveries
        """
        if self.env.context.get("dispatch_order_cancel"):
            return
        refused = self.env.context.get("dispatch_refused")
        # the agent who refuses may not read the order
        lines = self.sudo().filtered(lambda line: line.routing_state == "allocated")
        idle = lines.filtered(
            lambda line: all(move.state == "cancel" for move in line.move_ids)
        )
        for line in lines - idle:
            line._part_withdrawn(moves.sudo() & line.move_ids, refused)
        idle._cancel_allocations(refused)
        idle._unpin()
        idle.filtered("product_uom_qty").routing_state = "waiting"

    def _unpin(self):
        """Forget which warehouse these lines were promised by."""
        # who cancels need not see whose goods they were
        for line in self.sudo():
            line.write(
                {
                    "pinned_warehouse_id": False,
                    "offer_id": line.wanted_offer_id.id,
                    "routing_state": "none",
                }
            )

    def _cancel_allocations(self, refused_reason=None):
        """Withdraw what was promised for these lines."""
        self.allocation_ids.filtered(lambda alloc: alloc.state == "active").write(
            {
                "state": "cancelled",
                "refused": bool(refused_reason),
                "cancel_reason": refused_reason,
            }
        )

    def _get_waiting_pieces(self):
        """Return {product: pieces} that these lines wait for."""
        pieces = defaultdict(int)
        for line in self.filtered(lambda line: line.routing_state == "waiting"):
            pieces[line.product_id] += line._get_pieces()
        return pieces

    @api.model
    def _wake_waiting(self, product_ids):
        """Let the retry of routing run soon if any line waits for these products."""
        waiting = self.search_count(
            [
                ("routing_state", "=", "waiting"),
                ("state", "=", "sale"),
                ("product_id", "in", product_ids),
            ],
            limit=1,
        )
        if waiting:
            # scheduled jobs are no record of users; this one is only woken
            self.env.ref("agent_dropship.cron_retry_routing").sudo()._trigger()
