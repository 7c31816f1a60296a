import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** What has to be done at the desk, in numbers; each leads to its dispatches. */
export class DispatchDeskBar extends Component {
    static template = "agent_dropship.DispatchDeskBar";
    static props = { list: { type: Object, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ counts: {} });
        this.tiles = [
            { key: "new", filter: "new", label: _t("To accept") },
            { key: "print", filter: "to_print", label: _t("To print") },
            { key: "pack", filter: "to_pack", label: _t("To pack") },
            { key: "ship", filter: "to_ship", label: _t("To ship") },
            { key: "late", filter: "late", label: _t("Late"), danger: true },
        ];
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    async load() {
        this.state.counts = await this.orm.call("stock.picking", "get_desk_counts", []);
    }

    countOf(key) {
        return this.state.counts[key] || 0;
    }

    isActive(tile) {
        return this.env.searchModel
            .getSearchItems((item) => item.name === tile.filter)
            .some((item) => item.isActive);
    }

    /** Show the dispatches behind a number; a second tap shows everything again. */
    toggle(tile) {
        const model = this.env.searchModel;
        const wasActive = this.isActive(tile);
        const wanted = wasActive ? "recent" : tile.filter;
        model.query = [];
        for (const item of model.getSearchItems((item) => item.name === wanted)) {
            model.toggleSearchItem(item.id);
        }
    }

    openPacking() {
        this.action.doAction("agent_dropship.dispatch_pack_action");
    }

    openInterceptions() {
        this.action.doAction("agent_dropship.dispatch_interception_action");
    }
}
