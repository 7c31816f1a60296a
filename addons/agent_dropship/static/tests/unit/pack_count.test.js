import { describe, expect, test } from "@odoo/hoot";
import {
    cleanCode,
    countCode,
    isComplete,
    startCount,
    totalOf,
} from "@agent_dropship/dispatch_pack/pack_count";

const LINES = [
    { id: 1, codes: ["6900000000017", "T-COAT"], asked: 2 },
    { id: 2, codes: ["T-SCARF"], asked: 1 },
    { id: 3, codes: ["T-SCARF"], asked: 1 },
];

describe.current.tags("headless");

test("codes are read as people and scanners type them", () => {
    expect(cleanCode(" ｔ-coat ")).toBe("T-COAT");
    expect(cleanCode("")).toBe("");
});

test("every piece counts once, the same article fills one line after the other", () => {
    const counts = startCount(LINES);
    expect(countCode(LINES, counts, "t-scarf").line.id).toBe(2);
    expect(countCode(LINES, counts, "T-SCARF").line.id).toBe(3);
    expect(countCode(LINES, counts, "T-SCARF").verdict).toBe("too_many");
    expect(countCode(LINES, counts, "T-HAT").verdict).toBe("foreign");
    expect(totalOf(LINES, counts)).toEqual({ done: 2, asked: 4 });
    expect(isComplete(LINES, counts)).toBe(false);
    countCode(LINES, counts, "6900000000017");
    countCode(LINES, counts, "T-COAT");
    expect(isComplete(LINES, counts)).toBe(true);
});
