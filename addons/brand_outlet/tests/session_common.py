import datetime

from odoo import fields
from odoo.fields import Command

from .common import PartyCommon


class SessionCommon(PartyCommon):
    """An agent with ten pieces in his warehouse, and a session that is open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.article = cls.style.product_variant_id
        cls.warehouse = cls._give_warehouse(cls.agent) or cls.env[
            "stock.warehouse"
        ].create({"name": "Tianjin", "code": "TJ"})
        cls._stock(cls.article, 10)
        cls.session = cls._make_session()
        cls.line = cls._enrol(cls.session, cls.offer, {cls.article: 6})
        cls.session.action_approve_and_publish()
        cls.consumer = cls.env["res.partner"].create(
            {"name": "Li Lei", "phone": "13812345678"}
        )

    @classmethod
    def _stock(cls, product, pieces, warehouse=None, owner=None):
        cls.env["stock.quant"]._update_available_quantity(
            product,
            (warehouse or cls.warehouse).lot_stock_id,
            pieces,
            owner_id=owner or cls.agent,
        )

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
    def _enrol(cls, session, offer, quotas, warehouse=None, **values):
        return cls.env["outlet.session.line"].create(
            {
                "session_id": session.id,
                "offer_id": offer.id,
                "price": 400.0,
                "quota_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "warehouse_id": (warehouse or cls.warehouse).id,
                            "quota": quota,
                        }
                    )
                    for product, quota in quotas.items()
                ],
                **values,
            }
        )

    def _order(self, pieces=1, line=None, product=None, consumer=None, **values):
        line = line or self.line
        return self.env["sale.order"].create(
            {
                "partner_id": (consumer or self.consumer).id,
                "place_id": self.place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or self.article).id,
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

    def _counters(self, line=None):
        """Return (quota, claimed, sold)."""
        quotas = (line or self.line).quota_ids
        return tuple(sum(quotas.mapped(name)) for name in ("quota", "claimed", "sold"))

    def _shift(self, session, minutes):
        """Let the session be that much earlier."""
        delta = datetime.timedelta(minutes=minutes)
        session.sudo().write(
            {
                "date_start": session.date_start - delta,
                "date_end": session.date_end - delta,
            }
        )
