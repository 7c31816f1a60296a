from odoo import api, fields, models


class OutletImportHeader(models.Model):
    """A column of a file whose headers were not all recognised."""

    _name = "outlet.import.header"
    _description = "Column of a Workbook"
    _order = "position"

    import_id = fields.Many2one(
        "outlet.import", required=True, index=True, ondelete="cascade"
    )
    section = fields.Char(required=True, readonly=True)
    kind = fields.Selection(related="import_id.kind")
    position = fields.Integer(readonly=True)
    name = fields.Char(string="Header in the file", readonly=True)
    sample = fields.Char(string="First values", readonly=True)
    column_id = fields.Many2one(
        "outlet.import.column",
        string="What it is",
        domain="[('kind', '=', kind), ('section', '=', section)]",
        ondelete="cascade",
    )


class OutletImportHabit(models.Model):
    """What a sender calls a column, as somebody explained it once."""

    _name = "outlet.import.habit"
    _description = "Sender's Header"
    _order = "agent_id, column_id"

    agent_id = fields.Many2one(
        "res.partner",
        string="Sender",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: files whose sender is not given.",
    )
    column_id = fields.Many2one(
        "outlet.import.column", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(related="column_id.kind")
    name = fields.Char(string="Header", required=True)

    @api.model
    def _get_learnt(self, kind, agent):
        """Return ``{column id: [headers]}`` that hold for a sender's files."""
        learnt = {}
        for habit in self.search(
            [("column_id.kind", "=", kind), ("agent_id", "=", agent.id)]
        ):
            learnt.setdefault(habit.column_id.id, []).append(habit.name)
        return learnt
