from odoo import fields, models

from odoo.addons.brand_outlet.models.outlet_place import PLACE_TYPES

MODE_WORDS = {
    "shop": {"", "shop", "店", "小店", "小店主", "开店"},
    "link": {"link", "affiliate", "淘客", "推广", "分享", "链接"},
}


class OutletImport(models.Model):
    """Thousands of resellers from one list: open at once, or invited one by one.

    An agent's list makes resellers of that agent, the operator's of the operator.
    """

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("resellers", "Resellers")], ondelete={"resellers": "cascade"}
    )
    reseller_way = fields.Selection(
        [
            ("open", "Open their shops now"),
            ("invite", "Invite them: each opens his own"),
        ],
        "What Happens to Them",
        required=True,
        default="open",
        help="Opened shops wait for the first log-in by phone. Invitations are links "
        "to send; who opens one and proves the phone is in.",
    )

    def _get_source_fields(self):
        return super()._get_source_fields() | {"reseller_way"}

    def _get_party_kinds(self):
        return super()._get_party_kinds() | {"resellers"}

    def _get_party_fields(self):
        return super()._get_party_fields() | {"reseller_way"}

    def _get_list_upstream(self):
        """Return whose resellers the people of this list become."""
        agent = self.party_id or self.agent_id
        may = agent and agent._may_have_resellers(self.company_id)
        return agent if may else self.company_id.partner_id

    def _import_resellers_check(self, rows):
        phones = self._read_row_phones(rows)
        resellers = self._find_reseller_phones(phones.values())
        invited = self._find_invited_phones(phones.values())
        cities = self._find_row_cities(rows)
        grades = self._find_row_grades()
        first = {}
        for row in rows:
            phone = phones.get(row)
            if row.bad or not phone:
                continue
            row.data = self._prepare_reseller_data(row, phone, cities, grades)
            other = first.setdefault(phone, row)
            if other is not row:
                row.duplicate(
                    self.env._("The same phone as row %(row)s.", row=other.number)
                )
            elif phone in resellers:
                row.same(self.env._("Is a reseller already."))
            elif phone in invited:
                row.same(self.env._("Is invited already."))

    def _find_invited_phones(self, phones):
        if self.reseller_way != "invite":
            return set()
        invitations = self.env["reseller.invitation"].search_fetch(
            [
                ("phone", "in", list(phones)),
                ("upstream_id", "=", self._get_list_upstream().id),
                ("company_id", "=", self.company_id.id),
            ],
            ["phone"],
        )
        return set(invitations.mapped("phone"))

    def _find_row_cities(self, rows):
        """Return {name as written: city}, with or without its last syllable."""
        names = {row["city"] for row in rows} - {""}
        # the few hundred cities there are
        cities = self.env["outlet.city"].search([])  # pylint: disable=no-search-all
        known = {city.short_name: city for city in cities}
        known |= {city.name: city for city in cities}
        return {name: known[name] for name in names if name in known}

    def _find_row_grades(self):
        """Return {name: tier}, in English and the languages in use."""
        grades = self.env["res.partner.grade"].search(
            [("default_pricelist_id", "!=", False)]
        )
        codes = {"en_US", *(code for code, _n in self.env["res.lang"].get_installed())}
        return {
            grade.with_context(lang=code).name.casefold(): grade
            for code in sorted(codes)
            for grade in grades
        }

    def _prepare_reseller_data(self, row, phone, cities, grades):
        place_type = self._read_word(row, "place_type", self._get_place_words())
        mode = self._read_word(row, "mode", MODE_WORDS)
        grade = grades.get(row["tier"].casefold())
        if row["tier"] and (self.party_id or not grade):
            row.error(self._explain_tier(row, grades))
        if row["city"] and row["city"] not in cities:
            row.note(
                self.env._(
                    "%(label)s “%(value)s” is unknown and left empty.",
                    label=row.label("city"),
                    value=row["city"],
                )
            )
        return {
            "summary": row["name"],
            "phone": phone,
            "place_name": row["place"] or row["name"],
            "place_type": place_type or "group",
            "mode": mode or "shop",
            "city_id": cities[row["city"]].id if row["city"] in cities else False,
            "grade_id": grade.id if grade else False,
        }

    def _get_place_words(self):
        labels = dict(PLACE_TYPES)
        spoken = dict(
            self.env["outlet.place"]
            ._fields["place_type"]
            ._description_selection(self.env)
        )
        words = {
            key: {key, labels[key].casefold(), spoken[key].casefold()} for key in labels
        }
        words["group"] |= {"", "群", "微信群", "社群"}
        words["shop"] |= {"店", "门店", "实体店"}
        words["moments"] |= {"朋友圈"}
        return words

    def _read_word(self, row, field_name, words):
        word = row[field_name].casefold()
        found = next((key for key, known in words.items() if word in known), "")
        if not found:
            row.error(
                self.env._(
                    "%(label)s “%(value)s” is unknown.",
                    label=row.label(field_name),
                    value=row[field_name],
                )
            )
        return found

    def _explain_tier(self, row, grades):
        if self.party_id:
            return self.env._(
                "%(label)s: the operator sets the tiers. Leave it empty.",
                label=row.label("tier"),
            )
        names = sorted({grade.name for grade in grades.values()})
        return self.env._(
            "%(label)s “%(value)s” is unknown: write one of %(tiers)s.",
            label=row.label("tier"),
            value=row["tier"],
            tiers=", ".join(names),
        )

    def _import_resellers_apply(self, lines):
        upstream = self._get_list_upstream()
        data = {line.id: line.data for line in lines}
        if self.reseller_way == "invite":
            made = self.env["reseller.invitation"].create(
                [self._prepare_invitation(one, upstream) for one in data.values()]
            )
            return dict(zip(data, made, strict=True))
        contracts = self.env["reseller.contract"]._open_shops(
            [self._prepare_opening(one, upstream) for one in data.values()]
        )
        self.env["crm.lead"]._mark_resellers(contracts)
        return self._match_contracts(data, contracts)

    def _match_contracts(self, data, contracts):
        """Return {line id: contract}: a draft of before stands out of order."""
        by_phone = {one.reseller_id.mobile_key: one for one in contracts}
        return {line_id: by_phone[one["phone"]] for line_id, one in data.items()}

    def _prepare_invitation(self, data, upstream):
        return {
            "name": data["summary"],
            "phone": data["phone"],
            "upstream_id": upstream.id,
            "company_id": self.company_id.id,
            "grade_id": data["grade_id"],
            "mode": data["mode"],
            "city_id": data["city_id"],
            "is_preapproved": True,
        }

    def _prepare_opening(self, data, upstream):
        return {
            "name": data["summary"],
            "phone": data["phone"],
            "place_name": data["place_name"],
            "place_type": data["place_type"],
            "city": self.env["outlet.city"].browse(data["city_id"] or []),
            "mode": data["mode"],
            "grade": self.env["res.partner.grade"].browse(data["grade_id"] or []),
            "upstream": upstream,
            "company": self.company_id,
            "needs_verification": True,
        }
