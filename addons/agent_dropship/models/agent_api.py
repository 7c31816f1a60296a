from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

MOST = 500


class AgentApi(models.AbstractModel):
    """What an agent's own program may do, over JSON-2 with a key of his user.

    Whoever calls acts as the party of the key's user; other agents' dispatches do not
    exist for him. Every call can be repeated: what was done already is answered with
    ``already`` and done no second time. One bad entry spoils none of the others.

    Described for its users in docs/api.md.
    """

    _name = "agent.api"
    _description = "Interface for Agents' Programs"

    @api.model
    def pull(self, cursor="", limit=100):
        """Return the dispatches that changed since the cursor, each as it is now.

        :param str cursor: the ``cursor`` of the answer before, empty at first
        :param int limit: how many at most, 500 and fewer
        :return: ``{"cursor", "more", "dispatches": [...]}``
        :raise AccessError: the key's user belongs to no agent
        """
        limit = max(1, min(int(limit), MOST))
        Picking = self.env["stock.picking"]
        ids, after = Picking._get_feed(self._get_agent_ids(), cursor, limit)
        pickings = Picking.browse(ids)
        pickings.check_access("read")
        # texts of the order and the consumer, of the caller's own dispatches only
        rows = [self._prepare_dispatch(picking) for picking in pickings.sudo()]
        return {"cursor": after, "more": len(ids) == limit, "dispatches": rows}

    @api.model
    def accept(self, dispatches):
        """Take dispatches on.

        :param list dispatches: their ids
        :return: ``[{"dispatch", "ok", "already"} or {"dispatch", "ok", "error"}]``
        """
        return [self._try(self._accept, one) for one in self._get_list(dispatches)]

    @api.model
    def refuse(self, dispatch, reason, note=""):
        """Give a dispatch back; it is routed to another warehouse.

        :param int dispatch: its id
        :param str reason: name of one of the reasons ``reasons`` tells
        :param str note: in words, where the reason asks for it
        """
        return self._try(self._refuse, {"dispatch": dispatch}, reason, note)

    @api.model
    def reasons(self):
        """Return the reasons a dispatch may be refused for, by name."""
        self._get_agent_ids()
        return self.env["dispatch.refuse.reason"].search([]).mapped("name")  # pylint: disable=no-search-all

    @api.model
    def ship(self, parcels):
        """Hand parcels to couriers.

        :param list parcels: ``{"dispatch": id, "courier": name or code, "number":
            tracking number, "lines": {line id: pieces}}``; without ``lines`` the
            whole dispatch. What is left out becomes a dispatch of its own.
        """
        return [self._try(self._ship, one) for one in self._get_list(parcels)]

    # --- one at a time --------------------------------------------------------------

    def _try(self, act, entry, *arguments):
        """Do one thing by itself; what is wrong with it is its answer."""
        entry = entry if isinstance(entry, dict) else {"dispatch": entry}
        answer = {"dispatch": entry.get("dispatch")}
        try:
            with self.env.cr.savepoint():
                return {**answer, "ok": True, **act(entry, *arguments)}
        except (AccessError, UserError, ValidationError) as error:
            return {**answer, "ok": False, "error": error.args[0]}

    def _accept(self, entry):
        picking = self._find_dispatch(entry)
        if picking.dispatch_state in ("accepted", "exported", "shipped", "delivered"):
            return {"already": True}
        picking.action_accept()
        return {"already": False}

    def _refuse(self, entry, reason_name, note):
        picking = self._find_dispatch(entry)
        if picking.dispatch_state == "refused":
            return {"already": True}
        reason = self.env["dispatch.refuse.reason"].search(
            [("name", "=", reason_name)], limit=1
        )
        if not reason:
            raise UserError(
                self.env._("There is no reason “%(name)s”.", name=reason_name)
            )
        # routing anew reaches orders and other agents' stock
        picking.sudo()._refuse(reason.sudo(), note=note or "")
        return {"already": False}

    def _ship(self, entry):
        picking = self._find_dispatch(entry)
        number = picking._clean_tracking_ref(entry.get("number"))
        carrier = self._find_courier(picking, entry.get("courier"))
        if picking.dispatch_state in ("shipped", "delivered") and (
            picking.carrier_tracking_ref == number
        ):
            return {"already": True}
        picking._check_can_ship()
        picking._check_number_free(carrier, number)
        pieces = self._get_pieces(picking, entry.get("lines"))
        # staff of agents only reads dispatches; whose it is was checked above
        picking.sudo()._ship_parcels([(picking.sudo(), carrier, number, pieces)])
        return {"already": False}

    # --- what is meant --------------------------------------------------------------

    def _get_agent_ids(self):
        """Return the ids of the agents the caller acts for.

        :raise AccessError: he acts for none
        """
        user = self.env.user
        if not user.party_id or not user.has_group("brand_outlet.group_agent"):
            raise AccessError(self.env._("This key does not belong to an agent."))
        return self.env["outlet.party.rule"]._get_agent_ids(user.party_id)

    def _get_list(self, entries):
        self._get_agent_ids()
        if not isinstance(entries, list) or len(entries) > MOST:
            raise ValidationError(
                self.env._("Send a list of %(most)s entries or fewer.", most=MOST)
            )
        return entries

    def _find_dispatch(self, entry):
        """Return a dispatch of the caller's; of others it says no more than of none."""
        number = entry.get("dispatch")
        picking = self.env["stock.picking"]
        if isinstance(number, int) and not isinstance(number, bool):
            domain = [("id", "=", number), ("agent_id", "in", self._get_agent_ids())]
            picking = picking.search([*domain, ("dispatch_state", "!=", False)])
        if not picking:
            raise UserError(
                self.env._("There is no dispatch %(number)s.", number=number)
            )
        return picking

    def _find_courier(self, picking, name):
        couriers = self.env["delivery.carrier"]._get_couriers(picking.company_id)
        folded = str(name or "").strip().casefold()
        courier = couriers._by_courier_name().get(folded) or couriers.filtered(
            lambda one: folded and one.courier_code == folded
        )
        if not courier:
            raise UserError(
                self.env._(
                    "“%(name)s” is none of our couriers: %(names)s.",
                    name=name or "",
                    names=", ".join(couriers.mapped("name")),
                )
            )
        return courier[:1]

    def _get_pieces(self, picking, lines):
        """Return {move: pieces} of what goes into the parcel."""
        # moves are no document of agents; the dispatch was checked to be his
        moves = picking.sudo().move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        if not lines:
            return {move: move.product_uom_qty for move in moves}
        by_id = {str(move.id): move for move in moves}
        pieces = {}
        for key, count in dict(lines).items():
            move = by_id.get(str(key))
            whole = isinstance(count, int) and not isinstance(count, bool)
            if not move or not whole or not 0 < count <= move.product_uom_qty:
                raise UserError(
                    self.env._(
                        "Line %(line)s: give a line of this dispatch and 1 to as many "
                        "pieces as it has.",
                        line=key,
                    )
                )
            pieces[move] = float(count)
        return pieces

    @api.model
    def _prepare_dispatch(self, picking):
        """Return what an agent's program needs to know of a dispatch."""
        partner = picking.partner_id
        moves = picking.move_ids
        if picking.dispatch_state not in ("cancelled", "refused"):
            moves = moves.filtered(lambda move: move.state != "cancel")
        return {
            "dispatch": picking.id,
            "number": picking.name,
            "order": picking.order_ref,
            "state": picking.dispatch_state,
            "accept_by": self._get_utc(picking.accept_by),
            "ship_by": self._get_utc(picking.ship_by),
            "warehouse": picking.picking_type_id.warehouse_id.code,
            "recipient": {
                "name": partner.name or "",
                "phone": partner.phone or "",
                "province": partner.state_id.name or "",
                "city": partner.city or "",
                "district": partner.district or "",
                "street": partner.street or "",
            },
            "buyer_note": picking.buyer_note or "",
            "courier": picking.carrier_id.name or "",
            "tracking_number": picking.carrier_tracking_ref or "",
            "lines": [
                {
                    "line": move.id,
                    "sku": move.product_id.default_code or "",
                    "name": move.product_id.with_context(
                        display_default_code=False
                    ).display_name,
                    "pieces": int(move.product_uom_qty),
                }
                for move in moves
            ],
        }

    @api.model
    def _get_utc(self, moment):
        return f"{moment.isoformat()}Z" if moment else ""
