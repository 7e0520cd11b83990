// An origin of web pages, written exactly as browsers write it in the header Origin (RFC 6454 section 6.1; the Fetch
// standard): compared letter by letter, so that nothing that only looks like it passes.

const written = /^([a-z][a-z0-9+.-]*):\/\/([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?$/;

const asBrowsersWrite = (text: string): string | undefined => {
  try {
    const { protocol, origin } = new URL(text.trim());
    return protocol === "http:" || protocol === "https:" ? origin : undefined;
  } catch {
    return undefined;
  }
};

/** What is wrong with a configured origin; undefined where a browser could send it. Patterns are refused. */
export const originProblem = (text: string): string | undefined => {
  if (text.includes("*")) return "is a pattern; name each origin exactly, such as https://shop.example.com";
  const wanted = asBrowsersWrite(text);
  if (wanted !== undefined && wanted !== text) return `browsers write it as ${wanted}; give it so`;
  return written.test(text) ? undefined : "must be scheme://host or scheme://host:port, without a path";
};
