// The verdict on a file that cannot be read whole. Thrown while its bytes flow, caught once by the stage that
// reads it, and then a row of the quarantine like any other verdict.

/** `message` says what is wrong, where, and what to do; it holds nothing of the content. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

/** The verdict on a file that somebody wrote to meanwhile. */
export const changedWhileRead = (): UnreadableFile =>
  new UnreadableFile("it changed while it was read; write files under another name and rename them");

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it is not there any more",
  EACCES: "polku may not read it; give its user the right to",
  EPERM: "polku may not read it; give its user the right to",
  EISDIR: "it is a folder; name the files in it, such as folder/*.ndjson",
  ELOOP: "it is a symbolic link that leads back to itself",
  ENAMETOOLONG: "its name is too long for the system",
  EMFILE: "too many files are open; raise the limit of open files",
};

/** A failure of the file system as a verdict; any other error as it is. */
export const unreadable = (error: unknown): unknown => {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return error;
  const code = String(error.code);
  return new UnreadableFile(reasons[code] ?? `the system cannot read it (${code})`, { cause: error });
};
