import { toTheDesk, toTheMenu } from "@brand_outlet/tours/outlet_steps";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("agent_dropship_agent_tour", {
    url: "/odoo",
    steps: () => [
        ...toTheDesk(),
        ...toTheMenu(
            "brand_outlet.menu_orders",
            "agent_dropship.dispatch_menu",
            _t("Orders for your warehouse: accept them, pack them, ship them.")
        ),
        {
            trigger: ".o_desk_bar_pack",
            content: _t("Scan slip and goods here; a wrong size is stopped."),
            tooltipPosition: "bottom",
            run: "hover",
        },
        ...toTheMenu(
            "brand_outlet.menu_settlement",
            "agent_dropship.settlement_statement_menu",
            _t("What you are owed, line by line: agree, or dispute a line.")
        ),
        { trigger: ".o_view_controller .o_breadcrumb" },
    ],
});

tours.add("agent_dropship_operator_tour", {
    url: "/odoo",
    steps: () => [
        ...toTheDesk(),
        ...toTheMenu(
            "brand_outlet.menu_orders",
            "agent_dropship.waiting_order_menu",
            _t("Orders nobody can serve now: the only ones that need you.")
        ),
        { trigger: ".o_view_controller .o_breadcrumb" },
        ...toTheMenu(
            "brand_outlet.menu_settlement",
            "agent_dropship.settlement_statement_menu",
            _t("Statements are made by themselves; here you send them and agree.")
        ),
        { trigger: ".o_view_controller .o_breadcrumb" },
    ],
});
