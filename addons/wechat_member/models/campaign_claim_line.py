from odoo import api, fields, models

# Who used a coupon is read by those only who keep the members or the books.
OPERATOR = "wechat_member.group_member_user,account.group_account_invoice"


class CampaignClaimLine(models.Model):
    """One redemption on a claim; what comes back later is a line of its own.

    What is read of the redemption is kept as it was when it was claimed: both sides
    agree on it. The goods and what the coupon took off add up over its lines.
    """

    _name = "campaign.claim.line"
    _description = "Redemption on a Claim"
    _order = "id"
    _rec_name = "reference"

    claim_id = fields.Many2one(
        "campaign.claim", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    campaign_id = fields.Many2one(
        "member.campaign", required=True, readonly=True, ondelete="restrict"
    )
    redemption_id = fields.Many2one(
        "coupon.redemption",
        required=True,
        readonly=True,
        ondelete="restrict",
        groups=OPERATOR,
    )
    redeemed_on = fields.Datetime("Redeemed At", related="redemption_id.taken_at")
    date = fields.Date(
        "Redeemed On", compute="_compute_facts", store=True, compute_sudo=True
    )
    reference = fields.Char(
        "Receipt or Order", compute="_compute_facts", store=True, compute_sudo=True
    )
    outlet_name = fields.Char(
        "Outlet", compute="_compute_outlet_name", compute_sudo=True
    )
    kind = fields.Selection(
        [
            ("redeemed", "Redeemed"),
            ("returned", "Given Back"),
            ("corrected", "Goods Came Back"),
            ("disputed", "Put Right"),
        ],
        required=True,
        readonly=True,
    )
    ticket_amount = fields.Monetary(
        compute="_compute_ticket",
        store=True,
        readonly=False,
        compute_sudo=True,
        help="Goods of the ticket after all discounts, less what came back until then.",
    )
    discount = fields.Monetary(
        compute="_compute_ticket",
        store=True,
        readonly=False,
        compute_sudo=True,
        help="What the coupon took off the goods that were kept.",
    )
    percent = fields.Float(
        "Part (%)",
        readonly=True,
        help="Of the discount, as it was agreed when this was claimed.",
    )
    amount = fields.Monetary("Claimed Amount", readonly=True)
    dispute_ids = fields.One2many("campaign.claim.dispute", "line_id", "Disputes")
    is_disputed = fields.Boolean("Disputed", compute="_compute_is_disputed")

    _once = models.UniqueIndex(
        "(redemption_id, kind) WHERE kind != 'corrected'",
        "This redemption is claimed already.",
    )
    _corrected_once = models.UniqueIndex(
        "(claim_id, redemption_id) WHERE kind = 'corrected'",
        "This redemption is corrected on this claim already.",
    )

    @api.depends("redemption_id")
    def _compute_facts(self):
        for line in self:
            used = line.redemption_id
            here = line.with_context(tz=line.company_id._get_local_tz())
            taken = used.taken_at
            line.date = taken and fields.Datetime.context_timestamp(here, taken).date()
            line.reference = (
                used.pos_order_id.pos_reference
                or used.pos_order_id.name
                or used.sale_order_id.name
                or used.reference
            )

    @api.depends("redemption_id")
    @api.depends_context("lang")
    def _compute_outlet_name(self):
        """The till's outlet; what was redeemed elsewhere says through which door."""
        doors = self.env["coupon.redemption"]._fields["door"]
        labels = dict(doors._description_selection(self.env))
        for line in self:
            used = line.redemption_id
            line.outlet_name = used.config_id.name or labels.get(used.door)

    @api.depends("redemption_id", "kind")
    def _compute_ticket(self):
        """Of a line that was made before this was kept: what the ticket said."""
        for line in self:
            sign = {"redeemed": 1, "returned": -1}.get(line.kind, 0)
            line.ticket_amount = sign * line.redemption_id.order_amount
            line.discount = sign * line.redemption_id.discount

    @api.depends("dispute_ids.state")
    def _compute_is_disputed(self):
        for line in self:
            line.is_disputed = "open" in line.dispute_ids.mapped("state")

    def action_dispute(self):
        """Say what is wrong with this line, in a dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute a Line"),
            "res_model": "campaign.claim.dispute",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.id},
        }

    def _get_document_values(self):
        """The line by the keys of the documents' columns."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "date": self.date,
            "outlet": self.outlet_name,
            # a campaign's name stands on its lines, whoever reads them
            "campaign": self.campaign_id.sudo().name,
            "order": self.reference,
            "ticket": self.ticket_amount,
            "discount": self.discount,
            "percent": self.percent,
            "kind": kinds.get(self.kind),
            "amount": self.amount,
        }
