import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ImportRunner, percentDone, secondsLeft } from "./import_runner";

const PAGE = 40;
const OPEN = ["status", "in", ["ok", "note"]];
const ROW_FIELDS = [
    ...["sheet", "row", "status", "fate", "is_left_out", "summary", "message"],
    ...["changes", "res_model", "res_id"],
];
const STATUSES = ["ok", "note", "error", "duplicate", "done"];
const FATES = ["new", "changed", "same", "left_out", "corrected"];
/** The rows a counter counts, as a domain. */
const FILTERS = {
    ok: [["is_left_out", "=", false]],
    note: [["is_left_out", "=", false]],
    new: [OPEN, ["is_left_out", "=", false], ["fate", "!=", "changed"]],
    changed: [OPEN, ["is_left_out", "=", false], ["fate", "=", "changed"]],
    same: [
        ["fate", "=", "same"],
        ["status", "=", "duplicate"],
    ],
    left_out: [OPEN, ["is_left_out", "=", true]],
};

/** What was found in a workbook, row by row, and the run that brings it in. */
export class OutletImportRun extends Component {
    static template = "brand_outlet.ImportRun";
    static components = { Pager };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.cards = [
            { status: "ok", label: _t("Ready"), icon: "fa-check" },
            { status: "note", label: _t("With notes"), icon: "fa-info" },
            { status: "error", label: _t("Errors"), icon: "fa-exclamation" },
            { status: "duplicate", label: _t("Unchanged or repeated"), icon: "fa-clone" },
            { status: "done", label: _t("Brought in"), icon: "fa-flag-checkered" },
        ];
        this.chips = [
            { name: "new", label: _t("New rows") },
            { name: "changed", label: _t("Changed") },
            { name: "same", label: _t("Unchanged") },
            { name: "left_out", label: _t("Left out") },
            { name: "corrected", label: _t("Corrected") },
        ];
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
        onWillUnmount(() => this.runner?.stop());
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

    get headline() {
        const { done, total } = this.progress;
        if (this.state.isRunning) {
            return _t("Importing… %(done)s of %(total)s rows", { done, total });
        }
        if (this.data.all_or_nothing && this.remaining && this.counts.error) {
            return _t("All or nothing: correct %(errors)s rows first.", {
                errors: this.counts.error,
            });
        }
        if (this.remaining && done) {
            return _t("Stopped half-way: %(done)s of %(total)s rows are in.", { done, total });
        }
        if (this.remaining) {
            return _t("Checked. Nothing has changed yet.");
        }
        if (done && this.counts.error) {
            return _t("%(done)s rows are in; %(errors)s rows need correcting.", {
                done,
                errors: this.counts.error,
            });
        }
        if (done) {
            return _t("All through: %(done)s rows are in.", { done });
        }
        return _t("There is nothing to import in this file.");
    }

    get timeLeft() {
        const { left } = this.state;
        if (!this.state.isRunning || left === null) {
            return "";
        }
        return left < 60
            ? _t("about %(count)s seconds left", { count: Math.max(left, 1) })
            : _t("about %(count)s minutes left", { count: Math.round(left / 60) });
    }

    get canChoose() {
        return !this.state.isRunning && ["checked", "done"].includes(this.data.state);
    }

    get canStart() {
        const isBarred = this.data.all_or_nothing && this.counts.error;
        return this.remaining && !this.state.isRunning && !isBarred;
    }

    isOpen({ status }) {
        return status === "ok" || status === "note";
    }

    /** What the badge says: an open row tells its fate, the others their status. */
    statusOf(row) {
        if (row.status === "duplicate" && row.fate === "same") {
            return "same";
        }
        if (row.status !== "ok") {
            return row.status;
        }
        return row.is_left_out ? "left_out" : row.fate;
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

    get rowsDomain() {
        const domain = [["import_id", "=", this.props.record.resId]];
        const { filter } = this.state;
        if (STATUSES.includes(filter) || filter === "corrected") {
            domain.push(["status", "=", filter]);
        }
        return [...domain, ...(FILTERS[filter] || [])];
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
            this.rowsDomain,
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
        Object.assign(this.state, { isRunning: false, left: null });
        await this.reload();
    }

    onStop() {
        this.runner.stop();
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

    async onDownloadErrors() {
        const action = await this.orm.call("outlet.import", "action_error_file", [
            [this.props.record.resId],
        ]);
        await this.action.doAction(action);
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
        ...[...STATUSES, ...FATES].map((status) => ({
            name: `count_${status}`,
            type: "integer",
        })),
    ],
};

registry.category("view_widgets").add("outlet_import_run", outletImportRun);
