from odoo.http import Controller, request, route


class GuidePages(Controller):
    """Guides to read on the phone or to print and pin beside the till."""

    @route("/guide", type="http", auth="user", sitemap=False)
    def guides(self, **_kw):
        """The guides of the user's roles; where there is one only, that one."""
        guides = request.env["role.guide"].search([])
        if len(guides) == 1:
            return request.redirect(f"/guide/{guides.code}")
        return self._render("outlet_base.guide_list", guides=guides)

    @route("/guide/<string:code>", type="http", auth="user", sitemap=False)
    def guide(self, code, **_kw):
        """One guide; that of a role the user does not have is not there."""
        guide = request.env["role.guide"].search([("code", "=", code)])
        if not guide:
            raise request.not_found()
        content = request.env["ir.qweb"]._render(
            guide.template, {"guide": guide}, lang=self._get_lang()
        )
        return self._render("outlet_base.guide_page", guide=guide, content=content)

    def _render(self, template, **values):
        lang = self._get_lang()
        values |= {
            "html_lang": lang.replace("_", "-"),
            "company": request.env.company,
        }
        return request.make_response(
            request.env["ir.qweb"]._render(template, values, lang=lang),
            headers=[("Cache-Control", "no-store, private")],
        )

    def _get_lang(self):
        return request.env.user.lang or request.env.lang or "en_US"
