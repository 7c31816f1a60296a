import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ImportRunner, percentDone } from "./import_runner";

const PAGE = 40;
const ROW_FIELDS = ["sheet", "row", "status", "summary", "message", "res_model", "res_id"];

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
            { status: "duplicate", label: _t("Duplicates"), icon: "fa-clone" },
            { status: "done", label: _t("Brought in"), icon: "fa-flag-checkered" },
        ];
        this.state = useState({
            filter: this.counts.error ? "error" : false,
            offset: 0,
            rows: [],
            total: 0,
            progress: null,
            isRunning: false,
            failure: "",
        });
        onWillStart(() => this.loadRows());
        onWillUpdateProps((nextProps) => this.loadRows(nextProps));
        onWillUnmount(() => this.runner?.stop());
    }

    get data() {
        return this.props.record.data;
    }

    get counts() {
        const { count_ok, count_note, count_error, count_duplicate, count_done } = this.data;
        return {
            ok: count_ok,
            note: count_note,
            error: count_error,
            duplicate: count_duplicate,
            done: count_done,
        };
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
        if (this.state.filter) {
            domain.push(["status", "=", this.state.filter]);
        }
        return domain;
    }

    labelOf(status) {
        return this.cards.find((card) => card.status === status).label;
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
        try {
            await this.runner.run((progress) => (this.state.progress = progress));
        } catch (error) {
            // A closed laptop lid, a colleague at the same file: say it, offer to go on.
            this.state.failure =
                error.data?.message || _t("The connection was lost. What is in stays in.");
        }
        this.state.isRunning = false;
        await this.reload();
    }

    onStop() {
        this.runner.stop();
    }

    async onCheck() {
        await this.orm.call("outlet.import", "action_check", [[this.props.record.resId]]);
        await this.reload();
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
        ...["ok", "note", "error", "duplicate", "done"].map((status) => ({
            name: `count_${status}`,
            type: "integer",
        })),
    ],
};

registry.category("view_widgets").add("outlet_import_run", outletImportRun);
