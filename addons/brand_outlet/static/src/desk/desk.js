import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { browser } from "@web/core/browser/browser";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import {
    formatChange,
    formatFigure,
    isEmptyDesk,
    sparkPath,
    trendOf,
    withWidths,
} from "./desk_figures";

const PERIOD_KEY = "outlet_desk_period";

/** The first screen of operator, brand and agent. */
export class OutletDesk extends Component {
    static template = "brand_outlet.Desk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("trend");
        this.periods = [
            { key: "today", label: _t("Today") },
            { key: "7", label: _t("7 days") },
            { key: "30", label: _t("30 days") },
            { key: "90", label: _t("90 days") },
        ];
        this.roleNames = { operator: _t("Operator"), brand: _t("Brand"), agent: _t("Agent") };
        this.state = useState({
            period: browser.localStorage.getItem(PERIOD_KEY) || "30",
            where: 0,
            desk: null,
        });
        Object.assign(this, { formatChange, sparkPath, trendOf });
        onWillStart(() => Promise.all([loadBundle("web.chartjs_lib"), this.load()]));
        useEffect(
            () => this.drawTrend(),
            () => [this.state.desk]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get desk() {
        return this.state.desk;
    }

    get isEmpty() {
        return isEmptyDesk(this.desk);
    }

    get where() {
        return withWidths(this.desk.where[this.state.where].rows);
    }

    barsOf(panel) {
        return withWidths(panel.rows, panel.full);
    }

    get periodLabel() {
        return this.periods.find((period) => period.key === this.state.period)?.label;
    }

    format(value, unit) {
        return formatFigure(value, unit, this.desk.currency_id);
    }

    async load(role = this.desk?.role) {
        this.state.desk = await this.orm.call("outlet.desk", "get_desk", [
            this.state.period,
            role || false,
        ]);
    }

    async onPeriod(period) {
        this.state.period = period;
        browser.localStorage.setItem(PERIOD_KEY, period);
        await this.load();
    }

    onRole(role) {
        return this.load(role);
    }

    onWhere(index) {
        this.state.where = index;
    }

    open(action) {
        if (action) {
            this.action.doAction(action);
        }
    }

    drawTrend() {
        this.chart?.destroy();
        this.chart = undefined;
        if (!this.canvas.el || this.isEmpty) {
            return;
        }
        const scheme = cookie.get("color_scheme");
        const { labels, pieces, money } = this.desk.trend;
        const axis = (position, grid) => ({
            position,
            beginAtZero: true,
            border: { display: false },
            grid: { drawOnChartArea: grid, drawTicks: false },
            ticks: { maxTicksLimit: 5, padding: 6 },
        });
        // eslint-disable-next-line no-undef
        this.chart = new Chart(this.canvas.el, {
            data: {
                labels,
                datasets: [
                    {
                        type: "line",
                        label: _t("Amount"),
                        data: money,
                        yAxisID: "money",
                        order: 0,
                        borderColor: getColor(1, scheme, "odoo"),
                        backgroundColor: getColor(1, scheme, "odoo"),
                        borderWidth: 2,
                        pointRadius: labels.length > 14 ? 0 : 2,
                        tension: 0.3,
                    },
                    {
                        type: "bar",
                        label: _t("Pieces"),
                        data: pieces,
                        yAxisID: "pieces",
                        order: 1,
                        backgroundColor: "rgba(113, 99, 158, 0.45)",
                        borderRadius: 3,
                        maxBarThickness: 28,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: {
                    legend: { position: "top", align: "end", labels: { boxWidth: 12 } },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, raw }) =>
                                `${dataset.label} ${this.format(
                                    raw,
                                    dataset.yAxisID === "money" ? "money" : "pieces"
                                )}`,
                        },
                    },
                },
                scales: {
                    x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 16 } },
                    pieces: axis("left", true),
                    money: axis("right", false),
                },
            },
        });
    }
}

registry.category("actions").add("outlet_desk", OutletDesk);
