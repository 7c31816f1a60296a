"""What a till may redeem while it is offline: a small, sealed promise made online."""

import json
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_compare

from odoo.addons.outlet_base.sealed import seal, unseal

# clocks of tills go a little wrong
TOLERANCE = timedelta(minutes=30)


class TillAllowance(models.Model):
    """One allowance of one device at one till.

    Spending inside it is final, whatever others did to the card meanwhile; what the
    card no longer held is kept as a conflict, with who bears it.
    """

    _name = "till.allowance"
    _description = "Offline Allowance"
    _order = "id desc"
    _rec_name = "config_id"

    config_id = fields.Many2one(
        "pos.config", "Till", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Cashier", readonly=True)
    device = fields.Char(readonly=True, required=True)
    key = fields.Char(
        required=True, readonly=True, groups="base.group_system", copy=False
    )
    valid_until = fields.Datetime(required=True, readonly=True)
    limits = fields.Json(readonly=True)
    bearer = fields.Selection(
        selection=lambda self: (
            self.env["pos.config"]._fields["allowance_bearer"].selection
        ),
        readonly=True,
    )
    redemption_ids = fields.One2many("coupon.redemption", "allowance_id", readonly=True)

    _key_once = models.UniqueIndex("(key)")

    @api.model
    def issue(self, config_id, device):
        """Give the device what its till may redeem when the line drops.

        Answers ``{}`` when the till has no allowance or another device holds it, else
        ``{"token", "until" (UTC), "coupons": {program id: pieces}, "value": money per
        card, "spent": {"coupons": {program id: pieces}, "value": {card id: money}}}``.
        The same device may ask again; what its till redeemed offline in the last hours
        still counts, so several allowances never add up.

        :raise AccessError: the user may not use this till.
        """
        config = self.env["coupon.redemption"]._get_till(config_id)
        # The till's settings are a manager's; the cashier gets their outcome.
        config_sudo = config.sudo()
        if not config_sudo.allowance_active or not device:
            return {}
        self._queue(config)
        others = Domain("config_id", "=", config.id) & Domain("device", "!=", device)
        now = fields.Datetime.now()
        if self.sudo().search_count(others & Domain("valid_until", ">", now), limit=1):
            return {}
        limits = config_sudo._get_allowance_limits()
        # Nobody writes allowances by hand.
        allowance_sudo = self.sudo().create(
            {
                "config_id": config.id,
                "user_id": self.env.uid,
                "device": device,
                "key": uuid.uuid4().hex,
                "valid_until": now + timedelta(hours=config_sudo.allowance_hours),
                "limits": limits,
                "bearer": config_sudo.allowance_bearer,
            }
        )
        return {
            "token": allowance_sudo._get_token(),
            "until": fields.Datetime.to_string(allowance_sudo.valid_until),
            **limits,
            "spent": allowance_sudo._get_spent(),
        }

    @api.model
    def _queue(self, config):
        """Let one at a time issue or count allowances of a till.

        A lock alone would not do: who waited still reads what was there before. A write
        makes him start over.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE pos_config SET allowance_active = allowance_active"
                " WHERE id = %s",
                config.id,
            ),
            log_exceptions=False,
        )

    @api.model
    def hand_back(self, config_id, token):
        """End an allowance that its device no longer needs, e.g. at closing.

        :raise AccessError: the user may not use this till.
        """
        config = self.env["coupon.redemption"]._get_till(config_id)
        # The sealed token is the permission.
        allowance_sudo = (
            self.sudo()
            ._find(token)
            .filtered(lambda allowance: allowance.config_id == config)
        )
        allowance_sudo.valid_until = min(
            allowance_sudo.valid_until or fields.Datetime.now(), fields.Datetime.now()
        )
        return bool(allowance_sudo)

    def _get_token(self):
        words = {"allowance": self.id, "key": self.key, "till": self.config_id.id}
        return seal(json.dumps(words))

    @api.model
    def _find(self, token):
        """Return the allowance of a sealed token, nothing for any other text."""
        try:
            words = json.loads(unseal(token or "") or "{}")
        except ValueError:
            return self.browse()
        domain = [
            ("id", "=", words.get("allowance")),
            ("key", "=", words.get("key") or ""),
        ]
        return self.search(domain, limit=1)

    def _covers(self, order, costs):
        """Return whether ``order`` of a till stays inside what was promised."""
        self.ensure_one()
        if order.config_id != self.config_id:
            return False
        if order.date_order > self.valid_until + TOLERANCE:
            return False
        # one order after the other counts what is left
        self._queue(self.config_id)
        spent = self._get_spent(without=order)
        return self._covers_coupons(spent, costs) and self._covers_money(spent, costs)

    def _get_spent(self, without=None):
        """Return what counts against this allowance, in the form of its limits.

        That is what was redeemed with it, and whatever else its till redeemed offline
        in the last hours: who asks often gets no more than who asks once.

        :param without: the order that is being counted
        """
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(hours=self.config_id.allowance_hours)
        own = Domain("allowance_id", "=", self.id)
        recent = Domain("taken_at", ">=", since)
        domain = Domain("allowance_id.config_id", "=", self.config_id.id)
        if without:
            domain &= Domain("order_uuid", "!=", without.uuid)
        spent = {"coupons": {}, "value": {}}
        for row in self.env["coupon.redemption"].search(domain & (own | recent)):
            is_coupon = row.card_id._is_coupon()
            kind = spent["coupons" if is_coupon else "value"]
            key = str((row.program_id if is_coupon else row.card_id).id)
            kind[key] = kind.get(key, 0) + (1 if is_coupon else row.points)
        return spent

    def _covers_coupons(self, spent, costs):
        pieces = dict(spent["coupons"])
        allowed = (self.limits or {}).get("coupons", {})
        for card in costs:
            if card._is_coupon():
                program = str(card.program_id.id)
                pieces[program] = pieces.get(program, 0) + 1
                if pieces[program] > allowed.get(program, 0):
                    return False
        return True

    def _covers_money(self, spent, costs):
        allowed = (self.limits or {}).get("value", 0)
        return not any(
            float_compare(spent["value"].get(str(card.id), 0) + points, allowed, 2) > 0
            for card, points in costs.items()
            if not card._is_coupon()
        )
