// A number whose people can be named: who is in it, and of everybody else how near they came. What two numbers are
// told apart by.

export interface PeopleCell {
  /** As the user wrote it. */
  readonly name: string;
  /** What it counts, in the plural: visits, attempts, … */
  readonly unit: string;
  /** By person: how often they are counted. */
  readonly counted: Int32Array;
  /** By person: see Nearness. */
  readonly nearness: Int32Array;
  /** Why somebody of this nearness is not in it: how it goes on after "who …". */
  reasonOf(stage: number, marks: number): string;
}

const markBits = 8;

/** Of somebody who is in the cell. */
export const member = 2 ** 30;

export const stageOf = (nearness: number): number => nearness >> markBits;
export const marksOf = (nearness: number): number => nearness & (2 ** markBits - 1);

/**
 * How far each person came towards a cell: the furthest stage that anything they did got to, with marks that add up
 * inside a stage.
 */
export class Nearness {
  readonly counted: Int32Array;
  readonly nearness: Int32Array;

  constructor(persons: number) {
    this.counted = new Int32Array(persons);
    this.nearness = new Int32Array(persons);
  }

  count(person: number): void {
    this.counted[person] = (this.counted[person] ?? 0) + 1;
    this.nearness[person] = member;
  }

  /** `mark` is a bit below 8. */
  raise(person: number, stage: number, mark?: number): void {
    const now = this.nearness[person] ?? 0;
    if (now === member || stageOf(now) > stage) return;
    const marks = mark === undefined ? 0 : 1 << mark;
    this.nearness[person] = (stageOf(now) < stage ? stage << markBits : now) | marks;
  }

  cell(name: string, unit: string, reasonOf: PeopleCell["reasonOf"]): PeopleCell {
    return { name, unit, counted: this.counted, nearness: this.nearness, reasonOf };
  }
}

/** The names whose marks are set, as a list. */
export const markedNames = (names: readonly string[], marks: number): string =>
  names.filter((_, mark) => (marks & (1 << mark)) !== 0).join(", ");
