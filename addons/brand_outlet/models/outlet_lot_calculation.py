from odoo import api, fields, models

from .. import lot_math

TENTHS = range(1, 11)
FIGURES = (
    *("mode", "pieces", "cost", "tag_price", "freight", "handling", "fixed_cost"),
    *("salvage_ratio", "step_ids.price_ratio", "step_ids.sold_ratio"),
    "step_ids.sequence",
)


class OutletLotCalculation(models.Model):
    """Is a lot worth it? Bought out, on consignment, or against making it oneself."""

    _name = "outlet.lot.calculation"
    _description = "Lot Calculation"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(required=True)
    agent_id = fields.Many2one(
        "res.partner",
        default=lambda self: self.env.user.party_id,
        index="btree_not_null",
        ondelete="cascade",
        help="Whose calculation it is. Empty: the operator's own.",
    )
    offer_id = fields.Many2one(
        "outlet.offer",
        string="Lot",
        index="btree_not_null",
        ondelete="set null",
        domain="[('is_lot', '=', True)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    mode = fields.Selection(
        [
            ("buyout", "Bought out"),
            ("consignment", "On consignment"),
            ("own_make", "Own production"),
        ],
        required=True,
        default="buyout",
        help="Bought out or produced, every piece is paid for; on consignment only the "
        "sold ones are.",
    )
    pieces = fields.Integer(required=True, default=1000)
    cost = fields.Monetary(string="Cost per piece", required=True)
    tag_price = fields.Monetary(required=True)
    freight = fields.Monetary(
        string="Freight per piece", help="To bring a piece in, sold or not."
    )
    handling = fields.Monetary(
        string="Handling per piece sold",
        help="Packing, delivery, commission: only for pieces that sell.",
    )
    fixed_cost = fields.Monetary(
        string="Fixed costs", help="Samples, storage, advertising: once for the lot."
    )
    salvage_ratio = fields.Float(
        string="Left over sells at (% of tag)",
        digits=(5, 2),
        aggregator=None,
        help="What a clearing merchant pays for the unsold pieces. Goods on "
        "consignment go back instead.",
    )
    step_ids = fields.One2many(
        "outlet.lot.calculation.step",
        "calculation_id",
        string="Price steps",
        default=lambda self: self._default_steps(),
        copy=True,
    )
    tag_value = fields.Monetary(compute="_compute_results", store=True)
    outlay = fields.Monetary(
        compute="_compute_results",
        store=True,
        help="Money spent before the first sale.",
    )
    sold_pieces = fields.Integer(
        string="Expected to sell", compute="_compute_results", store=True
    )
    revenue = fields.Monetary(compute="_compute_results", store=True)
    margin = fields.Monetary(compute="_compute_results", store=True)
    return_ratio = fields.Float(
        string="Return on costs (%)",
        digits=(7, 2),
        compute="_compute_results",
        store=True,
        aggregator="avg",
        help="Margin in per cent of all money spent.",
    )
    is_reachable = fields.Boolean(compute="_compute_results", store=True)
    break_even = fields.Integer(
        string="Break-even (pieces)",
        compute="_compute_results",
        store=True,
        aggregator=None,
    )
    break_even_ratio = fields.Float(
        string="Break-even (% sold)",
        digits=(5, 2),
        compute="_compute_results",
        store=True,
        aggregator=None,
    )
    curve = fields.Json(compute="_compute_curve")

    _pieces_check = models.Constraint(
        "CHECK (pieces > 0)", "A lot has at least one piece."
    )
    _money_check = models.Constraint(
        "CHECK (cost >= 0 AND tag_price > 0 AND COALESCE(freight, 0) >= 0"
        " AND COALESCE(handling, 0) >= 0 AND COALESCE(fixed_cost, 0) >= 0)",
        "The tag price is above zero, costs are not below.",
    )
    _salvage_check = models.Constraint(
        "CHECK (salvage_ratio >= 0 AND salvage_ratio <= 100)",
        "What is left over sells at 0 to 100 per cent of the tag price.",
    )

    @api.model
    def _default_steps(self):
        steps = ((40, 50), (30, 30), (20, 10))
        return [
            fields.Command.create({"price_ratio": ratio, "sold_ratio": sold})
            for ratio, sold in steps
        ]

    @api.depends(*FIGURES)
    def _compute_results(self):
        for calculation in self:
            lot = calculation._get_lot()
            sold = lot.expected()
            spent = lot.committed + sold * lot.per_sold
            margin = lot.margin(sold)
            even = lot.break_even()
            calculation.update(
                {
                    "tag_value": calculation.pieces * calculation.tag_price,
                    "outlay": lot.committed,
                    "sold_pieces": sold,
                    "revenue": margin + spent,
                    "margin": margin,
                    "return_ratio": margin / spent * 100 if spent else 0.0,
                    "is_reachable": even is not None,
                    "break_even": even or 0,
                    "break_even_ratio": (even or 0) / (lot.pieces or 1) * 100,
                }
            )

    @api.depends(*FIGURES)
    def _compute_curve(self):
        for calculation in self:
            calculation.curve = calculation._get_curve(calculation._get_lot())

    def _get_lot(self):
        """Return the figures as plain arithmetic wants them."""
        self.ensure_one()
        every, sold = self.freight, self.handling
        # Goods on consignment are paid for when they sell, and go back otherwise.
        consigned = self.mode == "consignment"
        every, sold = (
            (every, sold + self.cost) if consigned else (every + self.cost, sold)
        )
        return lot_math.Lot(
            max(self.pieces, 0),
            self.pieces * every + self.fixed_cost,
            sold,
            [
                lot_math.Step(
                    self.tag_price * step.price_ratio / 100, step.sold_ratio / 100
                )
                for step in self.step_ids.sorted("sequence")
            ],
            0.0 if consigned else self.tag_price * self.salvage_ratio / 100,
        )

    def _get_curve(self, lot):
        """Return revenue and margin for every tenth of the lot that sells."""
        points = []
        for tenth in TENTHS:
            sold = round(lot.pieces * tenth / 10)
            points.append(
                {
                    "ratio": tenth * 10,
                    "pieces": sold,
                    "revenue": lot.revenue(sold),
                    "margin": lot.margin(sold),
                }
            )
        return {"points": points, "expected": lot.expected()}

    def write(self, vals):
        result = super().write(vals)
        if "agent_id" in vals:
            # Rights are looked at before; nobody hands a calculation to another.
            self.check_access("write")
        return result

    @api.onchange("offer_id")
    def _onchange_offer_id(self):
        offer = self.offer_id
        if offer:
            self.name = self.name or offer.product_tmpl_id.name
            self.pieces = offer.lot_left or self.pieces
            self.tag_price = offer.tag_price
            self.cost = offer.supply_price
