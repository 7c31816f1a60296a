from odoo import api, fields, models
from odoo.exceptions import UserError

from .parcel_track import BACK_STATES, RANK, TRACK_STATES
from .stock_picking import OPEN_DISPATCH_STATES


class StockPicking(models.Model):
    """The parcels of a dispatch and their way."""

    _inherit = "stock.picking"

    track_ids = fields.Many2many(
        "parcel.track",
        "parcel_track_picking_rel",
        "picking_id",
        "track_id",
        "Parcels",
        copy=False,
        readonly=True,
    )
    track_state = fields.Selection(
        TRACK_STATES,
        compute="_compute_track_state",
        help="Where the parcel is; of several the one that is furthest behind.",
    )
    track_latest = fields.Char("Latest", compute="_compute_track_state")
    track_event_ids = fields.Many2many(
        "parcel.track.event", string="Way", compute="_compute_track_event_ids"
    )

    @api.depends("track_ids.state", "track_ids.latest_text")
    def _compute_track_state(self):
        for picking in self:
            last = picking.track_ids.sorted(lambda track: RANK[track.state])[:1]
            picking.track_state = last.state
            picking.track_latest = last.latest_text

    @api.depends("track_ids.event_ids")
    def _compute_track_event_ids(self):
        for picking in self:
            picking.track_event_ids = picking.track_ids.event_ids

    def action_open_tracks(self):
        """Open the way of this dispatch's parcels."""
        self.check_access("read")
        return self.track_ids._open()

    def write(self, vals):
        """Follow the parcel of a number that is corrected after shipping."""
        result = super().write(vals)
        if "carrier_tracking_ref" in vals or "carrier_id" in vals:
            self.filtered(lambda one: one.state == "done")._follow_parcels()
        return result

    def _action_done(self):
        result = super()._action_done()
        self._follow_parcels()
        return result

    def _follow_parcels(self):
        """Have the parcels of these shipped dispatches followed, all in one go."""
        shipped = self.filtered(
            lambda one: (
                one.dispatch_state in ("shipped", "delivered")
                and one.carrier_id
                and one.carrier_tracking_ref
            )
        )
        if shipped:
            # the agent who ships reads his parcels' tracks, the server keeps them
            self.env["parcel.track"].sudo()._attach(shipped.sudo())

    def _get_parcel_numbers(self):
        """Return the numbers of this dispatch's parcels; the core joins several."""
        self.ensure_one()
        parts = (self.carrier_tracking_ref or "").split(",")
        return list(dict.fromkeys(part.strip().upper() for part in parts if part))

    def _drop_tracks(self, wanted):
        """Let go of the tracks of numbers that were corrected."""
        for picking in self.filtered("track_ids"):
            key = (picking.company_id, picking.carrier_id)
            wrong = picking.track_ids.filtered(
                lambda one, k=key, p=picking: p not in wanted.get((*k, one.number), ())
            )
            picking.track_ids -= wrong
            wrong.filtered(lambda one: not one.picking_ids).active = False

    def _is_same_parcel(self, other):
        """Return whether one number may be that of both dispatches."""
        one, two = self.partner_id, other.partner_id
        return self.agent_id == other.agent_id and (
            one == two or (one.name, one.phone) == (two.name, two.phone)
        )

    @api.model
    def _fold_tracking_ref(self, text):
        """As ``_clean_tracking_ref``, but nothing for what can not be a number yet."""
        try:
            return self._clean_tracking_ref(text)
        except UserError:
            return ""

    def _check_number_free(self, carrier, number):
        """A number belongs to one parcel.

        :raise UserError: it is that of a parcel to somebody else
        """
        # whose parcel it is stays unsaid: it may be another agent's
        track = (
            self.env["parcel.track"]
            .sudo()
            .search([("number", "=", number), ("carrier_id", "=", carrier.id)], limit=1)
        )
        known = track._is_running() and track.picking_ids[:1]
        # the parcel may be compared with the dispatch of another agent
        if known and not all(picking._is_same_parcel(known) for picking in self.sudo()):
            raise UserError(
                self.env._(
                    "%s is the number of another parcel already: check it once more.",
                    number,
                )
            )

    def _log_number_used(self, number):
        for picking in self:
            picking._message_log(
                body=self.env._(
                    "%(number)s is the number of somebody else's parcel already: it is "
                    "not followed for this dispatch, and nothing is booked by it.",
                    number=number,
                )
            )

    # --- what reseller and consumer are told --------------------------------------

    def _get_page_parcel(self):
        """Return this dispatch as reseller and consumer see it: no agent in it."""
        self.ensure_one()
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        tracks = self._get_page_tracks()
        return {
            "state": self._get_page_state(),
            "goods": [
                move.product_id._get_page_goods(
                    move.quantity if self.state == "done" else move.product_uom_qty
                )
                for move in moves
            ],
            "tracks": tracks,
            "ship_by": self._get_page_time(self.ship_by),
            "shipped_at": self._get_page_time(self.state == "done" and self.date_done),
            "delivered_at": self._get_page_time(self.delivered_at),
        }

    def _get_page_state(self):
        """Return to_ship, shipped, pickup, delivered, problem or returned."""
        if self.dispatch_state in OPEN_DISPATCH_STATES:
            return "to_ship"
        if self.track_state in BACK_STATES:
            return "returned"
        if self.dispatch_state == "delivered":
            return "delivered"
        told = self.track_state
        return told if told in ("problem", "pickup") else "shipped"

    def _get_page_tracks(self):
        """Return the parcels with all that is told of them, the latest first."""
        labels = dict(self._fields["track_state"]._description_selection(self.env))
        if not self.track_ids:
            numbers = self._get_parcel_numbers()
            return [self._prepare_page_track(number) for number in numbers]
        hidden = self._get_hidden_names()
        return [
            self._prepare_page_track(
                track.number,
                state=track.state,
                label=labels[track.state],
                stuck=track.is_stuck,
                events=[
                    {
                        "time": self._get_page_time(event.time),
                        "text": self._hide_names(event.text, hidden),
                        "state": event.state,
                    }
                    for event in track.event_ids.sorted(
                        lambda one: (one.time, RANK.get(one.state, -1)), reverse=True
                    )
                ],
            )
            for track in self.track_ids
        ]

    def _prepare_page_track(self, number, **told):
        return {
            "courier": self.carrier_id.name,
            "number": number,
            "state": "",
            "label": "",
            "stuck": False,
            "events": [],
            **told,
        }

    def _get_page_time(self, time):
        return time and fields.Datetime.context_timestamp(
            self.with_context(tz=self.company_id._get_local_tz()), time
        )

    def _get_hidden_names(self):
        """Return who ships, by all names: couriers like to tell the sender's."""
        warehouse = self.picking_type_id.warehouse_id
        partners = self.agent_id | self.agent_id.commercial_partner_id
        names = {*partners.mapped("name"), warehouse.name, warehouse.partner_id.name}
        # the longer first: one name may be part of another
        return sorted(filter(None, names), key=len, reverse=True)

    def _hide_names(self, text, names):
        for name in names:
            text = text.replace(name, self.env._("the warehouse"))
        return text
