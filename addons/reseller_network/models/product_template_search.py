from pypinyin import Style, lazy_pinyin

from odoo import api, fields, models


def spell(text):
    """Return Chinese text as typed on a phone: initials, then whole syllables.

    Letters and digits in between stay where they are: "T恤" is "tx txu".
    """
    initials, syllables = (
        "".join(lazy_pinyin(text, style=style)).replace(" ", "").lower()
        for style in (Style.FIRST_LETTER, Style.NORMAL)
    )
    return f"{initials} {syllables}"


def double(text):
    """Return a text with each character twice that is no letter or digit of ours.

    A Chinese word has two characters as a rule, and an index of trigrams finds nothing
    shorter than three. Text and words that are doubled alike contain each other as
    they did before.
    """
    return "".join(one if one.isascii() else one * 2 for one in text)


class ProductTemplate(models.Model):
    """Finding an article by whatever a seller types."""

    _inherit = "product.template"

    search_text = fields.Text(
        compute="_compute_search_text",
        store=True,
        index="trigram",
        prefetch=False,
        help="What the selection centre searches: name, brand, style and SKUs, then "
        "name and brand in pinyin. Chinese characters stand twice, see the code.",
    )

    @api.depends(
        "name",
        "style_code",
        "product_brand_id.name",
        "product_variant_ids.default_code",
    )
    def _compute_search_text(self):
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        for template in self:
            names = {template.with_context(lang=code).name or "" for code in codes}
            names.add(template.product_brand_id.name or "")
            words = [*sorted(names), *(spell(name) for name in sorted(names))]
            words.append(template.style_code or "")
            words += template.product_variant_ids.mapped(
                lambda product: product.default_code or ""
            )
            template.search_text = double(" ".join(filter(None, words)).lower())
