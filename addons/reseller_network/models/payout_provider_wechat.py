import contextlib
from urllib.parse import quote

from odoo import api, models

from ..payout import Fault, Refused
from ..payout.wechat_v3 import TRANSFERS

# WeChat wants the payee's name from this amount on, and none below the other one
NAME_FROM = 2000.0
NO_NAME_BELOW = 0.3


class PayoutProviderWechat(models.AbstractModel):
    _name = "payout.provider.wechat"
    _inherit = "payout.provider"
    _description = "WeChat Merchant Transfer"

    @api.model
    def _send(self, withdrawal):
        account = withdrawal.account_id
        merchant = account._get_merchant()
        named = withdrawal.net_amount >= NO_NAME_BELOW
        body = merchant.transfer(
            {
                "appid": account.app_id or "",
                "transfer_scene_id": account.scene or "",
                "out_bill_no": withdrawal.name,
                "openid": withdrawal.payee_openid or "",
                "transfer_amount": withdrawal._get_fen(),
                "notify_url": account._get_callback_url(),
            },
            self.env._("Earnings %(number)s", number=withdrawal.name),
            (withdrawal.payee_name or "") if named else "",
        )
        answer = account._ask(merchant, "POST", TRANSFERS, body)
        return merchant.read_answer(withdrawal.name, *answer)

    @api.model
    def _query(self, withdrawal):
        return self._ask_about(withdrawal, "GET", "")

    @api.model
    def _cancel(self, withdrawal):
        # refused or not: only how it stands counts
        with contextlib.suppress(Refused):
            self._ask_about(withdrawal, "POST", "/cancel")
        return self._query(withdrawal)

    @api.model
    def _ask_about(self, withdrawal, method, end):
        account = withdrawal.account_id
        merchant = account._get_merchant()
        path = f"{TRANSFERS}/out-bill-no/{quote(withdrawal.name, safe='')}{end}"
        answer = account._ask(merchant, method, path)
        return merchant.read_answer(withdrawal.name, *answer)

    @api.model
    def _check_payee(self, contract, amount):
        if not contract.payee_openid:
            return self.env._("Your WeChat is not linked yet. Ask the operator.")
        if amount >= NAME_FROM and not contract._get_real_name():
            return self.env._(
                "From %(amount)s on WeChat needs your real name.",
                amount=contract.currency_id.format(NAME_FROM),
            )
        return ""

    @api.model
    def _read_notice(self, account, headers, body):
        """Return the ``Report`` of a notification, or none if it is not genuine."""
        merchant = account._get_merchant()
        if not merchant.is_signed(headers, body):
            return None
        try:
            return merchant.read_notice(body)
        except Fault as fault:
            account._note_fault(fault)
            return None

    @api.model
    def _get_confirmation(self, withdrawal):
        account = withdrawal.account_id
        # the package opens this one transfer, for its payee alone
        return {
            "mchId": account.merchant_number or "",
            "appId": account.app_id or "",
            "package": withdrawal.sudo().package_info or "",
        }
