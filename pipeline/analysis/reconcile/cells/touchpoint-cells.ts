// Touchpoints of a channel or of a label, as a number whose people can be named.
import { codeOfEach, labelCodes, unchanged } from "../../source/label-codes.ts";
import { loadTouchpoints } from "../../source/load-touchpoints.ts";
import type { AnalysisSource } from "../../source/open-source.ts";
import { type CellName, refuseWord } from "./parse-cell.ts";
import { Nearness, type PeopleCell } from "./people-cell.ts";

const inChannel = 1;

/** Throws usage for what is neither a channel nor a label. */
export const touchpointCell = async (
  source: AnalysisSource,
  cell: CellName,
  persons: number,
): Promise<PeopleCell> => {
  const byStep = await labelCodes(source.session, { label: "step", ...unchanged });
  const byChannel = await labelCodes(source.session, { label: "channel", ...unchanged });
  const touchpoints = await loadTouchpoints(source, []);
  const [step, channel] = [codeOfEach(touchpoints, byStep), codeOfEach(touchpoints, byChannel)];
  const [label, whole] = [byStep.labels.indexOf(cell.name), byChannel.labels.indexOf(cell.name)];
  if (cell.name !== "" && label < 0 && whole < 0)
    throw refuseWord(cell, "no touchpoint has the channel or label", cell.name, [
      ...byChannel.labels,
      ...byStep.labels,
    ]);
  const near = new Nearness(persons);
  const fits = (row: number): boolean =>
    cell.name === "" || (whole >= 0 ? channel[row] === whole : step[row] === label);
  const channels = new Set<number>();
  for (let row = 0; row < touchpoints.rows; row += 1) if (fits(row)) channels.add(channel[row] ?? 0);
  for (let row = 0; row < touchpoints.rows; row += 1) {
    const person = touchpoints.person[row] ?? 0;
    if (fits(row)) near.count(person);
    else if (channels.has(channel[row] ?? 0)) near.raise(person, inChannel);
  }
  const where = [...channels].map((code) => byChannel.labels[code] ?? "").join(", ");
  return near.cell(cell.text, "touchpoints", (stage) =>
    stage === inChannel ? `were in ${where}, but never did ${cell.name}` : `were never in ${where}`,
  );
};
