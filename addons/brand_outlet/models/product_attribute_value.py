import re

from odoo import api, fields, models

# How a letter size is built: how often X, then S, M or L.
_LETTERS = re.compile(r"^(?:(\d+)X|(X*))?(S|M|L)$")
_NUMBER = re.compile(r"^(\d+(?:\.\d+)?)")
_MIDDLE = {"S": -1.0, "M": 0.0, "L": 1.0}


class ProductAttributeValue(models.Model):
    _inherit = "product.attribute.value"

    size_rank = fields.Float(
        compute="_compute_size_rank",
        store=True,
        help="Orders sizes as people wear them: XS before S, 38 before 40.",
    )

    @api.depends("name")
    def _compute_size_rank(self):
        for value in self:
            value.size_rank = self._get_size_rank(value.name or "")

    @api.model
    def _get_size_rank(self, name):
        """Return where a size stands among its like; 0 for what is no size."""
        text = name.strip().upper()
        letters = _LETTERS.match(text)
        if letters:
            middle = _MIDDLE[letters[3]]
            extra = int(letters[1] or 0) or len(letters[2] or "")
            return middle * (1 + extra)
        number = _NUMBER.match(text)
        return float(number[1]) if number else 0.0
