import base64

from odoo import models
from odoo.exceptions import UserError

from .. import pictures


class OutletImport(models.Model):
    """Pictures are put where they belong, each decoded once for all its sizes."""

    _inherit = "outlet.import"

    def _import_pictures_apply(self, lines):
        return self._apply_pictures(lines)

    def _apply_pictures(self, lines):
        self = self.with_context(tracking_disable=True)
        data = {line.id: line.data for line in lines}
        styles = self._find_pictured_styles({d["key"] for d in data.values()})
        made = {}
        with self._open_pictures() as read:
            for line_id, values in data.items():
                style = styles.get(values["key"], self.env["product.template"])
                if len(style) != 1:
                    raise UserError(
                        self.env._(
                            "The style %(code)s did not come in.", code=values["key"]
                        )
                    )
                try:
                    content = read(values)
                    sizes = pictures.make_sizes(content)
                except pictures.BadPicture as error:
                    raise UserError(self._explain_bad_picture(error.reason)) from error
                apply = getattr(self, f"_apply_{values['role']}_picture")
                made[line_id] = apply(style, values, content, sizes)
                # The pictures of a batch need not stay in memory.
                self.env.flush_all()
                made[line_id].invalidate_recordset(
                    [n for n, f in made[line_id]._fields.items() if f.type == "binary"]
                )
        return made

    def _apply_main_picture(self, style, values, content, sizes):
        if self.party_id and style.image_1920:
            # Who offers a style gives it a face it lacks, but changes no other's.
            return self._apply_more_picture(style, values, content, sizes)
        self._store_sizes(style, "image_", content, sizes)
        return style

    def _apply_colour_picture(self, style, values, content, sizes):
        if self.party_id:
            return self._apply_more_picture(style, values, content, sizes)
        colour = self.env.ref("brand_outlet.attribute_colour")
        articles = style.product_variant_ids.filtered(
            lambda article: any(
                value.attribute_id == colour and value.name.casefold() == values["word"]
                for value in article.product_template_attribute_value_ids
            )
        )
        self._store_sizes(articles, "image_variant_", content, sizes)
        if not style.image_1920:
            self._store_sizes(style, "image_", content, sizes)
        return style

    def _apply_tag_picture(self, style, values, content, sizes):
        if self.party_id and style.tag_photo:
            raise UserError(
                self.env._("The style has a photo of its tag already; it stays.")
            )
        style.tag_photo = base64.b64encode(sizes.get(pictures.SIZES[0], content))
        return style

    def _apply_more_picture(self, style, values, content, sizes):
        """Add a picture to the style, or replace the one of the same name."""
        offer = self.env["outlet.offer"]
        if self.party_id:
            offer = offer.search(
                [
                    ("agent_id", "=", self.party_id.id),
                    ("product_tmpl_id", "=", style.id),
                    ("state", "!=", "ended"),
                ],
                limit=1,
            )
        name = values["path"].replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
        Picture = self.env["outlet.picture"]
        picture = Picture.search(
            [
                ("product_tmpl_id", "=", style.id),
                ("offer_id", "=", offer.id),
                ("name", "=", name),
            ],
            limit=1,
        )
        if not picture:
            picture = Picture.create(
                {
                    "name": name,
                    "product_tmpl_id": style.id,
                    "offer_id": offer.id,
                    "sequence": int(values["word"]) if values["word"].isdigit() else 10,
                    "image_1920": base64.b64encode(sizes.get(1920, content)),
                }
            )
        self._store_sizes(picture, "image_", content, sizes)
        return style

    def _store_sizes(self, records, prefix, content, sizes):
        """Write a picture and its smaller sizes as they are.

        The image fields would each decode and scale the large picture again.
        """
        if not sizes:
            records.write({f"{prefix}1920": base64.b64encode(content)})
            return
        vals = {
            f"{prefix}{size}": base64.b64encode(scaled)
            for size, scaled in sizes.items()
        }
        fields_ = [records._fields[name] for name in vals]
        with self.env.protecting(fields_, records):
            records.write(vals)
