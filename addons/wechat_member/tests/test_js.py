from odoo.tests import tagged

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker

# Some distributions of Odoo leave this file out; its bundle then logs an error in the
# browser before any test starts. Nothing here uses it.
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def leave_out_missing_asset(env):
    """Let the back office load without a file that may not be there."""
    env["ir.asset"].create(
        {
            "name": "left out",
            "bundle": "web.assets_backend",
            "directive": "remove",
            "path": LEFT_OUT,
        }
    )


@tagged("post_install", "-at_install")
class TestJs(HOOTCommon):
    def test_units_of_the_till(self):
        leave_out_missing_asset(self.env)
        self._test_params = [("+", "@wechat_member")]
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            + self.get_hoot_filters(),
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
