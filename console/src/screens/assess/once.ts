// A key of an act that must not be done twice. randomUUID is there in secure contexts alone; this everywhere.
export const onceKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
