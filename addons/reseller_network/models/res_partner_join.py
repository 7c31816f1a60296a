from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Contacts who become resellers, and agents who look for them."""

    _inherit = "res.partner"

    mobile_key = fields.Char(
        "Mobile Number",
        compute="_compute_mobile_key",
        store=True,
        index="btree_not_null",
        help="The phone as eleven digits, by which people are recognised.",
    )
    is_open_to_resellers = fields.Boolean(
        "Looks for Resellers",
        help="Resellers of others find this agent on their phones and may ask to join "
        "its selection.",
    )
    reseller_pitch = fields.Char(
        "What Resellers Read",
        translate=True,
        help="One sentence on what this agent has and whom it looks for.",
    )

    @api.depends("phone")
    def _compute_mobile_key(self):
        codes = self.env["phone.code"]
        for partner in self:
            partner.mobile_key = codes._read_mobile(partner.phone) or False

    def _may_have_resellers(self, company):
        """Return whether resellers may deal with this party of ``company``."""
        self.ensure_one()
        if self == company.partner_id:
            return True
        # a contract's existence is asked for, whoever may read it
        contracts = self.env["brand.contract"].sudo()
        domain = [("agent_id", "=", self.id), ("state", "!=", "draft")]
        return bool(contracts.search_count(domain, limit=1))

    @api.model
    def _find_by_phone(self, phones):
        """Return {phone: contact} of the people known by these mobile numbers.

        Companies, consumers entered by a reseller (they hang below him) and people
        with a login of the back office are nobody's to take over. Who sells or has
        a login of the portal goes first, then who is known the longest.

        :param phones: mobile numbers of eleven digits
        """
        domain = (
            Domain("mobile_key", "in", list(phones))
            & Domain("parent_id", "=", False)
            & Domain("is_company", "=", False)
        )
        found = {}
        people = self.search(domain, order="id")
        sellers = people.filtered("reseller_contract_ids")
        for partner in people.sorted(
            lambda one: (one not in sellers, not one.user_ids)
        ):
            if all(user.share for user in partner.user_ids):
                found.setdefault(partner.mobile_key, partner)
        return found

    def _get_mobile(self):
        """Return the contact's mobile number as eleven digits.

        :raise UserError: there is none yet
        """
        self.ensure_one()
        return self.env["phone.code"]._normalise(self.phone)

    def action_make_resellers(self):
        """Make resellers of these contacts at once; logins and cards stay on them.

        Contacts of a company stand for the company. Who sells already is left alone.
        """
        contracts = self.env["reseller.contract"]
        contracts.check_access("create")
        company = self.env.company
        active = [("state", "=", "active"), ("company_id", "=", company.id)]
        people = self.commercial_partner_id.filtered(
            lambda one: not one.reseller_contract_ids.filtered_domain(active)
        )
        made = contracts._open_shops(
            [
                {
                    "name": one.name,
                    "partner": one,
                    "phone": one.phone,
                    "upstream": company.partner_id,
                    "company": company,
                    "mode": "shop",
                }
                for one in people
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Resellers"),
            "res_model": "reseller.contract",
            "view_mode": "list,form",
            "domain": [("id", "in", made.ids)],
        }
