/** All migrations, in order. A new one is a new file and a new line here. */
import { resources } from "./0001-resources.ts";
import { references } from "./0002-references.ts";
import type { Migration } from "./migration.ts";

export const migrations: readonly Migration[] = [resources, references];
