import secrets

from odoo import api, fields, models


class SaleOrder(models.Model):
    """The page on which a consumer follows an order, without a login."""

    _inherit = "sale.order"

    page_token = fields.Char(
        copy=False,
        readonly=True,
        groups="brand_outlet.group_operator",
        help="The part of the page's link that nobody can guess.",
    )

    _page_token_unique = models.UniqueIndex(
        "(page_token) WHERE page_token IS NOT NULL", "Another order has this link."
    )

    def _get_order_page_url(self):
        """Return the link of the consumer's page; made when it is first asked for.

        Whoever calls this has made sure that the reader may know the order.
        """
        self.ensure_one()
        # the token is a field of the operator's, the link is for who may see the order
        order = self.sudo()
        if not order.page_token:
            order.page_token = secrets.token_urlsafe(24)
        return f"{self.get_base_url()}/outlet/o/{order.page_token}"

    def action_open_page(self):
        """Open the consumer's page of this order."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": self._get_order_page_url(),
            "target": "new",
        }

    def action_renew_page_link(self):
        """Give these orders new links; the old ones open nothing from now on."""
        self.check_access("write")
        for order in self:
            order.page_token = secrets.token_urlsafe(24)

    @api.model
    def _find_by_page_token(self, token):
        """Return the order (sudo) a link opens, in its page's language, or none."""
        # an empty or oversized token is no query worth making
        if not token or len(token) > 64:
            return self.sudo().browse()
        order = self.sudo().search([("page_token", "=", token)], limit=1)
        if not order:
            return order
        return order.with_company(order.company_id).with_context(
            allowed_company_ids=order.company_id.ids,
            lang=order.place_id._get_page_lang(),
            tz=order.company_id._get_local_tz(),
        )

    # --- what the page tells ------------------------------------------------------

    def _get_page_values(self):
        """Return what the consumer's page shows: no price, no agent, no full address.

        The link is passed on in chats, so that it may be read by anybody.
        """
        self.ensure_one()
        parcels = self._get_page_parcels()
        lines = self.order_line.filtered(
            lambda line: line.product_id.type == "consu" and line.product_uom_qty > 0
        )
        waiting = lines.filtered(lambda line: line.routing_state == "waiting")
        return {
            "number": self.client_order_ref or self.name,
            "state": self._get_page_state(parcels, waiting),
            "ordered_on": fields.Datetime.context_timestamp(self, self.date_order),
            "parcels": parcels,
            "goods": [] if parcels else [line._get_page_goods() for line in lines],
            "waiting": [line._get_page_goods() for line in waiting if parcels],
            "recipient": self._get_page_recipient(),
            "contact": self._get_page_contact(),
        }

    def _get_page_parcels(self):
        pickings = self._get_dispatches().filtered(
            lambda one: one.dispatch_state not in ("refused", "cancelled")
        )
        return [picking._get_page_parcel() for picking in pickings.sorted("id")]

    def _get_page_state(self, parcels, waiting):
        """Return the state in one word: that of the goods furthest behind."""
        if self.state == "cancel":
            return "cancelled"
        if self.state != "sale":
            return "received"
        if waiting:
            return "waiting"
        states = {parcel["state"] for parcel in parcels}
        for state in ("to_ship", "returned", "problem", "pickup", "shipped"):
            if state in states:
                return state
        return "delivered" if states else "to_ship"

    def _get_page_recipient(self):
        """Return who gets it and roughly where, enough to know one's own order."""
        partner = self.partner_shipping_id
        city = partner.city if partner.city != partner.state_id.name else ""
        parts = (partner.state_id.name, city, partner.district)
        phone = "".join(filter(str.isdigit, partner.phone or ""))[:11]
        return {
            "name": f"{(partner.name or '')[:1]}**",
            "phone": f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "",
            "address": "".join(part or "" for part in parts) + "***",
        }

    def _get_page_contact(self):
        """Return the one contact for everything: who sold it.

        At an agent's counter it is the operator: consumers know no agent. Extended
        where sellers only pass on a link and do not serve customers.
        """
        seller = self.reseller_id
        is_operator = seller == self.company_id.partner_id
        if not seller or is_operator or seller.agent_contract_ids:
            return self._get_official_contact()
        return {
            "name": self.place_id.name or seller.name,
            "person": seller.name,
            "phone": seller.phone or "",
        }

    def _get_official_contact(self):
        """Return the operator as the consumer knows it."""
        return {
            "name": self.company_id._get_outlet_label(),
            "person": self.env._("Customer service"),
            "phone": self.company_id.phone or "",
        }
