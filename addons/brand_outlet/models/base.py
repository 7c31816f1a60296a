from odoo import api, models
from odoo.exceptions import AccessError


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def _check_field_access(self, field, operation):
        # To word its refusal, 19.0 looks "!group" up as if it were an XML id.
        if "!" in (field.groups or "") and not self._has_field_access(field, operation):
            raise AccessError(
                self.env._(
                    "%(field)s is not shown to brands and agents.",
                    field=field.get_description(self.env, ["string"])["string"],
                )
            )
        return super()._check_field_access(field, operation)

    def _message_get_suggested_recipients_batch(self, **kwargs):
        """Suggest nobody to a party: the others in a talk may be strangers to it."""
        if self.env.user.party_id:
            return {record.id: [] for record in self}
        return super()._message_get_suggested_recipients_batch(**kwargs)
