/* Keeps the last page of the member, so that the card opens without a connection. */
const STORE = "member-page";
const PAGE = "/member";
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (ev) => ev.waitUntil(self.clients.claim()));

async function fromServer(request) {
    const response = await fetch(request);
    const store = await caches.open(STORE);
    if (response.ok && !response.redirected && response.type === "basic") {
        await store.put(PAGE, response.clone());
    } else if (response.type === "opaqueredirect") {
        // led to the login: nobody's card is left behind
        await store.delete(PAGE);
    }
    return response;
}

async function show(request) {
    const kept = await (await caches.open(STORE)).match(PAGE);
    const fresh = fromServer(request);
    if (!kept) {
        return fresh;
    }
    const waited = new Promise((done) => setTimeout(() => done(kept), PATIENCE));
    return Promise.race([fresh.catch(() => kept), waited]);
}

self.addEventListener("fetch", (ev) => {
    const { request } = ev;
    const { pathname } = new URL(request.url);
    if (request.method === "GET" && request.mode === "navigate" && pathname === PAGE) {
        ev.respondWith(show(request));
    } else if (request.method === "POST" && pathname === "/member/me/logout") {
        ev.waitUntil(caches.delete(STORE));
    }
});
