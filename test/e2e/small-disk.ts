// A small disk of its own (a tmpfs), where the machine allows one, that can be filled and given more room.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemCode } from "../../models/errors.ts";

const system = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A disk of so many megabytes; undefined where mounting is not permitted. */
  static create(megabytes: number): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), "polku-disk-"));
    if (system("mount", "-t", "tmpfs", "-o", `size=${String(megabytes)}m`, "tmpfs", folder)) {
      return new SmallDisk(folder);
    }
    rmSync(folder, { recursive: true });
    return undefined;
  }

  /** Uses up all that is free. */
  fill(): void {
    const ballast = openSync(join(this.folder, "ballast"), "a");
    for (const size of [1 << 20, 1 << 12]) {
      const part = Buffer.alloc(size);
      try {
        for (;;) writeSync(ballast, part);
      } catch (error) {
        if (systemCode(error) !== "ENOSPC") throw error;
      }
    }
    closeSync(ballast);
  }

  /** Gives back what `fill` used. */
  empty(): void {
    rmSync(join(this.folder, "ballast"), { force: true });
  }

  grow(megabytes: number): void {
    system("mount", "-o", `remount,size=${String(megabytes)}m`, this.folder);
  }

  makeReadOnly(): void {
    system("mount", "-o", "remount,ro", this.folder);
  }

  remove(): void {
    system("umount", this.folder);
    rmSync(this.folder, { recursive: true });
  }
}
