from odoo import models


class ExchangeFile(models.Model):
    """How a file reaches the agent: by mail to whom he named, in his language."""

    _inherit = "exchange.file"

    def _get_contacts(self):
        """Return who gets the file: named in the layout, the managers, or the agent."""
        self.ensure_one()
        layout = self.env["exchange.layout"]._get_for(self.agent_id, self.company_id)
        warehouses = self.env["stock.warehouse"].search(
            [
                ("agent_id", "=", self.agent_id.id),
                ("company_id", "=", self.company_id.id),
                ("exchange_mode", "=", "offline"),
            ]
        )
        named = layout.contact_ids if layout.agent_id else self.env["res.partner"]
        for people in (named, warehouses.manager_id, self.agent_id):
            if with_mail := people.filtered("email"):
                return with_mail
        return self.env["res.partner"]

    def _mail(self):
        """Mail each file to its agent; those without an address stay for download."""
        template = self.env.ref("agent_dropship.mail_template_exchange_file")
        for record in self:
            contacts = record._get_contacts()
            if not contacts:
                continue
            template.send_mail(
                record.id,
                email_values={
                    "recipient_ids": [(4, contact.id) for contact in contacts],
                    "attachment_ids": [(4, record.attachment_id.id)],
                },
            )
            record.mailed_to = ", ".join(contacts.mapped("email"))

    def _get_mail_lang(self):
        """Return the language of who gets the file."""
        return self._get_contacts()[:1].lang or self.agent_id.lang

    def action_mail(self):
        """Mail the file (again)."""
        self.check_access("write")
        self._mail()
        return True

    def _get_withdrawn_refs(self):
        """Return the orders of which this file cancels something, for the mail."""
        lines = self.line_ids.filtered(lambda line: line.kind == "withdrawn")
        return sorted(set(lines.mapped("order_ref")))
