import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  expiryNotice,
  readCertificate,
  type CertificateFacts,
} from "../../src/management/certificates.ts";
import { createAuthority, type TestAuthority } from "../server/certificates.ts";

let authority: TestAuthority;
let pem: string;
let der: Buffer;

beforeAll(async () => {
  authority = await createAuthority();
  pem = authority.caText;
  der = new X509Certificate(pem).raw;
});

afterAll(async () => {
  await authority[Symbol.asyncDispose]();
});

describe("a certificate", () => {
  it("in DER is read", () => {
    const facts = readCertificate(new Uint8Array(der))!;
    expect(facts.subject).toBe("CN=test-ca");
    expect(facts.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    const days = (facts.validTo.getTime() - facts.validFrom.getTime()) / 86_400_000;
    expect(days).toBeCloseTo(2, 1);
  });

  it.each<[string, () => Uint8Array]>([
    ["PEM", () => Buffer.from(pem)],
    ["nothing", () => new Uint8Array()],
    ["a beginning of one", () => der.subarray(0, -1)],
    ["one with something behind it", () => Buffer.concat([der, der])],
    ["any bytes", () => Buffer.from([0x30, 1, 2, 3])],
  ])("is not %s", (_, bytes) => {
    expect(readCertificate(bytes())).toBeUndefined();
  });
});

describe("a notice of expiry", () => {
  const day = 86_400_000;
  const facts: CertificateFacts = {
    subject: "O=Bank\nCN=ca",
    issuer: "CN=ca",
    serialNumber: "01",
    fingerprint: "AB",
    validFrom: new Date(10 * day),
    validTo: new Date(100 * day),
  };

  it.each([
    [9, /O=Bank, CN=ca is valid from 1970-01-11/],
    [10, undefined],
    [69, undefined],
    [70, /expires on 1970-04-11/],
    [99, /expires on/],
    [100, /expired on 1970-04-11/],
  ])("on day %i: %s", (now, sentence) => {
    const notice = expiryNotice(facts, now * day);
    if (sentence === undefined) expect(notice).toBeUndefined();
    else expect(notice).toMatch(sentence);
  });
});
