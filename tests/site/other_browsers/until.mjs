// Waits for what a page shows.

const PATIENCE = 60_000;

/** What asks a page of a browser until the answer is good, or for too long; it gives the last answer. */
export const untilIn =
  (browser) =>
  async (question, good, ...given) => {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const answer = await browser.run(question, ...given);
      if (good(answer) || Date.now() > end) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
