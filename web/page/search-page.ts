// Prepares Sphinx's search for these pages, before it runs.

// Of Sphinx's own scripts, which are classic ones: what they declare, all that come later see.
declare const DOCUMENTATION_OPTIONS: { SHOW_SEARCH_SUMMARY: boolean };
declare const Documentation: {
  TRANSLATIONS: Record<string, string>;
  PLURAL_EXPR: (n: number) => number;
  addTranslations(catalog: { messages: Record<string, string> }): void;
};

// It fetches each page that it found to quote from it, which no browser allows from disk or in a
// sandboxed frame; there the results stand without quotations.
if (self.origin === "null") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// To choose a plural it would evaluate a string, which no page here may do. Chinese has none.
Documentation.addTranslations = (catalog) => {
  Object.assign(Documentation.TRANSLATIONS, catalog.messages);
  Documentation.PLURAL_EXPR = () => 0;
};

export {};
