from odoo import models


class OutletOffer(models.Model):
    _inherit = "outlet.offer"

    # the selection centre asks which of the free pieces are on offer by their owner
    _selling_idx = models.Index(
        "(product_tmpl_id, agent_id, contract_id) WHERE state = 'published'"
    )
