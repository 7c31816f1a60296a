from odoo import api, fields, models

# dimension: the model and the selection field whose values are the terms
SOURCES = {
    "tier": ("outlet.place", "city_tier"),
    "place_type": ("outlet.place", "place_type"),
    "grade": ("outlet.place", "grade"),
    "kind": ("outlet.offer", "kind"),
}


class OutletProtectionTerm(models.Model):
    """One value of a selection, so that a rule can name several of them."""

    _name = "outlet.protection.term"
    _description = "Term of Protection Rules"
    _order = "dimension, sequence, id"
    _rec_name = "code"

    dimension = fields.Selection(
        [
            ("tier", "City Tier"),
            ("place_type", "Place Type"),
            ("grade", "Place Grade"),
            ("kind", "Kind of Goods"),
        ],
        required=True,
    )
    code = fields.Char(required=True)
    sequence = fields.Integer()

    _code_unique = models.Constraint(
        "unique (dimension, code)", "This term is known already."
    )

    @api.depends("dimension", "code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = {dimension: dict(self._get_values(dimension)) for dimension in SOURCES}
        for term in self:
            term.display_name = labels.get(term.dimension, {}).get(term.code, term.code)

    @api.model
    def _get_values(self, dimension):
        """Return the (code, label) pairs of the selection behind a dimension."""
        model, name = SOURCES[dimension]
        values = self.env[model]._fields[name]._description_selection(self.env)
        if dimension == "tier":
            # the fifteen that follow the first tier are spoken of apart
            values = [*values[:1], ("1n", self.env._("New first-tier")), *values[1:]]
        return values

    @api.model
    def _sync(self):
        """Add the values that the selections gained; drop none that is in use."""
        known = {(term.dimension, term.code) for term in self.search([])}
        self.create(
            [
                {"dimension": dimension, "code": code, "sequence": sequence}
                for dimension in SOURCES
                for sequence, (code, _label) in enumerate(self._get_values(dimension))
                if (dimension, code) not in known
            ]
        )
