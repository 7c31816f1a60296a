import hashlib

from odoo import models
from odoo.fields import Domain

from .. import pictures


class OutletImport(models.Model):
    """What every picture of an import shows, and whether it may come in."""

    _inherit = "outlet.import"

    def _import_pictures_check(self, rows):
        self._check_pictures(rows)

    def _check_pictures(self, rows, coming=()):
        """Find what every picture shows.

        :param coming: good rows of a catalogue whose styles are made before
        """
        new = {}
        for row in coming:
            colours = new.setdefault(row["style"].upper(), set())
            colours.add(row["colour"].casefold())
        keys = set().union(*(pictures.get_possible_keys(r.data["path"]) for r in rows))
        styles = self._find_pictured_styles(keys)
        known = {*new, *styles}
        self._probe_pictures([row for row in rows if not row.bad])
        first = {}
        for row in rows:
            motif = pictures.find_motif(row.data["path"], known)
            if row.bad:
                continue
            self._check_motif(row, motif, styles, new)
            other = first.setdefault(motif, row)
            if other is not row and not row.bad:
                row.duplicate(
                    self.env._(
                        "%(file)s shows the same already.", file=other.data["path"]
                    )
                )
        good = [row for row in rows if not row.bad]
        self._check_pictures_of_party(good, styles)
        self._compare_pictures([row for row in good if not row.bad], styles)

    def _find_pictured_styles(self, keys):
        """Return ``{style key: styles}``; two brands may use one code."""
        styles = self.env["product.template"].search(
            [("style_key", "in", list(keys)), ("company_id", "in", self._get_shared())]
        )
        return styles.grouped("style_key")

    def _get_shared(self):
        return [False, self.company_id.id]

    def _check_motif(self, row, motif, styles, new):
        if not motif:
            row.error(
                self.env._(
                    "No style has this code: name the picture by the style code, for "
                    "example QH001.jpg."
                )
            )
            return
        row.data |= {"key": motif.style_key, "role": motif.role, "word": motif.word}
        found = styles.get(motif.style_key, self.env["product.template"])
        if len(found) > 1:
            row.error(
                self.env._(
                    "The style code belongs to several brands: %(brands)s. Add the "
                    "picture on the style itself.",
                    brands=", ".join(found.product_brand_id.mapped("name")),
                )
            )
        elif motif.role == "colour":
            colours = new.get(motif.style_key, set()) | self._get_colours(found)
            if motif.word not in colours:
                row.error(
                    self.env._(
                        "“%(word)s” is no colour of this style: use one of "
                        "%(colours)s, a number for more pictures, or “tag”.",
                        word=motif.word,
                        colours=", ".join(sorted(colours - {""})) or "–",
                    )
                )

    def _get_colours(self, style):
        colour = self.env.ref("brand_outlet.attribute_colour")
        lines = style.attribute_line_ids.filtered(lambda a: a.attribute_id == colour)
        return {name.casefold() for name in lines.value_ids.mapped("name")}

    def _probe_pictures(self, rows):
        """Open every picture far enough to know that it is one."""
        with self._open_pictures() as read:
            for row in rows:
                try:
                    content = read(row.data)
                    pictures.probe(content)
                    row.data["sha1"] = hashlib.sha1(content).hexdigest()
                except pictures.BadPicture as error:
                    row.error(self._explain_bad_picture(error.reason))

    def _check_pictures_of_party(self, rows, styles):
        """An agent brings pictures of what it offers."""
        if not self.party_id:
            return
        offered = (
            self.env["outlet.offer"]
            .search(
                Domain("agent_id", "=", self.party_id.id)
                & Domain("state", "!=", "ended")
            )
            .product_tmpl_id
        )
        for row in rows:
            if styles[row.data["key"]] not in offered:
                row.error(
                    self.env._(
                        "You have no offer of this style: make the offer first, or "
                        "correct the name of the picture."
                    )
                )

    def _compare_pictures(self, rows, styles):
        """Tell which pictures replace one that is there, or are the same."""
        present = self._get_present_pictures(styles)
        for row in rows:
            there = present.get((row.data["key"], row.data["role"]))
            if there and there == row.data["sha1"]:
                row.same(self.env._("Is there already."))
            elif there and not self.party_id:
                row.fate = "changed"

    def _get_present_pictures(self, styles):
        """Return ``{(style key, role): sha1}`` of the styles' present pictures."""
        by_id = {style.id: key for key, found in styles.items() for style in found}
        fields_by_role = {"image_1920": "main", "tag_photo": "tag"}
        # Only the checksums are looked at.
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", "product.template"),
                    ("res_field", "in", list(fields_by_role)),
                    ("res_id", "in", list(by_id)),
                ],
                ["res_id", "res_field", "checksum"],
            )
        )
        return {
            (by_id[a.res_id], fields_by_role[a.res_field]): a.checksum
            for a in attachments
        }
