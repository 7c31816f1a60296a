import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

function guideItem() {
    return {
        type: "item",
        id: "role_guide",
        description: _t("My guide on one page"),
        href: "/guide",
        callback: () => browser.open("/guide", "_blank"),
        sequence: 21,
    };
}

function tourItem(env) {
    return {
        type: "item",
        id: "role_tour",
        description: _t("Show me around"),
        callback: async () => {
            const [tour] = await env.services.orm.call("role.guide", "get_tours", []);
            if (tour) {
                return env.services.tour_service.startTour(tour, { mode: "manual" });
            }
            env.services.notification.add(_t("There is no tour for your work yet."));
        },
        sequence: 22,
    };
}

registry.category("user_menuitems").add("role_guide", guideItem).add("role_tour", tourItem);
