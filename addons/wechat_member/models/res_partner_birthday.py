"""The birthday gift of a level: once a year, on the day."""

from calendar import isleap

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_birthday = fields.Date(string="Birthday", copy=False)
    member_birthday_key = fields.Char(
        compute="_compute_member_birthday_key",
        store=True,
        index="btree_not_null",
        help="Month and day of the birthday, to find those who celebrate today.",
    )
    member_birthday_year = fields.Integer(
        copy=False, readonly=True, help="Year of the last birthday gift."
    )

    @api.depends("member_birthday")
    def _compute_member_birthday_key(self):
        for partner in self:
            birthday = partner.member_birthday
            partner.member_birthday_key = birthday and birthday.strftime("%m-%d")

    @api.model
    def _cron_give_birthday_gifts(self):
        """Give today's birthday gifts in every company; running again gives none."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        for company in companies:
            here = self.with_context(tz=company.partner_id.tz or "Asia/Shanghai")
            today = fields.Date.context_today(here)
            self._get_celebrating(company, today)._give_birthday_gift(today.year)

    @api.model
    def _get_celebrating(self, company, today):
        """Return members whose birthday is today and who had no gift this year."""
        keys = [today.strftime("%m-%d")]
        if keys == ["02-28"] and not isleap(today.year):
            keys.append("02-29")
        return self.search(
            Domain("is_member", "=", True)
            & Domain("member_company_id", "=", company.id)
            & Domain("member_birthday_key", "in", keys)
            & Domain("member_birthday_year", "!=", today.year)
        )

    def _give_birthday_gift(self, year):
        for member in self:
            level = member.member_level_id
            gift = level.birthday_points or level.birthday_program_id
            if not gift or member.member_birthday_year == year:
                continue
            member.member_birthday_year = year
            reference = f"birthday,{member.id},{year}"
            if level.birthday_points:
                card = member._get_points_card(create=True)
                if card:
                    card._post_entry("birthday", level.birthday_points, reference)
            if level.birthday_program_id:
                member._issue_coupon(
                    level.birthday_program_id,
                    level.birthday_days,
                    kind="birthday",
                    reference=reference,
                )
