/**
 * Which coupons save a member most on a basket. Pure: no till, no server.
 *
 * basket: { lines: [{ product, qty, total }] }, totals with tax, after promotions.
 * option: one benefit of one coupon:
 *   { card, mayCombine, paid, expires, global, kind: "percent"|"amount"|"product",
 *     value, most, applies: "order"|"cheapest"|"specific", products: Set|null, qty,
 *     rules: [{ minimum, minimumQty, products: Set|null }] }
 * `products` are those the benefit or the rule is limited to, null means all.
 */

// An order of more coupons than these nobody can explain to a customer.
export const MOST_TOGETHER = 3;
const CENT = 0.005;
const NEVER = "9999-12-31";

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const has = (products, line) => !products || products.has(line.product);

function meetsRules(option, basket) {
    return option.rules.every((rule) => {
        const lines = basket.lines.filter((line) => has(rule.products, line));
        return (
            lines.length > 0 &&
            sum(lines.map((line) => line.qty)) >= rule.minimumQty &&
            sum(lines.map((line) => line.total)) + CENT >= rule.minimum
        );
    });
}

/** What of each line the benefit can be taken from. */
function getParts(option, basket, left) {
    if (option.kind === "product") {
        let pieces = option.qty;
        return basket.lines.map((line, index) => {
            const free = has(option.products, line) ? Math.min(pieces, line.qty) : 0;
            pieces -= free;
            return Math.min(left[index], free && (line.total / line.qty) * free);
        });
    }
    if (option.applies === "cheapest") {
        const unit = (line) => line.total / line.qty;
        const eligible = basket.lines.filter((line) => has(option.products, line));
        const cheapest = eligible.toSorted((a, b) => unit(a) - unit(b))[0];
        return basket.lines.map((line, index) => (line === cheapest ? left[index] : 0));
    }
    return basket.lines.map((line, index) =>
        option.applies === "order" || has(option.products, line) ? left[index] : 0
    );
}

/** Use one benefit on what is left to pay per line; null if it cannot be used. */
function use(option, basket, left) {
    const due = sum(left);
    if (option.rules.some((rule) => rule.minimum > due + CENT)) {
        return null;
    }
    const parts = getParts(option, basket, left);
    const base = sum(parts);
    let saved = base;
    if (option.kind === "percent") {
        saved = (base * option.value) / 100;
    } else if (option.kind === "amount") {
        saved = option.value;
    }
    saved = Math.min(saved, option.most || Infinity, base);
    // A coupon that was paid for is not burnt for less than it cost.
    if (saved < CENT || saved + CENT < option.paid) {
        return null;
    }
    return { saved, left: left.map((amount, index) => amount - (saved * parts[index]) / base) };
}

/**
 * What a sequence of benefits saves together, or null if one of them cannot be used.
 */
export function savingOf(sequence, basket) {
    let left = basket.lines.map((line) => line.total);
    let saved = 0;
    for (const option of sequence) {
        const step = meetsRules(option, basket) && use(option, basket, left);
        if (!step) {
            return null;
        }
        saved += step.saved;
        left = step.left;
    }
    return saved;
}

/** Whether a benefit may follow those that are used already. */
export function mayFollow(option, sequence) {
    const last = sequence.at(-1);
    return (
        sequence.length < MOST_TOGETHER &&
        sequence.every((used) => used.card !== option.card) &&
        (option.mayCombine || sequence.every((used) => used.mayCombine)) &&
        !(option.global && sequence.some((used) => used.global)) &&
        // Free goods are taken off first, whatever the order of the coupons.
        !(option.kind === "product" && last && last.kind !== "product")
    );
}

function compareTexts(a, b) {
    return a < b ? -1 : Number(a > b);
}

/**
 * More saved first; then fewer coupons, those that expire first, those that cost the
 * member less, and the older ones.
 */
function compare(a, b) {
    const cards = (found) => found.sequence.map((option) => option.card).sort((x, y) => x - y);
    const expires = (found) =>
        found.sequence
            .map((option) => option.expires || NEVER)
            .sort()
            .join();
    const paid = (found) => sum(found.sequence.map((option) => option.paid));
    const cents = (found) => Math.round(found.saved * 100);
    return (
        cents(b) - cents(a) ||
        a.sequence.length - b.sequence.length ||
        compareTexts(expires(a), expires(b)) ||
        paid(a) - paid(b) ||
        compareTexts(cards(a).join(), cards(b).join())
    );
}

function* walk(options, basket, sequence = []) {
    for (const option of options) {
        if (mayFollow(option, sequence)) {
            const longer = [...sequence, option];
            const saved = savingOf(longer, basket);
            if (saved !== null) {
                yield { sequence: longer, saved };
                yield* walk(options, basket, longer);
            }
        }
    }
}

/**
 * Find the coupons that save most on the basket.
 *
 * @returns {{ sequence: Object[], saved: number, next: Object|null }} `sequence` in the
 *  order of use, empty when none fits; `next` is what would be best without the first.
 */
export function findBest(options, basket) {
    let best = { sequence: [], saved: 0 };
    const found = [...walk(options, basket)];
    const better = (a, b) => (!b.sequence.length || compare(a, b) < 0 ? a : b);
    for (const candidate of found) {
        best = better(candidate, best);
    }
    const first = best.sequence[0]?.card;
    let next = { sequence: [], saved: 0 };
    for (const candidate of found) {
        if (candidate.sequence.every((option) => option.card !== first)) {
            next = better(candidate, next);
        }
    }
    return { ...best, next: next.sequence.length ? next : null };
}
