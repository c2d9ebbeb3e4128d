/** Names of secret versions, and how long secrets are. */

/** What a name is made of. */
export interface SecretName {
  readonly project: string;
  readonly secret: string;
  /** A number, or an alias such as `latest`. */
  readonly version: string;
}

/** The form of a name, for sentences. */
export const secretNameForm = "projects/{project}/secrets/{secret}/versions/{version}";

/** The longest secret that Secret Manager keeps, in bytes. */
export const maxSecretBytes = 65_536;

// Strict, since names become paths of files and of URLs: no part is `.` or `..`, or has a slash.
const pattern =
  /^projects\/(?<project>[A-Za-z0-9][\w.:-]*)\/secrets\/(?<secret>[\w-]{1,255})\/versions\/(?<version>[\w-]{1,255})$/;

/** The parts of a name; undefined if it is none. */
export function parseSecretName(name: string): SecretName | undefined {
  const groups = pattern.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const { project = "", secret = "", version = "" } = groups;
  return { project, secret, version };
}
