import { describe, expect, test } from "@odoo/hoot";
import { makeMockEnv, serverState } from "@web/../tests/web_test_helpers";
import {
    formatChange,
    formatFigure,
    isEmptyDesk,
    sparkPath,
    trendOf,
    withWidths,
} from "@brand_outlet/desk/desk_figures";

describe.current.tags("headless");

test("a course becomes a line from the first value to the last", () => {
    expect(sparkPath([0, 5, 10])).toBe("M0.0 28.0 L50.0 14.0 L100.0 0.0");
});

test("a loss stays within the picture", () => {
    expect(sparkPath([-10, 10])).toBe("M0.0 28.0 L100.0 0.0");
});

test("no line is drawn where nothing happened", () => {
    expect(sparkPath([])).toBe("");
    expect(sparkPath([7])).toBe("");
    expect(sparkPath([0, 0, 0])).toBe("");
});

test("a change has a sign and, between shares, no per cent", () => {
    expect(formatChange(12.4)).toBe("+12%");
    expect(formatChange(-3.6)).toBe("-4%");
    expect(formatChange(0.2)).toBe("0%");
});

test("a change too small to see has no colour, a missing one neither", () => {
    expect([12, -12, 0.2, null, undefined].map(trendOf)).toEqual([
        "up",
        "down",
        "flat",
        "flat",
        "flat",
    ]);
});

test("bars are measured by the longest or by what is full", () => {
    const rows = [{ value: 20 }, { value: 5 }, { value: -1 }];
    expect(withWidths(rows).map((row) => row.width)).toEqual([100, 25, 0]);
    expect(withWidths(rows, 40).map((row) => row.width)).toEqual([50, 12.5, 0]);
    expect(withWidths([])).toEqual([]);
});

test("a desk without a sale tells the next step", () => {
    expect(isEmptyDesk({ trend: { pieces: [0, 0] } })).toBe(true);
    expect(isEmptyDesk({ trend: { pieces: [] } })).toBe(true);
    expect(isEmptyDesk({ trend: { pieces: [0, 3] } })).toBe(false);
});

test("figures read as people write them", async () => {
    serverState.currencies = [{ id: 1, name: "CNY", symbol: "¥", position: "before", digits: [69, 2] }];
    await makeMockEnv();
    const text = (value, unit) => `${formatFigure(value, unit, 1)}`.replace(/\u00a0/g, " ");
    expect(text(1234.56, "money")).toBe("¥ 1,235");
    expect(text(12.5, "money")).toBe("¥ 12.50");
    expect(text(1234.56, "price")).toBe("¥ 1,234.56");
    expect(text(33.333, "percent")).toBe("33.3%");
    expect(text(1234, "pieces")).toBe("1,234");
    expect(text(0, "pieces")).toBe("0");
    expect(text(null, "money")).toBe("–");
    expect(text(false, "minutes")).toBe("–");
});
