from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.outlet_base.sealed import seal, unseal

PASS_BACK = [
    ("none", "Nothing"),
    ("workbook", "Workbook"),
    ("push", "Message to an address"),
]


class OrderSource(models.Model):
    """A market or system outside that orders come from and news go back to.

    Any name will do: a new platform is a new record. Its shops are places of ours.
    """

    _name = "order.source"
    _description = "Order Source"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    owner_id = fields.Many2one(
        "res.partner",
        "Owner of New Shops",
        required=True,
        help="Whose place a shop becomes that is not known yet.",
    )
    place_ids = fields.One2many("outlet.place", "source_id", "Shops")
    pass_back = fields.Selection(PASS_BACK, required=True, default="workbook")
    url = fields.Char("Address", help="Where news of parcels are sent as JSON.")
    secret = fields.Char(
        compute="_compute_secret",
        inverse="_inverse_secret",
        help="Signs the messages. Is kept sealed and not shown again.",
    )
    has_secret = fields.Boolean("Secret Entered", compute="_compute_has_secret")
    secret_sealed = fields.Char(copy=False, readonly=True, groups="base.group_system")
    column_ids = fields.One2many(
        "order.source.column",
        "source_id",
        "Columns",
        default=lambda self: self._get_usual_columns(),
        copy=True,
    )
    news_ids = fields.One2many("order.source.news", "source_id", readonly=True)
    pending_count = fields.Integer("To Pass Back", compute="_compute_pending_count")
    last_error = fields.Char(readonly=True, copy=False)

    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE active", "There is a source of this name already."
    )
    _address_given = models.Constraint(
        "CHECK (pass_back <> 'push' OR url LIKE 'http%')",
        "Messages need an address that begins with https://",
    )

    @api.model
    def _get_usual_columns(self):
        values = ("order_no", "shop", "sku", "pieces", "courier", "number", "event")
        return [
            fields.Command.create({"value": value, "sequence": place})
            for place, value in enumerate(values)
        ]

    def _compute_pending_count(self):
        counts = dict(
            self.env["order.source.news"]._read_group(
                [("source_id", "in", self.ids), ("state", "=", "pending")],
                ["source_id"],
                ["__count"],
            )
        )
        for source in self:
            source.pending_count = counts.get(source, 0)

    # --- the secret ---------------------------------------------------------------

    def _compute_secret(self):
        self.secret = False

    @api.depends("secret_sealed")
    def _compute_has_secret(self):
        # whether there is one is no secret
        for source, source_sudo in zip(self, self.sudo(), strict=True):
            source.has_secret = bool(source_sudo.secret_sealed)

    def _inverse_secret(self):
        for source in self.filtered("secret"):
            # who may set up the source may put a secret in, but take none out
            source.sudo().secret_sealed = seal(source.secret.strip())

    def _open_secret(self):
        """Return the secret; to sign with, never to be shown."""
        # the sealed secret is readable to nobody; signing needs it
        return unseal(self.sudo().secret_sealed)

    def write(self, vals):
        """Forget the secret where the address changes and no secret comes with it."""
        if "url" in vals and not vals.get("secret"):
            # forgetting needs no right to read
            self.filtered(
                lambda one: one.url != vals["url"]
            ).sudo().secret_sealed = False
        return super().write(vals)

    # --- what people do -------------------------------------------------------------

    def action_pass_back(self):
        """Pass back what there is to pass back, now.

        :raise UserError: there is nothing
        """
        self.check_access("write")
        self.env["order.source.news"]._collect(self)
        news = self.news_ids.filtered(lambda one: one.state != "passed")
        if not news:
            raise UserError(self.env._("There is nothing to pass back."))
        news.write({"state": "pending", "next_try_at": fields.Datetime.now()})
        for source in self:
            source._pass_back()

    def action_view_orders(self):
        """Open the orders of this source's shops."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.outlet_order_action"
        )
        domain = [("place_id.source_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {"group_by": "place_id"}}
