/**
 * An object that is being put together, member by member: to spread what may be
 * absent costs ten times as much.
 */
export type Writable<T> = { -readonly [Name in keyof T]: T[Name] };
