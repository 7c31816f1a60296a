from odoo import fields, models

KIND_WORDS = {
    "overstock": {"overstock", "尾货", "库存", "过季", "往季"},
    "new": {"new", "new goods", "新品", "新货", "当季"},
    "own_make": {"own make", "自产", "自制", "自有"},
}
# what a row may change: column of the file, field of the offer
OFFER_VALUES = {
    "reason": "reason_id",
    "kind": "kind",
    "story": "story",
    "supply_ratio": "supply_ratio",
    "suggested_ratio": "suggested_ratio",
    "date_from": "date_from",
    "date_to": "date_to",
}
# What an agent may change while an offer is checked or published.
WINDOW = {"date_from", "date_to"}


class OutletImport(models.Model):
    """Offers: whose style, why it is good and yet cheap, at what ratio, and when."""

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("offers", "Offers")], ondelete={"offers": "cascade"}
    )

    def _get_party_kinds(self):
        return super()._get_party_kinds() | {"offers"}

    # --- check ----------------------------------------------------------------------

    def _import_offers_check(self, rows):
        agents = self._check_row_agents(rows)
        styles = self._find_offered_styles(rows)
        contracts = self._find_row_contracts(agents)
        reasons = self._find_reasons()
        first = {}
        for row in rows:
            style = self._check_offered_style(row, styles)
            contract = not row.bad and self._check_row_contract(
                row, agents[row], contracts, style.product_brand_id.name
            )
            row.data = {"style_id": style.id, "contract_id": contract and contract.id}
            row.data["summary"] = " · ".join(
                filter(None, (agents[row].ref or "", row["style"], style.name or ""))
            )
            row.data["vals"] = self._read_offer_vals(row, agents[row], reasons)
            other = first.setdefault((row.data["contract_id"], style), row)
            if other is not row and not row.bad:
                self._check_offer_repeat(row, other)
        self._compare_offers([row for row in rows if not row.bad])

    def _check_offer_repeat(self, row, other):
        if other.data["vals"] == row.data["vals"]:
            row.duplicate(self.env._("The same as row %(row)s.", row=other.number))
        else:
            row.error(
                self.env._(
                    "%(label)s is in row %(row)s already, with other values: delete "
                    "the one that is wrong.",
                    label=row.label("style"),
                    row=other.number,
                )
            )

    def _find_offered_styles(self, rows):
        keys = {row["style"].upper() for row in rows if not row.bad}
        return (
            self.env["product.template"]
            .search([("style_key", "in", list(keys)), ("is_lot", "=", False)])
            .grouped("style_key")
        )

    def _check_offered_style(self, row, styles):
        """Return the style of a row; of several brands', the one of its brand."""
        none = self.env["product.template"]
        if row.bad:
            return none
        found = styles.get(row["style"].upper(), none)
        if row["brand"]:
            found = found.filtered(
                lambda style: (
                    style.product_brand_id.name.casefold() == row["brand"].casefold()
                )
            )
        if len(found) == 1:
            return found
        if found:
            row.error(
                self.env._(
                    "%(label)s belongs to several brands: add a column with the brand.",
                    label=row.label("style"),
                )
            )
        else:
            row.error(
                self.env._(
                    "%(label)s “%(code)s” is unknown: correct it, or import the style "
                    "with the catalogue first.",
                    label=row.label("style"),
                    code=row["style"],
                )
            )
        return none

    def _read_offer_vals(self, row, agent, reasons):
        """Return what the row says about its offer; blanks say nothing."""
        vals = {
            "kind": self._read_offer_kind(row),
            "story": row["story"],
            "supply_ratio": self._check_ratio(row, "supply_ratio", agent),
            "suggested_ratio": self._check_ratio(row, "suggested_ratio", agent),
            "date_from": fields.Datetime.to_string(self._to_utc(row["date_from"])),
            "date_to": fields.Datetime.to_string(self._to_utc(row["date_to"])),
        }
        if row["reason"] in reasons:
            vals["reason_id"] = reasons[row["reason"]].id
        elif row["reason"]:
            row.error(
                self.env._(
                    "%(label)s “%(reason)s” is not in the list of reasons: choose one "
                    "of %(reasons)s.",
                    label=row.label("reason"),
                    reason=row["reason"],
                    reasons=", ".join(r.name for r in set(reasons.values())),
                )
            )
        if (
            vals["date_from"]
            and vals["date_to"]
            and vals["date_to"] <= vals["date_from"]
        ):
            row.error(
                self.env._(
                    "%(label)s is before the offer is shown: correct one of the dates.",
                    label=row.label("date_to"),
                )
            )
        return {name: value for name, value in vals.items() if value}

    def _read_offer_kind(self, row):
        word = row["kind"].casefold()
        labels = self.env["outlet.offer"]._fields["kind"]._description_selection
        words = {
            key: {*KIND_WORDS[key], text.casefold()} for key, text in labels(self.env)
        }
        found = [key for key, known in words.items() if word in known]
        if word and not found:
            row.error(
                self.env._(
                    "%(label)s “%(value)s” is unknown: write 尾货, 新品 or 自产.",
                    label=row.label("kind"),
                    value=row["kind"],
                )
            )
        return found[0] if found else False

    def _compare_offers(self, rows):
        """Show what the rows change of offers that are there."""
        present = self._find_row_offers(row.data for row in rows)
        for row in rows:
            offer = present.get((row.data["contract_id"], row.data["style_id"]))
            if not offer:
                continue
            columns = {field: column for column, field in OFFER_VALUES.items()}
            for name, old, new in self._get_offer_changes(offer, row.data["vals"]):
                row.change(columns[name], old, new)
            self._check_offer_open(row, offer)
            if not row.changes and not row.bad:
                row.same(self.env._("Is there already, with the same values."))

    def _get_offer_changes(self, offer, vals):
        """Return ``[(field, value there, value of the file)]`` in words."""
        changes = []
        for name, value in vals.items():
            field = offer._fields[name]
            new = field.convert_to_record(
                field.convert_to_cache(value, offer, validate=False), offer
            )
            if new != offer[name]:
                changes.append(
                    (
                        name,
                        _in_words(field, offer, offer[name]),
                        _in_words(field, offer, new),
                    )
                )
        return changes

    def _check_offer_open(self, row, offer):
        if offer.state == "ended":
            row.error(
                self.env._(
                    "The offer of this style has ended: open it and start it again "
                    "first, or delete the row."
                )
            )
        elif self.party_id and offer.state != "draft":
            columns = {OFFER_VALUES[c]: c for c in OFFER_VALUES}
            changed = {
                n for n, _o, _n in self._get_offer_changes(offer, row.data["vals"])
            }
            if changed - WINDOW:
                row.error(
                    self.env._(
                        "%(label)s: the offer is checked or published already. Take it "
                        "back to draft before you change it.",
                        label=row.label(columns[min(changed - WINDOW)]),
                    )
                )

    def _find_row_offers(self, rows):
        """Return ``{(contract id, style id): offer}`` that are there."""
        rows = list(rows)
        offers = self.env["outlet.offer"].search(
            [
                ("contract_id", "in", [data["contract_id"] for data in rows]),
                ("product_tmpl_id", "in", [data["style_id"] for data in rows]),
            ]
        )
        return {(o.contract_id.id, o.product_tmpl_id.id): o for o in offers}

    # --- apply ----------------------------------------------------------------------

    def _import_offers_apply(self, lines):
        self = self.with_context(tracking_disable=True)
        data = {line.id: line.data for line in lines}
        present = self._find_row_offers(data.values())
        # Whoever brings goods in has looked at them.
        fine = self.env["outlet.offer"]._prepare_quality_vals()
        made, new = {}, {}
        for line_id, values in data.items():
            offer = present.get((values["contract_id"], values["style_id"]))
            if offer:
                offer.write(values["vals"])
                made[line_id] = offer
            else:
                new[line_id] = {
                    "contract_id": values["contract_id"],
                    "product_tmpl_id": values["style_id"],
                    **fine,
                    **values["vals"],
                }
        created = self.env["outlet.offer"].create(list(new.values()))
        made |= dict(zip(new, created, strict=True))
        self._publish_offers(created.union(*made.values()))
        return made


def _in_words(field, offer, value):
    """Return a value as the screen shows it."""
    if field.type == "many2one":
        return value.display_name or ""
    if field.type == "selection":
        return dict(field._description_selection(offer.env)).get(value, "")
    if field.type == "datetime" and value:
        local = fields.Datetime.context_timestamp(offer, value)
        return local.strftime("%Y-%m-%d %H:%M")
    return value
