from odoo import api, models

from ..courier import kuaidi100


class CourierProviderKuaidi100(models.AbstractModel):
    _name = "courier.provider.kuaidi100"
    _inherit = "courier.provider"
    _description = "Kuaidi100"

    @api.model
    def _subscribe(self, account, track):
        form = kuaidi100.subscription(
            account._open_secret("key"),
            track.carrier_id.courier_code,
            track.number,
            track._get_phone_tail(),
            account._get_callback_url(),
            account._open_secret("salt"),
        )
        kuaidi100.check_subscribed(account._post(kuaidi100.SUBSCRIBE_PATH, form))

    @api.model
    def _poll(self, account, track):
        form = kuaidi100.query(
            account._open_secret("key"),
            account.customer or "",
            track.carrier_id.courier_code,
            track.number,
            track._get_phone_tail(),
        )
        answer = account._post(kuaidi100.QUERY_PATH, form)
        return kuaidi100.read_query(answer)

    @api.model
    def _check_push(self, account, form):
        genuine = kuaidi100.is_signed(form, account._open_secret("salt"))
        return form["param"] if genuine else ""

    @api.model
    def _parse_push(self, account, body):
        return kuaidi100.read_push(body)

    @api.model
    def _get_push_answer(self, accepted):
        return kuaidi100.ANSWER_OK if accepted else kuaidi100.ANSWER_BAD
