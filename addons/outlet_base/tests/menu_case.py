class MenuCase:
    """What holds for every menu of an addon: mix it into a test and name the addon."""

    addon = None

    def _get_menus(self):
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.menu"), ("module", "=", self.addon)]
        )
        menus = self.env["ir.ui.menu"].with_context(**{"ir.ui.menu.full_list": True})
        menus = menus.browse(data.mapped("res_id")).exists().filtered("active")
        # a heading that only other addons put something under is shown with them
        return menus.filtered(lambda menu: menu.action or menu.child_id)

    def _get_groups(self, menu):
        """Who is shown a menu: everybody its ancestors let through."""
        groups = menu.group_ids
        while not groups and menu.parent_id:
            menu = menu.parent_id
            groups = menu.group_ids
        return groups

    def _says_what_it_is_for(self, action):
        is_list = action._name == "ir.actions.act_window" and not (
            action.view_mode.startswith("form")
        )
        return not is_list or bool(action.help)

    def check_menus(self):
        menus = self._get_menus()
        self.assertTrue(menus)
        for menu in menus:
            name = menu.complete_name
            self.assertTrue(
                self._get_groups(menu), f"{name} is for nobody in particular"
            )
            if menu.action:
                said = self._says_what_it_is_for(menu.action)
                self.assertTrue(said, f"{name} is silent where it is empty")
