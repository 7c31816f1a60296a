import json

import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from .party_world import MARK, PartyWorld

LOG_FIELDS = ("create_uid", "write_uid")  # set by the system
# A refusal may have any of these faces; what counts is that nothing came of it.
REFUSED = (
    *(UserError, ValueError, KeyError, TypeError, AttributeError, AssertionError),
    psycopg2.Error,
)
# Texts of a record that somebody may try to guess through a link to it.
TELLING = {"name", "body", "summary", "note", "story", "email", "street", "comment"}
NOISE = (
    *("odoo.sql_db", "odoo.addons.base.models.ir_rule", "py.warnings"),
    *("odoo.models", "odoo.addons.mail.models.mail_thread"),
)
LIMIT = 300  # records of a model that are read, latest first


class _Undo(Exception):
    def __init__(self, result):
        super().__init__()
        self.result = result


class PartyWalker(PartyWorld):
    """Walks every installed model as every kind of person and looks for strangers.

    **A new model** of the suite needs an entry in ``_get_owner_paths``: the paths
    from a record to the partners who may see it; an empty list where nobody but the
    operator may. And it needs records of two parties, made by an extension of
    ``_make_goods``, ``_make_sales`` or ``setUpClass``, their texts with ``mark()``.
    Both are demanded for every model that a party can reach (``walk_addons``).
    """

    walk_addons = ("brand_outlet",)
    party_viewers = ("agent_a", "agent_b", "brand_x", "brand_y")
    # Where an agent and a brand meet all that may go wrong; reading takes its time.
    reading_viewers = ("agent_a", "brand_x")
    # Models of the suite that show every party the same.
    shared_models = {"outlet.session", "outlet.session.slot"}
    # Links to strangers that are meant: (model, field, role).
    known_links = {
        # A party learns where its goods were sold, and the place's name, no more.
        ("outlet.sale.report", "place_id", "agent"),
        ("outlet.sale.report", "place_id", "brand"),
        ("outlet.price.log", "place_id", "brand"),
        ("outlet.stock.report", "warehouse_id", "agent"),
        # The warehouse where the agent holds the goods of a session.
        ("outlet.session.quota", "warehouse_id", "agent"),
        ("outlet.session.quota", "warehouse_id", "brand"),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found, cls.foreign, cls.reachable = {}, {}, {}

    @classmethod
    def _get_owner_paths(cls):
        """Return ``{model: [path to the partners a record belongs to]}``.

        Where the partners depend on more, a method that returns them.
        """
        of_style = [lambda record: cls._get_style_owners(record.product_tmpl_id)]
        of_offer = ["agent_id", "brand_id.partner_id"]
        return {
            "brand.contract": of_offer,
            "outlet.agent.pulse": of_offer,
            "outlet.lot.calculation": ["agent_id"],
            "outlet.lot.calculation.step": ["calculation_id.agent_id"],
            "outlet.place.funnel": ["owner_id"],
            "outlet.import": ["party_id"],
            "outlet.import.header": ["import_id.party_id"],
            "outlet.import.line": ["import_id.party_id"],
            "outlet.offer": of_offer,
            "outlet.picture": [cls._get_picture_owners],
            "outlet.place": ["owner_id"],
            "outlet.price.log": ["brand_id.partner_id"],
            "outlet.protection.rule": ["brand_id.partner_id"],
            "outlet.sale.report": of_offer,
            "outlet.sell.through": of_offer,
            "outlet.session.line": of_offer,
            "outlet.session.quota": of_offer,
            "outlet.session.report": of_offer,
            "outlet.size.chart": [cls._get_chart_owners],
            "outlet.size.run": of_offer,
            "outlet.stock.report": of_offer,
            "product.brand": ["partner_id", "contract_ids.agent_id"],
            "product.template": [cls._get_style_owners],
            "product.product": of_style,
            "product.template.attribute.line": of_style,
            "product.template.attribute.value": of_style,
            "product.template.attribute.exclusion": of_style,
            "res.partner.bank": ["partner_id"],
            **dict.fromkeys(cls._get_closed_models(), []),
            **cls._get_stock_paths(),
        }

    @classmethod
    def _get_stock_paths(cls):
        """An agent keeps its stock and parcels where warehouses have agents."""
        names = ("stock.picking", "stock.move", "stock.move.line", "stock.quant")
        names += ("stock.warehouse", "stock.location", "stock.picking.type")
        if "agent_id" not in cls.env["stock.warehouse"]._fields:
            return dict.fromkeys(names[:-2], [])
        parcel = ["picking_id.agent_id"]
        own = ["warehouse_id.agent_id"]
        places = [cls._get_location_owners]
        paths = (["agent_id"], parcel, parcel, ["owner_id"], ["agent_id"], places, own)
        return dict(zip(names, paths, strict=True))

    @classmethod
    def _get_style_owners(cls, style):
        brand = style.product_brand_id
        agents = brand.contract_ids.agent_id
        return brand.partner_id | (style.lot_agent_id if style.is_lot else agents)

    @classmethod
    def _get_picture_owners(cls, picture):
        if picture.offer_id:
            return picture.offer_id.agent_id | picture.offer_id.brand_id.partner_id
        return cls._get_style_owners(picture.product_tmpl_id)

    @classmethod
    def _get_chart_owners(cls, chart):
        """A chart without a brand is everybody's."""
        brands = chart.brand_id or chart.env["product.brand"].search([])
        return brands.partner_id | brands.contract_ids.agent_id

    @classmethod
    def _get_location_owners(cls, location):
        """Where customers and suppliers are, is no party's own."""
        everybody = cls.env["res.partner"].union(*cls.parties.values())
        return location.warehouse_id.agent_id if location.warehouse_id else everybody

    @classmethod
    def _get_closed_models(cls):
        """Return core models of which a party sees no record at all."""
        return (
            *("sale.order", "sale.order.line", "account.move", "account.move.line"),
            *("product.pricelist", "product.pricelist.item"),
        )

    # ------------------------------------------------------------------ who and what

    def _report(self, viewer, where, what):
        self.found.setdefault(f"{where}: {what}", set()).add(viewer)

    def assertNothingFound(self):
        found = [
            f"{what} [{', '.join(sorted(who))}]" for what, who in self.found.items()
        ]
        self.found.clear()
        self.assertFalse(found, "\n" + "\n".join(found))

    def _get_foreign_ids(self, viewer, model_name):
        """Return the ids of the records that are no business of the viewer's.

        ``None`` where nobody said whose the records of the model are.
        """
        key = viewer, model_name
        if key not in self.foreign:
            self.foreign[key] = self._compute_foreign_ids(viewer, model_name)
            # Nothing the superuser looked up may help the viewer later.
            self.env.invalidate_all()
        return self.foreign[key]

    def _get_foreign(self, viewer, model_name):
        return self.env[model_name].browse(
            self._get_foreign_ids(viewer, model_name) or ()
        )

    def _compute_foreign_ids(self, viewer, model_name):
        if model_name == "res.partner":
            return self._get_foreign_partners(viewer).ids
        if model_name == "res.users":
            return self._get_foreign_partners(viewer).user_ids.ids
        paths = self._get_owner_paths().get(model_name)
        if paths is None:
            return None
        records = self.env[model_name].with_context(active_test=False).search([])
        party = self.parties.get(viewer, self.env["res.partner"])

        def belongs(record, path):
            owners = path(record) if callable(path) else record.mapped(path)
            return bool(party & owners)

        return records.filtered(
            lambda record: not any(belongs(record, path) for path in paths)
        ).ids

    def _get_foreign_partners(self, viewer):
        strangers = set(self.parties) - self.knows[viewer]
        people = self.env["res.partner"].union(*map(self.parties.get, strangers))
        known = self.env["res.partner"].union(
            *(self.parties[name] for name in self.knows[viewer] if name in self.parties)
        )
        users = self.env["res.users"].search([("party_id", "in", people.ids)])
        return (people | users.partner_id) - known

    def _get_reachable(self, viewer):
        """Return the models whose rights and rules leave the viewer a record."""
        if viewer not in self.reachable:
            self.reachable[viewer] = list(self._find_reachable(viewer))
        return self.reachable[viewer]

    def _find_reachable(self, viewer):
        user = self.users[viewer]
        rules = self.env["ir.rule"].with_user(user)
        for name in sorted(self.env):
            model = self.env[name].with_user(user)
            if model._abstract or not model.has_access("read"):
                continue
            if not rules._compute_domain(name).is_false():
                yield name

    def _attempt(self, viewer, model_name, method, *args, **kwargs):
        """Return what a call over RPC answers, undone; ``None`` where refused."""
        model = self.env[model_name].with_user(self.users[viewer])
        check = kwargs.pop("check", None)
        try:
            # every public method is called, deprecated ones as well
            with mute_logger(*NOISE):
                with self.env.cr.savepoint():
                    result = call_kw(model, method, list(args), kwargs)
                    self.env.flush_all()
                    raise _Undo(check(result) if check else result)
        except _Undo as undo:
            return undo.result
        except REFUSED:
            return None

    def _check_marks(self, viewer, where, answer):
        """Report every mark of a stranger in an answer, whatever its form."""
        text = json.dumps(answer, default=str, ensure_ascii=False)
        strangers = set(MARK.findall(text)) - self.knows[viewer]
        if strangers:
            self._report(viewer, where, f"tells of {', '.join(sorted(strangers))}")

    # --------------------------------------------------------------------- the walks

    def walk_records(self, viewer, names=None):
        """No record of a stranger is found, counted, grouped, named or touched."""
        for name in self._get_reachable(viewer):
            if names and name not in names:
                continue
            if self._get_foreign_ids(viewer, name) is None:
                self._check_declared(viewer, name)
                continue
            foreign = self._get_foreign(viewer, name)
            domain = [("id", "in", foreign.ids)]
            for method, args in (
                ("search", [domain]),
                ("search_count", [domain]),
                ("search_read", [domain, ["id"]]),
                ("web_search_read", [domain, {"id": {}}]),
                ("formatted_read_group", [domain, ["create_uid"], ["__count"]]),
                ("web_read_group", [domain, ["create_uid"], ["__count"]]),
                ("name_search", ["", domain]),
            ):
                answer = self._attempt(viewer, name, method, *args)
                if isinstance(answer, dict):
                    answer = answer.get("length") or answer.get("groups")
                if answer:
                    self._report(viewer, f"{name}.{method}", "finds foreign records")
            self._touch_foreign(viewer, name, foreign)

    def _check_declared(self, viewer, name):
        """Every model a party reaches is harmless, or says whose its records are."""
        rules = self.env["outlet.party.rule"]
        declared = rules._get_domain(name, self.users[viewer])
        own_addon = self.env[name]._original_module in self.walk_addons
        if name in self.shared_models:
            return
        if own_addon and not (rules._is_open(name) or self.env[name]._transient):
            self._report(
                viewer,
                name,
                "a party reaches it and the walker does not know whose its records "
                f"are: add it to _get_owner_paths ({declared})",
            )

    def _touch_foreign(self, viewer, name, foreign):
        model = self.env[name].with_user(self.users[viewer])
        for operation in ("read", "write", "unlink"):
            if foreign.with_user(self.users[viewer])._filtered_access(operation):
                self._report(viewer, f"{name}.{operation}", "may touch foreign records")
        if not foreign:
            return
        one, text = foreign[-1:], model._rec_name or "display_name"
        for method, args in (
            ("read", [["display_name"]]),
            ("web_read", [{"display_name": {}}]),
            ("export_data", [[".id", "display_name"]]),
            ("copy", []),
        ):
            if self._attempt(viewer, name, method, one.ids, *args) not in (None, []):
                self._report(viewer, f"{name}.{method}", "works on a foreign record")
        for method, args in (
            ("write", [{text: "Mine"}]),
            ("web_save", [{text: "Mine"}, {"display_name": {}}]),
            ("unlink", []),
        ):
            self._call_foreign(viewer, one, method, *args)

    def walk_fields(self, viewer, names=None):
        """No field of a record one may see leads to a stranger."""
        for name in self._get_reachable(viewer):
            if names and name not in names:
                continue
            model = self.env[name].with_user(self.users[viewer])
            records = model.with_context(active_test=False).search(
                [], limit=LIMIT, order="id desc"
            )
            if not records:
                continue
            fields = model.fields_get(attributes=["type", "relation"])
            self._read_fields(viewer, name, records.ids, fields)
            for field, info in fields.items():
                if info.get("relation") and field not in LOG_FIELDS:
                    self._probe_path(viewer, name, field, info)

    def _read_fields(self, viewer, name, ids, fields):
        """Read all fields at once; one by one where one of them refuses."""
        context = {"bin_size": True, "active_test": False}
        # The core has no way to export what a view shows.
        exports = [".id" if field == "id" else field for field in fields]
        specification = {
            field: {"fields": {"display_name": {}}} if info.get("relation") else {}
            for field, info in fields.items()
        }
        ways = [("read", list(fields)), ("web_read", specification)]
        if self.env[name]._auto:
            ways.append(("export_data", exports))
        for method, argument in ways:
            answer = self._attempt(viewer, name, method, ids, argument, context=context)
            if answer is None and len(fields) > 1:
                for field, info in fields.items():
                    self._read_fields(viewer, name, ids, {field: info})
                return
            if method == "export_data" and answer:
                rows = answer["datas"]
                columns = zip(*rows, strict=True)
                answer = [dict(zip(fields, columns, strict=False))]
            for row in answer or []:
                for field, value in row.items():
                    self._check_marks(viewer, f"{name}.{field} ({method})", value)
                    if method == "read" and field in fields:
                        self._check_link(viewer, name, field, fields[field], value)

    def _check_link(self, viewer, name, field, info, value):
        """A link gives a stranger away even where his name is withheld."""
        role = viewer.split("_")[0]
        comodel = info.get("relation")
        if not value or not comodel or (name, field, role) in self.known_links:
            return
        linked = value[:1] if info["type"] == "many2one" else value
        if set(linked) & set(self._get_foreign_ids(viewer, comodel) or ()):
            self._report(viewer, f"{name}.{field}", f"links to a foreign {comodel}")

    def _probe_path(self, viewer, name, field, info):
        """Nobody learns of a stranger by asking for his name step by step."""
        comodel = self.env.get(info["relation"])
        if comodel is None:
            return
        strangers = {*self.marks, "inside"} - self.knows[viewer]
        texts = [
            f"{field}.{text}"
            for text in {comodel._rec_name, *TELLING} & set(comodel._fields)
            if comodel._fields[text].type in ("char", "text", "html")
            and comodel._fields[text].store
        ]
        domain = Domain.OR(
            Domain(path, "like", f"«{who}»") for path in texts for who in strangers
        )
        if texts and self._attempt(viewer, name, "search_count", list(domain)):
            self._report(viewer, f"{name}.{field}", "can be searched for a stranger")
        path = f"{field}.{comodel._rec_name}"
        if info["type"] == "many2one" and comodel._rec_name:
            answer = self._attempt(
                viewer, name, "formatted_read_group", [], [path], ["__count"]
            )
            self._check_marks(viewer, f"{name}.{path} (group by)", answer)

    def walk_links(self, viewer, names=None):
        """Nobody ties a record of his own to a stranger's."""
        for name in self._get_reachable(viewer):
            if names and name not in names:
                continue
            model = self.env[name].with_user(self.users[viewer])
            own = model.search([], limit=1, order="id desc")
            for field in model._fields.values():
                if field.type != "many2one" or not field.store:
                    continue
                if field.name in LOG_FIELDS:
                    continue
                if self._get_foreign_ids(viewer, field.comodel_name) is None:
                    continue
                foreign = self._get_foreign(viewer, field.comodel_name)[-1:]
                if foreign:
                    self._tie(viewer, own, field, foreign)

    def _tie(self, viewer, own, field, foreign):
        where = f"{own._name}.{field.name}"
        values = {field.name: foreign.id}
        specification = {name: {} for name in own._fields}

        def is_tied(record_ids):
            return self.env[own._name].browse(record_ids)[field.name] == foreign

        if own.has_access("create"):
            copied = own.sudo().copy_data()[0] if own else {}

            vals_list = [{**copied, **values}]
            if self._attempt(viewer, own._name, "create", vals_list, check=is_tied):
                self._report(viewer, where, "a record is created for a stranger")
            answer = self._attempt(
                *(viewer, own._name, "onchange"),
                *([], values, [field.name], specification),
            )
            self._check_marks(viewer, f"{where} (onchange)", answer)
        if own and own.has_access("write"):
            if self._attempt(
                *(viewer, own._name, "write", own.ids, values),
                check=lambda _done: is_tied(own.ids),
            ):
                self._report(viewer, where, "a record is given to a stranger")

    def walk_data(self):
        """Every model of the suite that a party reaches has data to walk on."""
        for name in sorted(self.env):
            model = self.env[name]
            if model._abstract or model._transient:
                continue
            if model._original_module not in self.walk_addons:
                continue
            reached = [v for v in self.party_viewers if name in self._get_reachable(v)]
            if not reached or name in self.shared_models:
                continue
            if self.env["outlet.party.rule"]._is_open(name):
                continue
            own = any(
                model.with_user(self.users[viewer]).search([], limit=1)
                for viewer in reached
            )
            foreign = any(self._get_foreign(viewer, name) for viewer in reached)
            if not (own and foreign):
                self._report(
                    "/".join(reached),
                    name,
                    "a party reaches it and the walk has no records of two parties",
                )

    def walk_methods(self, viewer, names=()):
        """No public method without arguments tells of, or works on, a stranger.

        :param names: models of others with methods of the suite
        """
        suite = {
            name
            for name in self.env
            if self.env[name]._original_module in self.walk_addons
        }
        for name in sorted((suite | set(names)) & set(self._get_owner_paths())):
            foreign = self._get_foreign(viewer, name)[-1:]
            if not foreign:
                continue
            for method in dir(type(self.env[name])):
                if not method.startswith("_"):
                    self._call_foreign(viewer, foreign, method)

    def _call_foreign(self, viewer, foreign, method, *args):
        """Report a call that tells of a foreign record, or leaves it changed."""
        where = f"{foreign._name}.{method}()"
        stored = [
            field.name
            for field in foreign._fields.values()
            if field.store and field.type != "binary"
        ]
        before = foreign.read(stored)
        self.env.invalidate_all()

        def is_touched(answer):
            self._check_marks(viewer, where, answer)
            return foreign.exists().read(stored) != before

        if self._attempt(
            viewer, foreign._name, method, foreign.ids, *args, check=is_touched
        ):
            self._report(viewer, where, "works on a foreign record")

    def walk_documents(self, viewer):
        """Nothing is written, said, filed or planned on a stranger's document."""
        for name, paths in self._get_owner_paths().items():
            foreign = self._get_foreign(viewer, name)[-1:] if paths else None
            if not foreign:
                continue
            for model, values in self._get_document_values(viewer, foreign):
                if self._attempt(viewer, model, "create", [values]):
                    self._report(viewer, f"{model} on {name}", "can be created")

    def _get_document_values(self, viewer, document):
        target = {"res_model": document._name, "res_id": document.id}
        talk = {"model": document._name, "res_id": document.id, "body": "Hello"}
        partner = self.users[viewer].partner_id
        yield "ir.attachment", {"name": "f", **target}
        yield "mail.message", {**talk, "message_type": "comment"}
        yield "mail.scheduled.message", {**talk, "author_id": partner.id}
        yield "mail.followers", {**target, "partner_id": partner.id}
        activity = {"res_model_id": self.env["ir.model"]._get_id(document._name)}
        yield "mail.activity", {**activity, "res_id": document.id}
