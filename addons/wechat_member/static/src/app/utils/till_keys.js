import { useExternalListener } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * Keys of the till, for cashiers with keyboard and scanner and no mouse.
 *
 * While a dialog is open the keys belong to the dialog.
 *
 * @param {Object} keys what to do, by the name of the key ("F2"); a function that returns
 *      false leaves the key to the browser
 */
export function useTillKeys(keys) {
    const overlay = useService("overlay");
    useExternalListener(window, "keydown", (ev) => {
        const act = keys[ev.key];
        const busy = Object.keys(overlay.overlays).length > 0;
        if (!act || busy || ev.repeat || ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        if (act() !== false) {
            ev.preventDefault();
            // the next scan goes to the till, not into the field that had the focus
            document.activeElement?.blur();
        }
    });
}

/**
 * What a scanner typed while the focus was in a search field: digits no product is
 * called by.
 *
 * @param {String} text
 * @returns {Boolean}
 */
export function isScanned(text) {
    return /^\d{8,}$/.test(text);
}
