from collections import defaultdict

from odoo import models


class StockQuant(models.Model):
    """Reserving and releasing where many do so at once.

    A row that a transaction of others has changed since this one began can not be
    written. Where that is known, what is reserved gets a row of its own, as the core
    does where it meets a lock; the core adds such rows up from time to time.
    """

    _inherit = "stock.quant"

    def _get_free_by_location(self):
        """Return {(product id, owner id): {location: pieces}}, in the order of self,
        of what lies on shelves unpacked and without a lot."""
        free = defaultdict(dict)
        for quant in self:
            if not quant.lot_id and not quant.package_id:
                pieces = free[quant.product_id.id, quant.owner_id.id]
                pieces.setdefault(quant.location_id, 0.0)
                pieces[quant.location_id] += quant.quantity - quant.reserved_quantity
        return free

    def _lock_by_goods(self):
        """Return {(product id, location id, owner id): (quant, whether locked)}.

        One quant of each, the first; one query locks all of them. Where others
        reserve at the same moment, none is.
        """
        apart = self.env["stock.claim"]._get_promises()["apart"]
        first = {}
        for quant in self:
            if not quant.lot_id and not quant.package_id:
                key = (quant.product_id.id, quant.location_id.id, quant.owner_id.id)
                first.setdefault(key, quant)
        wanted = self.browse().union(
            *(
                quant
                for (product, _location, _owner), quant in first.items()
                if (product, quant.location_id.warehouse_id.id) not in apart
            )
        )
        locked = wanted.try_lock_for_update(allow_referencing=True)
        return {key: (quant, quant in locked) for key, quant in first.items()}

    def _update_available_quantity(
        self,
        product_id,
        location_id,
        quantity=False,
        reserved_quantity=False,
        lot_id=None,
        package_id=None,
        owner_id=None,
        in_date=None,
    ):
        goods = (product_id.id, location_id.id, owner_id.id if owner_id else False)
        plain = self.env.context.get("plain_quants", {}).get(goods)
        if plain and reserved_quantity > 0 and not (quantity or lot_id or package_id):
            return plain[0]._reserve_plain(reserved_quantity, plain[1])
        quants = self
        if reserved_quantity and reserved_quantity < 0:
            quants = self.with_context(quant_release=-reserved_quantity)
        return super(StockQuant, quants)._update_available_quantity(
            product_id,
            location_id,
            quantity=quantity,
            reserved_quantity=reserved_quantity,
            lot_id=lot_id,
            package_id=package_id,
            owner_id=owner_id,
            in_date=in_date,
        )

    def _reserve_plain(self, pieces, locked):
        """Reserve pieces in this quant, or beside it where it is not ours to write."""
        if locked:
            self.reserved_quantity += pieces
        else:
            # quants are written by the system, as in the core
            self.sudo().create(
                {
                    "product_id": self.product_id.id,
                    "location_id": self.location_id.id,
                    "owner_id": self.owner_id.id,
                    "in_date": self.in_date,
                    "reserved_quantity": pieces,
                }
            )
        return self.quantity - self.reserved_quantity, self.in_date

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        # what is released is taken from a row that has it: the core takes the first
        # row and stops at nought, and the rest would stay reserved for ever
        release = self.env.context.get("quant_release")
        quants = self
        if release and len(self) > 1:
            quants = self.sorted(
                lambda quant: (
                    quant.reserved_quantity < release,
                    abs(quant.reserved_quantity - release),
                )
            )
            quants[0]._gather_reserved(quants[1:], release)
        return super(StockQuant, quants).try_lock_for_update(
            allow_referencing=allow_referencing, limit=limit
        )

    def _gather_reserved(self, others, pieces):
        """Move reserved pieces of other rows to this one until it has so many."""
        missing = pieces - self.reserved_quantity
        for quant in others:
            if missing <= 0:
                return
            moved = min(quant.reserved_quantity, missing)
            if moved > 0:
                quant.reserved_quantity -= moved
                self.reserved_quantity += moved
                missing -= moved
