import { describe, expect, test } from "@odoo/hoot";
import {
    dropUnconfirmed,
    keepUnconfirmed,
    readUnconfirmed,
} from "@wechat_member/app/utils/unconfirmed";

describe.current.tags("headless");

test("what was not confirmed is kept per till and in order, once per sale", () => {
    expect(readUnconfirmed(1)).toEqual([]);
    keepUnconfirmed(1, 10, { 5: { points: 3 } });
    keepUnconfirmed(1, 11, { 6: { points: 4 } });
    keepUnconfirmed(1, 10, { 5: { points: 3 } });
    expect(readUnconfirmed(1)).toEqual([
        [11, { 6: { points: 4 } }],
        [10, { 5: { points: 3 } }],
    ]);
    expect(readUnconfirmed(2)).toEqual([]);
});

test("what was confirmed is forgotten", () => {
    keepUnconfirmed(3, 10, {});
    keepUnconfirmed(3, 11, {});
    dropUnconfirmed(3, 10);
    expect(readUnconfirmed(3)).toEqual([[11, {}]]);
    dropUnconfirmed(3, 11);
    dropUnconfirmed(3, 11);
    expect(readUnconfirmed(3)).toEqual([]);
});
