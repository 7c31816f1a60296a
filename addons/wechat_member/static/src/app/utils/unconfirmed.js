/**
 * What sales did to cards and the server has not been told yet.
 *
 * Kept in the browser, so that it survives a reload: a sale that is on the server is not
 * sent again, and with it nobody would say its points any more.
 */
import { browser } from "@web/core/browser/browser";

const getKey = (tillId) => `wechat_member.unconfirmed.${tillId}`;

/**
 * @param {number} tillId
 * @returns {[number, Object][]} orders with what they did to cards, the oldest first
 */
export function readUnconfirmed(tillId) {
    return JSON.parse(browser.localStorage.getItem(getKey(tillId)) || "[]");
}

function write(tillId, kept) {
    if (kept.length) {
        browser.localStorage.setItem(getKey(tillId), JSON.stringify(kept));
    } else {
        browser.localStorage.removeItem(getKey(tillId));
    }
}

export function keepUnconfirmed(tillId, orderId, changes) {
    const others = readUnconfirmed(tillId).filter(([id]) => id !== orderId);
    write(tillId, [...others, [orderId, changes]]);
}

export function dropUnconfirmed(tillId, orderId) {
    write(
        tillId,
        readUnconfirmed(tillId).filter(([id]) => id !== orderId)
    );
}
