"""Joining at the till: phone, name, birthday."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

OLDEST_YEARS = 120


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def member_join(self, config_id, phone, name="", birthday=False, code=""):
        """Let a customer join at the till; answers like :meth:`member_lookup`.

        Where the company asks for it, the phone is proven by a code: without ``code``
        one is sent and the answer is ``{"found": False, "code_sent": True}``. Who is a
        member already is found, nothing of him is changed.

        :param birthday: ``YYYY-MM-DD``, or nothing
        :raise AccessError: the user may not use this till
        :raise ValidationError: no mobile number
        :raise UserError: no such birthday; a code was asked for too often
        """
        config = self.env["coupon.redemption"]._get_till(config_id)
        company = config.company_id
        phone = self._read_member_phone(phone)
        born = self._read_birthday(birthday)
        known = self._find_member(phone, company)
        if not known and company.till_join_code:
            if refusal := self._check_till_code(phone, code, company):
                return refusal
        member = known or self._join_member(
            phone,
            company,
            "till",
            channel=config.outlet_channel_id.sudo(),  # only its id is kept
            name=(name or "").strip() or None,
            verified=bool(company.till_join_code),
        )
        # A cashier writes no members; what a new one tells of himself is kept.
        member_sudo = member.sudo()
        if not known and born and not member_sudo.member_birthday:
            member_sudo.member_birthday = born
        return {
            "found": True,
            "joined": not known,
            **member.member_panel(config_id),
        }

    @api.model
    def _check_till_code(self, phone, code, company):
        """Return why the phone is not proven yet, as the till is answered."""
        codes = self.env["phone.code"].with_company(company)
        purpose = f"member:{company.id}"
        if not code:
            shown = codes._send(phone, purpose)
            message = self.env._("A code was sent to %s.", phone)
            return {"found": False, "code_sent": True, "message": message} | (
                {"shown": shown} if shown else {}
            )
        if not codes._check(phone, purpose, code):
            message = self.env._("The code is wrong or too old.")
            return {"found": False, "code_sent": True, "message": message}
        return None

    @api.model
    def _read_birthday(self, text):
        """Return a birthday as a date; nothing for nothing.

        :raise UserError: no date, or nobody who lives was born then
        """
        if not text:
            return False
        today = fields.Date.context_today(self)
        try:
            born = fields.Date.to_date(str(text)[:10])
        except ValueError:
            born = None
        if not born or not (date(today.year - OLDEST_YEARS, 1, 1) <= born <= today):
            raise UserError(self.env._("%s is no birthday.", text))
        return born
