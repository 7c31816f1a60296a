import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";

const SPARK = { width: 100, height: 28 };

/**
 * The points of a sparkline as an SVG path, empty where there is no course to show.
 *
 * @param {number[]} values
 * @returns {string}
 */
export function sparkPath(values) {
    if (values.length < 2 || !values.some(Boolean)) {
        return "";
    }
    const top = Math.max(...values, 0);
    const low = Math.min(...values, 0);
    const span = top - low || 1;
    const step = SPARK.width / (values.length - 1);
    return values
        .map((value, index) => {
            const y = SPARK.height - ((value - low) / span) * SPARK.height;
            return `${index ? "L" : "M"}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
        })
        .join(" ");
}

/**
 * A figure as people read it: no fen on sums, no decimals on pieces.
 *
 * @param {number|null|false} value
 * @param {string} unit
 * @param {number} currencyId
 */
export function formatFigure(value, unit, currencyId) {
    if (value === null || value === undefined || value === false) {
        return "–";
    }
    switch (unit) {
        case "money":
            return formatMonetary(value, {
                currencyId,
                digits: Math.abs(value) >= 100 ? [16, 0] : undefined,
            });
        case "price":
            return formatMonetary(value, { currencyId });
        case "percent":
            return `${formatFloat(value, { digits: [16, 1] })}%`;
        case "change":
            return formatChange(value);
        case "decimal":
            return formatFloat(value, { digits: [16, 1] });
        case "days":
            return _t("%(days)s days", { days: formatFloat(value, { digits: [16, 0] }) });
        case "minutes":
            return _t("%(minutes)s min", { minutes: formatFloat(value, { digits: [16, 0] }) });
        default:
            return formatFloat(value, { digits: [16, 0] });
    }
}

/**
 * A change with its sign, in per cent or, between two shares, in percentage points.
 *
 * @param {number} value
 * @param {string} [unit]
 */
export function formatChange(value, unit) {
    const rounded = Math.round(value);
    const signed = `${rounded > 0 ? "+" : ""}${rounded}`;
    return unit === "points" ? _t("%(points)s points", { points: signed }) : `${signed}%`;
}

/** Whether a change is worth a colour: up, down, or neither. */
export function trendOf(delta) {
    if (delta === null || delta === undefined || Math.round(delta) === 0) {
        return "flat";
    }
    return delta > 0 ? "up" : "down";
}

/**
 * Rows of a bar list with the width of their bars in per cent of the longest.
 *
 * @param {{value: number}[]} rows
 * @param {number} [full] the value of a full bar
 */
export function withWidths(rows, full) {
    const longest = full || Math.max(...rows.map((row) => row.value), 0) || 1;
    return rows.map((row) => ({
        ...row,
        width: Math.max(0, Math.min(100, (100 * row.value) / longest)),
    }));
}

/** Whether nothing was sold in the period: the desk then shows the next step. */
export function isEmptyDesk(desk) {
    return !desk.trend.pieces.some(Boolean);
}
