from odoo import api, models


class CourierProvider(models.AbstractModel):
    """A company that tells where parcels are: what each of them has to answer.

    A new one is one model that inherits this one under the name
    ``courier.provider.<key>``, and its key in ``courier.account.provider``. Everything
    comes in and goes out as a ``Report`` of ``agent_dropship.courier``.
    """

    _name = "courier.provider"
    _description = "Courier Provider"

    @api.model
    def _subscribe(self, account, track):
        """Ask to be told of a parcel's movements.

        :raise Fault: it was not accepted
        """
        raise NotImplementedError

    @api.model
    def _poll(self, account, track):
        """Ask once where a parcel is and return the ``Report``.

        :raise Fault: nothing was told
        """
        raise NotImplementedError

    @api.model
    def _check_push(self, account, form):
        """Return the text of a push that is genuine, else nothing.

        :param dict form: what came in, nothing of it to be trusted
        """
        raise NotImplementedError

    @api.model
    def _parse_push(self, account, body):
        """Return the ``Report`` of a text that ``_check_push`` let in.

        :raise ValueError: it can not be read
        """
        raise NotImplementedError

    @api.model
    def _get_push_answer(self, accepted):
        """Return what the provider wants to hear about its push, a dict for JSON."""
        return {"result": accepted}
