from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.agent_dropship.address import normalise_phone, resolve


class ResellerContract(models.Model):
    """The customers of a reseller: his own, seen by him alone."""

    _inherit = "reseller.contract"

    def _check_consumer(self, values):
        """Return the consumer's partner values and the resolved address.

        :raise UserError: the first thing that has to be corrected, in words
        """
        problems = self._consumer_problems(values)
        if problems:
            raise UserError(next(iter(problems.values())))
        found = self._resolve(values)
        state = self._find_province(found.province)
        return {
            "name": values["name"].strip(),
            "phone": normalise_phone(values["phone"]).number,
            "country_id": state.country_id.id,
            "state_id": state.id,
            "city": found.city,
            "district": found.district,
            "street": found.detail,
        }, found

    def _consumer_problems(self, values):
        """Return {field: what is wrong} of a consumer as entered in the form."""
        problems = {}
        if not (values.get("name") or "").strip():
            problems["name"] = self.env._("Who receives the parcel?")
        phone = normalise_phone(values.get("phone") or "")
        if phone.problem:
            problems["phone"] = self._problem_words(phone.problem)
        found = self._resolve(values)
        if found.problem:
            field = self._problem_field(found.problem.code)
            problems[field] = self._problem_words(found.problem)
        elif not self._find_province(found.province):
            problems["province"] = self.env._("Choose the province.")
        return problems

    def _resolve(self, values):
        return resolve(
            *(
                (values.get(key) or "").strip()
                for key in ("province", "city", "district", "detail")
            )
        )

    def _find_province(self, name):
        return (
            # his own records only: the domain starts from his contract
            self.env["res.country.state"]
            .sudo()
            .search([("name", "=", name), ("country_id.code", "=", "CN")], limit=1)
        )

    def _find_or_create_consumer(self, vals, found):
        """Return the own customer with this phone, name and address.

        A known customer at another address gets a second contact: parcels of the
        past keep the address they went to.
        """
        # his own records only: the domain starts from his contract
        owner = self.sudo().reseller_id.commercial_partner_id
        # below the reseller's own partner only: his customers are nobody else's
        Partner = self.env["res.partner"].sudo()
        same = [(key, "=", value) for key, value in vals.items()]
        consumer = Partner.search(
            Domain("parent_id", "=", owner.id)
            & Domain("type", "=", "delivery")
            & Domain(same),
            limit=1,
        )
        return consumer or Partner.create(
            vals
            | {
                "parent_id": owner.id,
                "type": "delivery",
                "lang": owner.lang,
                "partner_latitude": found.lat or 0,
                "partner_longitude": found.lon or 0,
            }
        )

    def _problem_field(self, code):
        """Return the field of the form that a problem's code belongs to."""
        if code == "ambiguous":
            return "district"
        if code == "address_missing":
            return "detail"
        return code.partition("_")[0]

    def _problem_words(self, problem):
        """Return what is wrong with an address, and what to do, in words."""
        return self.env["address.wording"]._get_words(problem)
