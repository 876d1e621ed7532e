// A missing page speaks the reader's language, and leads into the site that the address is of.

import { showOwnSection, siteFolder } from "./sections";

/**
 * The folder that the editions lie in; a build does not know where its host will put it. Where no
 * folder answers, the links stay as the build made them.
 */
async function findSite(): Promise<string | undefined> {
  const folders = location.pathname.split("/").slice(0, -1);
  const up = folders.map((_, i) => `${folders.slice(0, folders.length - i).join("/")}/`);
  for (const folder of siteFolder ? [siteFolder, ...up] : up) {
    try {
      const answer = await fetch(`${folder}zh/index.html`, { method: "HEAD" });
      if (answer.ok) return folder;
    } catch {
      // No answer is none for this folder.
    }
  }
  return siteFolder;
}

showOwnSection();
void findSite().then((site) => {
  for (const part of document.querySelectorAll("nav a, form")) {
    const name = part.matches("a") ? "href" : "action";
    const address = part.getAttribute(name) ?? "";
    if (site) part.setAttribute(name, address.replace(/^.*(?=(zh|en)\/)/, site));
  }
  document.documentElement.dataset.ready = "";
});
