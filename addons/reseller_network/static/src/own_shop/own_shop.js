import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** An agent who sells the goods of others goes to his shop, with the same login. */
function ownShopItem() {
    return {
        type: "item",
        id: "outlet_own_shop",
        description: _t("My shop"),
        href: "/my/outlet",
        callback: () => {
            window.location.href = "/my/outlet";
        },
        hide: !session.outlet_own_shop,
        sequence: 15,
    };
}

registry.category("user_menuitems").add("outlet_own_shop", ownShopItem);
