"""The birthday gift of a level: once a year, on the day."""

from calendar import isleap

from odoo import api, fields, models
from odoo.fields import Domain

# so many members get their gift by the same statements
BATCH = 1000


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
            today = company._get_local_today()
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
        """Give these members what their level promises, unless they have it."""
        due = self.filtered(lambda member: member.member_birthday_year != year)
        for level, members in due.grouped("member_level_id").items():
            if not (level.birthday_points or level.birthday_program_id):
                continue
            for start in range(0, len(members), BATCH):
                members[start : start + BATCH]._give_level_gift(level, year)

    def _give_level_gift(self, level, year):
        """Give these members of one company the same gift, in a few statements."""
        self.member_birthday_year = year
        if level.birthday_points:
            cards = self._ensure_points_cards()
            references = {
                card: f"birthday,{member.id},{year}" for member, card in cards.items()
            }
            self.env["loyalty.card"].union(*cards.values())._post_to_all(
                "birthday", level.birthday_points, references
            )
        if level.birthday_program_id:
            level.birthday_program_id._give_by_rule(
                self,
                level.birthday_days,
                kind="birthday",
                reference=f"birthday,{year}",
            )

    def _ensure_points_cards(self):
        """Return ``{member: card of points}`` of these members, made where missing."""
        cards = {}
        # a member's own balance, moved by a rule of the merchant
        cards_sudo = (
            self.env["loyalty.card"]
            .sudo()
            .with_context(loyalty_no_mail=True, mail_create_nolog=True)
        )
        programs = self.env["loyalty.program"]
        for company, members in self.grouped("member_company_id").items():
            program = programs._get_points_program(company)
            if not program:
                continue
            found = cards_sudo.search(
                [("partner_id", "in", members.ids), ("program_id", "=", program.id)],
                order="points desc, id",
            )
            # of several cards the fullest, as everywhere
            known = {card.partner_id.id: card for card in reversed(found)}
            missing = set(members.ids) - known.keys()
            made = cards_sudo.create(
                [
                    {"partner_id": member_id, "program_id": program.id, "points": 0}
                    for member_id in sorted(missing)
                ]
            )
            known |= {card.partner_id.id: card for card in made}
            cards |= {member: known[member.id] for member in members}
        return cards
