import datetime

from odoo import fields
from odoo.fields import Command


class SessionStockMixin:
    """Sessions with goods out of the agents' warehouses; for DropshipCommon."""

    @classmethod
    def _make_session_offer(cls, warehouse, product):
        contract = (
            cls.env["brand.contract"]
            ._find_valid(product.product_brand_id)
            .filtered(lambda one: one.agent_id == warehouse.agent_id)
        )
        offer = cls.env["outlet.offer"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "contract_id": contract.id,
            }
        )
        offer.state = "published"
        return offer

    @classmethod
    def _make_session(cls, minutes=-10, length=120, **values):
        """A session that opened ``-minutes`` ago."""
        start = fields.Datetime.now() + datetime.timedelta(minutes=minutes)
        return cls.env["outlet.session"].create(
            {
                "name": "Evening",
                "date_start": start,
                "date_end": start + datetime.timedelta(minutes=length),
                **values,
            }
        )

    @classmethod
    def _enrol(cls, session, offer, quotas, price=500.0, **values):
        """A line of ``quotas`` = {(product, warehouse): pieces}."""
        return cls.env["outlet.session.line"].create(
            {
                "session_id": session.id,
                "offer_id": offer.id,
                "price": price,
                "quota_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "warehouse_id": warehouse.id,
                            "quota": pieces,
                        }
                    )
                    for (product, warehouse), pieces in quotas.items()
                ],
                **values,
            }
        )

    @classmethod
    def _session_order(cls, partner, line, product, pieces=1, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "place_id": cls.place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": pieces,
                            "price_unit": line.price,
                            "session_line_id": line.id,
                        }
                    )
                ],
                **values,
            }
        )

    def _commit(self):
        """What happens when the transaction is committed."""
        self.env.flush_all()
        self.env.cr.postcommit.run()
        self.env.invalidate_all()
