import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    session_line_id = fields.Many2one(
        "outlet.session.line",
        "Session article",
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="The session whose quota this line takes its pieces from.",
    )
    session_id = fields.Many2one(
        related="session_line_id.session_id",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    session_key = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The line's claims have this key.",
    )

    _session_key_idx = models.Index("(session_key) WHERE session_key IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if line_id := vals.get("session_line_id"):
                # the goods of a session are those of one agent's offer
                line = self.env["outlet.session.line"].sudo().browse(line_id)
                vals.setdefault("wanted_offer_id", line.offer_id.id)
                vals.setdefault("session_key", uuid.uuid4().hex)
        return super().create(vals_list)

    def write(self, vals):
        if "session_line_id" in vals:
            self._check_not_claimed()
            # quotas are kept for who may not read the session
            line = self.env["outlet.session.line"].sudo()
            line = line.browse(vals["session_line_id"] or [])
            vals = {
                **vals,
                "wanted_offer_id": line.offer_id.id,
                "session_key": uuid.uuid4().hex if line else False,
            }
        return super().write(vals)

    def _check_not_claimed(self):
        if any(line.state == "sale" and line.session_line_id for line in self):
            raise UserError(
                self.env._("The session of a confirmed line can't be changed.")
            )

    @api.onchange("session_line_id")
    def _onchange_session_line_id(self):
        if self.session_line_id:
            self.price_unit = self.session_line_id.price
            self.discount = 0

    def _get_session_wants(self):
        """Return what these lines claim, see ``outlet.session.claim._take``.

        :raise UserError: an article that is not one of the session's
        """
        wants = {}
        for line in self:
            # sellers do not see the agents' lines of a session
            session_line = line.sudo().session_line_id
            if line.product_id.product_tmpl_id != session_line.product_tmpl_id:
                raise UserError(
                    self.env._(
                        "%(article)s is not in %(session)s.",
                        article=line.product_id.display_name,
                        session=session_line.session_id.name,
                    )
                )
            session_line._check_sold_at(line.order_id.place_id)
            pieces = line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id
            )
            # a line that was split before shares its key with the part split off
            key = line.sudo().session_key
            known = wants[key][3] if key in wants else 0
            wants[key] = (key, session_line, line.product_id, known + int(pieces))
        return list(wants.values())
