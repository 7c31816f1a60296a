import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { GraphModel } from "@web/views/graph/graph_model";
import { graphView } from "@web/views/graph/graph_view";

const RATE = "redemption_rate";

/** Draws the rate that counts as very high across the bars of the redemption rate. */
export class CouponReportModel extends GraphModel {
    async load(searchParams) {
        this.goal ??= await this.orm.call("member.coupon.report", "get_goal", []);
        return super.load(searchParams);
    }

    _getLineOverlayDataset() {
        const [dataset] = this.data.datasets;
        if (this.metaData.measure !== RATE || !dataset || !this.goal) {
            return super._getLineOverlayDataset();
        }
        const label = _t("Very high: %s%%", Math.round(100 * this.goal));
        return {
            label,
            data: this.data.labels.map(() => this.goal),
            trueLabels: this.data.labels.map(() => label),
        };
    }
}

registry.category("views").add("member_coupon_report_graph", {
    ...graphView,
    Model: CouponReportModel,
});
