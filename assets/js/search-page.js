// Prepares Sphinx's search for these pages, before it runs.

// It fetches each page that it found to quote from it, which no browser allows from disk;
// there the results stand without quotations.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// To choose a plural it would evaluate a string, which no page here may do. Chinese has none.
Documentation.addTranslations = (catalog) => {
  Object.assign(Documentation.TRANSLATIONS, catalog.messages);
  Documentation.PLURAL_EXPR = () => 0;
};
