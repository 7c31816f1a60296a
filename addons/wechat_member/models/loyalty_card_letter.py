"""A card outlives the letter about it."""

import logging

from odoo import models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _send_creation_communication(self, force_send=False):
        """Write letters; one that cannot be made takes no sale back."""
        # most cards have none: a savepoint of each would be felt by an import
        written = self.filtered(
            lambda card: (
                "create" in card.program_id.communication_plan_ids.mapped("trigger")
            )
        )
        result = super(LoyaltyCard, self - written)._send_creation_communication(
            force_send=force_send
        )
        for card in written:
            try:
                with self.env.cr.savepoint():
                    result = super(LoyaltyCard, card)._send_creation_communication(
                        force_send=force_send
                    )
            except UserError as error:
                # the card is sold and paid; where no PDF is made, no letter has one
                _logger.info("No letter about card %s: %s", card.id, error)
        return result
