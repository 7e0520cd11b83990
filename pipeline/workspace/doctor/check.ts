// One line of what the doctor found.
import type { DoctorResult } from "../../../models/results.ts";

export type Check = DoctorResult["checks"][number];

export const ok = (name: string, detail: string): Check => ({ name, status: "ok", detail });
export const warning = (name: string, detail: string): Check => ({ name, status: "warning", detail });
export const failed = (name: string, detail: string): Check => ({ name, status: "failed", detail });

/** A message without its remedy. */
export const firstLine = (error: Error): string => error.message.split("\n", 1)[0] ?? "";
