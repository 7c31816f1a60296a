from odoo import api, models
from odoo.tools import format_list


class AddressWording(models.AbstractModel):
    """What is wrong with an address or a phone number, in words.

    The address package answers with codes; every screen and file of ours words
    them here, so the same problem always reads the same.
    """

    _name = "address.wording"
    _description = "Words for Address Problems"

    @api.model
    def _get_words(self, problem):
        """Return what an ``address.Problem`` (also a note) says, with the remedy."""
        wording = self._get_wordings().get(problem.code)
        if not wording:
            return self.env._("Please check this address.")
        args = {
            key: format_list(self.env, value) if isinstance(value, list) else value
            for key, value in problem.args.items()
        }
        return wording(args)

    @api.model
    def _get_wordings(self):
        """Return ``{code: function of the arguments to a text}``; extend by union."""
        return {
            **self._get_place_wordings(),
            **self._get_person_wordings(),
            **self._get_note_wordings(),
        }

    def _get_place_wordings(self):
        return {
            "address_missing": lambda args: self.env._(
                "The address is empty: fill in province, city, district and street."
            ),
            "province_unknown": lambda args: self.env._(
                "There is no province “%(value)s”: correct it.", **args
            ),
            "city_unknown": lambda args: self.env._(
                "There is no city “%(value)s”: correct it.", **args
            ),
            "city_missing": lambda args: self.env._("The city is missing: fill it in."),
            "city_elsewhere": lambda args: self.env._(
                "The address contradicts itself: %(city)s and %(province)s, but also "
                "%(actual)s. Which is right?",
                **args,
            ),
            "district_missing": lambda args: self.env._(
                "The district or county of %(city)s is missing and not written in the "
                "street either: fill it in.",
                **args,
            ),
            "district_unknown_city": lambda args: self.env._(
                "There is no “%(district)s” in %(province)s: fill in the city.", **args
            ),
            "district_elsewhere": lambda args: self.env._(
                "%(district)s does not lie in %(city)s but in %(actual)s. Which is "
                "right?",
                **args,
            ),
            "ambiguous": lambda args: self.env._(
                "There are several “%(value)s”: %(choices)s. Fill in province and "
                "city.",
                **args,
            ),
            "detail_missing": lambda args: self.env._(
                "Street and house number are missing: fill them in."
            ),
        }

    def _get_person_wordings(self):
        return {
            "phone_missing": lambda args: (
                self.env._("“%(value)s” is no phone number: fill it in.", **args)
                if args.get("value")
                else self.env._("The phone number is missing: fill it in.")
            ),
            "phone_invalid": lambda args: self.env._(
                "“%(value)s” is no phone number: a mobile number has 11 digits.", **args
            ),
            "phone_several": lambda args: self.env._(
                "There are several phone numbers: %(values)s. Which one is right?",
                **args,
            ),
            "name_missing": lambda args: self.env._("The receiver's name is missing."),
            "name_unsure": lambda args: self.env._(
                "Who is the receiver: %(choices)s?", choices=args["choices"]
            ),
        }

    def _get_note_wordings(self):
        return {
            "completed": lambda args: self.env._(
                "Province, city and district were read from the street text."
            ),
            "renamed": lambda args: self.env._(
                "%(old)s is called %(new)s today.", **args
            ),
            "district_unknown": lambda args: self.env._(
                "%(district)s is not in the table of districts: %(city)s itself counts "
                "as the place.",
                **args,
            ),
        }
