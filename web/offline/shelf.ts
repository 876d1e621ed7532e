// What this browser keeps of a site. A page is kept with all that it needs or not at all; files are
// kept once, under addresses that name their content, so no page gets those of another build.

import { isNamed, namedFiles, pythonFolder } from "./addresses";
import { searchPageOf, titleOf, versionOf } from "./page-text";

const LAYOUT = "livenet-1"; // of what is kept; another number lets browsers begin anew

/** The header that a kept page gets: the mark of its version, or nothing of a page without one. */
export const VERSION = "Book-Version";

/** A page as its host sends it. */
export interface Fetched {
  html: string;
  version: string;
  headers: Headers;
}

export class Shelf {
  private readonly name: string;
  private ended = false;

  /** `scope` is the site's address: other sites may lie at the same host. */
  constructor(private readonly scope: string) {
    this.name = `${LAYOUT} ${scope}`;
  }

  /** A kept page or file; undefined too where the browser keeps nothing. */
  async find(address: string): Promise<Response | undefined> {
    try {
      return await (await this.open()).match(address);
    } catch {
      return undefined;
    }
  }

  /** The versions of the kept pages by address. */
  async versions(): Promise<Map<string, string>> {
    return new Map(
      (await this.pages()).map(({ address, kept }) => [address, kept.headers.get(VERSION) ?? ""]),
    );
  }

  /** Links to the kept pages that a reader can read; in HTML, those of `edition` first. */
  async links(edition: string): Promise<string> {
    const mine = `${this.scope}${edition}/`;
    const pages = (await this.pages())
      .filter(({ kept }) => kept.headers.get(VERSION))
      .map(({ address, kept }) => ({ address, kept, other: !address.startsWith(mine) }))
      .sort((a, b) => Number(a.other) - Number(b.other) || (a.address < b.address ? -1 : 1));
    const items = pages.map(
      async ({ address, kept }) =>
        `<li><a href="${encodeURI(address)}">${titleOf(await kept.text())}</a></li>`,
    );
    return (await Promise.all(items)).join("");
  }

  /**
   * Ask the host for a page, whatever lies between; what it says is gone is kept no longer.
   *
   * Throws where the host does not answer, or not with the page.
   */
  async fetch(address: string): Promise<Fetched> {
    const answer = await fetch(address, { cache: "no-cache" });
    if (answer.status === 404 || answer.status === 410) await (await this.open()).delete(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    const html = await answer.text();
    const headers = unpacked(answer);
    const version = versionOf(html) ?? "";
    headers.set(VERSION, version);
    return { html, version, headers };
  }

  /** Keep a page with all that it needs, and what every page of its edition leads to. */
  async keep(address: string, page: Fetched): Promise<void> {
    await this.put(address, page);
    const around = [`${this.scope}index.html`, `${this.scope}not-kept.html`];
    const search = searchPageOf(page.html, address);
    for (const other of search ? [search, new URL("index.html", search).href] : []) {
      if (!(await this.find(other))) around.push(other);
    }
    for (const other of around) await this.put(other, await this.fetch(other));
  }

  /** Keep a file that was used; where the browser has no room, it is left to the network. */
  async keepFile(address: string, answer: Response): Promise<void> {
    try {
      const content = await answer.arrayBuffer();
      const file = new Response(content, { headers: unpacked(answer) });
      await (await this.open()).put(address, file);
    } catch {
      // nothing is kept here
    }
  }

  /** Forget the files that no kept page asks for. */
  async tidy(): Promise<void> {
    const cache = await this.open();
    const wanted = new Set<string>();
    const folders = new Set<string | undefined>();
    const follow = async (text: string, address: string) => {
      for (const file of namedFiles(text, address)) {
        if (wanted.has(file)) continue;
        wanted.add(file);
        if (isSheet(file)) await follow((await (await cache.match(file))?.text()) ?? "", file);
      }
    };
    for (const { address, kept } of await this.pages()) {
      wanted.add(address);
      const html = await kept.text();
      folders.add(pythonFolder(html));
      await follow(html, address);
    }
    const stays = (url: string) => {
      const folder = pythonFolder(url);
      return folder ? folders.has(folder) : wanted.has(url);
    };
    for (const { url } of await cache.keys()) if (!stays(url)) await cache.delete(url);
  }

  /** Begin to keep pages, and forget what was kept in another layout. */
  async begin(): Promise<void> {
    await caches.open(this.name);
    await this.forget((name) => name !== this.name);
  }

  /** Forget everything, and keep nothing any more. */
  async end(): Promise<void> {
    this.ended = true;
    await this.forget(() => true);
  }

  private async forget(which: (name: string) => boolean): Promise<void> {
    for (const name of await caches.keys()) {
      const own = name.startsWith("livenet-") && name.endsWith(` ${this.scope}`);
      if (own && which(name)) await caches.delete(name);
    }
  }

  /** Throws before the beginning and after the end; a worker that starts again knows by the cache. */
  private async open(): Promise<Cache> {
    const begun = await caches.has(this.name);
    if (!begun || this.ended) throw new Error("Nothing is kept here.");
    const cache = await caches.open(this.name);
    if (this.ended) {
      // The end came in between, and opening has made anew what it deleted.
      await caches.delete(this.name);
      throw new Error("Nothing is kept here any more.");
    }
    return cache;
  }

  private async pages(): Promise<{ address: string; kept: Response }[]> {
    const cache = await this.open();
    const found = (await cache.keys())
      .map(({ url }) => url)
      .filter((address) => address.endsWith(".html"))
      .map(async (address) => ({ address, kept: await cache.match(address) }));
    return (await Promise.all(found)).flatMap(({ address, kept }) =>
      kept ? [{ address, kept }] : [],
    );
  }

  private async put(address: string, { html, headers }: Fetched): Promise<void> {
    await this.putFiles(html, address);
    await (await this.open()).put(address, new Response(html, { headers }));
  }

  /** Keep the files that a text names, and those that a stylesheet among them names. */
  private async putFiles(text: string, address: string): Promise<void> {
    const cache = await this.open();
    const putFile = async (file: string) => {
      if (await cache.match(file)) return;
      const answer = await fetch(file);
      const content = await answer.arrayBuffer();
      if (!answer.ok || !(await isNamed(file, content))) throw new Error(`${file} is another one.`);
      if (isSheet(file)) await this.putFiles(new TextDecoder().decode(content), file);
      await cache.put(file, new Response(content, { headers: unpacked(answer) }));
    };
    await Promise.all(namedFiles(text, address).map(putFile));
  }
}

const isSheet = (address: string): boolean => new URL(address).pathname.endsWith(".css");

/** What a host says of what it sent, which is unpacked now. */
function unpacked(answer: Response): Headers {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  return headers;
}
