from odoo import models


class MessageContact(models.AbstractModel):
    """Somebody who may be written to, as far as the gate of messages has to know."""

    _name = "message.contact"
    _description = "Receiver of Messages"

    def _message_phone(self):
        """Return the number that stands for the person (may be empty)."""
        self.ensure_one()
        return self.phone or ""

    def _message_company(self):
        """Return the company that writes to this person, whose cap counts."""
        self.ensure_one()
        return self.company_id

    def _has_message_consent(self):
        """Return whether the person agreed to hear of offers. Unknown is no."""
        self.ensure_one()
        return False
