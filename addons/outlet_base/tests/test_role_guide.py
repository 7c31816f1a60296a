from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRoleGuide(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["role.guide"].search([]).unlink()
        cls.env["ir.ui.view"].create(
            {
                "name": "How to pack",
                "type": "qweb",
                "key": "outlet_base.guide_pack",
                "arch": "<ul><li>Heavy things first.</li></ul>",
            }
        )
        cls.group = cls.env["res.groups"].create({"name": "Packers"})
        cls.guide = cls.env["role.guide"].create(
            {
                "name": "How to pack",
                "code": "pack",
                "group_id": cls.group.id,
                "template": "outlet_base.guide_pack",
                "tour": "pack_tour",
            }
        )
        cls.packer = new_test_user(cls.env, "packer", groups="base.group_user")
        cls.packer.group_ids += cls.group
        cls.stranger = new_test_user(
            cls.env, "stranger", groups="base.group_user", lang="en_US"
        )

    def test_the_only_guide_of_a_role_opens_at_once_and_can_be_printed(self):
        self.authenticate("packer", "packer")
        page = self.url_open("/guide")
        self.assertTrue(page.url.endswith("/guide/pack"))
        self.assertIn("How to pack", page.text)
        self.assertIn("Heavy things first.", page.text)
        self.assertIn("window.print()", page.text)

    def test_guides_of_other_roles_are_not_there(self):
        self.authenticate("stranger", "stranger")
        self.assertEqual(self.url_open("/guide/pack").status_code, 404)
        self.assertIn("no guide for your work", self.url_open("/guide").text)

    def test_a_visitor_is_asked_to_log_in(self):
        self.assertIn("/web/login", self.url_open("/guide").url)

    def test_tours_are_those_of_ones_own_roles(self):
        guides = self.env["role.guide"]
        self.assertEqual(guides.with_user(self.packer).get_tours(), ["pack_tour"])
        self.assertEqual(guides.with_user(self.stranger).get_tours(), [])
