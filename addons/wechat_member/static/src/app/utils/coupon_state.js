/**
 * What a cashier can do with a coupon of the member right now.
 *
 * @param {Object} coupon as the server describes it: { minimum, held }
 * @param {Object} basket { used, empty, total, offline }
 * @returns {{ key: "used"|"held"|"offline"|"empty"|"short"|"ready", missing: number }}
 */
export function couponState(coupon, basket) {
    const missing = Math.max(0, coupon.minimum - basket.total);
    let key = "ready";
    if (basket.used) {
        key = "used";
    } else if (coupon.held) {
        key = "held";
    } else if (basket.offline) {
        key = "offline";
    } else if (basket.empty) {
        key = "empty";
    } else if (missing > 0) {
        key = "short";
    }
    return { key, missing };
}

/**
 * Whole numbers as such, other balances with two digits.
 *
 * @param {number} points
 */
export function formatPoints(points) {
    return new Intl.NumberFormat("en-US", {
        maximumFractionDigits: Number.isInteger(points) ? 0 : 2,
    }).format(points);
}
