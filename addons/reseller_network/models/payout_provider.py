from odoo import api, models


class PayoutProvider(models.AbstractModel):
    """A way to pay sellers: what each of them has to answer.

    A new one is one model that inherits this one under the name
    ``payout.provider.<key>``, and its key in ``payout.account.provider``. Everything
    comes in as a ``Report`` of ``reseller_network.payout``.
    """

    _name = "payout.provider"
    _description = "Payout Provider"

    @api.model
    def _send(self, withdrawal):
        """Ask for the transfer and return the ``Report``. Repeating it is harmless:
        the withdrawal's number is the transfer's.

        :raise Fault: it is not known what happened
        :raise Refused: it will not be done
        """
        raise NotImplementedError

    @api.model
    def _query(self, withdrawal):
        """Ask how the transfer stands and return the ``Report``.

        :raise Fault: nothing certain was told
        """
        raise NotImplementedError

    @api.model
    def _cancel(self, withdrawal):
        """Ask to stop a transfer that the payee has not confirmed.

        The ``Report`` tells how it stands then; it may be too late.
        """
        raise NotImplementedError

    @api.model
    def _check_payee(self, contract, amount):
        """Return what keeps this seller from being paid this way, in words, or ""."""
        return ""

    @api.model
    def _get_confirmation(self, withdrawal):
        """Return what the seller's phone needs to confirm, a dict, or none."""
        return {}
