from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTimeZone(TransactionCase):
    """Days end at midnight where the company is, also for who has no time zone."""

    def _forget(self, users):
        users.partner_id.tz = False
        self.env["res.partner"]._fill_time_zones()
        return users.mapped("tz")

    def test_scheduled_jobs_and_visitors_live_where_the_company_is(self):
        self.env.company.partner_id.tz = "Asia/Urumqi"
        root, public = self.env.ref("base.user_root"), self.env.ref("base.public_user")
        self.assertEqual(self._forget(root | public), ["Asia/Urumqi"] * 2)

    def test_a_time_zone_of_ones_own_stays(self):
        user = new_test_user(self.env, "far_away", groups="base.group_portal")
        user.tz = "Europe/Madrid"
        self.env["res.partner"]._fill_time_zones()
        self.assertEqual(user.tz, "Europe/Madrid")

    def test_a_new_reseller_lives_where_the_company_is(self):
        self.env.company.partner_id.tz = "Asia/Urumqi"
        partner = (
            self.env["res.partner"].with_context(tz=False).create({"name": "阿梅"})
        )
        self.assertEqual(partner.tz, "Asia/Urumqi")
