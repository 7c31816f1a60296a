import re

import polib

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

SPOILT = ("尾货", "库存货", "清仓货")
AUTHOR = "Brand Outlet contributors"


@tagged("post_install", "-at_install")
class TestConsumerWording(TransactionCase):
    """Consumers read of a brand-discount factory shop, never of leftovers.

    Proves R38.
    """

    def setUp(self):
        super().setUp()
        self.addons = self.env["ir.module.module"].search(
            [("author", "=", AUTHOR), ("state", "=", "installed")]
        )
        data = self.env["ir.model.data"].search(
            [
                ("model", "=", "ir.ui.view"),
                ("module", "in", self.addons.mapped("name")),
            ]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        pages = views.filtered(lambda view: view.type == "qweb")
        self.pages = {page.xml_id: page for page in pages}

    def assertClean(self, text, source):
        for word in SPOILT:
            self.assertNotIn(word, text or "", source)

    def test_no_page_uses_the_spoilt_words(self):
        self.assertTrue(self.pages)
        self.env["res.lang"]._activate_lang("zh_CN")
        for name, page in self.pages.items():
            for lang in ("en_US", "zh_CN"):
                self.assertClean(page.with_context(lang=lang).arch_db, name)

    def test_no_chinese_text_of_a_page_uses_the_spoilt_words(self):
        for addon in self.addons:
            path = f"{get_module_path(addon.name)}/i18n/zh_CN.po"
            for entry in polib.pofile(path):
                if any(self._is_public(place) for place, _line in entry.occurrences):
                    self.assertClean(entry.msgstr, entry.msgid)

    def _is_public(self, occurrence):
        """Return whether a text stands where consumers or resellers read it."""
        page = re.search(r"arch_db:([\w.]+)", occurrence)
        if page:
            return page[1] in self.pages
        reason = "outlet.offer.reason,consumer_text" in occurrence
        return reason or "/controllers/" in occurrence

    def test_reasons_given_to_consumers_are_clean(self):
        reasons = self.env["outlet.offer.reason"].search([])
        self.env["res.lang"]._activate_lang("zh_CN")
        for reason in reasons:
            for lang in ("en_US", "zh_CN"):
                text = reason.with_context(lang=lang).consumer_text
                self.assertClean(text, reason.name)

    def test_name_of_the_idea_is_the_operators_setting(self):
        company = self.env["res.company"].create({"name": "Operator"})
        self.assertTrue(company._get_outlet_label())
        settings = self.env["res.config.settings"].with_company(company).create({})
        settings.outlet_label = "品牌折扣工厂店"
        settings.execute()
        self.assertEqual(company.outlet_label, "品牌折扣工厂店")
