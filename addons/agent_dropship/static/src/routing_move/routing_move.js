import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ImportRunner, percentDone } from "@brand_outlet/import_run/import_runner";

/** Moves what was found, some orders at a time, and shows how far it is. */
export class RoutingMove extends Component {
    static template = "agent_dropship.RoutingMove";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ progress: null });
    }

    get percent() {
        return percentDone(this.state.progress);
    }

    async move() {
        const { resModel, resId } = this.props.record;
        const step = (limit) => this.orm.call(resModel, "apply_next", [[resId]], { limit });
        const runner = new ImportRunner(step, { limit: 5, minLimit: 1, maxLimit: 50 });
        this.state.progress = { done: 0, total: 1 };
        try {
            await runner.run((progress) => (this.state.progress = progress));
        } finally {
            this.state.progress = null;
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("routing_move", { component: RoutingMove });
