// The worker of a site that browsers are not to keep any more (BOOK_OFFLINE=no): it takes the place of
// the one before, whatever is wrong with that, forgets what was kept, and is gone.

import { Shelf } from "./shelf";

declare const self: ServiceWorkerGlobalScope;

const { registration } = self;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => {
  event.waitUntil(new Shelf(registration.scope).end().then(() => registration.unregister()));
});
