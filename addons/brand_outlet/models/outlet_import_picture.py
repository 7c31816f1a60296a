import io
import zipfile
from contextlib import ExitStack, contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError

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
