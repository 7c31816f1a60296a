from odoo import api, models
from odoo.fields import Domain

# Documents that more than one agent or brand reads: what is said there is said to the
# operator's own people, or to whom it is addressed.
SHARED_DOCUMENTS = (
    *("product.template", "product.product", "product.brand", "product.category"),
    *("res.partner", "res.company", "res.users", "stock.location", "delivery.carrier"),
)


class OutletPartyRule(models.AbstractModel):
    """What a party may reach of talk, files, plans and a user's own settings."""

    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        def staff(path):
            return Domain(f"{path}.party_id", "=", party.id)

        talk = self._get_message_domain(party)
        plans = staff("user_id") | staff("create_uid")
        own_filters = staff("user_ids")
        own_filters &= Domain("user_ids", "not any", [("party_id", "!=", party.id)])
        # Company-wide channels would bring the staff of all parties together.
        channels = Domain([("group_ids", "=", False), ("is_member", "=", True)])
        domains = {
            "discuss.channel": channels,
            "discuss.channel.member": Domain("channel_id", "any", channels),
            "ir.attachment": self._get_file_domain(party, talk),
            # What is set for all users is read without these rights.
            "ir.default": staff("user_id"),
            "ir.embedded.actions": staff("user_id"),
            "ir.exports": staff("create_uid"),
            "ir.exports.line": staff("export_id.create_uid"),
            "ir.filters": own_filters,
            "mail.activity": plans,
            "mail.followers": staff("partner_id.user_ids"),
            "mail.message": talk,
            "mail.notification": staff("res_partner_id.user_ids"),
            "mail.scheduled.message": staff("create_uid"),
        }
        return super()._get_party_domains(party) | {
            name: {"all": domain} for name, domain in domains.items()
        }

    @api.model
    def _get_message_domain(self, party):
        """Return the messages of documents a party may read.

        A note the operator writes for its own people stays with them, and so does
        what is said about goods and companies that several parties see.
        """
        own = Domain("author_id.user_ids.party_id", "=", party.id)
        own |= Domain(
            "notification_ids.res_partner_id.user_ids.party_id", "=", party.id
        )
        return own | Domain(
            [
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
                ("model", "not in", SHARED_DOCUMENTS),
            ]
        )

    @api.model
    def _get_file_domain(self, party, talk):
        """Return the files a party may read, besides the right to their document.

        A file that came with a message goes where the message goes.
        """
        of_document = Domain("message_ids", "=", False) & Domain(
            "res_model", "not in", SHARED_DOCUMENTS
        )
        return (
            Domain("create_uid.party_id", "=", party.id)
            | Domain("public", "=", True)
            | Domain("res_field", "!=", False)
            | Domain("message_ids", "any", talk)
            | of_document
        )
