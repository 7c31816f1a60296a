from odoo.http import Request
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestQuietPage(HttpCase):
    def setUp(self):
        super().setUp()
        people = self.env["message.recipient"]
        self.person = people._get_for(["13800005555"], self.env.company)["13800005555"]
        self.path = f"/outlet/quiet/{self.person.token}"

    def test_opening_changes_nothing_and_one_tap_ends_offers(self):
        self.assertNotIn('name="again"', self.url_open(self.path).text)
        self.assertFalse(self.person.opted_out_at)
        self.assertIn('name="again"', self._tap().text)
        self.assertTrue(self.person.opted_out_at)
        self._tap(again="1")
        self.assertFalse(self.person.opted_out_at)

    def test_a_link_of_nobody_is_not_there(self):
        self.assertEqual(self.url_open("/outlet/quiet/nobody").status_code, 404)

    def _tap(self, **data):
        self.authenticate(None, None)
        token = {"csrf_token": Request.csrf_token(self)}
        answer = self.url_open(self.path, data=token | data)
        self.env.invalidate_all()
        return answer
