from collections import Counter

from odoo import models

from ..workbook import to_text

ARTICLE_FIELDS = ("brand", "style", "colour", "size", "sku", "barcode")
STYLE_FIELDS = ("category", "name", "tag_price", "season", "origin")
# what a row says about its style, and the field it is kept in
STYLE_VALUES = {
    "name": "name",
    "tag_price": "list_price",
    "season": "season",
    "origin": "tag_origin",
}


class OutletImport(models.Model):
    """The catalogue: what every row says is checked against the file and the goods."""

    _inherit = "outlet.import"

    def _import_catalogue_check(self, rows):
        pictures = [row for row in rows if row.section == "picture"]
        rows = [row for row in rows if row.section != "picture"]
        good = [row for row in rows if not row.bad]
        self._check_catalogue_values(good)
        self._check_catalogue_repeats(good)
        typical = _find_typical_rows(row for row in good if not row.bad)
        self._check_catalogue_styles([row for row in good if not row.bad], typical)
        for row in rows:
            row.data = self._prepare_catalogue_data(row, typical)
        good = [row for row in good if not row.bad]
        self._check_catalogue_existing(good)
        self._check_pictures(pictures, coming=good)

    def _prepare_catalogue_data(self, row, typical):
        """Return what applying needs; a style has the values of its typical row."""
        of_style = row if row.bad else typical[_style_of(row)]
        data = {name: row[name] for name in ARTICLE_FIELDS}
        data |= {name: of_style[name] for name in STYLE_FIELDS}
        data["summary"] = " · ".join(
            filter(None, (row["sku"], row["name"], row["colour"], row["size"]))
        )
        return data

    def _check_catalogue_values(self, rows):
        for row in rows:
            if row["tag_price"] <= 0:
                row.error(
                    self.env._(
                        "%(label)s is %(price)s: a tag price is above zero.",
                        label=row.label("tag_price"),
                        price=to_text(row["tag_price"]),
                    )
                )

    def _check_catalogue_repeats(self, rows):
        """A SKU, a barcode, a colour and size of a style appear once in a file."""
        for key_of, label_of in (
            (lambda row: row["sku"].upper(), lambda row: row.label("sku")),
            (lambda row: row["barcode"], lambda row: row.label("barcode")),
            (_combination_of, lambda row: self.env._("Colour and size")),
        ):
            first = {}
            for row in rows:
                key = key_of(row)
                other = first.setdefault(key, row) if key else row
                if other is row or row.bad:
                    continue
                if other.values == row.values:
                    row.duplicate(
                        self.env._("The same as row %(row)s.", row=other.number)
                    )
                else:
                    row.error(
                        self.env._(
                            "%(label)s is already in row %(row)s: correct or delete "
                            "one of the two rows.",
                            label=label_of(row),
                            row=other.number,
                        )
                    )

    def _check_catalogue_styles(self, rows, typical):
        """All rows of a style agree on its tag price, its name and its attributes."""
        for row in rows:
            other = typical[_style_of(row)]
            if other["tag_price"] != row["tag_price"]:
                row.error(
                    self.env._(
                        "%(label)s is %(price)s, row %(row)s of the same style says "
                        "%(other)s: a style has one tag price.",
                        label=row.label("tag_price"),
                        price=to_text(row["tag_price"]),
                        row=other.number,
                        other=to_text(other["tag_price"]),
                    )
                )
            elif _attributes_of(other) != _attributes_of(row):
                row.error(
                    self.env._(
                        "Row %(row)s of the same style fills in other columns: give "
                        "every row of a style a colour, a size, or both.",
                        row=other.number,
                    )
                )
            elif other["name"] != row["name"]:
                row.note(
                    self.env._(
                        "The name of row %(row)s is used for the style.",
                        row=other.number,
                    )
                )

    def _check_catalogue_existing(self, rows):
        """Compare with the goods that are there already."""
        articles = self.env["product.product"]._find_by_sku(row["sku"] for row in rows)
        styles = self._find_catalogue_styles(rows)
        templates = self.env["product.template"].union(*styles.values())
        published = templates._filter_published()
        combinations = self._get_catalogue_combinations(templates)
        barcodes = self._find_catalogue_barcodes(rows)
        for row in rows:
            article = articles.get(row["sku"].upper())
            style = styles.get(_style_of(row), templates.browse())
            holder = barcodes.get(row["barcode"])
            if holder and holder != article:
                row.error(
                    self.env._(
                        "%(label)s belongs to %(article)s already: correct it.",
                        label=row.label("barcode"),
                        article=holder.display_name,
                    )
                )
            elif article and article.product_tmpl_id != style:
                row.error(
                    self.env._(
                        "%(label)s belongs to the style %(style)s already: give this "
                        "article a SKU of its own.",
                        label=row.label("sku"),
                        style=article.product_tmpl_id.display_name,
                    )
                )
            elif style:
                taken = combinations.get((style, row["colour"], row["size"]))
                self._check_catalogue_style(row, style, article, taken, published)

    def _check_catalogue_style(self, row, style, article, taken, published):
        if (taken or article) and taken != article:
            row.error(
                self.env._(
                    "%(colour)s %(size)s of this style has the SKU %(sku)s already: "
                    "a SKU keeps its colour and size.",
                    colour=row["colour"],
                    size=row["size"],
                    sku=(taken or article).default_code,
                )
            )
        elif style in published and style.list_price != row["tag_price"]:
            row.error(
                self.env._(
                    "%(label)s can't change from %(price)s while an offer of the style "
                    "is published: suspend the offer, then check this file again.",
                    label=row.label("tag_price"),
                    price=to_text(style.list_price),
                )
            )
        elif article:
            self._compare_catalogue(row, style, article)

    def _compare_catalogue(self, row, style, article):
        """Show what the row changes of an article that is there."""
        columns = {field: column for column, field in STYLE_VALUES.items()}
        for name, value in self._prepare_catalogue_style_vals(row.data).items():
            if style[name] != value and name in columns:
                row.change(columns[name], style[name], value)
        if row["barcode"] and article.barcode != row["barcode"]:
            row.change("barcode", article.barcode, row["barcode"])
        if style.tag_price_source != "catalogue":
            row.fate = "changed"
        if row.fate != "changed":
            row.same(self.env._("Is there already, with the same values."))

    def _prepare_catalogue_style_vals(self, values):
        """Return what a row says about its style; blanks change nothing."""
        vals = {field: values.get(column) for column, field in STYLE_VALUES.items()}
        # The brand's own list is as good as a photo of the tag.
        vals["tag_price_source"] = "catalogue"
        return {name: value for name, value in vals.items() if value}

    def _find_catalogue_styles(self, rows):
        """Return ``{(brand name, style key): style}`` of the styles that exist."""
        keys = {key for _brand, key in map(_style_of, rows)}
        templates = self.env["product.template"].search(
            [("style_key", "in", list(keys)), ("product_brand_id", "!=", False)]
        )
        return {
            (template.product_brand_id.name.casefold(), template.style_key): template
            for template in templates
        }

    def _find_catalogue_barcodes(self, rows):
        barcodes = [row["barcode"] for row in rows if row["barcode"]]
        products = self.env["product.product"].search_fetch(
            [("barcode", "in", barcodes)], ["barcode"]
        )
        return {product.barcode: product for product in products}

    def _get_catalogue_combinations(self, templates):
        """Return ``{(style, colour, size): article}`` of existing styles."""
        colour, size = self._get_catalogue_attributes()
        combinations = {}
        for product in templates.product_variant_ids:
            names = {
                value.attribute_id: value.name
                for value in product.product_template_attribute_value_ids
            }
            key = (product.product_tmpl_id, names.get(colour, ""), names.get(size, ""))
            combinations[key] = product
        return combinations

    def _get_catalogue_attributes(self):
        return (
            self.env.ref("brand_outlet.attribute_colour"),
            self.env.ref("brand_outlet.attribute_size"),
        )


def _style_of(row):
    return (row["brand"].casefold(), row["style"].upper())


def _attributes_of(row):
    return (bool(row["colour"]), bool(row["size"]))


def _find_typical_rows(rows):
    """Return ``{style: first row that has the tag price most of its rows have}``."""
    rows = list(rows)
    prices = {}
    for row in rows:
        prices.setdefault(_style_of(row), Counter())[row["tag_price"]] += 1
    typical = {}
    for row in rows:
        key = _style_of(row)
        if row["tag_price"] == prices[key].most_common(1)[0][0]:
            typical.setdefault(key, row)
    return typical


def _combination_of(row):
    return (*_style_of(row), row["colour"], row["size"])
