import base64
import io
import zipfile

from odoo import models
from odoo.tools import format_date
from odoo.tools.mimetypes import guess_mimetype


class ResellerContract(models.Model):
    """One article of the selection: its sheet, its pictures and what to say of it."""

    _inherit = "reseller.contract"

    def _article_sheet(self, template):
        """Return the figures of one article with its sizes, colours and bounds."""
        # what he may sell is found out once for the page
        shown = self._offers_domain()
        offers = self._find_offers(template, shown)
        card = self._article_cards(template, shown)[0]
        colours = self._size_table(template, offers)
        sizes = [size for colour in colours for size in colour["sizes"]]
        stories = [story for story in offers.mapped("story") if story]
        dates = [day for day in offers.mapped("best_before") if day]
        chart = template.shown_size_chart_id
        return card | {
            "story": stories[0] if stories else "",
            "season": template.season or "",
            "origin": template.tag_origin or "",
            "category": template.categ_id.name or "",
            "best_before": format_date(self.env, min(dates)) if dates else "",
            "pack": template.pack_uom_id.name or "",
            "size_chart": chart.body if chart and template.has_sizes else "",
            "pictures": self._picture_ids(template),
            "gallery": self._find_gallery(template, offers).ids,
            "colours": colours,
            "first_id": next((size["id"] for size in sizes if size["stock"]), 0),
        }

    def _picture_ids(self, template):
        """Return the variants with a picture of their own, one per picture."""
        seen = {}
        for product in template.product_variant_ids:
            if product.image_variant_128:
                seen.setdefault(product.image_variant_128, product.id)
        return list(seen.values())

    def _find_gallery(self, template, offers=None):
        """Return the further pictures of a style and of the offers he may see.

        :param offers: the offers open to him of this style, if they are known
        """
        offers = self._find_offers(template) if offers is None else offers
        # The article was found among the contract's own offers before.
        pictures = self.env["outlet.picture"].sudo()
        return pictures.search(
            [
                ("product_tmpl_id", "=", template.id),
                ("offer_id", "in", [False, *offers.ids]),
            ]
        )

    def _post_text(self, template):
        """Return what a reseller may write under the pictures of an article."""
        sheet = self._article_sheet(template)
        sizes = {
            size["size"]
            for colour in sheet["colours"]
            for size in colour["sizes"]
            if size["stock"]
        }
        symbol = self.currency_id.symbol
        _ = self.env._
        lines = [
            self.company_id._get_outlet_label(),
            sheet["name"],
            sheet["story"],
            sheet["reason"],
            _(
                "Tag %(tag)s, here %(price)s",
                tag=f"{symbol}{sheet['tag']:g}",
                price=f"{symbol}{sheet['price']:g}",
            ),
            _("Sizes: %(sizes)s", sizes=" ".join(sorted(sizes))) if sizes else "",
        ]
        return "\n".join(line for line in lines if line)

    def _post_archive(self, template):
        """Return a zip file of all pictures of an article and the text to post."""
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            archive.writestr("text.txt", self._post_text(template))
            for number, picture in enumerate(self._post_pictures(template), start=1):
                ending = guess_mimetype(picture).partition("/")[2]
                archive.writestr(f"{number:02d}.{ending}", picture)
        return output.getvalue()

    def _post_pictures(self, template):
        records = [template, *self._find_gallery(template)]
        pictures = [record.image_1920 for record in records if record.image_1920]
        # A style often lends its face from the first picture: posted once.
        return list(dict.fromkeys(base64.b64decode(one) for one in pictures))
