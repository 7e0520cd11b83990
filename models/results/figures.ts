// The figures that results are made of.
import { z } from "zod";

export const isoTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/);
export const count = z.number().int();
export const natural = count.nonnegative();
export const share = z.number().min(0).max(1);
