import { describe, expect, test } from "@odoo/hoot";
import { couponState, formatPoints } from "@wechat_member/app/utils/coupon_state";

const coupon = { minimum: 300, held: "" };
const basket = { used: false, empty: false, total: 400, offline: false };

describe.current.tags("headless");

test("a coupon whose terms are met is ready", () => {
    expect(couponState(coupon, basket)).toEqual({ key: "ready", missing: 0 });
});

test("what is missing to the minimum is told", () => {
    expect(couponState(coupon, { ...basket, total: 260 })).toEqual({ key: "short", missing: 40 });
});

test("a minimum of exactly the total is met", () => {
    expect(couponState(coupon, { ...basket, total: 300 }).key).toBe("ready");
});

test("an empty order cannot use a coupon", () => {
    expect(couponState(coupon, { ...basket, empty: true, total: 0 }).key).toBe("empty");
});

test("a coupon held by another till cannot be used", () => {
    expect(couponState({ ...coupon, held: "elsewhere" }, basket).key).toBe("held");
});

test("a coupon on this order can be taken back, also when offline", () => {
    expect(couponState(coupon, { ...basket, used: true, offline: true }).key).toBe("used");
});

test("an offline till offers no coupon", () => {
    expect(couponState(coupon, { ...basket, offline: true }).key).toBe("offline");
});

test("whole points are shown whole", () => {
    expect(formatPoints(1280)).toBe("1,280");
    expect(formatPoints(462.24)).toBe("462.24");
});
