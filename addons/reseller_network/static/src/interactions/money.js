/** @returns {string} an amount as it is spoken: ¥1,219 or ¥316.94 */
export function formatMoney(amount, symbol) {
    const text = Math.abs(amount)
        .toFixed(2)
        .replace(/\.00$/, "")
        .replace(/\B(?=(\d{3})+(?!\d))/, ",");
    return `${amount < 0 ? "-" : ""}${symbol}${text}`;
}

/**
 * The price meant by what was typed: yuan, mark-up per cent on the take price, or
 * tenths of the tag price. The latter two are rounded to whole yuan.
 */
export function priceFromEntry(kind, value, take, tag) {
    if (kind === "price") {
        return Math.round(value * 100) / 100;
    }
    const raw = kind === "markup" ? take * (1 + value / 100) : (tag * value) / 10;
    const rounded = Math.round(raw);
    return raw <= tag ? Math.min(rounded, tag) : rounded;
}
