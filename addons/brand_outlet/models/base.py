import functools
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

# The system links these for everybody; nobody chooses them.
_SYSTEM_LINKS = {("mail.message", "parent_id")}
_SYSTEM_MODELS = ("ir.", "mail.alias")


class Base(models.AbstractModel):
    """What a user with a party does with any record of any model."""

    _inherit = "base"

    @api.model
    def _is_party_staff(self):
        """Return whether a brand's or an agent's staff acts with its own rights."""
        return not self.env.su and bool(self.env.user.party_id)

    def _check_access(self, operation):
        """Ask the database whether a party may reach its records.

        The core would evaluate the rules in memory, without the user's rights, and
        leave the records it passed (other agents' contracts) where a field is then
        read from.
        """
        if not self._is_party_staff() or not any(self._ids):
            return super()._check_access(operation)
        Access = self.env["ir.model.access"]
        if not Access.check(self._name, operation, raise_exception=False):
            return self, functools.partial(
                Access._make_access_error, self._name, operation
            )
        Rule = self.env["ir.rule"]
        domain = Domain(Rule._compute_domain(self._name, operation))
        if domain.is_true():
            return None
        # counted for the party rule itself, nothing is read out
        model_sudo = self.sudo().with_context(active_test=False)
        allowed = model_sudo.search(domain & Domain("id", "in", self.ids))
        forbidden = self - self.browse(allowed.ids)
        if not forbidden:
            return None
        return forbidden, functools.partial(
            Rule._make_access_error, operation, forbidden
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access and self._is_party_staff():
            domain = Domain(domain).map_conditions(self._narrow_path)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _narrow_path(self, condition):
        """Put the rules back where a field is searched without them.

        ``activity_ids.summary`` would let a party guess what others plan.
        """
        name, _dot, rest = condition.field_expr.partition(".")
        field = self._fields.get(name)
        if not getattr(field, "bypass_search_access", False):
            return condition
        operator, value = condition.operator, condition.value
        comodel = self.env[field.comodel_name]
        rule = Domain.FALSE
        if comodel.has_access("read"):
            rule = Domain(self.env["ir.rule"]._compute_domain(comodel._name))
        if rest:
            return Domain(name, "any", Domain(rest, operator, value) & rule)
        if operator in ("any", "not any") and isinstance(value, (Domain, list)):
            return Domain(name, operator, Domain(value) & rule)
        if operator.endswith("like"):
            return Domain(name, "any", Domain("display_name", operator, value) & rule)
        return condition

    @api.model
    def _check_field_access(self, field, operation):
        # To word its refusal, 19.0 looks "!group" up as if it were an XML id.
        if "!" in (field.groups or "") and not self._has_field_access(field, operation):
            raise AccessError(
                self.env._(
                    "%(field)s is not shown to brands and agents.",
                    field=field.get_description(self.env, ["string"])["string"],
                )
            )
        return super()._check_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_party_staff():
            defaults = self._get_default_links()
            for vals in vals_list:
                self._check_party_links({**defaults, **vals})
        return super().create(vals_list)

    def write(self, vals):
        if self._is_party_staff():
            self._check_party_links(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """Compute nothing from records that the staff of a party may not read."""
        if self._is_party_staff():
            self._check_party_links({**self._get_default_links(), **values})
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _get_default_links(self):
        return {
            name.removeprefix("default_"): value
            for name, value in self.env.context.items()
            if name.startswith("default_")
        }

    def _check_party_links(self, values):
        """Raise where values link to a record that the user may not read.

        The core checks the record that is written, not the records it is tied to;
        what is computed from a tie is computed without the user's rights.
        """
        links = defaultdict(set)
        self._collect_links(values, links)
        for name, ids in links.items():
            self.env[name].browse(ids).exists().check_access("read")

    def _collect_links(self, values, links):
        """Fill ``{model: ids}`` with the records that values point to."""
        for name, value in values.items():
            field = self._fields.get(name)
            if not field or not value or (self._name, name) in _SYSTEM_LINKS:
                continue
            comodel = field.comodel_name if field.relational else None
            if not comodel or comodel.startswith(_SYSTEM_MODELS):
                continue
            if isinstance(value, int):
                links[comodel].add(value)
            elif field.type in ("one2many", "many2many"):
                self.env[comodel]._collect_command_links(value, links)

    def _collect_command_links(self, commands, links):
        for command in commands:
            if isinstance(command, int):
                links[self._name].add(command)
                continue
            operation, record_id, *rest = command
            if operation in (Command.LINK, Command.UPDATE):
                links[self._name].add(record_id)
            if operation == Command.SET:
                links[self._name].update(rest[0] or ())
            elif operation in (Command.CREATE, Command.UPDATE):
                self._collect_links(rest[0] or {}, links)
