import { _t } from "@web/core/l10n/translation";

export const STATUSES = ["ok", "note", "error", "duplicate", "done"];
export const FATES = ["new", "changed", "same", "left_out", "corrected"];

/** The counters of an import, as cards and chips. */
export function getCards() {
    return [
        { status: "ok", label: _t("Ready"), icon: "fa-check" },
        { status: "note", label: _t("With notes"), icon: "fa-info" },
        { status: "error", label: _t("Errors"), icon: "fa-exclamation" },
        { status: "duplicate", label: _t("Unchanged or repeated"), icon: "fa-clone" },
        { status: "done", label: _t("Brought in"), icon: "fa-flag-checkered" },
    ];
}

export function getChips() {
    return [
        { name: "new", label: _t("New rows") },
        { name: "changed", label: _t("Changed") },
        { name: "same", label: _t("Unchanged") },
        { name: "left_out", label: _t("Left out") },
        { name: "corrected", label: _t("Corrected") },
    ];
}

/** One sentence on where the import stands. */
export function tellHeadline({ progress, counts, remaining, isRunning, isGoingOn, isAllOrNothing }) {
    const { done, total } = progress;
    if (isRunning) {
        return _t("Importing… %(done)s of %(total)s rows", { done, total });
    }
    if (isGoingOn) {
        return _t("The server goes on by itself: %(done)s of %(total)s rows", { done, total });
    }
    if (remaining) {
        return tellOpen(done, total, isAllOrNothing && counts.error);
    }
    return tellDone(done, counts.error);
}

function tellOpen(done, total, errors) {
    if (errors) {
        return _t("All or nothing: correct %(errors)s rows first.", { errors });
    }
    if (done) {
        return _t("Stopped half-way: %(done)s of %(total)s rows are in.", { done, total });
    }
    return _t("Checked. Nothing has changed yet.");
}

function tellDone(done, errors) {
    if (done && errors) {
        return _t("%(done)s rows are in; %(errors)s rows need correcting.", { done, errors });
    }
    if (done) {
        return _t("All through: %(done)s rows are in.", { done });
    }
    return _t("There is nothing to import in this file.");
}

/** How long it will take, or nothing while nobody knows. */
export function tellTimeLeft(seconds) {
    if (seconds === null) {
        return "";
    }
    return seconds < 60
        ? _t("about %(count)s seconds left", { count: Math.max(seconds, 1) })
        : _t("about %(count)s minutes left", { count: Math.round(seconds / 60) });
}

/** What the badge says: an open row tells its fate, the others their status. */
export function statusOf(row) {
    if (row.status === "duplicate" && row.fate === "same") {
        return "same";
    }
    if (row.status !== "ok") {
        return row.status;
    }
    return row.is_left_out ? "left_out" : row.fate;
}
