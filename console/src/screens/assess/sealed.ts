// A judgement kept in the notebook until its reveal. Whoever keeps the node reads what is in notebooks, and nobody may see a judgement before its stage is opened: so it is
// encrypted here, with a passphrase that never leaves this browser.
import type { Judgement } from "./judgement";
import { canonical, readJudgement } from "./judgement";

const rounds = 600_000; // PBKDF2-HMAC-SHA-256, OWASP 2023
export type Sealed = { title: string; form: "comity/sealed-judgement/v1"; question: string; stage: number; agency: string; sha256: string; rounds: number; salt: string; iv: string; text: string };

// Only where the page came by TLS or from this machine; elsewhere the file is the only way.
export const canKeep = (): boolean => typeof crypto !== "undefined" && crypto.subtle !== undefined;

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const bytesOf = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

async function keyOf(passphrase: string, salt: Uint8Array, iterations: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt: salt as BufferSource, iterations }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(judgement: Judgement, sha256: string, title: string, passphrase: string): Promise<Sealed> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  // Padded, so that the length says nothing of the rationale up to 4 KiB.
  const plain = new TextEncoder().encode(canonical(judgement).padEnd(4096, " "));
  const text = await crypto.subtle.encrypt({ name: "AES-GCM", iv: iv as BufferSource }, await keyOf(passphrase, salt, rounds), plain as BufferSource);
  return { title, form: "comity/sealed-judgement/v1", question: judgement.question, stage: judgement.round, agency: judgement.agency, sha256, rounds, salt: base64(salt), iv: base64(iv), text: base64(new Uint8Array(text)) };
}

// Nothing where the passphrase is another.
export async function unseal(sealed: Sealed, passphrase: string): Promise<Judgement | undefined> {
  try {
    const key = await keyOf(passphrase, bytesOf(sealed.salt), sealed.rounds);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(sealed.iv) as BufferSource }, key, bytesOf(sealed.text) as BufferSource);
    return readJudgement(new TextDecoder().decode(plain));
  } catch {
    return undefined;
  }
}

// Its name in the notebook: one for each agency and stage of a round.
export const nameOf = (question: string, stage: number, agency: string): string => `judgement-${question.replace("grouping--", "").slice(0, 36)}-${stage}-${agency}`.slice(0, 64).replace(/[^A-Za-z0-9._-]/g, "_");
