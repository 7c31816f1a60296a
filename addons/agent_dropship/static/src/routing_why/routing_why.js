import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SHOWN = 6;

/** Answers "why this warehouse?": chosen and losers, cost parts, a small map. */
export class RoutingWhy extends Component {
    static template = "agent_dropship.RoutingWhy";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ why: null, all: false, chosen: null });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps(async (next) => {
            if (this.decisionId(next) !== this.decisionId(this.props)) {
                await this.load(next);
            }
        });
    }

    decisionId(props) {
        const value = props.record.data[props.name];
        return (value && value.id) || (props.name === "id" ? props.record.resId : false);
    }

    async load(props) {
        const id = this.decisionId(props);
        this.state.why = id
            ? await this.orm.call("routing.decision", "get_explanation", [[id]])
            : null;
    }

    get why() {
        return this.state.why;
    }

    /** Those that shipped or could have, the cheapest first. */
    get weighed() {
        const rows = this.why.rows.filter((row) => ["chosen", "outweighed"].includes(row.kind));
        const rank = (row) => [row.kind === "chosen" ? 0 : 1, row.cost];
        return rows.sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
    }

    get shown() {
        return this.state.all ? this.weighed : this.weighed.slice(0, SHOWN);
    }

    get hiddenCount() {
        return this.weighed.length - this.shown.length;
    }

    /** The others, together where the same reason kept them out. */
    get passedOver() {
        const groups = new Map();
        for (const row of this.why.rows) {
            if (["barred", "short"].includes(row.kind)) {
                const group = groups.get(row.reason) || { ...row, names: [] };
                group.names.push(row.name);
                groups.set(row.reason, group);
            }
        }
        return [...groups.values()];
    }

    get mostCost() {
        return Math.max(...this.weighed.map((row) => row.cost), 1e-9);
    }

    bars(row) {
        return this.why.parts
            .map(([key, label]) => ({ key, label, value: row.parts[key] || 0 }))
            .filter((part) => part.value > 0)
            .map((part) => ({
                ...part,
                style: `width: ${(100 * part.value) / this.mostCost}%`,
                title: _t("%(label)s: %(value)s", {
                    label: part.label,
                    value: this.number(part.value),
                }),
            }));
    }

    number(value) {
        return value.toLocaleString(undefined, {
            maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0,
        });
    }

    // --- map --------------------------------------------------------------------

    /** What is one hundredth of the map's width, so that signs keep their size. */
    get unit() {
        return this.why.map.box[2] / 100;
    }

    get pins() {
        return this.why.rows.filter((row) => row.x !== undefined).reverse();
    }

    pinSize(row) {
        return this.unit * (row.kind === "chosen" ? 1.7 : 1.1);
    }

    /** Names stay inside the map and off the line to the destination. */
    label(row) {
        const [left, , width] = this.why.map.box;
        const across = (row.x - left) / width;
        const below = row.y >= this.why.destination.y;
        return {
            x: row.x,
            y: row.y + (below ? 5.2 : -3.2) * this.unit,
            anchor: across < 0.3 ? "start" : across > 0.7 ? "end" : "middle",
        };
    }

    get destinationLabel() {
        const chosen = this.pins.filter((row) => row.kind === "chosen");
        const below = chosen.some((row) => row.y < this.why.destination.y);
        return this.why.destination.y + (below ? 5.2 : -3.2) * this.unit;
    }

    toggleAll() {
        this.state.all = !this.state.all;
    }
}

registry.category("fields").add("routing_why", {
    component: RoutingWhy,
    supportedTypes: ["many2one", "integer"],
});
