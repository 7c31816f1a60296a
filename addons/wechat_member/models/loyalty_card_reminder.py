from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# whoever said no, or never said yes, is not asked again for the same coupon
FINAL = {"no_phone", "no_consent", "opted_out"}


class LoyaltyCard(models.Model):
    """One word before a coupon expires, and no more."""

    _inherit = "loyalty.card"

    reminded_at = fields.Datetime(
        "Reminded",
        readonly=True,
        copy=False,
        help="When the member was told, or was not to be told, that it expires.",
    )

    reminder_tried_on = fields.Date(
        readonly=True,
        copy=False,
        help="The last day on which the member could not be told yet.",
    )

    _reminder_idx = models.Index("(expiration_date) WHERE reminded_at IS NULL")

    @api.model
    def _cron_remind(self, batch=500):
        """Tell members once of the coupons that expire within the days of a setting.

        Who cannot be told yet is tried again on another day.
        """
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search(
            [("coupon_reminder_days", ">", 0)]
        ):
            here = self.with_company(company)
            while cards := here._get_expiring(company, batch):
                cards._remind()
                left = self.search_count(here._get_expiring_domain(company), limit=1)
                if not cron._commit_progress(len(cards), remaining=left):
                    return

    @api.model
    def _get_expiring(self, company, batch):
        """Return coupons of a company's members to speak of, with all of a member."""
        domain = self._get_expiring_domain(company)
        first = self.search(domain, limit=batch, order="expiration_date, id")
        return self.search(
            domain & Domain("partner_id", "in", first.partner_id.ids),
            order="expiration_date, id",
        )

    @api.model
    def _get_expiring_domain(self, company):
        today = self._get_reminder_day(company)
        last = today + timedelta(days=company.coupon_reminder_days)
        return (
            Domain("reminded_at", "=", False)
            & Domain("reminder_tried_on", "!=", today)
            & Domain("expiration_date", ">=", today)
            & Domain("expiration_date", "<=", last)
            & Domain("points", ">", 0)
            & Domain("program_type", "in", self._coupon_types())
            & Domain("program_id.active", "=", True)
            & Domain("partner_id.is_member", "=", True)
            & Domain("partner_id.member_company_id", "=", company.id)
        )

    @api.model
    def _get_reminder_day(self, company):
        return fields.Date.context_today(self.with_context(tz=company.partner_id.tz))

    def _remind(self, kind="marketing"):
        """Speak to each member of these coupons, in one message of this kind."""
        company = self.env.company
        usual = company.partner_id.lang
        same = self.grouped("partner_id")
        done = self.browse()
        for lang, members in self.partner_id.grouped(
            lambda member: member.lang or usual
        ).items():
            here = members.with_context(lang=lang)
            decided = here._write_to_members(
                "coupon_expiring",
                kind,
                {
                    member: same[member].with_env(member.env)._prepare_reminder(member)
                    for member in here
                },
            )
            for member, decision in decided.items():
                if decision.state == "passed" or decision.reason in FINAL:
                    done |= same[member]
        done.reminded_at = fields.Datetime.now()
        (self - done).reminder_tried_on = self._get_reminder_day(company)

    def _prepare_reminder(self, member):
        """Return the words about these coupons of one member."""
        values = {
            "title": self[0].program_id.name,
            "date": format_date(self.env, self[0].expiration_date),
            "shop": member.member_company_id.name,
            "count": str(len(self)),
            "note": self.env._("Show it at the till before then."),
            "member_no": member.member_no,
        }
        values["text"] = self.env._(
            "[%(shop)s] Your coupon %(title)s is good until %(date)s.", **values
        )
        if len(self) > 1:
            values["title"] = self.env._(
                "%(title)s and %(more)s more",
                title=values["title"],
                more=len(self) - 1,
            )
        return values
