import { describe, expect, test } from "@odoo/hoot";
import { findBest, savingOf } from "@wechat_member/app/utils/best_coupon";

const BASKETS = 3000;

/** The same numbers on every run. */
function makeRandom(seed) {
    let state = seed;
    return (below) => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return Math.floor((state / 2147483648) * below);
    };
}

function makeBasket(random) {
    const lines = Array.from({ length: 1 + random(4) }, (_, index) => {
        const qty = 1 + random(3);
        return { product: index + 1, qty, total: qty * (500 + random(30000)) * 0.01 };
    });
    return { lines };
}

function makeOption(random, card) {
    const kind = ["percent", "amount", "product"][random(3)];
    const applies = kind === "product" ? "specific" : ["order", "specific", "cheapest"][random(3)];
    const products = new Set([1 + random(4), 1 + random(4)]);
    const isMinimum = random(2);
    return {
        card,
        kind,
        applies,
        mayCombine: random(2) === 1,
        global: kind === "percent" && applies === "order",
        products: applies === "order" ? null : products,
        value: kind === "percent" ? 5 + random(90) : 1 + random(80),
        most: random(3) ? 0 : 5 + random(20),
        qty: 1 + random(2),
        paid: random(4) ? 0 : random(30),
        expires: random(2) ? `2026-12-0${1 + random(9)}` : false,
        rules: [
            {
                minimum: isMinimum ? random(300) : 0,
                minimumQty: isMinimum ? 0 : random(4),
                products: random(3) ? null : new Set([1 + random(4)]),
            },
        ],
    };
}

/** Every sequence there is, judged afterwards by the rules of the shop. */
function* allSequences(options, length, sequence = []) {
    if (sequence.length) {
        yield sequence;
    }
    if (sequence.length < length) {
        for (const option of options.filter((one) => !sequence.includes(one))) {
            yield* allSequences(options, length, [...sequence, option]);
        }
    }
}

function isAllowed(sequence) {
    const kinds = sequence.map((option) => option.kind);
    return (
        sequence.filter((option) => !option.mayCombine).length <= 1 &&
        sequence.filter((option) => option.global).length <= 1 &&
        kinds.lastIndexOf("product") < kinds.filter((kind) => kind === "product").length
    );
}

function payWith(sequence, basket) {
    const due = basket.lines.map((line) => line.total);
    const total = () => due.reduce((sum, amount) => sum + amount, 0);
    const gross = total();
    for (const option of sequence) {
        for (const rule of option.rules) {
            const lines = basket.lines.filter((l) => !rule.products || rule.products.has(l.product));
            const pieces = lines.reduce((sum, line) => sum + line.qty, 0);
            const amount = lines.reduce((sum, line) => sum + line.total, 0);
            const enough = amount > rule.minimum - 0.004 && total() > rule.minimum - 0.004;
            if (!lines.length || pieces < rule.minimumQty || !enough) {
                return null;
            }
        }
        const price = (line) => line.total / line.qty;
        let open = basket.lines.filter((l) => !option.products || option.products.has(l.product));
        if (option.kind !== "product" && option.applies === "cheapest") {
            open = open.sort((a, b) => price(a) - price(b)).slice(0, 1);
        }
        let pieces = option.qty;
        const shares = basket.lines.map((line, index) => {
            if (!open.includes(line)) {
                return 0;
            }
            if (option.kind !== "product") {
                return due[index];
            }
            const free = Math.min(pieces, line.qty);
            pieces -= free;
            return Math.min(due[index], free * price(line));
        });
        const base = shares.reduce((sum, share) => sum + share, 0);
        let off = option.kind === "percent" ? (base * option.value) / 100 : base;
        if (option.kind === "amount") {
            off = Math.min(option.value, base);
        }
        if (option.most) {
            off = Math.min(off, option.most);
        }
        if (off < 0.005 || off < option.paid - 0.005) {
            return null;
        }
        shares.forEach((share, index) => (due[index] -= (share / base) * off));
    }
    return gross - total();
}

describe("best coupon", () => {
    test(`is never worse than anything else on ${BASKETS} random baskets`, () => {
        const random = makeRandom(20261123);
        let used = 0;
        let worse = 0;
        let unlawful = 0;
        for (let run = 0; run < BASKETS; run++) {
            const basket = makeBasket(random);
            const options = Array.from({ length: 1 + random(5) }, (_, card) =>
                makeOption(random, card + 1)
            );
            const best = findBest(options, basket);
            let most = 0;
            for (const sequence of allSequences(options, 3)) {
                most = Math.max(most, (isAllowed(sequence) && payWith(sequence, basket)) || 0);
            }
            const real = best.sequence.length ? payWith(best.sequence, basket) : 0;
            worse += real === null || real < most - 0.01;
            unlawful += !isAllowed(best.sequence);
            used += best.sequence.length > 0;
        }
        expect(worse).toBe(0);
        expect(unlawful).toBe(0);
        expect(used).toBeGreaterThan(BASKETS / 3);
    });

    const any = { minimum: 0, minimumQty: 0, products: null };
    const amount = (card, value, more = {}) => ({
        card,
        kind: "amount",
        applies: "order",
        value,
        paid: 0,
        mayCombine: false,
        products: null,
        rules: [any],
        ...more,
    });
    const basket = { lines: [{ product: 1, qty: 1, total: 100 }] };
    const cards = (found) => found.sequence.map((option) => option.card);

    test("what is equal goes to the coupon that expires first", () => {
        const later = amount(1, 10, { expires: "2027-01-01" });
        const sooner = amount(2, 10, { expires: "2026-12-01" });
        expect(cards(findBest([later, sooner, amount(3, 10)], basket))).toEqual([2]);
    });

    test("what is still equal goes to the coupon that cost the member less", () => {
        const bought = amount(1, 10, { paid: 5 });
        expect(cards(findBest([bought, amount(2, 10)], basket))).toEqual([2]);
    });

    test("a coupon that was paid for is not burnt below its worth", () => {
        const small = { lines: [{ product: 1, qty: 1, total: 20 }] };
        const bought = amount(1, 50, { paid: 30 });
        expect(findBest([bought], small).sequence).toEqual([]);
        expect(cards(findBest([bought], basket))).toEqual([1]);
    });

    test("the next best coupon is told", () => {
        const best = findBest([amount(1, 10), amount(2, 15)], basket);
        expect(best.saved).toBe(15);
        expect(cards(best.next)).toEqual([1]);
        expect(best.next.saved).toBe(10);
    });

    test("a basket that meets no terms gets no coupon", () => {
        const far = amount(1, 10, { rules: [{ ...any, minimum: 100.01 }] });
        expect(savingOf([far], basket)).toBe(null);
        expect(findBest([far], basket).sequence).toEqual([]);
    });
});
