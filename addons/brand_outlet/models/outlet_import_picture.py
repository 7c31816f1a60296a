import hashlib
import io
import zipfile
from contextlib import ExitStack, contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .. import pictures
from ..workbook import Column, Row

COLUMNS = {"path": Column("picture", "path", ("file",))}
# A picture is as much work as this many ordinary rows.
PICTURE_WEIGHT = 10


class OutletImport(models.Model):
    """Pictures: in a zip, or many files at once, each of them a row with its fate."""

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("pictures", "Pictures")], ondelete={"pictures": "cascade"}
    )
    picture_zip = fields.Binary(
        string="Pictures (zip)",
        attachment=True,
        copy=False,
        help="Pictures named by style code: QH001.jpg, QH001_2.jpg, QH001-red.jpg; "
        "QH001_tag.jpg shows the tag.",
    )
    picture_zip_name = fields.Char(copy=False)
    picture_count = fields.Integer(readonly=True, copy=False)
    upload_count = fields.Integer(
        string="Pictures uploaded one by one", compute="_compute_upload_count"
    )

    def _compute_upload_count(self):
        # Who sees the import sees how many files are attached to it.
        groups = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                ],
                ["res_id"],
                ["__count"],
            )
        )
        counts = dict(groups)
        for record in self:
            record.upload_count = counts.get(record.id, 0)

    @api.model
    def _get_binary_fields(self):
        return [*super()._get_binary_fields(), "picture_zip"]

    @api.model
    def _get_party_kinds(self):
        return super()._get_party_kinds() | {"pictures"}

    @api.model
    def _get_party_fields(self):
        return super()._get_party_fields() | {"picture_zip_name"}

    @api.model
    def _get_section_weight(self, section):
        weight = super()._get_section_weight(section)
        return PICTURE_WEIGHT if section == "picture" else weight

    def _read_rows(self):
        is_zip = (self.filename or "").lower().endswith(".zip")
        if not self.kind and (is_zip or not self.file):
            self.write({"kind": "pictures", "is_kind_guessed": True})
        if self.kind == "pictures":
            rows = self._read_pictures()
            if not rows:
                raise UserError(
                    self.env._("There are no pictures (.jpg, .png) in these files.")
                )
            return rows
        rows = super()._read_rows()
        if rows is not None and self.kind == "catalogue":
            rows += self._read_pictures()
        return rows

    def _read_pictures(self):
        """Return a Row for every picture that was uploaded."""
        found = []
        for attachment in self._get_picture_attachments():
            name = attachment.name if not attachment.res_field else ""
            if name and not name.lower().endswith(".zip"):
                found.append((attachment, name, False, attachment.file_size))
                continue
            with _open_attachment(attachment) as stream:
                for path, member, size in self._list_archive(stream):
                    found.append((attachment, path, member, size))
        rows = []
        for number, (attachment, path, member, size) in enumerate(found, start=1):
            sheet = self.env._("Pictures")
            row = Row("picture", sheet, number, {"path": path}, COLUMNS, {})
            row.data = {"attachment_id": attachment.id, "member": member}
            row.data |= {"path": path, "summary": path}
            if size > pictures.MAX_BYTES:
                row.error(self._explain_bad_picture("big"))
            rows.append(row)
        self.picture_count = len(rows)
        return rows

    def _get_picture_attachments(self):
        wanted = self._get_attachments().filtered(
            lambda attachment: (
                attachment.res_field == "picture_zip"
                or (attachment.res_field == "file" and self.kind == "pictures")
                or (not attachment.res_field and _may_hold_pictures(attachment.name))
            )
        )
        return wanted.sorted(lambda attachment: (attachment.name, attachment.id))

    def _list_archive(self, stream):
        try:
            return pictures.list_archive(stream)
        except pictures.BadArchive as error:
            raise UserError(self._explain_bad_archive(error.reason)) from error

    def _explain_bad_archive(self, reason):
        if reason == "locked":
            return self.env._(
                "The zip file of the pictures has a password. Pack it without one."
            )
        if reason == "crowded":
            return self.env._(
                "The zip file holds more than %(count)s pictures. Split it.",
                count=pictures.MAX_FILES,
            )
        return self.env._("The pictures are not in a zip file. Pack them as .zip.")

    def _explain_bad_picture(self, reason):
        if reason == "big":
            return self.env._(
                "The picture is too large: 20 MB and 50 million pixels at most. Save "
                "it smaller."
            )
        return self.env._("The picture can't be opened: save it again as .jpg or .png.")

    # --- check ----------------------------------------------------------------------

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

    # --- reading --------------------------------------------------------------------

    @contextmanager
    def _open_pictures(self):
        """Give a function that reads the picture of a row's data.

        Archives are read where they lie, member by member: memory holds one picture.
        """
        attachments = {a.id: a for a in self._get_picture_attachments()}
        archives = {}
        with ExitStack() as stack:

            def read(data):
                attachment = attachments.get(data["attachment_id"])
                if not attachment:
                    raise pictures.BadPicture("broken")
                if not data["member"]:
                    with _open_attachment(attachment) as stream:
                        return pictures.read(stream)
                if attachment not in archives:
                    stream = stack.enter_context(_open_attachment(attachment))
                    archives[attachment] = stack.enter_context(zipfile.ZipFile(stream))
                with archives[attachment].open(data["member"]) as stream:
                    return pictures.read(stream)

            yield read


def _may_hold_pictures(name):
    return name.lower().endswith(".zip") or pictures.is_picture_name(name)


def _open_attachment(attachment):
    """Return a stream of an attachment, from the file store where it is kept there."""
    if attachment.store_fname:
        return open(attachment._full_path(attachment.store_fname), "rb")  # noqa: SIM115
    return io.BytesIO(attachment.raw or b"")
