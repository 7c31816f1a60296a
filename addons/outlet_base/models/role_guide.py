from odoo import api, fields, models


class RoleGuide(models.Model):
    """One page to print that tells one kind of user what to do each day.

    Every addon brings the guides of its users. Whoever has the group of a guide
    finds it in the menu of his user; ``tour`` names a tour of ``web_tour`` that
    shows the same steps on the screen.
    """

    _name = "role.guide"
    _description = "Guide of a Role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="The last part of its address.")
    group_id = fields.Many2one("res.groups", "For", required=True, ondelete="cascade")
    template = fields.Char(required=True, help="External id of the page's content.")
    tour = fields.Char(help="The tour that shows it on the screen.")
    sequence = fields.Integer(default=10)

    _code_unique = models.Constraint("unique (code)", "There is such a guide already.")

    @api.model
    def get_tours(self):
        """Names of the tours of the current user's guides, the first one first."""
        return self.search([("tour", "!=", False)]).mapped("tour")
