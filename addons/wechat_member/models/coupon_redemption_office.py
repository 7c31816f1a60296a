"""What the back office may ask for by itself; every other door has its own way in."""

from odoo import api, models


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    @api.model
    def reserve(self, request_no, code, company_id, **request):
        """Keep the coupon ``code`` for a request of the back office.

        Answers and takes what :meth:`_reserve` does.

        :raise AccessError: the user may not change redemptions of this company.
        """
        self._check_office()
        return self._reserve(request_no, code, company_id, **self._told(request))

    @api.model
    def confirm(self, request_no, company_id, **changed):
        """Redeem what :meth:`reserve` kept under this number; see :meth:`_confirm`.

        :raise AccessError: the user may not change redemptions of this company.
        """
        self._check_office()
        return self._confirm(request_no, company_id, **self._told(changed))

    @api.model
    def redeem(self, request_no, code, company_id, **request):
        """Reserve and confirm in one step; see :meth:`reserve` and :meth:`confirm`.

        :raise AccessError: the user may not change redemptions of this company.
        """
        self._check_office()
        return self._redeem(request_no, code, company_id, **self._told(request))

    @api.model
    def cancel(self, request_no, company_id, note=""):
        """Give up or give back what the office took under this number.

        Answers as :meth:`_cancel` does.

        :raise AccessError: the user may not change redemptions of this company.
        """
        self._check_office()
        return self._cancel(request_no, company_id, note=note)

    @api.model
    def _check_office(self):
        self.check_access("write")

    @api.model
    def _told(self, request):
        # which door it is, is nothing a caller may say
        return {key: value for key, value in request.items() if key != "door"}
