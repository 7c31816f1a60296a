from odoo import api, models
from odoo.exceptions import AccessError, UserError

# Marks, in the context, what the life of an offer writes by itself. An object can't
# come in through the web, so nobody publishes by writing the state.
OFFER_LIFE = object()

LIFE_FIELDS = {
    *("state", "listed_on", "turn", "date_published", "check_asked_at"),
    *("quality_user_id", "quality_date"),
}
# What an agent's staff may say about its own goods, while the offer is a draft ...
AGENT_DRAFT_FIELDS = {
    *("product_tmpl_id", "contract_id", "reason_id", "kind", "story", "picture_ids"),
    *("quality_item_ids", "best_before", "tag_photo"),
    # with the pricing right, see there
    *("supply_ratio", "suggested_ratio"),
}
# ... and what also later.
AGENT_FIELDS = {
    *("date_from", "date_to", "audience", "audience_partner_ids"),
}


class OutletOffer(models.Model):
    """Agents look after their own goods; the operator decides what is shown."""

    _inherit = "outlet.offer"

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_agent_staff():
            for vals in vals_list:
                self._check_agent_fields(vals, self.browse())
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("offer_life") is not OFFER_LIFE:
            if LIFE_FIELDS & set(vals) and not self.env.su:
                raise UserError(
                    self.env._("Use the buttons to check, publish or end an offer.")
                )
            if self._is_agent_staff():
                self._check_agent_fields(vals, self)
        result = super().write(vals)
        if "contract_id" in vals:
            # Rights are looked at before; nobody hands an offer to somebody else.
            self.check_access("write")
        return result

    def _write_life(self, vals):
        """Write what the life of an offer decides, checked by whoever calls."""
        # The caller made sure that this person may take the step; the state itself is
        # written by nobody.
        return self.sudo().with_context(offer_life=OFFER_LIFE).write(vals)

    @api.model
    def _is_agent_staff(self):
        """Return whether the present user works for a party, not for the operator."""
        return not self.env.su and bool(self.env.user.party_id)

    def _check_editable(self):
        """Raise unless the user may change these offers."""
        self.check_access("write")

    @api.model
    def _check_may_decide(self):
        """Raise unless the user may decide what sellers get to see."""
        if self._is_agent_staff():
            raise AccessError(
                self.env._(
                    "The operator checks an offer before it is published. Ask for "
                    "the check."
                )
            )

    @api.model
    def _get_agent_fields(self):
        """Return what an agent's staff may always say. Extend by union."""
        return AGENT_FIELDS

    @api.model
    def _check_agent_fields(self, vals, offers):
        """Raise where an agent's staff writes what is not theirs to say."""
        written = set(vals)
        always = self._get_agent_fields()
        refused = written - always - AGENT_DRAFT_FIELDS
        if refused:
            labels = [
                self._fields[n].get_description(self.env)["string"]
                for n in sorted(refused & set(self._fields))
            ]
            raise AccessError(
                self.env._(
                    "%(fields)s: only the operator changes this. Write to the "
                    "operator on the offer.",
                    fields=", ".join(labels) or ", ".join(sorted(refused)),
                )
            )
        if written - always and offers.filtered(lambda o: o.state != "draft"):
            raise UserError(
                self.env._("Take the offer back to draft before you change it.")
            )
