from odoo import models
from odoo.fields import Domain

MOST_LINKS = 20
PAGE = 20


class ResellerContract(models.Model):
    """The links of a reseller: made in one tap, and what became of them."""

    _inherit = "reseller.contract"

    def _get_link(self, template, place=None, label=""):
        """Return the reseller's link to one article, made if there is none yet.

        :param template: an article of his selection
        :param place: an own place; empty: his default one
        :param label: the group or person it is for, if he keeps them apart
        :raise UserError: he has no place, or the operator closed the link
        """
        self.ensure_one()
        return self._get_links(template, place, label)

    def _get_links(self, templates, place=None, label=""):
        """Return one link to each article, in their order."""
        self.ensure_one()
        place = self._find_place(place.id if place else 0)
        return self.env["share.link"]._find_or_create(
            self, place, templates[:MOST_LINKS], label=label
        )

    def _get_target_link(self, target, place=None, label=""):
        """Return the link to the reseller's lookbook or mall, made if needed."""
        self.ensure_one()
        place = self._find_place(place.id if place else 0)
        none = self.env["product.template"]
        return self.env["share.link"]._find_or_create(
            self, place, none, target=target, label=label
        )

    def _own_links(self, domain=Domain.TRUE):
        # the contract is his own, and the domain leaves nobody else's links
        return (
            self.env["share.link"]
            .sudo()
            .search(Domain("contract_id", "=", self.id) & Domain(domain))
        )

    def _find_link(self, link_id):
        """Return the own open link (sudo) with this id to an article he may sell."""
        link = self._own_links([("id", "=", link_id)])
        return link if self._find_article(link.product_tmpl_id.id) else link.browse()

    def _find_links(self, link_ids):
        """Return the own links of these ids to articles he may sell, in that order."""
        found = self._own_links([("id", "in", link_ids)])
        offered = self._find_offers(found.product_tmpl_id).product_tmpl_id
        usable = {link.id: link for link in found if link.product_tmpl_id in offered}
        wanted = dict.fromkeys(link_ids)
        return found.browse(one for one in wanted if one in usable)

    def _find_articles(self, template_ids):
        """Return the articles of these ids that he may sell, in that order."""
        domain = self._articles_domain() & Domain("id", "in", template_ids)
        # limited to the contract's own offers, see the selection centre
        found = self.env["product.template"].sudo().search(domain)
        return found.browse(one for one in template_ids if one in set(found.ids))

    def _groups(self):
        """Return where he shares: his places and the names he has given."""
        # his own contract's places and language
        places = self.sudo().place_ids
        labels = self.env["share.link"].sudo()
        named = labels._read_group(
            [("contract_id", "=", self.id), ("label", "!=", "")],
            ["label"],
            order="label",
        )
        return {
            "places": [{"id": place.id, "name": place.name} for place in places],
            "labels": [label for (label,) in named],
        }

    def _link_rows(self, group="", offset=0):
        """Return a page of his links with their figures, the latest first.

        :param str group: only the links of this group
        :return: dict of ``rows``, ``total``, ``sums`` of all groups
        """
        domain = Domain("contract_id", "=", self.id)
        links = self.env["share.link"].sudo()  # his own only, see the domain
        if group:
            domain &= Domain("label", "=", group) | (
                Domain("label", "=", "") & Domain("place_id.name", "=", group)
            )
        found = links.search(domain, offset=offset, limit=PAGE)
        articles = self._find_offers(found.product_tmpl_id).product_tmpl_id
        return {
            "total": links.search_count(domain),
            "sums": self._group_sums(),
            "rows": [
                {
                    "id": link.id,
                    "name": link.product_tmpl_id.name or link.display_name,
                    "template_id": link.product_tmpl_id.id,
                    "version": int(
                        (link.product_tmpl_id.write_date or link.write_date).timestamp()
                    ),
                    "group": link._get_group(),
                    "url": link.url,
                    "is_open": link.active and link.product_tmpl_id in articles,
                    "opens": link.opens,
                    "visitors": link.visitors,
                    "orders": link.orders,
                    "refunds": link.refunds,
                    "conversion": link.conversion,
                    "earned": link.earned,
                }
                for link in found
            ],
        }

    def _group_sums(self):
        """Return the figures of each of his groups, the one that sells most first."""
        names = ("opens", "visitors", "orders", "refunds", "sales", "earned")
        own = self.with_context(active_test=False)._own_links()
        groups = (
            self.env["share.link.report"]
            .sudo()  # his own only
            ._read_group(
                # by link, so that the database reads no more than these
                [("link_id", "in", own.ids)],
                ["label"],
                [f"{name}:sum" for name in names],
                order="sales:sum desc, opens:sum desc",
                limit=8,
            )
        )
        result = []
        for label, *sums in groups:
            values = {name: value or 0 for name, value in zip(names, sums, strict=True)}
            rate = self.env["share.link"]._get_conversion(values)
            result.append({"name": label, **values, "conversion": rate})
        return result
