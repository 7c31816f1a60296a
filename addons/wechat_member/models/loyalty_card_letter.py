"""A card outlives the letter about it."""

import logging

from odoo import models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _send_creation_communication(self, force_send=False):
        """Write letters; one that cannot be made takes no sale back."""
        result = None
        for card in self:
            try:
                with self.env.cr.savepoint():
                    result = super(LoyaltyCard, card)._send_creation_communication(
                        force_send=force_send
                    )
            except UserError as error:
                # the card is sold and paid; where no PDF is made, no letter has one
                _logger.info("No letter about card %s: %s", card.id, error)
        return result
