/** Options that several commands have alike. */
import type { OptionTable } from "./options.ts";

/** How a command that serves shows its certificate, and asks for one. */
export const certificateOptions = {
  "tls-cert": {
    kind: "text",
    env: "FULFILLKIT_TLS_CERT",
    value: "<file>",
    help: "Certificate chain, PEM; with it TLS is served",
  },
  "tls-key": {
    kind: "text",
    env: "FULFILLKIT_TLS_KEY",
    value: "<file>",
    help: "Private key of the certificate, PEM",
  },
  "tls-client-ca": {
    kind: "text",
    env: "FULFILLKIT_TLS_CLIENT_CA",
    value: "<file>",
    help: "CAs of client certificates, PEM; with it callers must have one",
  },
} as const satisfies OptionTable;

/** How a command prints that has a text for people and a document for programs. */
export const textOrJsonOptions = {
  output: {
    kind: "text",
    short: "o",
    value: "<format>",
    help: "text or json",
    shownDefault: "text",
  },
} as const satisfies OptionTable;
