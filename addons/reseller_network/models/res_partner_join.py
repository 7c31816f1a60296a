from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


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

    def _auto_init(self):
        # Every consumer is a contact: their numbers are read in one go, not as records.
        if not column_exists(self.env.cr, self._table, "mobile_key"):
            create_column(self.env.cr, self._table, "mobile_key", "varchar")
            self.pool.post_init(self._fill_mobile_key)
        return super()._auto_init()

    def _fill_mobile_key(self):
        """Write the key of the contacts there are, one statement for all."""
        cr, codes = self.env.cr, self.env["phone.code"]
        cr.execute(SQL("SELECT id, phone FROM res_partner WHERE phone IS NOT NULL"))
        keys = {row: codes._read_mobile(phone) for row, phone in cr.fetchall()}
        keys = {row: mobile for row, mobile in keys.items() if mobile}
        cr.execute(
            SQL(
                """
                UPDATE res_partner partner
                   SET mobile_key = found.mobile
                  FROM unnest(%s::int[], %s::varchar[]) AS found (id, mobile)
                 WHERE partner.id = found.id
                """,
                list(keys),
                list(keys.values()),
            )
        )
        self.invalidate_model(["mobile_key"])

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
