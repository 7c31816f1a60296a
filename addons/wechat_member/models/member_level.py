from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL


class MemberLevel(models.Model):
    _name = "member.level"
    _inherit = ["pos.load.mixin"]
    _description = "Member Level"
    _order = "growth_threshold, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Levels without a company are shared. A company with levels of its own "
        "uses only these.",
    )
    growth_threshold = fields.Integer(
        required=True,
        help="A member reaches this level as soon as his growth is this high.",
    )
    points_multiplier = fields.Float(
        default=1.0,
        required=True,
        help="Points earned by members of this level are multiplied by this number.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Member Prices",
        index="btree_not_null",
        ondelete="restrict",
        help="Prices for members of this level, at the till and in orders.",
    )
    discount = fields.Float(
        string="Discount (%)",
        compute="_compute_discount",
        inverse="_inverse_discount",
        help="Off everything. Kept as a pricelist of this level.",
    )
    birthday_points = fields.Float(
        help="Points given on the member's birthday, once a year."
    )
    birthday_program_id = fields.Many2one(
        "loyalty.program",
        string="Birthday Coupon",
        index="btree_not_null",
        ondelete="restrict",
        help="Coupon given on the member's birthday, once a year.",
    )
    birthday_days = fields.Integer(
        string="Coupon Valid for (Days)",
        default=30,
        help="How long a birthday coupon can be used.",
    )
    color = fields.Char(
        default="#5B6B7B", required=True, help="Colour of the card at this level."
    )
    benefit = fields.Char(
        translate=True, help="What the level gives, in the words members read."
    )
    member_count = fields.Integer(compute="_compute_member_count")

    _threshold_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), growth_threshold) WHERE active",
        "Two levels cannot start at the same growth.",
    )
    _threshold_positive = models.Constraint(
        "CHECK (growth_threshold >= 0)", "A level cannot start below zero growth."
    )
    _multiplier_positive = models.Constraint(
        "CHECK (points_multiplier > 0)", "The points multiplier must be above zero."
    )
    _birthday_positive = models.Constraint(
        "CHECK (COALESCE(birthday_points, 0) >= 0 AND COALESCE(birthday_days, 1) > 0)",
        "A birthday gift is not negative and valid for one day or more.",
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

    @api.depends("pricelist_id.item_ids.percent_price")
    def _compute_discount(self):
        # What a level gives is known to whoever reads the level.
        for level in self:
            level.discount = level.sudo()._get_discount_item().percent_price

    def _inverse_discount(self):
        # Who sets up levels sets their prices, and no other pricelist.
        for level in self.sudo():
            item = level._get_discount_item()
            if item:
                item.percent_price = level.discount
            elif level.pricelist_id and level.discount:
                raise UserError(
                    self.env._(
                        "%s has rules of its own. Change the prices there.",
                        level.pricelist_id.name,
                    )
                )
            elif level.discount:
                level.pricelist_id = level._create_pricelist()

    def _get_discount_item(self):
        """Return the one rule of the pricelist that takes a percentage off all."""
        items = self.pricelist_id.item_ids
        flat = items.filtered(
            lambda item: (
                item.applied_on == "3_global" and item.compute_price == "percentage"
            )
        )
        return flat if len(items) == 1 and flat else flat.browse()

    def _create_pricelist(self):
        return self.env["product.pricelist"].create(
            {
                "name": self.env._("Member prices %s", self.name),
                "company_id": self.company_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": self.discount,
                        }
                    )
                ],
            }
        )

    @api.constrains("discount", "pricelist_id")
    def _check_discount(self):
        if any(not 0 <= level.discount <= 100 for level in self):
            raise ValidationError(
                self.env._("A discount lies between 0 and 100 per cent.")
            )

    @api.constrains("birthday_program_id")
    def _check_birthday_program(self):
        types = self.env["loyalty.card"]._coupon_types()
        for program in self.birthday_program_id:
            if program.program_type not in types:
                raise ValidationError(
                    self.env._("%s does not issue coupons.", program.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels._grade_members()
        return levels

    def write(self, vals):
        result = super().write(vals)
        if {"growth_threshold", "active", "company_id"} & set(vals):
            self._grade_members()
        return result

    def unlink(self):
        # The foreign key empties the members' level, so they are graded again.
        result = super().unlink()
        self._grade_members()
        return result

    @api.model
    def _load_pos_data_domain(self, data, config):
        return [("company_id", "in", [False, config.company_id.id])]

    @api.model
    def _load_pos_data_fields(self, config):
        return [
            "name",
            "color",
            "points_multiplier",
            "growth_threshold",
            "pricelist_id",
        ]

    @api.model
    def _get_levels(self, company):
        """Return the levels of this company, lowest first: its own, else the shared."""
        # Levels are no secret; a page without a user asks for them, too.
        levels_sudo = self.sudo()
        own = levels_sudo.search([("company_id", "=", company.id)])
        return own or levels_sudo.search([("company_id", "=", False)])

    def _next_level(self):
        """Return the level after this one, or nothing at the top."""
        self.ensure_one()
        return self.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("growth_threshold", ">", self.growth_threshold),
            order="growth_threshold",
            limit=1,
        )

    @api.model
    def _grade_members(self, partners=None, company=None, down=True, reason="setting"):
        """Give members (all, unless told) the level their growth reaches.

        Levels rise at once. They fall where ``down`` says so, which is at the end of
        a period and when the levels themselves change. Every change is kept with its
        reason. One statement, because it may concern every member.
        """
        members = self.env["res.partner"]
        members.flush_model(["is_member", "growth", "member_company_id"])
        members.flush_model(["member_level_id"])
        self.flush_model(["active", "growth_threshold", "company_id"])
        who = SQL()
        if partners is not None:
            if not partners:
                return
            who = SQL("AND member.id IN %s", tuple(partners.ids))
        elif company:
            who = SQL("AND member.member_company_id = %s", company.id)
        self.env.cr.execute(
            SQL(
                """
                WITH graded AS (
                    SELECT member.id, member.growth, member.member_company_id,
                           old.id AS old_id, new.id AS new_id,
                           COALESCE(new.growth_threshold, -1)
                           > COALESCE(old.growth_threshold, -1) AS up
                      FROM res_partner member
                 LEFT JOIN member_level old ON old.id = member.member_level_id
                 LEFT JOIN LATERAL (
                           SELECT level.id, level.growth_threshold
                             FROM member_level level
                            WHERE member.is_member AND level.active
                              AND level.growth_threshold <= COALESCE(member.growth, 0)
                              AND (level.company_id = member.member_company_id
                                   OR level.company_id IS NULL AND NOT EXISTS (
                                      SELECT FROM member_level own
                                       WHERE own.active
                                         AND own.company_id = member.member_company_id))
                         ORDER BY level.growth_threshold DESC
                            LIMIT 1) new ON TRUE
                     WHERE (member.is_member OR old.id IS NOT NULL) %(who)s
                       AND new.id IS DISTINCT FROM old.id
                       AND (%(down)s OR old.id IS NULL OR new.id IS NULL
                            OR new.growth_threshold > old.growth_threshold)
                ), moved AS (
                    UPDATE res_partner member
                       SET member_level_id = graded.new_id,
                           write_date = now() AT TIME ZONE 'UTC'
                      FROM graded
                     WHERE member.id = graded.id
                )
                INSERT INTO member_level_change (
                       date, partner_id, company_id, old_level_id, new_level_id,
                       growth, up, reason)
                SELECT now() AT TIME ZONE 'UTC', id, member_company_id, old_id, new_id,
                       COALESCE(growth, 0), up, %(reason)s
                  FROM graded
                 WHERE old_id IS NOT NULL AND new_id IS NOT NULL
                """,
                who=who,
                down=down,
                reason=reason,
            )
        )
        members.invalidate_model(["member_level_id"])
        self.env["member.level.change"].invalidate_model()
