from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.agent_dropship.address import normalise_phone

REASONS = [
    ("no_link", "Not through a link"),
    ("own_purchase", "Own purchase"),
    ("refused", "Refused after a check"),
]


class SaleOrder(models.Model):
    """Why an order brings no commission, and what is looked at first."""

    _inherit = "sale.order"

    trade_flag_ids = fields.One2many(
        "trade.flag", "order_id", groups="brand_outlet.group_operator"
    )
    no_commission = fields.Selection(
        REASONS,
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Note when the reseller himself is logged in while he orders."""
        orders = super().create(vals_list)
        if self.env.user._is_portal():
            buyer = self.env.user.commercial_partner_id
            # The consumer's page makes orders with elevated rights.
            own = orders.sudo().filtered(
                lambda order: order.link_id.reseller_id == buyer
            )
            own.link_problem = "own_login"
        return orders

    def action_confirm(self):
        """Raise the flags once the order stands."""
        result = super().action_confirm()
        # Flags are the operator's; whoever confirms neither sees nor writes them.
        self.sudo()._raise_flags()
        return result

    def _get_commission_refusal(self, contract):
        """Return why an order brings an affiliate nothing; empty if it does."""
        self.ensure_one()
        if not self.link_id:
            return "no_link"
        allowed = self.company_id.own_purchase_earns
        return "" if allowed or not self._is_own_purchase(contract) else "own_purchase"

    def _is_own_purchase(self, contract):
        """Return whether the affiliate himself buys: by contact, login or phone."""
        own = contract.reseller_id | contract.reseller_id.user_ids.partner_id
        buyers = self.partner_id | self.partner_shipping_id | self.partner_invoice_id
        if own & (buyers | buyers.user_ids.partner_id):
            return True
        if self.link_problem == "own_login":
            return True
        return bool(self._get_numbers(own) & self._get_numbers(buyers))

    @api.model
    def _get_numbers(self, partners):
        """Return the telephone numbers of contacts, written one way."""
        numbers = {normalise_phone(one.phone or "").number for one in partners}
        return numbers - {None, ""}

    def _raise_flags(self):
        """Create the flags of freshly confirmed orders; once for each kind."""
        affiliated = self.filtered(
            lambda order: (
                order.state == "sale"
                and "link" in order.order_line.mapped("reseller_mode")
            )
        )
        own = affiliated.filtered(lambda order: order.no_commission == "own_purchase")
        _ = self.env._
        own._flag("self_referral", _("Bought by the affiliate himself."), "confirmed")
        tampered = affiliated.filtered(lambda order: order.link_problem == "tampered")
        tampered._flag(
            "tampered_link", _("The browser's mark of the link was changed.")
        )
        for order in (affiliated - own).filtered("link_id"):
            together = order._find_split()
            if len(together) >= order.company_id.split_order_count:
                note = _(
                    "%(count)s orders of one receiver in a day", count=len(together)
                )
                together._flag("split_order", note)

    def _find_split(self):
        """Return the orders of this receiver through the reseller's links in a day."""
        self.ensure_one()
        day = timedelta(days=1)
        recent = self.search(
            Domain("reseller_id", "=", self.reseller_id.id)
            & Domain("link_id", "!=", False)
            & Domain("state", "=", "sale")
            & Domain("date_order", ">", self.date_order - day)
            & Domain("date_order", "<=", self.date_order + day)
        )
        buyers = self.partner_id | self.partner_shipping_id
        numbers = self._get_numbers(buyers)
        return recent.filtered(
            lambda order: (
                order.partner_id in buyers
                or numbers
                & self._get_numbers(order.partner_id | order.partner_shipping_id)
            )
        )

    def _flag(self, kind, note, state="open"):
        """Add a flag of ``kind`` to the orders that have none such."""
        new = self.filtered(
            lambda order: kind not in order.trade_flag_ids.mapped("kind")
        )
        self.env["trade.flag"].create(
            [
                {
                    "kind": kind,
                    "state": state,
                    "note": note,
                    "order_id": order.id,
                    "link_id": order.link_id.id,
                    "reseller_id": order.reseller_id.id,
                    "company_id": order.company_id.id,
                    "is_automatic": state != "open",
                    "decided_on": fields.Datetime.now() if state != "open" else False,
                }
                for order in new
            ]
        )
