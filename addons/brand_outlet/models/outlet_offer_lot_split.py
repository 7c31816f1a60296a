from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class OutletOffer(models.Model):
    """A lot that gets its sizes later keeps its goods, its orders and its history."""

    _inherit = "outlet.offer"

    def _split_lot(self, sizes, keep_rest=False):
        """Give the unsorted pieces of a lot their sizes.

        The product the lot began with stays, as its unsorted pieces: open orders keep
        what they promised. The sizes are articles of their own beside it.

        :param sizes: ``{size name: pieces}``
        :param keep_rest: leave what the sizes don't name unsorted; otherwise together
            they have to be exactly the pieces that are left
        """
        self.ensure_one()
        self.check_access("write")
        sizes = {name.strip(): pieces for name, pieces in sizes.items() if pieces}
        unsorted = self._get_unsorted()
        left = self._get_lot_pieces().get(unsorted, 0)
        self._check_split(sizes, left, keep_rest)
        values = self._add_lot_sizes(unsorted, sizes)
        articles = self._get_size_articles(unsorted, values)
        moves = {(self, articles[name]): pieces for name, pieces in sizes.items()}
        moves[self, unsorted] = -sum(sizes.values())
        self._move_lot_pieces(moves)

    def _get_unsorted(self):
        """Return the article of the pieces that have no size yet."""
        # The goods of the user's own lot; he has no rights on products.
        products = self.sudo().product_tmpl_id.product_variant_ids
        return products.sorted("id")[:1].sudo(False)

    def _check_split(self, sizes, left, keep_rest):
        total = sum(sizes.values())
        if not self.is_lot:
            raise UserError(self.env._("Only a lot is split into sizes."))
        if not sizes or any(pieces < 0 for pieces in sizes.values()):
            raise UserError(self.env._("Give the pieces of every size."))
        if total > left or (total != left and not keep_rest):
            raise UserError(
                self.env._(
                    "The sizes have %(total)s pieces together, %(left)s unsorted "
                    "pieces are free.",
                    total=int(total),
                    left=int(left),
                )
            )

    def _add_lot_sizes(self, unsorted, sizes):
        """Give the lot the sizes; return ``{size name: template value}``."""
        # See _get_unsorted: products are changed for whoever may edit the offer.
        template = self.sudo().product_tmpl_id
        attribute = self.env.ref("brand_outlet.attribute_size").sudo()
        rest = self.env.ref("brand_outlet.size_unsorted").sudo()
        values = rest | self._get_size_values(attribute, list(sizes))
        line = template.attribute_line_ids.filtered(
            lambda line: line.attribute_id == attribute
        )
        # The core would make every article anew and put the first one away: values
        # and articles are made here, and the first one becomes the unsorted pieces.
        if line:
            line.with_context(
                update_product_template_attribute_values=False
            ).value_ids |= values
        else:
            line = line.with_context(create_product_product=False).create(
                {
                    "product_tmpl_id": template.id,
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(values.ids)],
                }
            )
        present = line.product_template_value_ids
        present |= present.create(
            [
                {"attribute_line_id": line.id, "product_attribute_value_id": value.id}
                for value in values - present.product_attribute_value_id
            ]
        )
        by_name = {value.name: value for value in present}
        # articles and contracts are shared; offers are checked before
        if not unsorted.sudo().product_template_attribute_value_ids:
            # articles and contracts are shared; offers are checked before
            unsorted.sudo().product_template_attribute_value_ids = by_name[rest.name]
        return {name: by_name[name] for name in sizes}

    def _get_size_values(self, attribute, names):
        found = attribute.value_ids.filtered(lambda value: value.name in names)
        missing = [name for name in names if name not in found.mapped("name")]
        return found | attribute.value_ids.create(
            [{"attribute_id": attribute.id, "name": name} for name in missing]
        )

    def _get_size_articles(self, unsorted, values):
        """Return ``{size name: article}`` of the lot, made where they miss."""
        # articles and contracts are shared; offers are checked before
        template = self.sudo().product_tmpl_id
        present = {
            product.product_template_attribute_value_ids: product
            for product in template.product_variant_ids
        }
        new = [name for name, value in values.items() if value not in present]
        code = unsorted.sudo().default_code
        created = template.product_variant_ids.create(
            [
                {
                    "product_tmpl_id": template.id,
                    "default_code": f"{code}-{name}",
                    "product_template_attribute_value_ids": [
                        Command.set(values[name].ids)
                    ],
                }
                for name in new
            ]
        )
        made = dict(zip(new, created, strict=True))
        return {
            name: (made.get(name) or present[value]).sudo(False)
            for name, value in values.items()
        }
