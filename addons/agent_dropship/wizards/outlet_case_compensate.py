from odoo import api, fields, models


class OutletCaseCompensate(models.TransientModel):
    """The operator gives a customer money for an annoyance."""

    _name = "outlet.case.compensate"
    _description = "Compensate"

    case_id = fields.Many2one("outlet.case", required=True, readonly=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    amount = fields.Monetary("The Customer Gets")
    most = fields.Monetary(
        "At Most",
        compute="_compute_most",
        help="What is still paid for the goods that arrived.",
    )
    goods = fields.Text("Paid for", compute="_compute_most")
    bearer = fields.Selection(related="case_id.bearer", readonly=False, required=True)
    payer = fields.Char("Charged to", compute="_compute_payer")

    @api.depends("case_id")
    def _compute_most(self):
        for wizard in self:
            lines = wizard._get_moves().sale_line_id
            wizard.most = sum(lines.mapped("money_shared"))
            wizard.goods = "\n".join(wizard._describe(line) for line in lines)

    @api.depends("case_id", "bearer")
    def _compute_payer(self):
        for wizard in self:
            case = wizard._get_case()
            parties = {
                case._get_compensator(line, wizard.bearer)[0]
                for line in wizard._get_moves().sale_line_id
            }
            names = sorted(party.display_name for party in parties)
            wizard.payer = ", ".join(names)

    def _get_case(self):
        self.case_id.check_access("write")
        # the ledger and the books are the system's; who may do it was checked
        return self.case_id.sudo()

    def _get_moves(self):
        return self._get_case()._get_compensated_moves()

    def _describe(self, line):
        return self.env._(
            "%(article)s: %(paid)s",
            article=line.product_id.display_name,
            paid=self.currency_id.format(line.money_shared),
        )

    def action_compensate(self):
        """Give it, and charge who bears it."""
        self.ensure_one()
        self._get_case()._compensate(self.amount)
        return {"type": "ir.actions.act_window_close"}
