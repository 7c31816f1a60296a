import base64
import hashlib
from pathlib import Path

from odoo import models, release
from odoo.exceptions import UserError

from ..poster import Article, Fonts, NoFont, Seller, Sheet, render, render_wall

MOST_ON_WALL = 9
# The fonts that were unpacked together with Odoo, where it has a tree of its own.
OWN_FONTS = Path(release.__file__).parents[4] / "share" / "fonts"


class ResellerContract(models.Model):
    """Pictures to post, made on the server: they look the same on every phone."""

    _inherit = "reseller.contract"

    def _poster(self, link, style):
        """Return the poster of a link as a PNG file.

        :param link: an own link to an article
        :param style: a key of ``poster.STYLES``
        :raise UserError: no font with Chinese characters on the server
        """
        sheet = self._poster_sheet(link)
        return self._draw(lambda fonts: render(style, sheet, fonts))

    def _wall(self, links, entry):
        """Return up to nine articles on one picture, as a PNG file.

        :param links: own links to articles
        :param entry: the link the picture's code leads to
        """
        sheet = self._poster_sheet(links[:MOST_ON_WALL])
        sheet.qr = self._code(entry)
        return self._draw(lambda fonts: render_wall(sheet, fonts))

    def _draw(self, draw):
        # where the font lies is a matter of the server, not of a reseller
        settings = self.env["ir.config_parameter"].sudo()
        path = settings.get_param("reseller_network.poster_font") or ""
        try:
            return draw(Fonts(path, OWN_FONTS))
        except NoFont as error:
            raise UserError(
                self.env._(
                    "The server has no font with Chinese characters. Install the "
                    "package fonts-noto-cjk or name a font in the settings."
                )
            ) from error

    def _poster_sheet(self, links):
        """Return what is drawn; prices and words as this reseller shows them."""
        templates = links.product_tmpl_id
        cards = self._link_cards(links)
        stories = self._poster_stories(templates)
        return Sheet(
            self._poster_seller(links[:1].place_id),
            [self._poster_article(link, cards[link], stories) for link in links],
            self._poster_words(),
            self.env._("Picked by me for you"),
        )

    def _link_cards(self, links):
        """Return {link: card of its article} with the price its page asks.

        A place of another grade may ask another price than his usual one.
        """
        cards = {
            card["id"]: card for card in self._article_cards(links.product_tmpl_id)
        }
        found = {}
        for place, group in links.grouped("place_id").items():
            # his own place; only the prices it shows to everybody leave
            prices = place.sudo()._get_place_prices(group.product_tmpl_id)
            for link in group:
                key = link.product_tmpl_id.id
                found[link] = cards[key] | {
                    "price": prices.get(key, cards[key]["price"])
                }
        return found

    def _poster_seller(self, place):
        face = self._get_face(place)
        # the face a reseller shows to everybody is his own contact's picture
        picture = self.sudo().reseller_id.image_512
        return Seller(
            face["name"],
            base64.b64decode(picture) if picture else b"",
            face["words"] or face["outlet"],
        )

    def _poster_words(self):
        _ = self.env._
        return {
            "scan": _("Press and hold the code to order"),
            "tag": _("Tag price"),
            "shop": self.company_id._get_outlet_label(),
        }

    def _poster_article(self, link, card, stories):
        template = link.product_tmpl_id
        brand = card["brand"]
        name = card["name"].removeprefix(brand).strip() or card["name"]
        cheaper = card["price"] < card["tag"]
        return Article(
            picture=base64.b64decode(template.image_1024 or b""),
            name=name,
            brand=brand,
            price=self._money(card["price"]),
            tag=self._money(card["tag"]) if cheaper else "",
            off=self._poster_off(card) if cheaper else "",
            story=stories.get(template.id, ""),
            qr=self._code(link),
        )

    def _poster_off(self, card):
        tenths = f"{10 * card['price'] / card['tag']:.1f}".removesuffix(".0")
        return self.env._("%(tenths)s/10 of tag", tenths=tenths)

    def _poster_stories(self, templates):
        """Return {template id: one line}: his own words, else the offer's."""
        stories = {}
        for offer in self._find_offers(templates):
            if offer.story:
                stories.setdefault(offer.product_tmpl_id.id, offer.story)
        # his own picks only
        picks = self.env["reseller.pick"].sudo()
        own = picks.search(
            [("contract_id", "=", self.id), ("product_tmpl_id", "in", templates.ids)]
        )
        return stories | {
            pick.product_tmpl_id.id: pick.words for pick in own if pick.words
        }

    def _code(self, link):
        """Return the QR code of a link as a PNG file."""
        return self.env["ir.actions.report"].barcode(
            "QR", link.url, width=400, height=400, barLevel="M"
        )

    def _poster_version(self, link):
        """Return what changes when the poster of a link would look different."""
        card = self._link_cards(link)[link]
        # his own contact and picks
        partner = self.sudo().reseller_id
        parts = (
            card["price"],
            card["tag"],
            card["name"],
            card["version"],
            partner.write_date,
            self._poster_stories(link.product_tmpl_id),
            self.shop_words,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]

    def _share_text(self, links):
        """Return what is pasted into a group: a line and a link for each article."""
        cards = self._link_cards(links)
        stories = self._poster_stories(links.product_tmpl_id)
        blocks = []
        for number, link in enumerate(links, start=1):
            card = cards[link]
            head = f"{number}. {card['name']}" if len(links) > 1 else card["name"]
            price = self.env._(
                "%(price)s (tag %(tag)s)",
                price=self._money(card["price"]),
                tag=self._money(card["tag"]),
            )
            lines = [f"{head}  {price}", stories.get(card["id"], ""), link.url]
            blocks.append("\n".join(line for line in lines if line))
        return "\n\n".join(blocks)
