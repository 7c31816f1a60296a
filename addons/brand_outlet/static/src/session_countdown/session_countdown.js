import { Component, onWillDestroy, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Write seconds as 1:02:03, with the days in front of it where there are any. */
export function formatLeft(seconds) {
    const pad = (number) => String(number).padStart(2, "0");
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor((seconds % 86400) / 3600);
    const clock = `${hours}:${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
    return days ? _t("%(days)s d %(clock)s", { days, clock }) : clock;
}

/** Counts to the opening, then to the end, by the clock of the server. */
export class SessionCountdown extends Component {
    static template = "brand_outlet.SessionCountdown";
    static props = { ...standardWidgetProps };

    setup() {
        const { server_now: serverNow } = this.props.record.data;
        // a phone's clock may be wrong by minutes
        this.offset = serverNow ? serverNow.toMillis() - Date.now() : 0;
        this.state = useState({ now: Date.now() + this.offset });
        const tick = () => (this.state.now = Date.now() + this.offset);
        const timer = setInterval(tick, 1000);
        onWillDestroy(() => clearInterval(timer));
    }

    get seconds() {
        const { date_start: start, date_end: end } = this.props.record.data;
        const until = this.isOpen ? end : start;
        return until ? Math.round((until.toMillis() - this.state.now) / 1000) : 0;
    }

    get isOpen() {
        const { date_start: start, date_end: end } = this.props.record.data;
        return start && end && start.toMillis() <= this.state.now && this.state.now < end.toMillis();
    }

    get isShown() {
        return !["draft", "cancelled"].includes(this.props.record.data.phase) && this.seconds > 0;
    }

    get text() {
        return formatLeft(this.seconds);
    }
}

registry.category("view_widgets").add("outlet_session_countdown", {
    component: SessionCountdown,
    fieldDependencies: [
        { name: "date_start", type: "datetime" },
        { name: "date_end", type: "datetime" },
        { name: "server_now", type: "datetime" },
        { name: "phase", type: "selection" },
    ],
});
