from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from .reseller_application import REACHES

VALUES = ("shares_style", "shares_service", "shares_trust", "shares_way")
# what one person opens with a phone; malls and merchants are set up by the operator
OWN_PLACE_TYPES = ("group", "moments", "shop", "online_shop", "counter")


class ResellerApplication(models.Model):
    """Applying: what the public form and the portal hand over."""

    _inherit = "reseller.application"

    @api.model
    def _read_answers(self, post):
        """Return what a form says, tidy: name, phone and the answers.

        :raise UserError: what has to be corrected, in words
        """
        name = " ".join((post.get("name") or "").split())[:60]
        if not name:
            raise UserError(self.env._("What shall your shop be called?"))
        place_type = post.get("place_type")
        if place_type not in OWN_PLACE_TYPES:
            raise UserError(self.env._("Where will you sell?"))
        reach = post.get("reach")
        if reach not in dict(REACHES):
            raise UserError(self.env._("How many people do you reach?"))
        return {
            "name": name,
            "phone": self.env["phone.code"]._normalise(post.get("phone")),
            "mode": "link" if post.get("mode") == "link" else "shop",
            "place_type": place_type,
            "reach": reach,
            **{field: bool(post.get(field)) for field in VALUES},
        }

    @api.model
    def _get_choices(self):
        """Return the choices of the form, in the words of the present language."""
        places = dict(self._fields["place_type"]._description_selection(self.env))
        return {
            "place_types": [(key, places[key]) for key in OWN_PLACE_TYPES],
            "reaches": self._fields["reach"]._description_selection(self.env),
            "values": [
                (name, self._fields[name].get_description(self.env, ["string", "help"]))
                for name in VALUES
            ],
        }

    @api.model
    def _apply(self, invitation, answers, partner=None):
        """Make the application of somebody whose phone or login is proven.

        Twice is once. Where the invitation was approved beforehand the shop is open
        on return.

        :param answers: see ``_read_answers``
        :param partner: the contact of the login; else it is found by the phone
        :raise UserError: the invitation is for somebody else, or he sells already
        """
        invitation._check_phone(answers["phone"])
        if partner is None:
            found = self.env["res.partner"]._find_by_phone([answers["phone"]])
            partner = found.get(answers["phone"]) or self.env["res.partner"]
        if self._sells_already(partner, invitation.company_id):
            raise UserError(self.env._("You sell with us already. Just log in."))
        known = self._find_open(
            answers["phone"], invitation.upstream_id, invitation.company_id
        )
        if known:
            return known
        application = self._create_once(
            self._prepare_apply_vals(invitation, answers, partner)
        )
        if invitation.is_preapproved:
            application._accept_upstream()
        return application

    def _create_once(self, vals):
        try:
            application = self.create(vals)
            application.flush_recordset()
        except UniqueViolation as error:
            # the other tap won a moment ago: start over and find its application
            raise ConcurrencyError("reseller application") from error
        leads = self.env["crm.lead"]._find_reseller_leads(
            [application.phone], application.company_id
        )
        leads.filtered(
            lambda lead: lead.reseller_state in ("new", "invited")
        ).reseller_state = "applied"
        return application

    def _prepare_apply_vals(self, invitation, answers, partner):
        fixed = invitation.mode if invitation.mode != "any" else answers["mode"]
        return answers | {
            "mode": fixed,
            "invitation_id": invitation.id,
            "upstream_id": invitation.upstream_id.id,
            "company_id": invitation.company_id.id,
            "introducer_id": invitation.introducer_id.id,
            "city_id": invitation.city_id.id,
            "partner_id": partner.id,
            "applicant_agreed_on": fields.Datetime.now(),
        }

    @api.model
    def _sells_already(self, partner, company):
        contracts = self.env["reseller.contract"]
        return bool(
            partner
            and contracts.search_count(
                [
                    ("reseller_id", "=", partner.id),
                    ("company_id", "=", company.id),
                    ("state", "=", "active"),
                ],
                limit=1,
            )
        )

    @api.model
    def _ask(self, contract, kind, upstream):
        """Make the request of a running reseller: a shop of his own, or a selection.

        Twice is once.
        """
        phone = contract.reseller_id._get_mobile()
        known = self._find_open(phone, upstream, contract.company_id, kind)
        if known:
            return known
        return self._create_once(
            {
                "kind": kind,
                "name": contract.reseller_id.name,
                "phone": phone,
                "upstream_id": upstream.id,
                "company_id": contract.company_id.id,
                "partner_id": contract.reseller_id.id,
                "contract_id": contract.id,
                "mode": "shop" if kind == "upgrade" else contract.mode,
                "place_type": contract.default_place_id.place_type or "group",
                "applicant_agreed_on": fields.Datetime.now(),
            }
        )
