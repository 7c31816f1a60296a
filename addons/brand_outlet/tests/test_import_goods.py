import base64
import io
import zipfile

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import HEADERS, PartyCommon, make_rows, make_workbook

LOT_HEADERS = ("品类", "数量", "价格", "备注")
OFFER_HEADERS = ("款号", "清货原因", "货品类型", "卖点", "建议折扣(%)", "上架时间")


def make_picture(size=(40, 30), kind="PNG", colour="red"):
    """Return the bytes of a picture."""
    output = io.BytesIO()
    Image.new("RGB", size, colour).save(output, kind)
    return output.getvalue()


def make_zip(files):
    """Return the bytes of a zip of ``{path: bytes}``."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


class ImportGoodsCommon(PartyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_warehouse(cls.agent)

    def _upload(self, content, filename="goods.xlsx", user=None, **values):
        vals = {"file": base64.b64encode(content), "filename": filename, **values}
        Import = self.env["outlet.import"].with_user(user or self.operator)
        return Import.create(vals)

    def _check(self, *args, **values):
        record = self._upload(*args, **values)
        record.action_check()
        return record

    def _apply(self, record):
        while record.apply_next()["remaining"]:
            continue
        return record

    def _find_errors(self, record):
        bad = record.line_ids.filtered(lambda line: line.status == "error")
        return {line.row: line.message for line in bad}


@tagged("post_install", "-at_install")
class TestImportLots(ImportGoodsCommon):
    def _find_lots(self):
        return self.env["outlet.offer"].search(
            [("is_lot", "=", True), ("agent_id", "=", self.agent.id)]
        )

    def _bring_in(self, rows, headers=LOT_HEADERS, **values):
        values = {"agent_id": self.agent.id, **values}
        return self._apply(self._check(make_workbook(rows, headers), **values))

    def test_four_columns_make_lots_that_sell(self):
        """Proves R115, R254."""
        rows = [["裤子", 5000, 39, "均码"], ["女鞋", "800双", "59元", "断码"]]
        rows[1][1] = 800
        record = self._bring_in(rows)
        self.assertEqual((record.kind, record.count_done), ("lots", 2))
        lots = self._find_lots().sorted("tag_price")
        self.assertEqual(lots.mapped("state"), ["published"] * 2)
        self.assertEqual(lots.mapped("lot_left"), [5000, 800])
        self.assertEqual(lots.mapped("tag_price"), [39, 59])
        self.assertEqual(lots.mapped("story"), ["均码", "断码"])
        self.assertEqual(lots.categ_id.mapped("name"), ["裤子", "女鞋"])
        trousers = lots[0].product_tmpl_id.product_variant_id
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "warehouse_id": lots[0]._get_lot_locations()[lots[0]].warehouse_id.id,
                "order_line": [Command.create({"product_id": trousers.id})],
            }
        )
        order.action_confirm()
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_same_lots_again_change_nothing(self):
        self._bring_in([["裤子", 5000, 39, "均码"]])
        again = self._check(
            make_workbook([["裤子", 5000, 39, "均码"]], LOT_HEADERS, title="again"),
            agent_id=self.agent.id,
        )
        self.assertEqual((again.count_same, again.count_ok), (1, 0))

    def test_another_quantity_books_the_difference(self):
        self._bring_in([["裤子", 5000, 39, "均码"]])
        record = self._bring_in([["裤子", 4200, 39, "均码"]])
        self.assertEqual(record.line_ids.changes, [["数量", "5000", "4200"]])
        self.assertEqual(self._find_lots().lot_left, 4200)

    def test_bad_figures_and_unclear_brands_are_named(self):
        self._make_contract(self.other_brand, self.agent)
        rows = [["裤子", 0, 39, ""], ["裤子", 2.5, 39, "x"], ["裤子", 5, -1, "y"]]
        record = self._check(make_workbook(rows, LOT_HEADERS), agent_id=self.agent.id)
        errors = self._find_errors(record)
        self.assertIn("Which brand is it? Add a column with one of", errors[2])
        headers = (*LOT_HEADERS[:3], "品牌")
        rows = [["裤子", 0, 39, "Spruce"], ["裤子", 2.5, 39, "spruce"]]
        rows += [["裤子", 5, -1, "Spruce"], ["裤子", 5, 1, "Nobody"]]
        record = self._check(make_workbook(rows, headers), agent_id=self.agent.id)
        errors = self._find_errors(record)
        self.assertIn("whole pieces above zero", errors[2])
        self.assertIn("数量 is 2.5", errors[3])
        self.assertIn("价格 is -1", errors[4])
        self.assertIn("no contract in force for Nobody", errors[5])

    def test_lots_with_a_date_of_their_own_keep_it(self):
        headers = (*LOT_HEADERS, "有效期至")
        self._bring_in([["面膜", 900, 29, "正品", "2031-05-31"]], headers)
        self.assertEqual(str(self._find_lots().best_before), "2031-05-31")

    def test_lots_of_nobody_ask_whose_they_are(self):
        record = self._check(make_workbook([["裤子", 5, 39, ""]], LOT_HEADERS))
        self.assertIn("Whose goods are these?", record.line_ids.message)


@tagged("post_install", "-at_install")
class TestImportOffers(ImportGoodsCommon):
    def _rows(self, *codes, **values):
        row = {
            "清货原因": self.reason.name,
            "货品类型": "新品",
            "卖点": "纯棉",
            "建议折扣(%)": 45,
            "上架时间": "2018-02-01 10:00",
            **values,
        }
        return [[code, *row.values()] for code in codes]

    def _book(self, *codes, **values):
        return make_workbook(self._rows(*codes, **values), OFFER_HEADERS)

    def test_rows_make_offers_and_publish_what_lacks_nothing(self):
        """Proves R121."""
        styles = [self._make_style(self.brand, f"NW{n}") for n in (1, 2)]
        record = self._apply(
            self._check(self._book("NW1", "NW2"), agent_id=self.agent.id)
        )
        self.assertEqual((record.kind, record.count_done), ("offers", 2))
        offers = self.env["outlet.offer"].search(
            [("product_tmpl_id", "in", [style.id for style in styles])]
        )
        self.assertEqual(set(offers.mapped("kind")), {"new"})
        self.assertEqual(set(offers.mapped("story")), {"纯棉"})
        self.assertEqual(set(offers.mapped("suggested_ratio")), {45.0})
        self.assertEqual(str(offers[0].date_from), "2018-02-01 02:00:00")
        self.assertEqual(set(offers.mapped("state")), {"draft"})
        self._put_goods(offers[0])
        self.env.invalidate_all()
        again = self._rows("NW1", "NW2", 卖点="全棉")
        again = self._check(make_workbook(again, OFFER_HEADERS), agent_id=self.agent.id)
        self._apply(again)
        published = offers.filtered(lambda offer: offer.state == "published")
        self.assertEqual(published, offers[0])
        fresh = self.env["outlet.offer"].search([("date_published", ">=", "-7d")])
        self.assertIn(published, fresh)

    def test_nothing_is_published_where_that_was_chosen(self):
        self._make_style(self.brand, "NW1")
        record = self._check(self._book("NW1"), agent_id=self.agent.id)
        record.is_publishing = False
        self._apply(record)
        offer = self.env["outlet.offer"].search([("style_code", "=", "NW1")])
        self.assertEqual(offer.state, "draft")

    def test_changes_are_shown_side_by_side_before_they_are_made(self):
        record = self._check(self._book("SP001"), agent_id=self.agent.id)
        line = record.line_ids
        self.assertEqual((line.status, line.fate), ("ok", "changed"))
        self.assertIn(["卖点", "", "纯棉"], line.changes)
        self.assertFalse(self.offer.story)
        self._apply(record)
        self.assertEqual(self.offer.story, "纯棉")
        again = self._check(
            make_workbook(self._rows("SP001"), OFFER_HEADERS, title="again"),
            agent_id=self.agent.id,
        )
        self.assertEqual(again.count_same, 1)

    def test_wrong_cells_are_named_with_their_remedy(self):
        rows = [
            *self._rows("NOPE"),
            *self._rows("HB001"),
            *self._rows("SP001", 清货原因="随便"),
        ]
        record = self._check(make_workbook(rows, OFFER_HEADERS), agent_id=self.agent.id)
        errors = self._find_errors(record)
        self.assertIn("款号 “NOPE” is unknown", errors[2])
        self.assertIn("no contract in force for Hibiscus", errors[3])
        self.assertIn("choose one of", errors[4])
        wrong = record.line_ids.filtered(lambda line: line.row == 4)
        self.assertEqual(wrong.cells, ["reason"])


@tagged("post_install", "-at_install")
class TestImportBrands(ImportGoodsCommon):
    def test_brand_list_comes_in_and_is_found(self):
        """Proves R123."""
        rows = [[f"美妆品牌{number:05}", "ABC"[number % 3]] for number in range(3000)]
        record = self._check(make_workbook(rows, ("品牌", "品牌等级")))
        self.assertEqual((record.kind, record.count_ok), ("brands", 3000))
        before = self.env.cr.sql_log_count
        while record.apply_next(1000)["remaining"]:
            continue
        self.assertEqual(record.count_done, 3000)
        self.assertLess(self.env.cr.sql_log_count - before, 300)
        found = self.env["product.brand"].name_search("02999")
        self.assertEqual(found[0][1], "美妆品牌02999")

    def test_known_brands_change_only_where_they_differ(self):
        rows = [["SPRUCE", "A", ""], ["Hibiscus", "B", ""], ["New", "", "新公司"]]
        rows += [["new", "", ""], ["Odd", "Z", ""]]
        headers = ("品牌", "品牌等级", "公司")
        record = self._check(make_workbook(rows, headers))
        self.assertEqual(
            record.line_ids.mapped("fate"), ["changed", "same", "new", "new", "new"]
        )
        self.assertEqual(
            record.line_ids.mapped("status"),
            ["ok", "duplicate", "ok", "duplicate", "error"],
        )
        self._apply(record)
        self.assertEqual(self.brand.brand_class, "a")
        new = self.env["product.brand"].search([("name", "=", "New")])
        self.assertEqual(new.partner_id.name, "新公司")


@tagged("post_install", "-at_install")
class TestImportPictures(ImportGoodsCommon):
    def _bring_in(self, files, **values):
        record = self._check(make_zip(files), "pictures.zip", **values)
        return self._apply(record)

    def test_names_say_what_pictures_show(self):
        self._apply(self._check(make_workbook(make_rows("QH-001"), HEADERS)))
        style = self.env["product.template"].search([("style_code", "=", "QH-001")])
        record = self._bring_in(
            {
                "春/QH-001.jpg": make_picture(kind="JPEG"),
                "春/QH-001_2.png": make_picture(colour="blue"),
                "QH-001-藏青.png": make_picture(colour="navy"),
                "吊牌/QH-001.png": make_picture(colour="white"),
                "QH-001/3.png": make_picture(colour="green"),
                "QH-001-紫色.png": make_picture(colour="purple"),
                "QH-999.png": make_picture(colour="black"),
                "__MACOSX/._QH-001.jpg": b"x",
                "QH-001_1.txt": b"hello",
            }
        )
        self.assertEqual((record.kind, record.count_total), ("pictures", 7))
        self.assertEqual((record.count_done, record.count_error), (5, 2))
        self.assertTrue(style.image_1920 and style.image_128 and style.tag_photo)
        self.assertEqual(sorted(style.picture_ids.mapped("name")), ["3", "QH-001_2"])
        coloured = style.product_variant_ids.filtered("image_variant_1920")
        self.assertEqual(
            set(coloured.mapped("default_code")),
            {"QH-001-1S", "QH-001-1M", "QH-001-1L"},
        )
        messages = " ".join(self._find_errors(record).values())
        self.assertIn("“紫色” is no colour of this style", messages)
        self.assertIn("No style has this code", messages)

    def test_large_pictures_get_all_sizes_and_keep_their_shape(self):
        self._bring_in({"SP001.jpg": make_picture((3000, 2000), "JPEG")})
        shapes = {}
        for size in (1920, 1024, 512, 256, 128):
            content = base64.b64decode(self.style[f"image_{size}"])
            shapes[size] = Image.open(io.BytesIO(content)).size
        self.assertEqual(shapes[1920], (1920, 1280))
        self.assertEqual(shapes[512], (512, 341))
        self.assertEqual(shapes[128], (128, 85))

    def test_same_pictures_again_are_the_same(self):
        picture = make_picture((64, 48))
        self._bring_in({"SP001.png": picture})
        again = self._check(make_zip({"a/SP001.png": picture}), "more.zip")
        self.assertEqual(again.line_ids.fate, "same")
        other = self._check(make_zip({"SP001.png": make_picture((9, 9))}), "x.zip")
        self.assertEqual(other.line_ids.fate, "changed")

    def test_many_files_dropped_at_once_are_pictures(self):
        record = self.env["outlet.import"].with_user(self.operator).create({})
        self.env["ir.attachment"].with_user(self.operator).create(
            [
                {
                    "name": f"SP001_{number}.png",
                    "raw": make_picture((number, number)),
                    "res_model": "outlet.import",
                    "res_id": record.id,
                }
                for number in (2, 3)
            ]
        )
        record.action_check()
        self._apply(record)
        self.assertEqual((record.kind, record.count_done), ("pictures", 2))
        self.assertEqual(len(self.style.picture_ids), 2)

    def test_hostile_archives_are_refused_in_plain_words(self):
        evil = make_zip({"../../etc/SP001.png": make_picture(), "SP001_2.png": b"MZ"})
        record = self._check(evil, "evil.zip")
        statuses = record.line_ids.mapped("status")
        self.assertEqual(sorted(statuses), ["error", "ok"])
        with self.assertRaisesRegex(UserError, "not in a zip file"):
            self._check(b"no zip at all", "broken.zip")
        huge = io.BytesIO()
        Image.new("1", (12000, 9000)).save(huge, "PNG")
        record = self._check(make_zip({"SP001.png": huge.getvalue()}), "huge.zip")
        self.assertIn("too large", record.line_ids.message)
        bomb = make_zip({})
        packed = io.BytesIO(bomb)
        with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("SP001.jpg", b"\0" * (30 * 1024 * 1024))
        record = self._check(packed.getvalue(), "bomb.zip")
        self.assertIn("too large", record.line_ids.message)


@tagged("post_install", "-at_install")
class TestImportParty(ImportGoodsCommon):
    def _find_lots(self):
        agents = self.agent | self.other_agent
        return self.env["outlet.offer"].search(
            [("is_lot", "=", True), ("agent_id", "in", agents.ids)]
        )

    def test_agents_bring_in_their_own_lots_and_offers(self):
        """Proves R252."""
        record = self._check(
            make_workbook([["裤子", 5000, 39, ""]], LOT_HEADERS), user=self.agent_user
        )
        self.assertEqual((record.party_id, record.agent_id), (self.agent, self.agent))
        self._apply(record)
        lot = self._find_lots()
        self.assertEqual((lot.agent_id, lot.lot_left), (self.agent, 5000))
        self.assertEqual(lot.state, "draft")
        self.assertTrue(lot.check_asked_at)

    def test_row_that_names_another_agent_is_an_error(self):
        headers = ("代理商编码", *LOT_HEADERS)
        rows = [["T01", "裤子", 5, 39, ""], ["T02", "裤子", 6, 39, ""]]
        record = self._check(make_workbook(rows, headers), user=self.agent_user)
        self.assertEqual(record.line_ids.mapped("status"), ["ok", "error"])
        self.assertIn("your own goods only", record.line_ids[1].message)
        self._apply(record)
        self.assertEqual(self._find_lots().agent_id, self.agent)

    def test_agents_set_no_ratio_unless_they_may(self):
        headers = ("款号", "清货原因", "供货折扣(%)")
        book = make_workbook([["SP001", self.reason.name, 20]], headers)
        record = self._check(book, user=self.agent_user)
        self.assertIn("the operator sets your prices", record.line_ids.message)

    def test_agents_import_no_catalogue_and_no_brands(self):
        for content in (
            make_workbook(make_rows()),
            make_workbook([["X", "A"]], ("品牌", "品牌等级")),
        ):
            with self.assertRaisesRegex(UserError, "by the operator"):
                self._check(content, user=self.agent_user)
            with self.assertRaisesRegex(UserError, "by the operator"):
                self._check(content, user=self.agent_user, kind="catalogue")

    def test_agents_pictures_add_to_their_offers_and_change_no_face(self):
        face = self.style.image_1920
        files = {"SP001.png": make_picture(), "HB001.png": make_picture((9, 9))}
        record = self._check(make_zip(files), "mine.zip", user=self.agent_user)
        errors = self._find_errors(record)
        self.assertEqual(len(errors), 1)
        self._apply(record)
        self.assertEqual(self.style.image_1920, face)
        self.assertEqual(len(self.offer.picture_ids), 1)

    def test_anothers_import_is_closed(self):
        stranger = self._make_party_user("stranger", "agent", self.other_agent)
        record = self._check(
            make_workbook([["裤子", 5, 39, ""]], LOT_HEADERS), user=self.agent_user
        )
        theirs = record.with_user(stranger)
        self.assertFalse(theirs.search([("id", "=", record.id)]))
        lines = self.env["outlet.import.line"].with_user(stranger)
        self.assertFalse(lines.search([("import_id", "=", record.id)]))
        for act in (
            theirs.action_check,
            theirs.apply_next,
            theirs.action_assign_columns,
            lambda: theirs.set_left_out(None),
            lambda: theirs.write({"is_publishing": False}),
            theirs.unlink,
        ):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            record.line_ids.with_user(self.agent_user).write({"status": "ok"})
        with self.assertRaises(AccessError):
            record.with_user(self.agent_user).write({"party_id": self.other_agent.id})
        brand = self.env["outlet.import"].with_user(self.brand_user)
        with self.assertRaises(AccessError):
            brand.create({})
