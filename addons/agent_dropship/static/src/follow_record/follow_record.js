import { Component, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const LOOK_AGAIN_MS = 3000;

/** Shows how far work in the background is, until it is done; nothing is to be clicked. */
export class OutletFollowRecord extends Component {
    static template = "agent_dropship.FollowRecord";
    static props = { ...standardWidgetProps };

    setup() {
        const timer = browser.setInterval(() => this.lookAgain(), LOOK_AGAIN_MS);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get isUnderWay() {
        const { resId, data } = this.props.record;
        return Boolean(resId) && data.state !== "done";
    }

    async lookAgain() {
        if (!this.isUnderWay || this.isLooking) {
            return;
        }
        this.isLooking = true;
        try {
            await this.props.record.load();
        } catch {
            // the line is lost for a moment: it is looked at again
        } finally {
            this.isLooking = false;
        }
    }
}

registry.category("view_widgets").add("outlet_follow_record", {
    component: OutletFollowRecord,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
