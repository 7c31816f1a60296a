import { formatChange, formatFigure, trendOf, withWidths } from "@brand_outlet/desk/desk_figures";
import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { tilesOf } from "./network_map";

const PERIOD_KEY = "reseller_network_period";

/** The network of resellers at a glance. */
export class NetworkBoard extends Component {
    static template = "reseller_network.NetworkBoard";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.measures = [
            { key: "pieces", label: _t("Pieces") },
            { key: "active_sellers", label: _t("Selling") },
            { key: "customers", label: _t("Customers") },
        ];
        this.state = useState({ board: null, measure: "pieces", loading: false });
        Object.assign(this, { formatChange, trendOf });
        onWillStart(() => this.load(browser.localStorage.getItem(PERIOD_KEY) || "30"));
    }

    get board() {
        return this.state.board;
    }

    get isEmpty() {
        return !this.board.map.length;
    }

    get tiles() {
        return tilesOf(this.board.map, this.state.measure);
    }

    get elsewhere() {
        return this.board.map.filter((row) => !row.code && row[this.state.measure]);
    }

    get types() {
        return withWidths(this.board.types.map((row) => ({ ...row, value: row.pieces })));
    }

    get pulses() {
        return withWidths(this.board.pulses.map((row) => ({ ...row, value: row.sellers })));
    }

    get best() {
        return this.board.tables[0];
    }

    get moving() {
        return this.board.tables.slice(1);
    }

    format(value, unit) {
        return formatFigure(value, unit, this.board.currency_id);
    }

    async load(period) {
        this.state.loading = true;
        this.state.board = await this.orm.call("reseller.network.board", "get_board", [period]);
        this.state.loading = false;
        browser.localStorage.setItem(PERIOD_KEY, this.board.period);
    }

    open(action) {
        if (action) {
            this.action.doAction(action);
        }
    }
}

registry.category("actions").add("reseller_network_board", NetworkBoard);
