from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class SettlementStatement(models.Model):
    """Lines the party does not agree with."""

    _inherit = "settlement.statement"

    dispute_ids = fields.One2many("settlement.dispute", "statement_id", "Disputes")
    open_dispute_count = fields.Integer(
        "Open Disputes", compute="_compute_open_dispute_count", compute_sudo=True
    )

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

    def _take_up(self, entries):
        """Put entries that stand nowhere on this statement, which is not agreed yet.

        Whoever agreed before agreed on another total.
        """
        self.ensure_one()
        entries.flush_model()
        # entries are never written, only gathered
        self.env.cr.execute(
            SQL(
                "UPDATE share_entry SET statement_id = %s"
                " WHERE id IN %s AND statement_id IS NULL",
                self.id,
                tuple(entries.ids),
            )
        )
        entries.invalidate_recordset(["statement_id"])
        self.invalidate_recordset(["entry_ids"])
        self.modified(["entry_ids"])
        self.write({"operator_agreed_on": False, "party_agreed_on": False})
