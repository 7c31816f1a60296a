from dataclasses import dataclass
from typing import Any


@dataclass
class Door:
    """The way somebody came in to a seller: a link he passed on, or his mall.

    ``contract``, ``place`` and ``link`` are read with elevated rights, found by the
    secret in the address. A mall has no link, but the buyer may have come to it by one:
    ``came_by``, with what is wrong with the mark that says so.
    """

    base: str
    contract: Any
    place: Any
    link: Any = None
    came_by: Any = None
    problem: str = ""

    @property
    def has_rooms(self):
        """Whether the door leads to more than one article."""
        return not self.link or self.link.target != "article"

    def find_article(self, template_id=0):
        """Return the article somebody may see through this door (or empty)."""
        templates = self.contract.env["product.template"]
        if not self.has_rooms:
            return self.link.product_tmpl_id if not template_id else templates
        return templates.browse(template_id).exists() if template_id else templates

    def get_article_base(self, template_id):
        """Return where the pages of an article are below this door."""
        return f"{self.base}/a/{template_id}" if self.has_rooms else self.base

    def get_order_vals(self):
        """Return what an order made through this door knows of it."""
        if link := self.link or self.came_by:
            return {"link_id": link.id}
        return {"link_problem": self.problem} if self.problem else {}
