/**
 * What coupons, points and stored value took off a sale goes back with its goods, in the
 * same part: nobody gets money for what he paid with a coupon or with a gift.
 *
 * @param {Array<{value: number, before: number, now: number}>} goods the value of each
 *      line sold, what part of it came back earlier and comes back now (0 to 1)
 * @param {Array<{taken: number, back: number}>} rewards what each line took off (positive)
 *      and what of it came back earlier
 * @param {(amount: number) => number} round
 * @returns {number[]} what of each reward comes back now
 */
export function returnedRewards(goods, rewards, round) {
    const total = goods.reduce((sum, line) => sum + line.value, 0);
    if (total <= 0) {
        return rewards.map(() => 0);
    }
    const back = goods.reduce((sum, line) => sum + line.value * (line.before + line.now), 0);
    const all = goods.every((line) => line.before + line.now > 0.9999);
    const share = all ? 1 : Math.min(1, back / total);
    return rewards.map((line) => Math.max(0, round(line.taken * share - line.back)));
}
