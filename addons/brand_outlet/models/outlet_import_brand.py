from odoo import fields, models

CLASS_WORDS = {
    "a": {"a", "一线", "大牌", "名牌", "知名", "famous"},
    "b": {"b", "二线", "known", "熟悉"},
    "c": {"c", "三线", "大众", "普通", "everyday"},
}


class OutletImport(models.Model):
    """A list of brands: name, class and, where it is known, the company behind."""

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("brands", "Brands")], ondelete={"brands": "cascade"}
    )

    def _import_brands_check(self, rows):
        brands = self._find_brands(row["brand"] for row in rows)
        first = {}
        for row in rows:
            if row.bad:
                continue
            key = row["brand"].casefold()
            row.data = self._prepare_brand_data(row)
            other = first.setdefault(key, row)
            if other is not row:
                row.duplicate(
                    self.env._("The same brand as row %(row)s.", row=other.number)
                )
            elif not row.bad and key in brands:
                self._compare_brand(row, brands[key])

    def _prepare_brand_data(self, row):
        data = {"name": row["brand"], "summary": row["brand"]}
        data |= {"company": row["company"], "description": row["description"]}
        word = row["brand_class"].removesuffix("品牌").removesuffix("类").casefold()
        found = [key for key, words in CLASS_WORDS.items() if word in words]
        if word and not found:
            row.error(
                self.env._(
                    "%(label)s “%(value)s” is unknown: write A, B or C.",
                    label=row.label("brand_class"),
                    value=row["brand_class"],
                )
            )
        return data | {"brand_class": found[0] if found else ""}

    def _compare_brand(self, row, brand):
        """Show what the row changes; blanks change nothing."""
        labels = dict(brand._fields["brand_class"]._description_selection(self.env))
        new = row.data["brand_class"]
        if new and new != brand.brand_class:
            row.change("brand_class", labels[brand.brand_class], labels[new])
        if row["description"] and row["description"] != (brand.description or ""):
            row.change("description", brand.description, row["description"])
        if row["company"] and not brand.partner_id:
            row.change("company", "", row["company"])
        if not row.changes:
            row.same(self.env._("Is there already, with the same values."))

    def _find_brands(self, names=None):
        """Return ``{casefolded name: brand}``; of several, the oldest."""
        # Names are compared without case, and everybody's brands are looked at.
        brands = self.env["product.brand"].search_fetch(
            [], ["name", "brand_class", "partner_id"], order="id desc"
        )
        wanted = None if names is None else {name.casefold() for name in names}
        found = {brand.name.casefold(): brand for brand in brands}
        return {k: b for k, b in found.items() if wanted is None or k in wanted}

    def _import_brands_apply(self, lines):
        data = {line.id: line.data for line in lines}
        brands = self._find_brands(values["name"] for values in data.values())
        companies = self._get_brand_companies(data.values())
        new = {}
        made = {}
        for line_id, values in data.items():
            vals = {
                "brand_class": values["brand_class"],
                "description": values["description"],
                "partner_id": companies.get(values["company"]),
            }
            vals = {name: value for name, value in vals.items() if value}
            brand = brands.get(values["name"].casefold())
            if brand:
                if brand.partner_id:
                    vals.pop("partner_id", None)
                brand.write(vals)
                made[line_id] = brand
            else:
                new[line_id] = {"name": values["name"], **vals}
        created = self.env["product.brand"].create(list(new.values()))
        return made | dict(zip(new, created, strict=True))

    def _get_brand_companies(self, rows):
        """Return ``{name: company id}``, making those that miss."""
        names = {values["company"] for values in rows} - {""}
        Partner = self.env["res.partner"]
        found = {
            partner.name: partner.id
            for partner in Partner.search(
                [("name", "in", list(names)), ("is_company", "=", True)]
            )
        }
        missing = sorted(names - set(found))
        created = Partner.create([{"name": n, "is_company": True} for n in missing])
        return found | dict(zip(missing, created.ids, strict=True))
