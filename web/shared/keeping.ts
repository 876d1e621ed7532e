// What a page and the worker of web/offline say to each other.

export interface Wish {
  /** keep the page; renew it, and after it every page that is kept, because the reader said so */
  act: "keep" | "renew";
  /** its address */
  page: string;
  /** which version of it the reader sees; undefined of a page that is not open */
  version?: string;
}

export interface Answer {
  /** whether the page is kept */
  kept: boolean;
  /** whether the site has a newer version of it than the reader sees */
  newer: boolean;
}
