from odoo import api, fields, models
from odoo.tools import SQL


class MemberLevel(models.Model):
    _name = "member.level"
    _inherit = ["pos.load.mixin"]
    _description = "Member Level"
    _order = "growth_threshold, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    growth_threshold = fields.Integer(
        required=True,
        help="A member reaches this level as soon as his growth is this high.",
    )
    points_multiplier = fields.Float(
        default=1.0,
        required=True,
        help="Points earned by members of this level are multiplied by this number.",
    )
    color = fields.Char(
        default="#5B6B7B", required=True, help="Colour of the card at this level."
    )
    benefit = fields.Char(
        translate=True, help="What the level gives, in the words members read."
    )
    member_count = fields.Integer(compute="_compute_member_count")

    _threshold_unique = models.UniqueIndex(
        "(growth_threshold) WHERE active",
        "Two levels cannot start at the same growth.",
    )
    _threshold_positive = models.Constraint(
        "CHECK (growth_threshold >= 0)", "A level cannot start below zero growth."
    )
    _multiplier_positive = models.Constraint(
        "CHECK (points_multiplier > 0)", "The points multiplier must be above zero."
    )
    _color_hex = models.Constraint(
        "CHECK (color ~ '^#[0-9A-Fa-f]{6}$')",
        "Write the colour as # and six hexadecimal digits, e.g. #B8893B.",
    )

    def _compute_member_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("is_member", "=", True), ("member_level_id", "in", self.ids)],
                ["member_level_id"],
                ["__count"],
            )
        )
        for level in self:
            level.member_count = counts.get(level, 0)

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels._regrade_members()
        return levels

    def write(self, vals):
        result = super().write(vals)
        if {"growth_threshold", "active"} & set(vals):
            self._regrade_members()
        return result

    def unlink(self):
        # The foreign key empties the members' level, so they are graded again.
        result = super().unlink()
        self._regrade_members()
        return result

    @api.model
    def _load_pos_data_fields(self, config):
        return ["name", "color", "points_multiplier", "growth_threshold"]

    @api.model
    def _grade(self, growth):
        """Return the highest level that ``growth`` reaches (empty below the first)."""
        return self.search(
            [("growth_threshold", "<=", growth)],
            order="growth_threshold desc",
            limit=1,
        )

    def _next_level(self):
        """Return the level after this one, or nothing at the top."""
        self.ensure_one()
        return self.search(
            [("growth_threshold", ">", self.growth_threshold)],
            order="growth_threshold",
            limit=1,
        )

    @api.model
    def _regrade_members(self):
        # One statement, because a change of threshold concerns every member.
        partners = self.env["res.partner"]
        partners.flush_model(["is_member", "growth", "member_level_id"])
        self.flush_model(["active", "growth_threshold"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner member
                   SET member_level_id = (
                       SELECT id
                         FROM member_level
                        WHERE active AND growth_threshold <= COALESCE(member.growth, 0)
                     ORDER BY growth_threshold DESC
                        LIMIT 1)
                 WHERE is_member
                """
            )
        )
        partners.invalidate_model(["member_level_id"])
