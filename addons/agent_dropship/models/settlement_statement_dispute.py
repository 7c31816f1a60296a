from odoo import api, fields, models
from odoo.exceptions import UserError


class SettlementStatement(models.Model):
    """Lines the party does not agree with."""

    _inherit = "settlement.statement"

    dispute_ids = fields.One2many("settlement.dispute", "statement_id", "Disputes")
    open_dispute_count = fields.Integer(
        "Open Disputes", compute="_compute_open_dispute_count", compute_sudo=True
    )

    comparison_ids = fields.One2many(
        "settlement.comparison", "statement_id", groups="brand_outlet.group_finance"
    )
    comparison_count = fields.Integer(
        "Sheets Compared",
        compute="_compute_comparison_count",
        groups="brand_outlet.group_finance",
    )

    @api.depends("comparison_ids")
    def _compute_comparison_count(self):
        for statement in self:
            statement.comparison_count = len(statement.comparison_ids)

    @api.depends("dispute_ids.state")
    def _compute_open_dispute_count(self):
        counts = dict(
            self.env["settlement.dispute"]._read_group(
                [("statement_id", "in", self.ids), ("state", "=", "open")],
                ["statement_id"],
                ["__count"],
            )
        )
        for statement in self:
            statement.open_dispute_count = counts.get(statement, 0)

    def action_agree(self):
        """Agree, unless a line is disputed."""
        self._check_undisputed()
        return super().action_agree()

    def action_agree_for_party(self):
        """Note that the party agreed, unless a line is disputed."""
        self._check_undisputed()
        return super().action_agree_for_party()

    def action_dispute(self):
        """Say that a line is missing, in a dialog."""
        self.ensure_one()
        return self._open_dispute({"default_reason": "missing"})

    def action_compare(self):
        """Hold the party's own sheet against this statement."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare with Their Sheet"),
            "res_model": "settlement.comparison",
            "view_mode": "form",
            "context": {"default_statement_id": self.id},
        }

    def action_view_comparisons(self):
        """Open the sheets of the party that were compared before."""
        return self.comparison_ids._get_records_action(
            name=self.env._("Sheets Compared"), context={}
        )

    def _open_dispute(self, defaults):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute a Line"),
            "res_model": "settlement.dispute",
            "view_mode": "form",
            "target": "new",
            "context": {"default_statement_id": self.id, **defaults},
        }

    def _check_undisputed(self):
        if disputed := self.filtered("open_dispute_count"):
            raise UserError(
                self.env._(
                    "Lines of %(names)s are disputed: answer them first.",
                    names=", ".join(disputed.mapped("name")),
                )
            )
