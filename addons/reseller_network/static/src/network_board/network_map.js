/**
 * Where the provinces lie on the map: one tile each, by the character that stands for
 * them on number plates. [column, row]
 */
export const TILES = {
    黑: [7, 1],
    新: [1, 2],
    蒙: [4, 2],
    京: [5, 2],
    辽: [6, 2],
    吉: [7, 2],
    甘: [2, 3],
    宁: [3, 3],
    晋: [4, 3],
    冀: [5, 3],
    津: [6, 3],
    青: [1, 4],
    陕: [3, 4],
    豫: [4, 4],
    鲁: [5, 4],
    藏: [1, 5],
    蜀: [2, 5],
    渝: [3, 5],
    鄂: [4, 5],
    皖: [5, 5],
    苏: [6, 5],
    沪: [7, 5],
    滇: [2, 6],
    黔: [3, 6],
    湘: [4, 6],
    赣: [5, 6],
    浙: [6, 6],
    桂: [3, 7],
    粤: [4, 7],
    闽: [5, 7],
    台: [6, 7],
    琼: [3, 8],
    澳: [4, 8],
    港: [5, 8],
};

/** How strongly a tile is coloured: 0 for nothing, 1 to 5 by its share of the best. */
export function strengthOf(value, best) {
    if (!value || !best) {
        return 0;
    }
    // the square root lets small provinces be seen beside one large one
    return Math.max(1, Math.ceil(5 * Math.sqrt(value / best)));
}

/**
 * The tiles of the map with the figures of their provinces.
 *
 * @param {Object[]} provinces rows with `code` and the measure
 * @param {string} measure
 */
export function tilesOf(provinces, measure) {
    const known = Object.fromEntries(provinces.map((row) => [row.code, row]));
    const best = Math.max(0, ...provinces.map((row) => row[measure]));
    return Object.entries(TILES).map(([code, [column, row]]) => ({
        code,
        column,
        row,
        province: known[code],
        value: known[code]?.[measure] || 0,
        strength: strengthOf(known[code]?.[measure], best),
    }));
}
