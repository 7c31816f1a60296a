from odoo import api, fields, models


class MemberLevelChange(models.Model):
    _name = "member.level.change"
    _description = "Change of Level"
    _order = "date desc, id desc"
    _rec_name = "words"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    old_level_id = fields.Many2one(
        "member.level", string="From Level", readonly=True, ondelete="cascade"
    )
    new_level_id = fields.Many2one(
        "member.level", string="To Level", readonly=True, ondelete="cascade"
    )
    growth = fields.Integer(readonly=True)
    up = fields.Boolean(readonly=True)
    reason = fields.Selection(
        [
            ("growth", "Growth"),
            ("period", "End of the period"),
            ("setting", "Levels were changed"),
        ],
        readonly=True,
    )
    words = fields.Char(string="Description", compute="_compute_words")

    @api.depends("old_level_id", "new_level_id", "growth", "up", "reason")
    def _compute_words(self):
        for change in self:
            change.words = change._in_words()

    def _in_words(self):
        """Tell the member what happened to the level, and why."""
        values = {"level": self.new_level_id.name, "growth": self.growth}
        if self.reason == "setting":
            return self.env._(
                "The levels were changed: you are now %(level)s.", **values
            )
        if self.up:
            return self.env._("Welcome to %(level)s with %(growth)s growth.", **values)
        return self.env._(
            "The period has ended: with %(growth)s growth you are now %(level)s.",
            **values,
        )
