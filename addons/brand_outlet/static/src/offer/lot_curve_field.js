import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Margin for every tenth of a lot that sells: a bar and its figures. */
export class LotCurveField extends Component {
    static template = "brand_outlet.LotCurveField";
    static props = { ...standardFieldProps };

    get points() {
        const curve = this.props.record.data[this.props.name];
        return (curve && curve.points) || [];
    }

    get widest() {
        return Math.max(1, ...this.points.map((point) => Math.abs(point.margin)));
    }

    /** Half of the width is for losses, the other half for gains. */
    style(point) {
        const width = (Math.abs(point.margin) / this.widest) * 50;
        const left = point.margin < 0 ? 50 - width : 50;
        return `left: ${left}%; width: ${width}%`;
    }

    money(amount) {
        const { currency_id: currency } = this.props.record.data;
        return formatMonetary(amount, { currencyId: currency && currency.id, digits: [16, 0] });
    }

    pieces(count) {
        return formatInteger(count);
    }
}

registry.category("fields").add("outlet_lot_curve", {
    component: LotCurveField,
    displayName: _t("Margin by sell-through"),
    supportedTypes: ["json"],
});
