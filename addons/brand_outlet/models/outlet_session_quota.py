from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class OutletSessionQuota(models.Model):
    """So many pieces of one article in one warehouse, for one session.

    The pieces stay where they are. From approval to the end of the session what is
    not sold of them is frozen: every other sale counts it as taken.
    """

    _name = "outlet.session.quota"
    _description = "Session Quota"
    _order = "line_id, product_id, id"

    line_id = fields.Many2one(
        "outlet.session.line", required=True, index=True, ondelete="cascade"
    )
    session_id = fields.Many2one(related="line_id.session_id", store=True, index=True)
    agent_id = fields.Many2one(related="line_id.agent_id", store=True, index=True)
    brand_id = fields.Many2one(related="line_id.brand_id", store=True)
    product_tmpl_id = fields.Many2one(related="line_id.product_tmpl_id")
    product_id = fields.Many2one(
        "product.product",
        "Article",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('product_tmpl_id', '=', product_tmpl_id)]",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    quota = fields.Integer(required=True, aggregator="sum")
    claimed = fields.Integer(
        readonly=True, copy=False, default=0, help="Promised, not yet confirmed."
    )
    sold = fields.Integer(readonly=True, copy=False, default=0)
    left = fields.Integer(compute="_compute_left")

    _article_unique = models.Constraint(
        "unique (line_id, product_id, warehouse_id)",
        "This article has its quota from this warehouse already.",
    )
    _never_oversold = models.Constraint(
        "CHECK (quota >= 0 AND claimed >= 0 AND sold >= 0 AND claimed + sold <= quota)",
        "No more can be sold in a session than its quota.",
    )
    _frozen_idx = models.Index("(product_id, warehouse_id)")

    @api.depends("quota", "claimed", "sold")
    def _compute_left(self):
        for quota in self:
            quota.left = quota.quota - quota.claimed - quota.sold

    # --- who may write what -------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_counters_untouched(*vals_list)
        quotas = super().create(vals_list)
        quotas._check_open_to_change()
        return quotas

    def write(self, vals):
        self._check_counters_untouched(vals)
        self._check_open_to_change()
        result = super().write(vals)
        self._check_open_to_change()
        return result

    def unlink(self):
        self._check_open_to_change()
        return super().unlink()

    def _check_counters_untouched(self, *vals_list):
        counters = {"claimed", "sold"}
        if not self.env.su and any(counters & set(vals) for vals in vals_list):
            raise AccessError(self.env._("Only sales change what was sold."))

    def _check_open_to_change(self):
        if not self.env.su:
            self.line_id._check_not_approved()

    @api.constrains("product_id", "line_id")
    def _check_product(self):
        for quota in self:
            if quota.product_id.product_tmpl_id != quota.line_id.product_tmpl_id:
                raise UserError(
                    self.env._(
                        "%(article)s is not an article of this line.",
                        article=quota.product_id.display_name,
                    )
                )

    # --- stock --------------------------------------------------------------------

    @api.model
    def _read_free(self, agent, products):
        """Return ``{(product id, warehouse id): pieces}`` an agent has to give: his
        own, unreserved, and not frozen for a session."""
        if not agent or not products:
            return {}
        self.env["stock.quant"].flush_model()
        self._flush_frozen()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.product_id, location.warehouse_id,
                       SUM(COALESCE(quant.quantity, 0)
                           - COALESCE(quant.reserved_quantity, 0))
                     - COALESCE(MAX(frozen.pieces), 0)
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                  JOIN stock_warehouse warehouse
                    ON warehouse.id = location.warehouse_id AND warehouse.active
                  JOIN stock_location stock ON stock.id = warehouse.lot_stock_id
             LEFT JOIN (%s) frozen
                    ON frozen.product_id = quant.product_id
                   AND frozen.warehouse_id = location.warehouse_id
                 WHERE quant.owner_id = %s
                   AND quant.product_id IN %s
                   AND location.usage = 'internal'
                   AND starts_with(location.parent_path, stock.parent_path)
                 GROUP BY quant.product_id, location.warehouse_id
                """,
                self._get_frozen_sql(),
                agent.id,
                tuple(products.ids),
            )
        )
        return {
            (product, warehouse): int(pieces)
            for product, warehouse, pieces in rows
            if pieces > 0
        }

    @api.model
    def _flush_frozen(self):
        """Write to the database what the SQL about frozen pieces reads."""
        for name in ("outlet.session", "outlet.session.line", "sale.order"):
            self.env[name].flush_model()
        self.env["sale.order.line"].flush_model(["session_key", "order_id"])
        self.flush_model()

    @api.model
    def _get_frozen_sql(self):
        """Return a query of (product_id, warehouse_id, pieces): what other sales must
        leave alone at this moment.

        Until the end of a session that is its quota less what was sold of it, plus
        what was given back and is not yet counted. After the end it is only what is
        promised and still waits to be confirmed. No job is needed for any of it.
        """
        return SQL(
            """
            SELECT quota.product_id, quota.warehouse_id,
                   SUM(CASE WHEN session.state <> 'cancelled'
                             AND session.date_end > %(now)s
                            THEN quota.quota - quota.sold + (
                                 SELECT COALESCE(SUM(claim.pieces), 0)
                                   FROM outlet_session_claim claim
                                  WHERE claim.quota_id = quota.id
                                    AND claim.state = 'sold' AND claim.releasing)
                            ELSE (
                                 SELECT COALESCE(SUM(claim.pieces), 0)
                                   FROM outlet_session_claim claim
                              LEFT JOIN LATERAL (
                                        SELECT bool_or(ordered.state = 'sale') AS done,
                                               bool_or(ordered.session_queue = 'queued')
                                               AS queued
                                          FROM sale_order_line line
                                          JOIN sale_order ordered
                                            ON ordered.id = line.order_id
                                         WHERE line.session_key = claim.key) bound
                                        ON TRUE
                                  WHERE claim.quota_id = quota.id
                                    AND claim.state = 'held' AND NOT claim.releasing
                                    AND bound.done IS NOT TRUE
                                    AND (claim.deadline > %(now)s OR bound.queued))
                       END) AS pieces
              FROM outlet_session_quota quota
              JOIN outlet_session_line line ON line.id = quota.line_id
              JOIN outlet_session session ON session.id = line.session_id
             WHERE line.state = 'approved'
               AND (session.state <> 'cancelled' AND session.date_end > %(now)s
                    OR quota.claimed > 0)
             GROUP BY quota.product_id, quota.warehouse_id
            """,
            now=fields.Datetime.now(),
        )

    def _check_free(self):
        """Refuse quotas beyond what the agents have free right now.

        Two who approve, or one who approves while another sells, meet at the gate:
        see ``_pass_gates``.
        """
        self._pass_gates()
        for agent, quotas in self.grouped("agent_id").items():
            free = self._read_free(agent, quotas.product_id)
            for quota in quotas:
                pair = (quota.product_id.id, quota.warehouse_id.id)
                free[pair] = free.get(pair, 0) - quota.quota
                if free[pair] < 0:
                    raise UserError(
                        self.env._(
                            "%(article)s: %(warehouse)s has only %(free)s free pieces, "
                            "the quota is %(quota)s.",
                            article=quota.product_id.display_name,
                            warehouse=quota.warehouse_id.name,
                            free=max(free[pair] + quota.quota, 0),
                            quota=quota.quota,
                        )
                    )

    def _pass_gates(self):
        """Make overlapping promises of the same stock collide.

        Extension point of whoever routes orders; nothing to do where only the
        framework reserves.
        """
