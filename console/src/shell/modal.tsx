// A dialog of the platform: Esc and a click beside it close it, and focus goes back to where it was. There is never more than one.
import { useLayoutEffect, useRef, type ReactNode } from "react";

export function Modal({ label, className, close, children }: { label: string; className: string; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const box = dialog.current!;
    box.showModal();
    return () => box.close(); // before it leaves the page, or focus would be lost with it
  }, []);
  return (
    <dialog ref={dialog} className={className} aria-label={label}
      onCancel={(event) => {
        event.preventDefault(); // the platform would tell of it in a later task, when the next key may be down already
        close();
      }}
      onClose={() => !dialog.current?.open && close()} onClick={(event) => event.target === dialog.current && close()}>
      {children}
    </dialog>
  );
}
