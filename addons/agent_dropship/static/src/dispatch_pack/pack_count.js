/**
 * Counts what is scanned for one dispatch. Knows nothing of screen or server.
 */

/** Codes are read by people and machines: case, blanks and full-width forms differ. */
export function cleanCode(text) {
    return (text || "").normalize("NFKC").trim().toUpperCase();
}

export function startCount(lines) {
    return Object.fromEntries(lines.map((line) => [line.id, 0]));
}

/**
 * Take one scanned code.
 *
 * Several lines may hold the same article: the first that still wants a piece gets it.
 *
 * @returns {{line, verdict: "counted" | "foreign" | "too_many"}}
 */
export function countCode(lines, counts, text) {
    const code = cleanCode(text);
    const matching = lines.filter((line) => line.codes.some((one) => cleanCode(one) === code));
    if (!matching.length) {
        return { line: null, verdict: "foreign" };
    }
    const open = matching.find((line) => counts[line.id] < line.asked);
    if (!open) {
        return { line: matching[0], verdict: "too_many" };
    }
    counts[open.id] += 1;
    return { line: open, verdict: "counted" };
}

export function isComplete(lines, counts) {
    return lines.every((line) => counts[line.id] === line.asked);
}

export function totalOf(lines, counts) {
    return {
        done: lines.reduce((sum, line) => sum + counts[line.id], 0),
        asked: lines.reduce((sum, line) => sum + line.asked, 0),
    };
}
