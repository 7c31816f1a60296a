import secrets

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.fields import Domain

# No characters that are mistaken for one another when read out or typed.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
TOKEN_LENGTH = 12  # of 55 letters: 69 bits
TARGETS = [
    ("article", "One article"),
    ("lookbook", "Lookbook"),
    ("mall", "Mall"),
]


class ShareLink(models.Model):
    """What a reseller passes on: an article, his lookbook or his mall, for one place.

    The token in the address is the whole secret. It says who shared, where and
    what, so nothing in the address can be changed to somebody else's advantage.
    """

    _name = "share.link"
    _description = "Share Link"
    _order = "create_date desc, id desc"
    _rec_names_search = ["token", "label", "product_tmpl_id.name"]
    _check_company_auto = True

    token = fields.Char(
        default=lambda self: self._default_token(),
        required=True,
        readonly=True,
        copy=False,
        help="The part of the link that nobody can guess.",
    )
    contract_id = fields.Many2one(
        "reseller.contract", required=True, index=True, ondelete="restrict"
    )
    reseller_id = fields.Many2one(
        related="contract_id.reseller_id", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    place_id = fields.Many2one(
        "outlet.place",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Orders through the link belong to this place.",
    )
    place_type = fields.Selection(related="place_id.place_type", store=True)
    target = fields.Selection(TARGETS, required=True, default="article")
    product_tmpl_id = fields.Many2one(
        "product.template", "Article", index="btree_not_null", ondelete="cascade"
    )
    label = fields.Char(
        "Group",
        default="",
        required=True,
        help="The chat group or person the link was made for.",
    )
    active = fields.Boolean(default=True)
    url = fields.Char("Link", compute="_compute_url")

    _token_unique = models.UniqueIndex("(token)", "Another link has this address.")
    _made_once = models.UniqueIndex(
        "(contract_id, place_id, target, COALESCE(product_tmpl_id, 0), label)",
        "There is a link for this already.",
    )
    _article_given = models.Constraint(
        "CHECK ((target = 'article') = (product_tmpl_id IS NOT NULL))",
        "A link to an article needs the article, another link has none.",
    )

    @api.model
    def _default_token(self):
        return "".join(secrets.choice(ALPHABET) for _place in range(TOKEN_LENGTH))

    @api.depends("token")
    def _compute_url(self):
        for link in self:
            link.url = f"{link.get_base_url()}/s/{link.token}"

    @api.depends("product_tmpl_id", "target", "label", "place_id")
    def _compute_display_name(self):
        targets = dict(self._fields["target"]._description_selection(self.env))
        for link in self:
            # a link is named to those who may not open the article
            what = link.sudo().product_tmpl_id.name or targets[link.target]
            link.display_name = " · ".join([what, link._get_group()])

    @api.constrains("contract_id", "place_id")
    def _check_place(self):
        for link in self:
            if link.place_id.owner_id != link.reseller_id:
                raise ValidationError(
                    self.env._(
                        "%(place)s does not belong to %(reseller)s.",
                        place=link.place_id.name,
                        reseller=link.reseller_id.display_name,
                    )
                )

    def _get_group(self):
        """Return the name under which the figures of this link are kept."""
        self.ensure_one()
        # a place is named to its owner, who may not open the record
        return self.label or self.sudo().place_id.name or ""

    @api.model
    def _find(self, token):
        """Return the open link (sudo) with this token, or none.

        It is in the company, and for the language, of its place. A link opens as
        long as the contract runs and the place is still the reseller's.
        """
        # Visitors have no access to any model: the token is the permission.
        links = self.sudo()
        if not token or len(token) > 2 * TOKEN_LENGTH:
            return links
        link = links.search_fetch([("token", "=", token)], limit=1)
        if not link._is_open():
            return links
        return link.with_company(link.company_id).with_context(
            allowed_company_ids=link.company_id.ids,
            lang=link.place_id._get_page_lang(),
            # a stranger has no time zone: what ends today ends where the company is
            tz=link.company_id._get_local_tz(),
        )

    def _check_not_closed(self):
        """Refuse to hand out a link that the operator closed.

        :raise UserError: names the first one
        """
        if closed := self.filtered(lambda link: not link.active)[:1]:
            raise UserError(
                self.env._(
                    "The operator closed the link %(name)s.", name=closed.display_name
                )
            )

    def _is_open(self):
        """Return whether the link leads anywhere today."""
        return bool(
            self
            and self.active
            and self.place_id.active
            and self.place_id.owner_id == self.reseller_id
            and self.contract_id._is_running()
        )

    @api.model
    def _find_or_create(self, contract, place, templates, target="article", label=""):
        """Return one link for each of ``templates`` (or the one of ``target``).

        The same wish gives the same link, from two phones at once as well.

        :param templates: articles, in the order of the links; empty for a target
            that is no article
        """
        key = {
            "contract_id": contract.id,
            "place_id": place.id,
            "target": target,
            "label": (label or "").strip()[:40],
        }
        wanted = templates.ids if target == "article" else [False]
        # Who shares may not create links himself: every value is chosen here.
        links = self.sudo().with_context(active_test=False)
        domain = Domain([(name, "=", value) for name, value in key.items()])
        known = links.search(domain & Domain("product_tmpl_id", "in", wanted))
        known._check_not_closed()
        by_template = {link.product_tmpl_id.id: link.id for link in known}
        missing = [one for one in dict.fromkeys(wanted) if one not in by_template]
        try:
            made = links.create([{**key, "product_tmpl_id": one} for one in missing])
            made.flush_recordset()
        except UniqueViolation as error:
            # the other phone won a moment ago: start over and find its link
            raise ConcurrencyError("share link") from error
        by_template |= {link.product_tmpl_id.id: link.id for link in made}
        return self.sudo().browse(by_template[one] for one in wanted)
