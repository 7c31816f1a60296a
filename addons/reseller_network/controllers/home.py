from odoo.http import request

from odoo.addons.portal.controllers.web import Home
from odoo.addons.web.controllers.utils import is_user_internal


class OutletHome(Home):
    def _login_redirect(self, uid, redirect=None):
        """Take resellers straight to their pages: on a phone every tap counts."""
        if not redirect and not is_user_internal(uid):
            contracts = request.env(user=uid)["reseller.contract"]
            if contracts._for_current_user():
                redirect = "/my/outlet"
        return super()._login_redirect(uid, redirect=redirect)
