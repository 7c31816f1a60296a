from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """An agent's branches: agents themselves, one layer below him."""

    _inherit = "res.partner"

    branch_of_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('agent_contract_ids', '!=', False), ('branch_of_id', '=', False)]",
        help="The agent this branch belongs to. His staff sees all of his branches, a "
        "branch sees itself.",
    )
    branch_ids = fields.One2many("res.partner", "branch_of_id", string="Branches")
    branch_count = fields.Integer(
        compute="_compute_branch_count", string="Number of branches"
    )
    branch_city_ids = fields.Many2many(
        "outlet.city",
        "res_partner_branch_city_rel",
        "partner_id",
        "city_id",
        string="Cities of the branch",
    )
    branch_overlap = fields.Char(
        compute="_compute_branch_overlap",
        help="Cities that a sister branch runs too.",
    )
    may_price = fields.Boolean(
        string="May set prices",
        help="This agent or branch sets the supply and suggested price of its own "
        "offers, within its contract.",
    )
    grade_a_place_count = fields.Integer(
        string="Grade A places",
        compute="_compute_grade_a_place_count",
        store=True,
        help="The best places he and his branches hold.",
    )

    agent_phase = fields.Selection(
        selection=lambda self: self._get_contract_phases(),
        string="State of the contracts",
        compute="_compute_agent_phase",
        help="The state that asks for attention first among the contracts.",
    )

    @api.model
    def _get_contract_phases(self):
        return (
            self.env["brand.contract"]._fields["phase"]._description_selection(self.env)
        )

    @api.depends("agent_contract_ids.phase")
    def _compute_agent_phase(self):
        urgency = ("expiring", "valid", "upcoming", "draft", "ended")
        for partner in self:
            phases = set(partner.agent_contract_ids.mapped("phase"))
            partner.agent_phase = next(
                (phase for phase in urgency if phase in phases), False
            )

    @api.depends("branch_ids")
    def _compute_branch_count(self):
        counts = dict(
            self._read_group(
                [("branch_of_id", "in", self.ids)], ["branch_of_id"], ["__count"]
            )
        )
        for partner in self:
            partner.branch_count = counts.get(partner._origin, 0)

    @api.depends("branch_of_id", "branch_city_ids")
    def _compute_branch_overlap(self):
        for branch in self:
            words = [
                self.env._("%(city)s (%(branch)s)", city=city.name, branch=sister.name)
                for sister in branch.branch_of_id.branch_ids - branch._origin
                for city in sister.branch_city_ids & branch.branch_city_ids._origin
            ]
            branch.branch_overlap = ", ".join(words)

    @api.depends(
        "owned_place_ids.grade",
        "owned_place_ids.active",
        "branch_ids.owned_place_ids.grade",
        "branch_ids.owned_place_ids.active",
    )
    def _compute_grade_a_place_count(self):
        held = dict(
            self.env["outlet.place"]._read_group(
                [("owner_id", "in", (self | self.branch_ids).ids), ("grade", "=", "a")],
                ["owner_id"],
                ["__count"],
            )
        )
        for partner in self:
            holders = partner._origin | partner._origin.branch_ids
            partner.grade_a_place_count = sum(held.get(one, 0) for one in holders)

    @api.constrains("branch_of_id")
    def _check_branch_of(self):
        """A branch belongs to an agent, and has no branches of its own."""
        for branch in self.filtered("branch_of_id"):
            agent = branch.branch_of_id
            if branch == agent:
                raise ValidationError(
                    self.env._("%(name)s can't be its own branch.", name=branch.name)
                )
            if agent.branch_of_id or branch.branch_ids:
                middle = agent if agent.branch_of_id else branch
                raise ValidationError(
                    self.env._(
                        "%(middle)s can't be a branch and have branches: there is one "
                        "layer of branches only. Attach them to the agent himself.",
                        middle=middle.name,
                    )
                )
            if not agent.agent_contract_ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s is no agent: a branch belongs to a company with a "
                        "brand's contract.",
                        name=agent.name,
                    )
                )
