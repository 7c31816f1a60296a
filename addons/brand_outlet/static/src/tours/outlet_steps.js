import { _t } from "@web/core/l10n/translation";
import { stepUtils } from "@web_tour/tour_utils";

/** Steps into the app, which opens with the desk. */
export function toTheDesk() {
    return [
        stepUtils.showAppsMenuItem(),
        {
            trigger: '.o_app[data-menu-xmlid="brand_outlet.menu_root"]',
            content: _t("Everything of the outlet is here."),
            tooltipPosition: "right",
            run: "click",
        },
        { trigger: ".o_outlet_desk" },
    ];
}

/** Steps through a menu of the top bar to one of its entries. */
export function toTheMenu(section, entry, content) {
    return [
        {
            trigger: `.o_menu_sections [data-menu-xmlid="${section}"]`,
            content,
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: `.o-dropdown--menu [data-menu-xmlid="${entry}"]`,
            content,
            tooltipPosition: "right",
            run: "click",
        },
    ];
}
