// A secret that the node shows once and never again.
import { useEffect, useRef, type ReactNode } from "react";
import { useT } from "~/i18n";
import { Bytes } from "~/kit/layout";
import { State } from "~/kit/marks";

export function Once({ title, text, note, children, close }: { title: string; text: string; note?: ReactNode; children?: ReactNode; close: () => void }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="once" ref={box} tabIndex={-1} role="group" aria-label={title}>
      <State shape="eye" tone="warn">
        {t("admin.once")}
      </State>
      <p className="b">{title}</p>
      <Bytes text={text} note={note} />
      {children}
      <button type="button" className="btn s" onClick={close}>
        {t("admin.kept")}
      </button>
    </div>
  );
}
