/**
 * What this device may still redeem while the till is offline.
 *
 * The server promised it while there was a connection; what is spent is counted here
 * and survives a restart of the browser. The server counts again when orders arrive.
 */

const { DateTime } = luxon;

/**
 * @param {Object} allowance { until, coupons: {program id: pieces}, value, spent: {
 *  coupons: {program id: pieces}, value: {card id: money} } }
 * @param {Object[]} costs [{ cardId, programId, kind: "coupon"|"money"|"other", points,
 *  balance }] with the balance the till last saw
 * @param {DateTime} now
 * @returns {boolean} whether all of it may be redeemed
 */
export function allows(allowance, costs, now = DateTime.now()) {
    if (!allowance?.token || now >= DateTime.fromSQL(allowance.until, { zone: "utc" })) {
        return false;
    }
    const pieces = { ...allowance.spent.coupons };
    for (const cost of costs) {
        if (cost.points > cost.balance) {
            return false;
        }
        if (cost.kind === "coupon") {
            pieces[cost.programId] = (pieces[cost.programId] || 0) + 1;
            if (pieces[cost.programId] > (allowance.coupons[cost.programId] || 0)) {
                return false;
            }
        } else if (cost.kind === "money") {
            const spent = (allowance.spent.value[cost.cardId] || 0) + cost.points;
            if (spent > allowance.value + 1e-6) {
                return false;
            }
        } else {
            return false;
        }
    }
    return true;
}

/**
 * @returns {Object} the allowance after these costs were spent
 */
export function spend(allowance, costs) {
    const coupons = { ...allowance.spent.coupons };
    const value = { ...allowance.spent.value };
    for (const cost of costs) {
        if (cost.kind === "coupon") {
            coupons[cost.programId] = (coupons[cost.programId] || 0) + 1;
        } else {
            value[cost.cardId] = (value[cost.cardId] || 0) + cost.points;
        }
    }
    return { ...allowance, spent: { coupons, value } };
}

/**
 * What the server knows to be spent, and what this device knows besides: the larger of
 * both, as orders the server has counted may be among those of the device.
 *
 * @param {Object} [seen] { coupons, value } as the server counts
 * @param {Object} [own] { coupons, value } as the device counts
 */
export function merge(seen, own) {
    const larger = (kind) => {
        const result = { ...own?.[kind] };
        for (const [key, spent] of Object.entries(seen?.[kind] || {})) {
            result[key] = Math.max(spent, result[key] || 0);
        }
        return result;
    };
    return { coupons: larger("coupons"), value: larger("value") };
}
