import { STATUSES } from "./import_words";

const OPEN = ["status", "in", ["ok", "note"]];
export const ROW_FIELDS = [
    ...["sheet", "row", "status", "fate", "is_left_out", "summary", "message"],
    ...["changes", "res_model", "res_id"],
];
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

/** The rows of an import that a chosen counter counts; all without one. */
export function getRowsDomain(importId, filter) {
    const domain = [["import_id", "=", importId]];
    if (STATUSES.includes(filter) || filter === "corrected") {
        domain.push(["status", "=", filter]);
    }
    return [...domain, ...(FILTERS[filter] || [])];
}
