/**
 * Where a Value that was made of plain JSON keeps it: then its kind need not be
 * taken apart to write it. Such a Value never changes, and its JSON holds finite
 * numbers alone.
 */
export const plainJson: unique symbol = Symbol("plain JSON");
