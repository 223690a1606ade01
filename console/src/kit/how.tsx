// How a number was computed: opened from the number itself. A popover of the platform: Esc and a click elsewhere close it, focus goes back by itself.
import { useId, useRef, type ReactNode } from "react";
import { useT } from "~/i18n";

export function How({ children, by }: { children: ReactNode; by: ReactNode }) {
  const t = useT();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const place = () => {
    const at = button.current?.getBoundingClientRect();
    const box = panel.current;
    if (!at || !box) return;
    const width = Math.min(360, innerWidth - 16);
    box.style.setProperty("--w", `${width}px`);
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
    const below = innerHeight - at.bottom > 180;
    box.style.top = below ? `${at.bottom + 6}px` : "auto";
    box.style.bottom = below ? "auto" : `${innerHeight - at.top + 6}px`;
  };
  return (
    <>
      <button ref={button} type="button" className="how" popoverTarget={id} title={t("kit.how")} onClick={place}>
        {children}
      </button>
      <div ref={panel} id={id} popover="auto" className="how-panel" role="note">
        {by}
      </div>
    </>
  );
}
