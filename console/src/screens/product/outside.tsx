// An act for a key outside the node: what it says, the command that signs the file, the file, and the way back in.
import type { ReactNode } from "react";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Bytes, save } from "~/kit/layout";
import { signCommand } from "~/screens/agreements/acts";
import { SignedUpload } from "./deeds";

export function Outside({ act, name, signer, note }: { act: Schemas["Act"]; name: string; signer: string; note?: ReactNode }) {
  const t = useT();
  return (
    <div className="col">
      <Bytes text={JSON.stringify(act, null, 1)} note={note} />
      <Bytes text={`${signCommand(`${name}.json`, signer, "act")} -o ${name}.signed.json`} note={t("product.signOutside")} />
      <div>
        <button type="button" className="btn s" onClick={() => save(`${name}.json`, "application/json", `${JSON.stringify({ act, signatures: [] })}\n`)}>
          {t("product.download")}
        </button>
      </div>
      <SignedUpload />
    </div>
  );
}
