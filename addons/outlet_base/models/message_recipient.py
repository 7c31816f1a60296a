import secrets

from odoo import api, fields, models
from odoo.tools import SQL


class MessageRecipient(models.Model):
    """One phone number that messages go to, whoever writes to it.

    The cap and the wish to be left alone belong to the person, not to the one of
    several resellers who happens to write.
    """

    _name = "message.recipient"
    _description = "Recipient of Messages"
    _rec_name = "phone"
    _order = "id desc"

    phone = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    token = fields.Char(
        required=True,
        readonly=True,
        groups="base.group_system",
        help="The part of the opt-out link that nobody can guess.",
    )
    opted_out_at = fields.Datetime("Opted Out", readonly=True)
    last_message_at = fields.Datetime("Last Offer Sent", readonly=True)
    message_ids = fields.One2many("message.gate", "recipient_id", "Messages")

    _phone_unique = models.UniqueIndex(
        "(company_id, phone)", "This number is known already."
    )
    _token_unique = models.UniqueIndex("(token)", "Another number has this link.")

    @api.model
    def _get_for(self, phones, company):
        """Return ``{phone: recipient}``, making those that are new."""
        phones = sorted(set(filter(None, phones)))
        if not phones:
            return {}
        self.flush_model()
        tokens = [secrets.token_urlsafe(16) for _phone in phones]
        # somebody else may be writing to a new number for the first time just now
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO message_recipient
                       (phone, token, company_id, create_date, create_uid,
                        write_date, write_uid)
                SELECT phone, token, %(company)s, now() AT TIME ZONE 'UTC', %(user)s,
                       now() AT TIME ZONE 'UTC', %(user)s
                  FROM unnest(%(phones)s, %(tokens)s) AS new(phone, token)
                    ON CONFLICT (company_id, phone) DO NOTHING
                """,
                company=company.id,
                user=self.env.uid,
                phones=phones,
                tokens=tokens,
            )
        )
        found = self.search([("company_id", "=", company.id), ("phone", "in", phones)])
        return {recipient.phone: recipient for recipient in found}

    def _lock(self):
        """Let one decision after the other be made about each of these people.

        What others decided meanwhile is not in the snapshot of this transaction: they
        have written the row, so that this one starts over instead of passing, too.
        """
        if self:
            self.flush_recordset()
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM message_recipient WHERE id IN %s ORDER BY id "
                    "FOR UPDATE",
                    tuple(self.ids),
                )
            )

    @api.model
    def _find_by_token(self, token):
        """Return the recipient of an opt-out link, or none."""
        if not token or len(token) > 64:
            return self.browse()
        return self.search([("token", "=", token)], limit=1)

    def _get_opt_out_url(self):
        """Return the link by which this person ends all offers."""
        self.ensure_one()
        return f"{self.get_base_url()}/outlet/quiet/{self.token}"

    def _opt_out(self):
        """No offers to these people any more, from anybody of the company."""
        self.filtered(
            lambda one: not one.opted_out_at
        ).opted_out_at = fields.Datetime.now()

    def _opt_in(self):
        """These people have taken it back themselves."""
        self.opted_out_at = False
