from collections import namedtuple

from odoo import models
from odoo.fields import Command

DataLine = namedtuple("DataLine", "id data")


class OutletImport(models.Model):
    """The catalogue: goods are made in batches, with only the variants of the file.

    The product module builds every combination of an attribute's values, one template
    after the other. Here templates, their attribute lines and values, and the variants
    are each created in one call for the whole batch.
    """

    _inherit = "outlet.import"

    def _import_catalogue_apply(self, lines):
        if lines[0].section == "picture":
            return self._apply_pictures(lines)
        # A Json field gives a deep copy each time it is read.
        lines = [DataLine(line.id, line.data) for line in lines]
        # Thousands of "created" notes in the chatter help nobody.
        self = self.with_context(tracking_disable=True, create_product_product=False)
        brands = self._get_catalogue_brands(lines)
        styles = self._apply_catalogue_styles(lines, brands)
        values = self._apply_catalogue_values(lines, styles)
        made = self._apply_catalogue_articles(lines, styles, values)
        return made

    def _get_catalogue_brands(self, lines):
        """Return ``{casefolded name: brand}``; an unknown brand gets its company."""
        names = {line.data["brand"].casefold(): line.data["brand"] for line in lines}
        Brand = self.env["product.brand"]
        brands = {
            brand.name.casefold(): brand
            for brand in Brand.search_fetch([], ["name"], order="id desc")
        }
        new = [name for key, name in names.items() if key not in brands]
        partners = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in new]
        )
        for brand in Brand.create(
            [
                {"name": name, "partner_id": partner.id}
                for name, partner in zip(new, partners, strict=True)
            ]
        ):
            brands[brand.name.casefold()] = brand
        return brands

    def _apply_catalogue_styles(self, lines, brands):
        """Create and update styles; return ``{(brand, style key): style}``."""
        rows = {}
        for line in lines:
            rows.setdefault(_style_key(line.data), line.data)
        styles = self._find_existing_styles(rows, brands)
        for key, style in styles.items():
            self._update_catalogue_style(style, rows[key])
        new = [key for key in rows if key not in styles]
        categories = self._get_catalogue_categories(rows[key] for key in new)
        taxes = self.company_id._get_retail_sale_tax()
        created = self.env["product.template"].create(
            [
                {
                    **self._prepare_catalogue_style_vals(rows[key]),
                    "style_code": rows[key]["style"],
                    "product_brand_id": brands[key[0]].id,
                    "type": "consu",
                    "is_storable": True,
                    "taxes_id": [Command.set(taxes.ids)],
                    **categories.get(rows[key]["category"], {}),
                }
                for key in new
            ]
        )
        _forget_empty_pictures(created)
        return styles | dict(zip(new, created, strict=True))

    def _find_existing_styles(self, rows, brands):
        templates = self.env["product.template"].search(
            [
                ("style_key", "in", list({key for _brand, key in rows})),
                ("product_brand_id", "in", [brand.id for brand in brands.values()]),
            ]
        )
        found = {
            (template.product_brand_id.name.casefold(), template.style_key): template
            for template in templates
        }
        return {key: found[key] for key in rows if key in found}

    def _update_catalogue_style(self, style, data):
        vals = {
            name: value
            for name, value in self._prepare_catalogue_style_vals(data).items()
            if style[name] != value
        }
        if vals:
            style.write(vals)

    def _get_catalogue_categories(self, rows):
        """Return ``{name: {"categ_id": id}}``, making the categories that miss."""
        names = {data["category"] for data in rows} - {""}
        Category = self.env["product.category"]
        found = {
            category.name: category
            for category in Category.search([("name", "in", list(names))])
        }
        for category in Category.create(
            [{"name": name} for name in sorted(names - set(found))]
        ):
            found[category.name] = category
        return {name: {"categ_id": category.id} for name, category in found.items()}

    def _apply_catalogue_values(self, lines, styles):
        """Give the styles their colours and sizes.

        :return: ``{(style, attribute, value name): product.template.attribute.value}``
        """
        wanted = self._get_wanted_values(lines, styles)
        values = self._get_attribute_values(wanted)
        templates = self.env["product.template"].union(*styles.values())
        attribute_lines = {
            (line.product_tmpl_id, line.attribute_id): line
            for line in templates.attribute_line_ids
        }
        self._extend_attribute_lines(wanted, values, attribute_lines)
        self._create_attribute_lines(wanted, values, attribute_lines)
        return self._create_template_values(wanted, values, attribute_lines)

    def _get_wanted_values(self, lines, styles):
        """Return ``{(style, attribute): [value names]}`` in the order of the file."""
        attributes = self._get_catalogue_attributes()
        wanted = {}
        for line in lines:
            style = styles[_style_key(line.data)]
            for attribute, field in zip(attributes, ("colour", "size"), strict=True):
                name = line.data[field]
                names = wanted.setdefault((style, attribute), {}) if name else {}
                names[name] = True
        return {key: list(names) for key, names in wanted.items()}

    def _get_attribute_values(self, wanted):
        """Return ``{(attribute, name): value}``, making those that miss."""
        needed = {
            (attr, name): True for (_s, attr), names in wanted.items() for name in names
        }
        Value = self.env["product.attribute.value"]
        found = {
            (value.attribute_id, value.name): value
            for value in Value.search(
                [
                    ("attribute_id", "in", [attr.id for attr, _name in needed]),
                    ("name", "in", [name for _attr, name in needed]),
                ]
            )
        }
        new = [key for key in needed if key not in found]
        created = Value.create(
            [{"attribute_id": attr.id, "name": name} for attr, name in new]
        )
        return found | dict(zip(new, created, strict=True))

    def _extend_attribute_lines(self, wanted, values, attribute_lines):
        # The template values follow below, in one call for all styles.
        for (style, attribute), names in wanted.items():
            line = attribute_lines.get((style, attribute))
            if not line:
                continue
            missing = [
                values[attribute, name]
                for name in names
                if values[attribute, name] not in line.value_ids
            ]
            if missing:
                line.with_context(update_product_template_attribute_values=False).write(
                    {"value_ids": [Command.link(value.id) for value in missing]}
                )

    def _create_attribute_lines(self, wanted, values, attribute_lines):
        new = [key for key in wanted if key not in attribute_lines]
        created = self.env["product.template.attribute.line"].create(
            [
                {
                    "product_tmpl_id": style.id,
                    "attribute_id": attribute.id,
                    "value_ids": [
                        Command.set(
                            [values[attribute, n].id for n in wanted[style, attribute]]
                        )
                    ],
                }
                for style, attribute in new
            ]
        )
        attribute_lines.update(zip(new, created, strict=True))

    def _create_template_values(self, wanted, values, attribute_lines):
        found = {
            (value.product_tmpl_id, value.attribute_id, value.name): value
            for line in attribute_lines.values()
            for value in line.product_template_value_ids
            if value.ptav_active
        }
        new = [
            (style, attribute, name)
            for (style, attribute), names in wanted.items()
            for name in names
            if (style, attribute, name) not in found
        ]
        created = self.env["product.template.attribute.value"].create(
            [
                {
                    "attribute_line_id": attribute_lines[style, attribute].id,
                    "product_attribute_value_id": values[attribute, name].id,
                }
                for style, attribute, name in new
            ]
        )
        return found | dict(zip(new, created, strict=True))

    def _apply_catalogue_articles(self, lines, styles, values):
        """Create the articles that miss; return ``{line.id: article}``."""
        Product = self.env["product.product"]
        existing = Product._find_by_sku(line.data["sku"] for line in lines)
        made = {}
        new = []
        for line in lines:
            article = existing.get(Product._get_sku_key(line.data["sku"]))
            if article:
                made[line.id] = article
                barcode = line.data["barcode"]
                if barcode and article.barcode != barcode:
                    article.barcode = barcode
            else:
                new.append(line)
        attributes = self._get_catalogue_attributes()
        created = Product.create(
            [
                self._prepare_article_vals(line.data, styles, values, attributes)
                for line in new
            ]
        )
        _forget_empty_pictures(created)
        made.update(zip([line.id for line in new], created, strict=True))
        return made

    def _prepare_article_vals(self, data, styles, values, attributes):
        style = styles[_style_key(data)]
        combination = [
            values[style, attribute, data[field]].id
            for attribute, field in zip(attributes, ("colour", "size"), strict=True)
            if data[field]
        ]
        return {
            "product_tmpl_id": style.id,
            "default_code": data["sku"],
            "barcode": data["barcode"] or False,
            "product_template_attribute_value_ids": [Command.set(combination)],
        }


def _style_key(data):
    return (data["brand"].casefold(), data["style"].upper())


def _forget_empty_pictures(records):
    """Spare new records without a picture the scaling of nothing, size by size."""
    for field in records._fields.values():
        if field.type == "binary" and field.store and field.compute:
            records.env.remove_to_compute(field, records)
