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

    _reminder_idx = models.Index("(expiration_date) WHERE reminded_at IS NULL")

    @api.model
    def _cron_remind(self, batch=500):
        """Tell members once of the coupons that expire within the days of a setting."""
        for company in self.env["res.company"].search(
            [("coupon_reminder_days", ">", 0)]
        ):
            cards = self.with_company(company)._get_expiring(company, batch)
            for _member, same in cards.grouped("partner_id").items():
                same._remind()
                self.env["ir.cron"]._commit_progress(len(same))

    @api.model
    def _get_expiring(self, company, batch):
        """Return the coupons of a company's members to speak of, unused until now."""
        today = fields.Date.context_today(self.with_context(tz=company.partner_id.tz))
        last = today + timedelta(days=company.coupon_reminder_days)
        return self.search(
            Domain("reminded_at", "=", False)
            & Domain("expiration_date", ">=", today)
            & Domain("expiration_date", "<=", last)
            & Domain("points", ">", 0)
            & Domain("program_type", "in", self._coupon_types())
            & Domain("program_id.active", "=", True)
            & Domain("partner_id.is_member", "=", True)
            & Domain("partner_id.member_company_id", "=", company.id),
            limit=batch,
            order="expiration_date, id",
        )

    def _remind(self):
        """Speak to one member of these coupons, in one message."""
        member = self.partner_id.ensure_one()
        member = member.with_context(
            lang=member.lang or self.env.company.partner_id.lang
        )
        first = self[0].with_env(member.env)
        values = {
            "title": first.program_id.name,
            "date": format_date(member.env, first.expiration_date),
            "shop": member.member_company_id.name,
            "count": str(len(self)),
            "note": member.env._("Show it at the till before then."),
            "member_no": member.member_no,
        }
        values["text"] = member.env._(
            "[%(shop)s] Your coupon %(title)s is good until %(date)s.", **values
        )
        if len(self) > 1:
            values["title"] = member.env._(
                "%(title)s and %(more)s more",
                title=values["title"],
                more=len(self) - 1,
            )
        decision = member._write_to_members(
            "coupon_expiring", "marketing", {member: values}
        )[member]
        if decision.state == "passed" or decision.reason in FINAL:
            self.reminded_at = fields.Datetime.now()
