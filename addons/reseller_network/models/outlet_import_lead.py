from odoo import fields, models
from odoo.exceptions import UserError

from .reseller_contract_open import QUIET

NO_WORDS = {"", "no", "n", "false", "0", "否", "无", "没有", "不同意", "未同意", "拒绝"}


class OutletImport(models.Model):
    """People who might become resellers: nobody without source and consent."""

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("leads", "Reseller leads")], ondelete={"leads": "cascade"}
    )
    lead_source = fields.Char(
        "Where the Numbers Come From",
        help="For rows without a column for it. Bought lists are not for this place.",
    )
    lead_consent = fields.Char(
        "How They Agreed to Hear from Us",
        help="For rows without a column for it, for example: form of the shop, 2026.",
    )

    def _get_source_fields(self):
        return super()._get_source_fields() | {"lead_source", "lead_consent"}

    def _import_leads_check(self, rows):
        phones = self._read_row_phones(rows)
        known = self._find_lead_phones(phones.values())
        resellers = self._find_reseller_phones(phones.values())
        first = {}
        for row in rows:
            phone = phones.get(row)
            if row.bad or not phone:
                continue
            self._check_lead_rights(row)
            row.data = self._prepare_lead_data(row, phone)
            other = first.setdefault(phone, row)
            if other is not row:
                row.duplicate(
                    self.env._("The same phone as row %(row)s.", row=other.number)
                )
            elif phone in resellers:
                row.duplicate(self.env._("Is a reseller already."))
            elif phone in known:
                row.same(self.env._("Is a lead already."))

    def _read_row_phones(self, rows):
        """Return {row: mobile number of eleven digits}; other rows get an error."""
        codes = self.env["phone.code"]
        phones = {}
        for row in rows:
            if row.bad:
                continue
            try:
                phones[row] = codes._normalise(row["phone"])
            except UserError:
                row.error(
                    self.env._(
                        "%(label)s “%(value)s” is no mobile number of eleven digits.",
                        label=row.label("phone"),
                        value=row["phone"],
                    )
                )
        return phones

    def _find_lead_phones(self, phones):
        leads = self.env["crm.lead"]._find_reseller_leads(phones, self.company_id)
        return set(leads.mapped("mobile_key"))

    def _find_reseller_phones(self, phones):
        """Return which of these mobile numbers belong to resellers."""
        contracts = self.env["reseller.contract"].search_fetch(
            [
                ("state", "=", "active"),
                ("company_id", "=", self.company_id.id),
                ("reseller_id.mobile_key", "in", list(phones)),
            ],
            ["reseller_id"],
        )
        return set(contracts.reseller_id.mapped("mobile_key"))

    def _check_lead_rights(self, row):
        """Nobody is stored of whom it is not known that he may be asked."""
        if not (row["source"] or self.lead_source):
            row.error(
                self.env._(
                    "Where does this number come from? Add a column for it, or fill "
                    "in the field above."
                )
            )
        given = row["consent"].strip().casefold()
        if given in NO_WORDS and (given or not self.lead_consent):
            row.error(
                self.env._(
                    "No consent to be written to: the person is not stored. Add a "
                    "column that says how the consent was given, or leave the row out."
                )
            )

    def _prepare_lead_data(self, row, phone):
        given = row["consent_on"]
        today = fields.Date.context_today(self)
        return {
            "summary": row["name"] or phone,
            "phone": phone,
            "city": row["city"],
            "source": row["source"] or self.lead_source or "",
            "consent": row["consent"] or self.lead_consent or "",
            "consent_on": fields.Date.to_string(given.date() if given else today),
            "note": row["note"],
        }

    def _import_leads_apply(self, lines):
        data = {line.id: line.data for line in lines}
        sources = self._get_lead_sources({one["source"] for one in data.values()})
        leads = (
            self.env["crm.lead"]
            .with_context(**QUIET)
            .create([self._prepare_lead_vals(one, sources) for one in data.values()])
        )
        return dict(zip(data, leads, strict=True))

    def _prepare_lead_vals(self, data, sources):
        return {
            "name": data["summary"],
            "contact_name": data["summary"],
            "phone": data["phone"],
            "city": data["city"],
            "country_id": self.company_id.country_id.id,
            "description": data["note"] or False,
            "source_id": sources[data["source"]].id,
            "consent_text": data["consent"],
            "consent_on": data["consent_on"],
            "is_reseller_lead": True,
            "type": "lead",
            "user_id": False,
            "team_id": False,
            "company_id": self.company_id.id,
        }

    def _get_lead_sources(self, names):
        """Return {name: source}, making those that miss."""
        Source = self.env["utm.source"]
        found = {one.name: one for one in Source.search([("name", "in", list(names))])}
        missing = sorted(names - set(found))
        made = Source.create([{"name": name} for name in missing])
        return found | dict(zip(missing, made, strict=True))
