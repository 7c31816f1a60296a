import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("wechat_member_campaign_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: '.o_app[data-menu-xmlid="wechat_member.menu_root"]',
            content: _t("Members, coupons and campaigns are here."),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: '.o_menu_sections [data-menu-xmlid="wechat_member.menu_campaigns"]',
            content: _t("A campaign is one coupon with a rule, a budget and an end."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            isActive: ['.o-dropdown--menu [data-menu-xmlid="wechat_member.menu_campaign_list"]'],
            trigger: '.o-dropdown--menu [data-menu-xmlid="wechat_member.menu_campaign_list"]',
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: ".o_control_panel .o-kanban-button-new, .o_control_panel .o_list_button_add",
            content: _t("Choose the occasion and answer five questions."),
            tooltipPosition: "bottom",
            run: "click",
        },
        { trigger: ".o_form_view, .modal .o_form_view" },
    ],
});
