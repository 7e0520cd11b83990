// Where the control socket lies, also in a folder whose path is longer than an address of a socket may be.
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const socketName = "control.sock";

export const socketFile = (workspace: string): string => join(workspace, socketName);

/** macOS takes 103 bytes, Linux 107. */
const longestAddress = 103;

/**
 * Runs `work` with an address of a socket in a folder. Where the plain path is too long it leads through a link in a
 * folder of our own that nobody else can write to, and that is gone afterwards.
 */
export const withAddress = async <Result>(
  folder: string,
  work: (address: string) => Promise<Result>,
): Promise<Result> => {
  const plain = socketFile(folder);
  if (Buffer.byteLength(plain) <= longestAddress) return work(plain);
  const short = await mkdtemp(join(tmpdir(), "polku-"));
  try {
    await symlink(folder, join(short, "w"));
    return await work(socketFile(join(short, "w")));
  } finally {
    await rm(short, { recursive: true, force: true });
  }
};
