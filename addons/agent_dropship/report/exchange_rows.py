"""What stands in the cells of an exchange file, by the source of a column."""


class ExchangeRows:
    """Reads rows of the ledger as one layout shows them. No price is among them."""

    def __init__(self, layout, company, columns):
        self.layout = layout
        self.company = company
        self.readers = [self._get_reader(column) for column in columns]

    def get_cells(self, line):
        """Return the cells of a row of ``exchange.file.line``."""
        return [reader(line) for reader in self.readers]

    def _get_reader(self, column):
        if column.source == "fixed":
            return lambda line, text=column.fixed_value or "": text
        if column.source == "blank":
            return lambda line: ""
        return getattr(self, f"_read_{column.source}")

    def _read_key(self, line):
        return line.key or line.origin_id.key

    def _read_task(self, line):
        layout = self.layout
        return layout.ship_word if line.kind == "ship" else layout.withdrawn_word

    def _read_order(self, line):
        return line.order_ref or ""

    def _read_dispatch(self, line):
        return line.picking_id.name or ""

    def _read_ordered_at(self, line):
        order = line.picking_id.sale_id
        return self.layout._format_date(order.date_order, self.company)

    def _read_ship_by(self, line):
        return self.layout._format_date(line.picking_id.ship_by, self.company)

    def _read_sku(self, line):
        return line.sku or ""

    def _read_barcode(self, line):
        return line.product_id.barcode or ""

    def _read_style(self, line):
        return line.product_id.product_tmpl_id.style_code or ""

    def _read_product(self, line):
        return line.product_id.name or ""

    def _read_variant(self, line):
        return (
            line.product_id.product_template_attribute_value_ids._get_combination_name()
        )

    def _read_goods(self, line):
        return " ".join(
            filter(None, [self._read_product(line), self._read_variant(line)])
        )

    def _read_quantity(self, line):
        return line.quantity

    def _read_recipient(self, line):
        return line.picking_id.partner_id.name or ""

    def _read_phone(self, line):
        return self.layout._format_phone(line.picking_id.partner_id.phone)

    def _read_province(self, line):
        return line.picking_id.partner_id.state_id.name or ""

    def _read_city(self, line):
        return line.picking_id.partner_id.city or ""

    def _read_district(self, line):
        return line.picking_id.partner_id.district or ""

    def _read_street(self, line):
        partner = line.picking_id.partner_id
        return "".join(filter(None, [partner.street, partner.street2]))

    def _read_address(self, line):
        return line.picking_id.recipient_address or ""

    def _read_buyer_note(self, line):
        return line.picking_id.buyer_note or ""

    def _read_sender(self, line):
        warehouse = self._get_warehouse(line)
        return warehouse.manager_id.name or line.agent_id.name

    def _read_warehouse(self, line):
        return self._get_warehouse(line).name or ""

    def _read_courier(self, line):
        if line.kind != "ship":
            return ""
        return self._get_warehouse(line).dispatch_carrier_id.name or ""

    def _read_tracking(self, line):
        return ""

    def _get_warehouse(self, line):
        return line.picking_id.picking_type_id.warehouse_id
