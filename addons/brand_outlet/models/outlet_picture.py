from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class OutletPicture(models.Model):
    """More pictures of a style, or of the pieces of one offer."""

    _name = "outlet.picture"
    _description = "Picture of Goods"
    _inherit = ["image.mixin"]
    _order = "sequence, id"

    name = fields.Char(string="Caption")
    sequence = fields.Integer(default=10)
    image_1920 = fields.Image(required=True)
    offer_id = fields.Many2one(
        "outlet.offer",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the picture shows the style, whoever offers it.",
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Style",
        compute="_compute_product_tmpl_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        ondelete="cascade",
    )

    @api.depends("offer_id")
    def _compute_product_tmpl_id(self):
        for picture in self:
            picture.product_tmpl_id = (
                picture.offer_id.product_tmpl_id or picture.product_tmpl_id
            )

    @api.model_create_multi
    def create(self, vals_list):
        pictures = super().create(vals_list)
        pictures._check_own()
        pictures._lend_to_styles()
        return pictures

    def write(self, vals):
        self._check_own()
        result = super().write(vals)
        self._check_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_own(self):
        self._check_own()

    def _check_own(self):
        """An agent's staff keeps pictures of its own draft offers, not a style's."""
        if not self.env["outlet.offer"]._is_agent_staff():
            return
        if self.filtered(lambda picture: not picture.offer_id):
            raise AccessError(
                self.env._("The pictures of a style are the operator's: use the offer.")
            )
        self.offer_id.check_access("write")
        if self.offer_id.filtered(lambda offer: offer.state != "draft"):
            raise UserError(
                self.env._("Take the offer back to draft before you change it.")
            )

    def _lend_to_styles(self):
        """A style without a picture shows the first one that somebody brings."""
        for template, pictures in self.grouped("product_tmpl_id").items():
            # Who offers a style may give it the face it lacks, not change another.
            template_sudo = template.sudo()
            if not template_sudo.image_1920:
                template_sudo.image_1920 = pictures[0].image_1920
