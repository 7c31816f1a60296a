from odoo import models

from ..routing.geo import distance_km


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_session_warehouses(self, lines):
        """The warehouses with a quota, the nearest to the consumer first."""
        # who sells need not know where the goods lie
        warehouses = lines.sudo().session_line_id.quota_ids.warehouse_id
        if len(warehouses) < 2:
            return warehouses.ids
        lat, lon = self.partner_shipping_id._get_coordinates() or (None, None)

        def distance(warehouse):
            km = distance_km(
                lat, lon, warehouse.latitude or None, warehouse.longitude or None
            )
            return (km is None, km or 0, warehouse.id)

        return warehouses.sorted(distance).ids
