import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { toTheDesk, toTheMenu } from "./outlet_steps";

registry.category("web_tour.tours").add("brand_outlet_desk_tour", {
    url: "/odoo",
    steps: () => [
        ...toTheDesk(),
        ...toTheMenu(
            "brand_outlet.menu_goods",
            "brand_outlet.outlet_offer_menu",
            _t("Your articles, with the prices and places they are offered at.")
        ),
        { trigger: ".o_view_controller .o_breadcrumb" },
        ...toTheMenu(
            "brand_outlet.menu_parties",
            "brand_outlet.outlet_protection_rule_menu",
            _t("Where your goods must not appear: one rule, and it counts at once.")
        ),
        { trigger: ".o_view_controller .o_breadcrumb" },
    ],
});
