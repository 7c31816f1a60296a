import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ImportRunner, percentDone, secondsLeft } from "./import_runner";
import { ROW_FIELDS, getRowsDomain } from "./import_rows";
import {
    FATES,
    STATUSES,
    getCards,
    getChips,
    statusOf,
    tellHeadline,
    tellTimeLeft,
} from "./import_words";

const PAGE = 40;
const LOOK_AGAIN_MS = 4000;

/** What was found in a workbook, row by row, and the run that brings it in. */
export class OutletImportRun extends Component {
    static template = "brand_outlet.ImportRun";
    static components = { Pager };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.cards = getCards();
        this.chips = getChips();
        this.state = useState({
            filter: this.counts.error ? "error" : false,
            offset: 0,
            rows: [],
            total: 0,
            progress: null,
            isRunning: false,
            failure: "",
            left: null,
        });
        onWillStart(() => this.loadRows());
        onWillUpdateProps((nextProps) => this.loadRows(nextProps));
        const timer = browser.setInterval(() => this.lookAgain(), LOOK_AGAIN_MS);
        onWillUnmount(() => {
            browser.clearInterval(timer);
            this.runner?.stop();
        });
    }

    get data() {
        return this.props.record.data;
    }

    get counts() {
        return Object.fromEntries(
            [...STATUSES, ...FATES].map((name) => [name, this.data[`count_${name}`]])
        );
    }

    get remaining() {
        const { ok, note } = this.counts;
        return this.state.progress ? this.state.progress.remaining : ok + note;
    }

    get progress() {
        const { done } = this.counts;
        return this.state.progress || { done, total: done + this.remaining };
    }

    get percent() {
        return percentDone(this.progress);
    }

    get isStarted() {
        return this.state.isRunning || this.progress.done > 0;
    }

    /** The browser was closed, or it is another one: the server brings in the rest. */
    get isGoingOn() {
        return this.data.is_going_on && !this.state.isRunning && Boolean(this.remaining);
    }

    get headline() {
        return tellHeadline({
            progress: this.progress,
            counts: this.counts,
            remaining: this.remaining,
            isRunning: this.state.isRunning,
            isGoingOn: this.isGoingOn,
            isAllOrNothing: this.data.all_or_nothing,
        });
    }

    get timeLeft() {
        return this.state.isRunning ? tellTimeLeft(this.state.left) : "";
    }

    get canChoose() {
        return !this.state.isRunning && ["checked", "done"].includes(this.data.state);
    }

    get canStart() {
        const isBarred = this.data.all_or_nothing && this.counts.error;
        return this.remaining && !this.state.isRunning && !this.isGoingOn && !isBarred;
    }

    isOpen({ status }) {
        return status === "ok" || status === "note";
    }

    statusOf(row) {
        return statusOf(row);
    }

    get bulkLabel() {
        const { filter } = this.state;
        if (!this.canChoose) {
            return "";
        }
        if (filter === "left_out") {
            return _t("take all in again");
        }
        return ["new", "changed", "note"].includes(filter) ? _t("leave all of these out") : "";
    }

    get startLabel() {
        const count = this.remaining;
        return this.isStarted
            ? _t("Continue: %(count)s rows left", { count })
            : _t("Import %(count)s rows", { count });
    }

    get rowsTitle() {
        const { filter } = this.state;
        return filter ? _t("Rows: %(status)s", { status: this.labelOf(filter) }) : _t("All rows");
    }

    rowLabel({ row }) {
        return _t("Row %(row)s", { row });
    }

    labelOf(status) {
        const chip = this.chips.find((one) => one.name === status);
        return chip ? chip.label : this.cards.find((card) => card.status === status).label;
    }

    async loadRows(props = this.props) {
        if (!props.record.resId) {
            return;
        }
        const { length, records } = await this.orm.webSearchRead(
            "outlet.import.line",
            getRowsDomain(props.record.resId, this.state.filter),
            {
                specification: Object.fromEntries(ROW_FIELDS.map((name) => [name, {}])),
                offset: this.state.offset,
                limit: PAGE,
                count_limit: 1000000,
            }
        );
        Object.assign(this.state, { rows: records, total: length });
    }

    async onFilter(status) {
        this.state.filter = this.state.filter === status ? false : status;
        this.state.offset = 0;
        await this.loadRows();
    }

    async onPage({ offset }) {
        this.state.offset = offset;
        await this.loadRows();
    }

    async onRun() {
        if (this.state.isRunning) {
            return;
        }
        const { resId } = this.props.record;
        Object.assign(this.state, { isRunning: true, failure: "" });
        this.isPaused = false;
        this.runner = new ImportRunner((limit) =>
            this.orm.silent.call("outlet.import", "apply_next", [[resId]], { limit })
        );
        const before = this.progress.done;
        const start = performance.now();
        try {
            await this.runner.run((progress) => {
                this.state.progress = progress;
                this.state.left = secondsLeft(progress, before, performance.now() - start);
            });
        } catch (error) {
            // A closed laptop lid, a colleague at the same file: say it, offer to go on.
            this.state.failure =
                error.data?.message || _t("The connection was lost. What is in stays in.");
        }
        if (this.isPaused) {
            await this.orm.call("outlet.import", "pause_run", [[resId]]);
        }
        Object.assign(this.state, { isRunning: false, left: null });
        await this.reload();
    }

    async onStop() {
        if (this.state.isRunning) {
            // the batch under way ends; what is said then counts
            this.isPaused = true;
            this.runner.stop();
            return;
        }
        await this.orm.call("outlet.import", "pause_run", [[this.props.record.resId]]);
        await this.reload();
    }

    /** Follow what the server does without this browser. */
    async lookAgain() {
        if (this.isGoingOn && !this.isLooking) {
            this.isLooking = true;
            await this.props.record.load();
            this.state.progress = null;
            this.isLooking = false;
        }
    }

    async onCheck() {
        await this.orm.call("outlet.import", "action_check", [[this.props.record.resId]]);
        await this.reload();
    }

    async onToggle(row) {
        await this.leaveOut([row.id], !row.is_left_out);
    }

    async onBulk() {
        const { filter } = this.state;
        const isLeftOut = filter !== "left_out";
        await this.leaveOut(null, isLeftOut, isLeftOut ? filter : null);
        this.state.filter = false;
        await this.loadRows();
    }

    async leaveOut(ids, isLeftOut, only = null) {
        const { resId } = this.props.record;
        await this.orm.call("outlet.import", "set_left_out", [[resId], ids, isLeftOut, only]);
        await this.props.record.load();
        this.state.progress = null;
        await this.loadRows();
    }

    async onGiveBack() {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "outlet.import",
            views: [[false, "form"]],
            context: { default_kind: this.data.kind, default_agent_id: this.data.agent_id?.id },
        });
    }

    /** "action_error_file": the wrong rows; "action_answer_file": the whole file. */
    async onDownload(method) {
        const { resId } = this.props.record;
        await this.action.doAction(await this.orm.call("outlet.import", method, [[resId]]));
    }

    async onOpen(row) {
        const action = await this.orm.call("outlet.import.line", "action_open_record", [[row.id]]);
        await this.action.doAction(action);
    }

    async reload() {
        await this.props.record.load();
        this.state.progress = null;
        this.state.offset = 0;
        this.state.filter = this.counts.error ? "error" : false;
        await this.loadRows();
    }
}

export const outletImportRun = {
    component: OutletImportRun,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "kind", type: "selection" },
        { name: "agent_id", type: "many2one" },
        { name: "all_or_nothing", type: "boolean" },
        { name: "is_going_on", type: "boolean" },
        ...[...STATUSES, ...FATES].map((status) => ({
            name: `count_${status}`,
            type: "integer",
        })),
    ],
};

registry.category("view_widgets").add("outlet_import_run", outletImportRun);
