import secrets

from odoo import api, fields, models

CREATE_BATCH = 5000


class ExchangeFileLine(models.Model):
    """The ledger of exchange files: which goods went out in which file.

    A row tells the agent either to ship pieces or that some of an earlier row were
    cancelled. Goods are asked for once: no move is in two rows.
    """

    _name = "exchange.file.line"
    _description = "Row of an Exchange File"
    _order = "id"
    _rec_name = "order_ref"

    file_id = fields.Many2one(
        "exchange.file", required=True, readonly=True, index=True, ondelete="restrict"
    )
    agent_id = fields.Many2one(related="file_id.agent_id", store=True, index=True)
    company_id = fields.Many2one(related="file_id.company_id", store=True)
    slot = fields.Datetime(related="file_id.slot")
    kind = fields.Selection(
        [("ship", "To ship"), ("withdrawn", "Cancelled")], required=True, readonly=True
    )
    key = fields.Char(
        "Row ID",
        readonly=True,
        help="Names the row when the file comes back. Random, so that nobody can name "
        "a row that was not sent to him.",
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Dispatch", required=True, readonly=True, index=True
    )
    move_id = fields.Many2one(
        "stock.move", string="Goods", readonly=True, index="btree_not_null"
    )
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    order_ref = fields.Char("Order", readonly=True, index="trigram")
    sku = fields.Char("SKU", readonly=True)
    quantity = fields.Float("Pieces", readonly=True, digits=(16, 0))
    origin_id = fields.Many2one(
        "exchange.file.line",
        string="Takes Back",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    withdrawal_ids = fields.One2many("exchange.file.line", "origin_id", readonly=True)
    move_ids = fields.One2many(
        "stock.move",
        "exchange_line_id",
        string="Goods in All",
        readonly=True,
        help="With what is left of them after a part was shipped.",
    )
    shipped_quantity = fields.Float(
        "Shipped", compute="_compute_quantities", store=True, digits=(16, 0)
    )
    open_quantity = fields.Float(
        "To Ship", compute="_compute_quantities", store=True, digits=(16, 0)
    )
    untold_quantity = fields.Float(
        compute="_compute_quantities",
        store=True,
        digits=(16, 0),
        help="Cancelled pieces the agent has not been told of: the next file does.",
    )
    state = fields.Selection(
        [
            ("open", "To ship"),
            ("partly", "Partly shipped"),
            ("shipped", "Shipped"),
            ("withdrawn", "Cancelled"),
        ],
        compute="_compute_quantities",
        store=True,
    )
    tracking_text = fields.Char(
        "Tracking Numbers", compute="_compute_tracking_text", compute_sudo=True
    )

    _key_unique = models.UniqueIndex(
        "(key) WHERE key IS NOT NULL", "Two rows must not have the same ID."
    )
    _move_once = models.UniqueIndex(
        "(move_id) WHERE kind = 'ship'", "These goods are in an exchange file already."
    )
    _open_idx = models.Index("(agent_id) WHERE open_quantity > 0")
    _untold_idx = models.Index("(agent_id) WHERE untold_quantity > 0")

    @api.depends(
        "quantity",
        "kind",
        "move_ids.state",
        "move_ids.product_uom_qty",
        "withdrawal_ids.quantity",
    )
    def _compute_quantities(self):
        for line in self:
            # what the agent's row says, not who may read the moves behind it
            moves = line.sudo().move_ids if line.kind == "ship" else []
            shipped = sum(m.product_uom_qty for m in moves if m.state == "done")
            waiting = sum(
                m.product_uom_qty for m in moves if m.state not in ("done", "cancel")
            )
            told = sum(line.withdrawal_ids.mapped("quantity"))
            missing = line.quantity - told - shipped - waiting
            line.shipped_quantity = shipped
            line.open_quantity = waiting
            line.untold_quantity = max(missing, 0) if line.kind == "ship" else 0
            line.state = line._get_state(shipped, waiting)

    def _get_state(self, shipped, waiting):
        if waiting:
            return "partly" if shipped else "open"
        return "shipped" if shipped else "withdrawn"

    @api.depends("move_ids.picking_id.carrier_tracking_ref")
    def _compute_tracking_text(self):
        for line in self:
            done = line.move_ids.filtered(lambda move: move.state == "done").picking_id
            line.tracking_text = ", ".join(
                f"{picking.carrier_id.name} {picking.carrier_tracking_ref}"
                for picking in done.filtered("carrier_tracking_ref")
            )

    # --- what goes into a file ------------------------------------------------------

    @api.model
    def _create_to_ship(self, record, moves):
        """Write moves into the ledger of a new file; return the rows."""
        lines = self.browse()
        moves = moves.sorted(lambda move: (move.picking_id.id, move.id))
        for start in range(0, len(moves), CREATE_BATCH):
            batch = moves[start : start + CREATE_BATCH]
            made = self.create([self._prepare_to_ship(record, move) for move in batch])
            for move, line in zip(batch, made, strict=True):
                move.exchange_line_id = line
            lines |= made
        return lines

    @api.model
    def _prepare_to_ship(self, record, move):
        return {
            "file_id": record.id,
            "kind": "ship",
            # starts with a letter, lest a spreadsheet reads 12e45 as a number
            "key": f"L{secrets.token_hex(8)}",
            "picking_id": move.picking_id.id,
            "move_id": move.id,
            "product_id": move.product_id.id,
            "order_ref": move.picking_id.order_ref,
            "sku": move.product_id.default_code,
            "quantity": move.product_uom_qty,
        }

    @api.model
    def _find_untold(self, agent, company):
        """Return the rows of which pieces were cancelled since the agent got them."""
        return self.search(
            [
                ("agent_id", "=", agent.id),
                ("company_id", "=", company.id),
                ("untold_quantity", ">", 0),
            ]
        )

    def _create_withdrawn(self, record):
        """Write what was cancelled of these rows into a new file; return the rows."""
        return self.create(
            [
                {
                    "file_id": record.id,
                    "kind": "withdrawn",
                    "origin_id": line.id,
                    "picking_id": line.picking_id.id,
                    "product_id": line.product_id.id,
                    "order_ref": line.order_ref,
                    "sku": line.sku,
                    "quantity": line.untold_quantity,
                }
                for line in self
            ]
        )
