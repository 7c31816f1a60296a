from odoo import api, fields, models
from odoo.tools import format_list


class BrandContract(models.Model):
    """The paper an agent shows: whose goods it may sell, where and how long."""

    _inherit = "brand.contract"

    certificate_number = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Given when the contract is put into force. It stands on the certificate.",
    )
    signed_paper = fields.Binary(
        attachment=True, copy=False, help="A scan of what both sides signed."
    )
    signed_paper_name = fields.Char(copy=False)

    _certificate_number_unique = models.UniqueIndex(
        "(certificate_number) WHERE certificate_number IS NOT NULL",
        "Another contract has this certificate number.",
    )

    @api.model
    def _get_term_fields(self):
        return super()._get_term_fields() | {"certificate_number"}

    def action_activate(self):
        """Put draft contracts into force and give each its certificate number."""
        result = super().action_activate()
        # Numbers are the operator's, whoever in his company puts it into force.
        sequence_sudo = self.env["ir.sequence"].sudo()
        for contract in self.filtered(lambda one: not one.certificate_number):
            number = sequence_sudo.next_by_code("brand.contract.certificate")
            contract._write_terms({"certificate_number": number})
        return result

    def action_print_certificate(self):
        """Print the certificates of the contracts."""
        report = self.env.ref("brand_outlet.brand_contract_certificate")
        # It has a look of its own: no letterhead to be chosen first.
        return report.report_action(self, config=False)

    def _get_region_words(self):
        """Return in words where the contract lets its agent sell."""
        self.ensure_one()
        if self.region_mode == "all":
            return self.env._("the whole country")
        regions = format_list(self.env, self._get_region_names())
        if self.region_mode == "only":
            return regions
        return self.env._("the whole country except %(regions)s", regions=regions)
