/** A pattern that cannot be used, and the position of the problem. */
export class PatternError extends SyntaxError {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "PatternError";
    this.position = position;
  }
}
