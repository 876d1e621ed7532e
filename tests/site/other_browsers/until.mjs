// Waits for what a page shows.

/**
 * What asks a page of a browser until the answer is good, or for so many milliseconds; it gives the
 * last answer.
 */
export const untilIn =
  (browser, patience = 60_000) =>
  async (question, good, ...given) => {
    const end = Date.now() + patience;
    for (;;) {
      const answer = await browser.run(question, ...given);
      if (good(answer) || Date.now() > end) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
