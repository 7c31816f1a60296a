from odoo import api, models


class RoutingNetworkPart(models.AbstractModel):
    """A record that the remembered network of warehouses is made of."""

    _name = "routing.network.part"
    _description = "Part of the Routing Network"

    #: what the network knows of it; None: everything
    _network_fields = None

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["dropship.router"]._forget_network()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._network_fields is None or not self._network_fields.isdisjoint(vals):
            self.env["dropship.router"]._forget_network()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["dropship.router"]._forget_network()
        return result


class StockWarehouse(models.Model):
    _name = "stock.warehouse"
    _inherit = ["stock.warehouse", "routing.network.part"]


class StockLocation(models.Model):
    _name = "stock.location"
    _inherit = ["stock.location", "routing.network.part"]

    _network_fields = frozenset({"usage", "location_id", "warehouse_id"})


class CourierTariff(models.Model):
    _name = "courier.tariff"
    _inherit = ["courier.tariff", "routing.network.part"]


class CourierTariffZone(models.Model):
    _name = "courier.tariff.zone"
    _inherit = ["courier.tariff.zone", "routing.network.part"]


class DeliveryCarrier(models.Model):
    _name = "delivery.carrier"
    _inherit = ["delivery.carrier", "routing.network.part"]


class BrandContract(models.Model):
    _name = "brand.contract"
    _inherit = ["brand.contract", "routing.network.part"]

    _network_fields = frozenset(
        {
            "state",
            "brand_id",
            "agent_id",
            "company_id",
            "date_start",
            "date_end",
            "version",
            "supply_ratio",
            "floor_ratio",
            "region_mode",
            "region_ids",
            "city_ids",
        }
    )


class ResPartner(models.Model):
    """Agents and the addresses of their warehouses."""

    _inherit = "res.partner"

    _network_address = frozenset(
        {
            "name",
            "branch_of_id",
            "country_id",
            "state_id",
            "city",
            "district",
            "street",
            "partner_latitude",
            "partner_longitude",
        }
    )

    def write(self, vals):
        result = super().write(vals)
        if "agent_score" in vals or (
            not self._network_address.isdisjoint(vals) and self._is_in_network()
        ):
            self.env["dropship.router"]._forget_network()
        return result

    def _is_in_network(self):
        """Whether any of these is an agent or the address of his warehouse."""
        # an address counts for routing even where its writer sees no warehouse
        warehouses = self.env["stock.warehouse"].sudo()
        return bool(
            warehouses.search_count(
                ["|", ("agent_id", "in", self.ids), ("partner_id", "in", self.ids)],
                limit=1,
            )
        )
