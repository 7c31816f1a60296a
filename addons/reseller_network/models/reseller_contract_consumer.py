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
            self.env["res.country.state"]
            .sudo()
            .search([("name", "=", name), ("country_id.code", "=", "CN")], limit=1)
        )

    def _find_or_create_consumer(self, vals, found):
        """Return the own customer with this phone, name and address.

        A known customer at another address gets a second contact: parcels of the
        past keep the address they went to.
        """
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
        wordings = self._problem_wordings()
        wording = wordings.get(problem.code)
        if not wording:
            return self.env._("Please check this.")
        return wording(problem.args)

    def _problem_wordings(self):
        """Return {code of address.Problem: function of its arguments to a text}."""
        _ = self.env._
        return {
            "address_missing": lambda args: _("The address is missing."),
            "province_unknown": lambda args: _(
                "There is no province %(value)s.", value=args["value"]
            ),
            "city_unknown": lambda args: _(
                "There is no city %(value)s.", value=args["value"]
            ),
            "city_missing": lambda args: _("The city is missing."),
            "city_elsewhere": lambda args: _(
                "%(city)s lies in %(actual)s, not in %(province)s.",
                city=args["city"],
                actual=args["actual"],
                province=args["province"],
            ),
            "district_missing": lambda args: _(
                "The district or county of %(city)s is missing.", city=args["city"]
            ),
            "district_elsewhere": lambda args: _(
                "%(district)s lies in %(actual)s, not in %(city)s.",
                district=args["district"],
                actual=args["actual"],
                city=args["city"],
            ),
            "ambiguous": lambda args: _(
                "%(value)s exists several times: %(choices)s. Which one is it?",
                value=args["value"],
                choices=args["choices"],
            ),
            "detail_missing": lambda args: _("Street and number are missing."),
            "phone_missing": lambda args: _("The phone number is missing."),
            "phone_invalid": lambda args: _(
                "%(value)s is not a phone number: a mobile number has 11 digits.",
                value=args["value"],
            ),
            "phone_several": lambda args: _(
                "Several phone numbers: %(values)s. Which one is it?",
                values=args["values"],
            ),
            "name_missing": lambda args: _("Who receives the parcel?"),
            "name_unsure": lambda args: _(
                "Is the name right? It could also be %(choices)s.",
                choices=args["choices"],
            ),
        }
