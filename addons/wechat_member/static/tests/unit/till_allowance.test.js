import { describe, expect, test } from "@odoo/hoot";
import { allows, merge, spend } from "@wechat_member/app/utils/till_allowance";

const { DateTime } = luxon;
const NOW = DateTime.fromISO("2026-03-10T10:00:00Z");
const NOTHING = { coupons: {}, value: {} };
const allowance = (spent = NOTHING) => ({
    token: "sealed",
    until: "2026-03-10 12:00:00",
    coupons: { 7: 2 },
    value: 100,
    spent,
});
const coupon = (vals) => ({
    cardId: 1,
    programId: 7,
    kind: "coupon",
    points: 1,
    balance: 1,
    ...vals,
});
const money = (points, vals) => ({ cardId: 5, kind: "money", points, balance: 500, ...vals });

describe.current.tags("headless");

test("without an allowance, and after its end, nothing is redeemed", () => {
    expect(allows(null, [coupon()], NOW)).toBe(false);
    expect(allows({ ...allowance(), token: undefined }, [coupon()], NOW)).toBe(false);
    expect(allows(allowance(), [coupon()], NOW.plus({ hours: 2 }))).toBe(false);
    expect(allows(allowance(), [coupon()], NOW.plus({ hours: 2 }).minus(1))).toBe(true);
});

test("the end is in UTC wherever the till stands", () => {
    const there = NOW.setZone("Asia/Shanghai");
    expect(allows(allowance(), [coupon()], there)).toBe(true);
    expect(allows(allowance(), [coupon()], there.plus({ hours: 3 }))).toBe(false);
});

test("so many pieces of a coupon, over orders and in one", () => {
    let left = allowance();
    for (const allowed of [true, true, false]) {
        expect(allows(left, [coupon()], NOW)).toBe(allowed);
        left = spend(left, [coupon()]);
    }
    expect(allows(allowance(), [coupon(), coupon(), coupon()], NOW)).toBe(false);
});

test("no other coupon, no points, nothing the till saw empty", () => {
    expect(allows(allowance(), [coupon({ programId: 8 })], NOW)).toBe(false);
    expect(allows(allowance(), [coupon({ kind: "other" })], NOW)).toBe(false);
    expect(allows(allowance(), [coupon({ balance: 0 })], NOW)).toBe(false);
});

test("so much money from each card, to the cent", () => {
    const left = spend(allowance(), [money(60.1)]);
    expect(allows(left, [money(39.9)], NOW)).toBe(true);
    expect(allows(left, [money(39.91)], NOW)).toBe(false);
    expect(allows(left, [money(100, { cardId: 6 })], NOW)).toBe(true);
    expect(allows(allowance(), [money(50, { balance: 49 })], NOW)).toBe(false);
});

test("spending leaves what was there before as it was", () => {
    const before = allowance();
    spend(before, [coupon(), money(10)]);
    expect(before.spent).toEqual(NOTHING);
});

test("one thing too much refuses the whole order", () => {
    expect(allows(allowance(), [coupon(), money(101)], NOW)).toBe(false);
});

test("a fresh allowance knows what the server and this device have counted", () => {
    expect(merge(undefined, undefined)).toEqual(NOTHING);
    expect(merge({ coupons: { 7: 1 }, value: { 5: 30 } }, null)).toEqual({
        coupons: { 7: 1 },
        value: { 5: 30 },
    });
    const own = { coupons: { 7: 2, 8: 1 }, value: { 5: 10 } };
    expect(merge({ coupons: { 7: 1 }, value: { 5: 30 } }, own)).toEqual({
        coupons: { 7: 2, 8: 1 },
        value: { 5: 30 },
    });
});
