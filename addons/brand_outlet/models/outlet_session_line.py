from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class OutletSessionLine(models.Model):
    """An agent's offer in a session, at a price of the session."""

    _name = "outlet.session.line"
    _description = "Session Article"
    _order = "session_id desc, sequence, id"
    _rec_names_search = ["product_tmpl_id.name", "product_tmpl_id.style_code"]

    sequence = fields.Integer(default=10)
    session_id = fields.Many2one(
        "outlet.session", required=True, index=True, ondelete="cascade"
    )
    offer_id = fields.Many2one(
        "outlet.offer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "=", "published")],
    )
    product_tmpl_id = fields.Many2one(
        related="offer_id.product_tmpl_id", store=True, index=True
    )
    style_code = fields.Char(related="product_tmpl_id.style_code")
    image_512 = fields.Image(related="product_tmpl_id.image_512")
    brand_id = fields.Many2one(related="offer_id.brand_id", store=True, index=True)
    agent_id = fields.Many2one(related="offer_id.agent_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    currency_id = fields.Many2one(related="offer_id.currency_id")
    session_state = fields.Selection(
        related="session_id.state", string="State of the session"
    )
    phase = fields.Selection(related="session_id.phase")
    date_start = fields.Datetime(related="session_id.date_start", store=True)
    date_end = fields.Datetime(related="session_id.date_end")
    tag_price = fields.Float(related="offer_id.tag_price")
    supply_price = fields.Monetary(related="offer_id.supply_price")
    price = fields.Monetary(
        "Session price",
        compute="_compute_price",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="What the consumer pays in the session unless a place sets its own price "
        "within the brand's band.",
    )
    buyer_limit = fields.Integer(
        "Limit per buyer", help="Pieces one consumer may buy; 0: no limit."
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("approved", "Approved"), ("refused", "Refused")],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
        index=True,
    )
    quota_ids = fields.One2many("outlet.session.quota", "line_id", "Quotas")

    _session_offer_unique = models.Constraint(
        "unique (session_id, offer_id)", "This offer is in the session already."
    )
    _limit_check = models.Constraint(
        "CHECK (buyer_limit >= 0)", "A limit is a number of pieces."
    )

    @api.depends("product_tmpl_id", "session_id")
    def _compute_display_name(self):
        for line in self:
            # who sells in a session need not see the agent's offer
            style = line.sudo().product_tmpl_id.name
            line.display_name = f"{style} · {line.session_id.name}"

    @api.depends("offer_id")
    def _compute_price(self):
        for line in self:
            line.price = line.price or line.offer_id.suggested_price or line.tag_price

    @api.constrains("price", "offer_id")
    def _check_price(self):
        for line in self:
            if line.price <= 0:
                raise ValidationError(self.env._("Enter a price above zero."))
            self.env["outlet.guard"]._check_price(line.offer_id, line.price)

    # --- who may do what ----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_state_untouched(*vals_list)
        lines = super().create(vals_list)
        for session in lines.session_id:
            if session.state == "cancelled" or session.phase == "closed":
                raise UserError(
                    self.env._("%(session)s is over.", session=session.display_name)
                )
        return lines

    def write(self, vals):
        self._check_state_untouched(vals)
        if not self.env.su and set(vals) - {"sequence", "quota_ids"}:
            self._check_not_approved()
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            self._check_not_approved()
        return super().unlink()

    def _check_state_untouched(self, *vals_list):
        """Approving is an act, not a value somebody writes."""
        if not self.env.su and any("state" in vals for vals in vals_list):
            raise AccessError(self.env._("Approve or refuse the articles instead."))

    def _check_not_approved(self):
        for line in self:
            if line.state == "approved":
                raise UserError(
                    self.env._(
                        "%(article)s is approved. Withdraw the approval first.",
                        article=line.product_tmpl_id.display_name,
                    )
                )

    def _check_may_approve(self):
        """Operators approve everything, a brand what is its own."""
        self.check_access("read")
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("brand_outlet.group_operator")
            or user.has_group("brand_outlet.group_brand")
        ):
            raise AccessError(
                self.env._("Only the operator or the brand approves articles.")
            )

    def action_approve(self):
        """Approve proposals: from now to the end of the session their quotas are not
        sold otherwise.

        :raise UserError: a quota is more than what the agent has free, or missing
        """
        self._check_may_approve()
        lines = self.filtered(lambda line: line.state != "approved")
        for line in lines:
            # quotas are kept for who may not read the session
            if not sum(line.sudo().quota_ids.mapped("quota")):
                raise UserError(
                    self.env._(
                        "%(article)s: enter how many pieces are for the session.",
                        article=line.product_tmpl_id.display_name,
                    )
                )
        # the agents' stock is not for those who approve
        lines.sudo().quota_ids._check_free()
        lines.sudo().state = "approved"

    def action_refuse(self):
        """Turn proposals down."""
        self._check_may_approve()
        self._check_not_approved()
        # quotas are kept for who may not read the session
        self.sudo().state = "refused"

    def action_withdraw(self):
        """Take approvals back as long as nobody has bought.

        :raise UserError: pieces were sold or claimed
        """
        self._check_may_approve()
        for line in self.sudo():
            if any(quota.claimed or quota.sold for quota in line.quota_ids):
                raise UserError(
                    self.env._(
                        "%(article)s is being bought already.",
                        article=line.product_tmpl_id.display_name,
                    )
                )
        self.sudo().state = "proposed"

    def action_fill_quotas(self):
        """Put what the agent has free on the lines that are not approved."""
        for line in self.filtered(lambda line: line.state != "approved"):
            line._fill_quotas()

    def _fill_quotas(self, share=100.0):
        """Replace the quotas by ``share`` per cent of the agent's free pieces."""
        self.ensure_one()
        products = self.product_tmpl_id.product_variant_ids
        free = self.env["outlet.session.quota"]._read_free(self.agent_id, products)
        self.check_access("write")
        self._check_not_approved()
        self.quota_ids.unlink()
        # The warehouses come from the agent's own stock; he need not see them.
        self.env["outlet.session.quota"].sudo().create(
            [
                {
                    "line_id": self.id,
                    "product_id": product_id,
                    "warehouse_id": warehouse_id,
                    "quota": int(pieces * share / 100),
                }
                for (product_id, warehouse_id), pieces in sorted(free.items())
                if int(pieces * share / 100) > 0
            ]
        )

    def _copy_to_session(self, session):
        """Propose the articles that can still be sold for another session.

        A quota is what it was, but not more than is free now.
        """
        lines = self.filtered(
            lambda line: line.state != "refused" and line.offer_id.state == "published"
        )
        for line in lines:
            copy = line.copy({"session_id": session.id})
            free = self.env["outlet.session.quota"]._read_free(
                line.agent_id, line.quota_ids.product_id
            )
            for quota in line.quota_ids:
                pieces = min(
                    quota.quota,
                    free.get((quota.product_id.id, quota.warehouse_id.id), 0),
                )
                if pieces > 0:
                    quota.copy({"line_id": copy.id, "quota": int(pieces)})

    # --- what sellers ask ---------------------------------------------------------

    def _word_closed(self):
        """Return in words why nothing can be ordered at this moment."""
        self.ensure_one()
        session = self.session_id
        if self.state != "approved" or session.state != "published":
            return self.env._("This article is not in a session.")
        if fields.Datetime.now() < session.date_start:
            return self.env._(
                "%(session)s opens at %(time)s. Please order then.",
                session=session.name,
                time=session._format_time(session.date_start),
            )
        return self.env._(
            "%(session)s closed at %(time)s. The session price has ended.",
            session=session.name,
            time=session._format_time(session.date_end),
        )

    @api.model
    def _open_domain(self, place=None, now=None):
        """Return the domain of what is sold in sessions now (in a place)."""
        now = now or fields.Datetime.now()
        domain = Domain("state", "=", "approved") & Domain(
            "session_id",
            "any",
            [
                ("state", "=", "published"),
                ("date_start", "<=", now),
                ("date_end", ">", now),
            ],
        )
        return domain & self._sold_at_domain(place) if place else domain

    @api.model
    def _sold_at_domain(self, place):
        return Domain("session_id.place_ids", "=", False) | Domain(
            "session_id.place_ids", "in", place.ids
        )

    def _check_sold_at(self, place):
        """Refuse places the session is not for."""
        # who sells need not know where else something is sold
        places = self.sudo().session_id.place_ids
        if places and place not in places:
            raise UserError(
                self.env._(
                    "%(session)s is not sold in %(place)s.",
                    session=self.sudo().session_id.name,
                    place=place.display_name or self.env._("(no place)"),
                )
            )
