// Scripts that a page asks for while it is read. One that does not come is asked for again, then the
// reader is told, and may ask once more; it is waited for all the while, as a network may be slow.

const PAUSES = [500, 2000]; // ms before it is asked for again
const PATIENCE = 20_000; // ms until the reader is told that it has not come

/** What has happened to a file: it was tried several times in vain, or there is no answer yet. */
export type Trouble = "failed" | "slow";

/** Told of trouble with a file, and how to ask for it once more. */
export type Tell = (trouble: Trouble, file: string, again: () => void) => void;

interface Asked {
  come: Promise<void>;
  listeners: Tell[];
  trouble?: Parameters<Tell>;
}

const asked = new Map<string, Asked>();

/** Run the script at an address; the promise is kept when it has run. Whoever asks is told. */
export function loadScript(address: string, tell: Tell): Promise<void> {
  const script = asked.get(address) ?? ask(address);
  asked.set(address, script);
  script.listeners.push(tell);
  if (script.trouble) tell(...script.trouble);
  return script.come;
}

function ask(address: string): Asked {
  let late: ReturnType<typeof setTimeout>;
  let arrive: () => void;
  const script: Asked = {
    listeners: [],
    come: new Promise((resolve) => {
      arrive = resolve;
    }),
  };
  const report = (trouble: Trouble) => {
    const again = () => begin(trouble === "slow" ? anew(address) : address);
    script.trouble = [trouble, fileOf(address), again];
    for (const tell of script.listeners) tell(...script.trouble);
  };
  const request = (from: string, tried: number) => {
    const element = document.createElement("script");
    element.src = from;
    element.onload = () => {
      clearTimeout(late);
      arrive();
    };
    element.onerror = () => {
      element.remove();
      if (tried < PAUSES.length) {
        setTimeout(request, PAUSES[tried], from, tried + 1);
        return;
      }
      clearTimeout(late);
      report("failed");
      addEventListener("online", () => begin(from), { once: true });
    };
    document.head.append(element);
  };
  const begin = (from: string) => {
    script.trouble = undefined;
    clearTimeout(late);
    late = setTimeout(report, PATIENCE, "slow");
    request(from, 0);
  };
  begin(address);
  return script;
}

/** Another address of the same file: to the same one a browser answers by what is on its way. */
export function anew(address: string): string {
  const other = new URL(address, document.baseURI);
  other.searchParams.set("again", `${Date.now()}`);
  return other.href;
}

/** The name of the file at an address. */
export const fileOf = (address: string): string => address.replace(/^.*\/|\?.*$/g, "");

/** Whether a script runs for the first time: one that was asked for twice may come twice. */
export function isFirstRun(name: string): boolean {
  if (hasRun(name)) return false;
  const { dataset } = document.documentElement;
  dataset.ran = `${dataset.ran ?? ""} ${name} `;
  return true;
}

export const hasRun = (name: string): boolean =>
  (document.documentElement.dataset.ran ?? "").includes(` ${name} `);
