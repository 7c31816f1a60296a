from odoo import api, models

from ..address.divisions import index


class OutletCity(models.Model):
    _inherit = "outlet.city"

    @api.model
    def _find(self, state, name):
        """Also find the city in which a county or county-level city lies."""
        city = super()._find(state, name)
        name = (name or "").strip()
        if city or len(name) < 2:
            return city
        divisions = index()
        scope = divisions.districts
        if state:
            [province] = divisions.provinces.find(state.name or "")[:1] or [None]
            code = province.adcode[:2] if province else ""
            scope = divisions.districts_in_province.get(code)
        above = {divisions.city_of(one) for one in scope.find(name)} if scope else set()
        if len(above) != 1:
            return city
        found = above.pop()
        return self.search([("code", "=", found.adcode)], limit=1) if found else city
