/**
 * A type that nothing has, so that an editor shows its sentence where a
 * handler is registered wrongly.
 */
export interface TypeProblem<Sentence extends string> {
  readonly "fulfillkit says": Sentence;
}
